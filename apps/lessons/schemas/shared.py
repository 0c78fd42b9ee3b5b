"""Values that lessons and tutorials answer alike."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from apps.core import clock
from apps.core.api.lazy import gettext_lazy as _

Instant = Annotated[str, Field(examples=["2024-01-20T14:00:00"])]
Title = Annotated[str, Field(examples=["Spring Boot 입문 강의"])]
MentorName = Annotated[str, Field(examples=["김멘토"])]
Hour = Annotated[str, Field(examples=["19:00:00"])]
DayText = Annotated[str, Field(examples=["2026-01-05"])]
Average = Annotated[
    float | None, Field(examples=[4.7], description=_("5점 만점의 평균이며, 후기가 없으면 null입니다."))
]


def instant(moment: datetime) -> str:
    """Return the time as seed 003 writes it: Seoul's, without an offset."""
    return clock.local(moment).replace(tzinfo=None).isoformat(timespec="seconds")


def career_of(mentor: Any) -> str:
    profile = getattr(mentor, "mentor_profile", None)
    return profile.career if profile is not None else ""
