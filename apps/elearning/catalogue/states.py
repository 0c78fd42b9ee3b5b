"""The choices of the catalogue, and the phases of a class."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.seats.states import closing_soon


class CourseType(TextChoices):
    ONLINE = "ONLINE", _("온라인")
    OFFLINE = "OFFLINE", _("오프라인")
    BLENDED = "BLENDED", _("혼합")


class CourseLevel(TextChoices):
    INTRODUCTORY = "INTRODUCTORY", _("입문")
    BASIC = "BASIC", _("초급")
    INTERMEDIATE = "INTERMEDIATE", _("중급")
    ADVANCED = "ADVANCED", _("고급")


class ContentType(TextChoices):
    VIDEO = "VIDEO", _("동영상")
    DOCUMENT = "DOCUMENT", _("문서")
    LINK = "LINK", _("링크")


class Approval(TextChoices):
    """Who approves an application."""

    MANUAL = "MANUAL", _("강사가 승인")
    AUTOMATIC = "AUTOMATIC", _("자동 승인")


class Promotion(TextChoices):
    """How a freed seat goes to somebody who waits."""

    AUTOMATIC = "AUTOMATIC", _("순서대로 자동")
    MANUAL = "MANUAL", _("강사나 운영자가 승인")


class ClassPhase(TextChoices):
    """The phase of a class as lists and pages show it. Derived from dates and seats, never stored."""

    CALLED_OFF = "called_off", _("폐강")
    ENDED = "ended", _("종료")
    RUNNING = "running", _("진행중")
    UPCOMING = "upcoming", _("모집예정")
    CLOSED = "closed", _("모집마감")
    FULL = "full", _("정원마감")
    SOON = "soon", _("마감임박")
    OPEN = "open", _("모집중")


OPEN_PHASES = frozenset({ClassPhase.OPEN, ClassPhase.SOON})


@dataclass(frozen=True)
class ClassFacts:
    """The facts from which a phase is derived."""

    opens_at: datetime
    closes_at: datetime
    starts_at: datetime
    ends_at: datetime
    capacity: int
    seats_taken: int
    called_off: bool = False


def phase(facts: ClassFacts, now: datetime) -> ClassPhase:
    """Return the phase of a class. A class that runs counts as 진행중 only once applications are closed."""
    left = facts.capacity - facts.seats_taken
    if facts.called_off:
        return ClassPhase.CALLED_OFF
    if now >= facts.ends_at:
        return ClassPhase.ENDED
    if now < facts.opens_at:
        return ClassPhase.UPCOMING
    if now >= facts.closes_at:
        return ClassPhase.RUNNING if now >= facts.starts_at else ClassPhase.CLOSED
    if left <= 0:
        return ClassPhase.FULL
    if closing_soon(capacity=facts.capacity, seats_left=left, closes_at=facts.closes_at, now=now):
        return ClassPhase.SOON
    return ClassPhase.OPEN


# (days before the class starts, percent of what was paid), for a class without steps (docs/domain.md, Catalogue).
DEFAULT_REFUND_STEPS = ((7, 100), (3, 70), (1, 50))
