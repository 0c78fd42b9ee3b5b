"""The schemas of the progress endpoints, with the field names of seed 001, 3-11 to 3-16."""

from datetime import datetime
from decimal import ROUND_CEILING
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from apps.core import clock
from apps.core.api.fields import Id, RoundedDown, read_number
from apps.core.api.flat import FlatInput, FlatReply, Paging
from apps.core.api.lazy import gettext_lazy as _
from apps.elearning.catalogue.models import Content
from apps.elearning.progress.models import Progress
from apps.elearning.progress.rules import LONGEST, MOST_PARTS, WHOLE, Packet
from apps.elearning.progress.selectors import CourseProgress
from apps.elearning.progress.states import ProgressStatus, status

InstantText = Annotated[str, Field(examples=["2026-01-15T14:00:00+09:00"])]
Rate = Annotated[int, Field(examples=[45], description=_("퍼센트(0~100)입니다."))]
Seconds = Annotated[int, Field(examples=[600], description=_("초입니다."))]


def _percent(raw: Any) -> Any:
    """Return what is more than the whole as something to be refused; the rest is rounded down."""
    rate = read_number(raw)
    return raw if rate is None or rate <= WHOLE else int(rate.to_integral_value(ROUND_CEILING))


Percent = Annotated[
    RoundedDown,
    BeforeValidator(_percent),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": WHOLE, "examples": [45.5]}),
]
SecondsIn = Annotated[RoundedDown, WithJsonSchema({"type": "number", "minimum": 0, "maximum": LONGEST})]

# --- In ---------------------------------------------------------------------------------------------------------------


class ContentInput(FlatInput):
    enrollment_id: Id
    content_id: Id


class SaveInput(ContentInput):
    """What a player saves. Without a position the last one stays; without a time nothing is added."""

    progress_rate: Percent = Field(
        ge=0,
        le=WHOLE,
        description=_(
            "지금까지의 진도율(%)입니다. 소수점 아래는 버립니다. 낮게 보내도 낮아지지 않습니다. "
            "올린 동영상은 본 만큼만 인정합니다."
        ),
    )
    last_position: SecondsIn | None = Field(
        default=None, ge=0, le=LONGEST, description=_("마지막 위치(초)입니다. 동영상은 길이를 넘지 않습니다.")
    )
    learning_time: SecondsIn | None = Field(
        default=None,
        ge=0,
        le=LONGEST,
        description=_("지난번에 보낸 뒤로 학습한 시간(초)입니다. 그사이 흐른 시간만큼만 더합니다."),
    )
    played_ranges: list[Annotated[list[float], Field(min_length=2, max_length=2)]] | None = Field(
        default=None,
        max_length=MOST_PARTS,
        examples=[[[0, 12.5], [30, 44]]],
        description=_(
            "동영상에서 실제로 재생한 구간의 [시작, 끝](초)입니다. 보낸 구간을 합해 진도율을 정하며,"
            " 그사이 흐른 시간에 재생할 수 있는 만큼만 인정하고, 1초보다 짧게 지나간 구간은 세지 않습니다."
        ),
    )
    duration: float | None = Field(
        default=None,
        ge=0,
        le=LONGEST,
        description=_("재생기가 아는 동영상의 길이(초)입니다. 파일의 길이가 먼저입니다."),
    )

    def packet(self) -> Packet:
        return Packet(
            rate=self.progress_rate,
            position=self.last_position,
            seconds=self.learning_time or 0,
            parts=self.played_ranges,
            length=self.duration,
        )


# --- Out --------------------------------------------------------------------------------------------------------------


class ProgressItem(BaseModel):
    """The progress in a content. If it was not started, `progress_id` is null and the rest 0."""

    progress_id: int | None
    enrollment_id: int
    content_id: int
    content_title: Annotated[str, Field(examples=["1강"])]
    content_type: Annotated[str, Field(examples=["VIDEO"])]
    is_required: bool
    status: ProgressStatus
    progress_rate: Rate
    last_position: Seconds
    learning_time: Seconds
    started_at: InstantText | None
    last_learned_at: InstantText | None
    completed_at: InstantText | None


class LearnerProgress(BaseModel):
    """A learner's progress in the course: the mean of the required contents, weighted by minutes."""

    enrollment_id: int
    user_id: int
    user_name: Annotated[str, Field(examples=["김하준"])]
    progress_rate: Rate
    learning_time: Seconds
    completed_contents: int
    total_contents: int
    last_learned_at: InstantText | None


class ProgressReply(FlatReply):
    progress: ProgressItem


class ProgressesReply(FlatReply):
    progresses: list[ProgressItem]


class LearnersReply(FlatReply):
    progresses: list[LearnerProgress]
    paging: Paging


# --- From rows to answers ---------------------------------------------------------------------------------------------


def _instant(moment: datetime | None) -> str | None:
    return clock.local(moment).isoformat(timespec="seconds") if moment else None


def item(row: Progress, now: datetime) -> ProgressItem:
    return of_content(row.enrolment_id, row.content, row, now)


def of_content(enrolment_id: int, content: Content, row: Progress | None, now: datetime) -> ProgressItem:
    saved_at, completed_at = (row.saved_at, row.completed_at) if row else (None, None)
    return ProgressItem(
        progress_id=row.pk if row else None,
        enrollment_id=enrolment_id,
        content_id=content.pk,
        content_title=content.title,
        content_type=content.type,
        is_required=content.is_required,
        status=status(saved_at=saved_at, completed_at=completed_at, now=now),
        progress_rate=row.progress_rate if row else 0,
        last_position=row.last_position if row else 0,
        learning_time=row.learning_time if row else 0,
        started_at=_instant(row.started_at) if row else None,
        last_learned_at=_instant(saved_at),
        completed_at=_instant(completed_at),
    )


def of_learner(learned: CourseProgress) -> LearnerProgress:
    return LearnerProgress(
        enrollment_id=learned.enrolment.pk,
        user_id=learned.enrolment.member_id,
        user_name=learned.enrolment.member.name,
        progress_rate=learned.rate,
        learning_time=learned.seconds,
        completed_contents=learned.completed,
        total_contents=learned.contents,
        last_learned_at=_instant(learned.last_at),
    )
