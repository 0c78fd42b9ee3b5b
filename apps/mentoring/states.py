"""Choices of mentoring: types of session, states of an application, phases of a session."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.seats.states import closing_soon


class SessionType(TextChoices):
    """The types of seed 000. Its API takes the value and gives the label."""

    PUBLIC = "public", _("자유 멘토링")
    LECTURE = "lecture", _("멘토 특강")


# Seats if none are given (docs/domain.md, Mentoring).
DEFAULT_CAPACITY = {SessionType.PUBLIC: 3, SessionType.LECTURE: 6}


class ApplicationState(TextChoices):
    APPLIED = "applied", _("신청완료")
    WAITING = "waiting", _("대기")
    CANCELLED = "cancelled", _("신청취소")


class CancelCause(TextChoices):
    """Why an application ended."""

    MEMBER = "member", _("본인 취소")
    AUTHOR = "author", _("멘토가 취소")
    STAFF = "staff", _("운영자가 취소")
    DELETED = "deleted", _("멘토링 삭제")
    DECLINED = "declined", _("개설 반려")
    LAPSED = "lapsed", _("자리 제안 기한 지남")
    PASSED = "passed_on", _("내놓은 자리를 다른 분이 받음")


class Presence(TextChoices):
    """Whether somebody with a seat came."""

    PRESENT = "present", _("참석")
    LATE = "late", _("지각")
    ABSENT = "absent", _("불참")
    EXCUSED = "excused", _("사유 있는 불참")


CAME = (Presence.PRESENT, Presence.LATE)


class Pace(TextChoices):
    """How fast a session went, in the eyes of one who came."""

    SLOW = "slow", _("느림")
    RIGHT = "right", _("알맞음")
    FAST = "fast", _("빠름")


# The legal moves of an application, from state to state, and who may make them.
MOVES: dict[tuple[ApplicationState | None, ApplicationState], frozenset[str]] = {
    (None, ApplicationState.APPLIED): frozenset({"member"}),
    (None, ApplicationState.WAITING): frozenset({"member"}),
    (ApplicationState.WAITING, ApplicationState.APPLIED): frozenset({"system", "member"}),
    (ApplicationState.APPLIED, ApplicationState.CANCELLED): frozenset({"member", "author", "staff", "system"}),
    (ApplicationState.WAITING, ApplicationState.CANCELLED): frozenset({"member", "author", "staff", "system"}),
}


class ReportStatus(TextChoices):
    """What became of the report of a session."""

    DRAFT = "draft", _("작성 중")
    SUBMITTED = "submitted", _("제출")
    RETURNED = "returned", _("보완 요청")
    APPROVED = "approved", _("승인")


class ReportFileKind(TextChoices):
    """What a photo or a file of a report shows."""

    START = "start", _("시작 사진")
    END = "end", _("종료 사진")
    PHOTO = "photo", pgettext_lazy("of a report", "사진")
    FILE = "file", pgettext_lazy("of a report", "파일")


# Of these a report has one at most.
ONE_EACH = (ReportFileKind.START, ReportFileKind.END)

# Its author cannot write it then.
REPORT_LOCKED = (ReportStatus.SUBMITTED, ReportStatus.APPROVED)

# The legal moves of a report, from status to status, and who may make them.
REPORT_MOVES: dict[tuple[ReportStatus | None, ReportStatus], frozenset[str]] = {
    (None, ReportStatus.DRAFT): frozenset({"author", "system"}),
    (None, ReportStatus.SUBMITTED): frozenset({"author"}),
    (ReportStatus.DRAFT, ReportStatus.SUBMITTED): frozenset({"author"}),
    (ReportStatus.RETURNED, ReportStatus.SUBMITTED): frozenset({"author"}),
    (ReportStatus.SUBMITTED, ReportStatus.APPROVED): frozenset({"staff"}),
    (ReportStatus.SUBMITTED, ReportStatus.RETURNED): frozenset({"staff"}),
    (ReportStatus.APPROVED, ReportStatus.RETURNED): frozenset({"staff"}),
}


class Phase(TextChoices):
    """The phase of a session that people read. Derived from dates and seats, never stored."""

    DELETED = "deleted", _("삭제")
    DECLINED = "declined", _("개설 반려")
    ENDED = "ended", _("종료")
    RUNNING = "running", _("진행중")
    UPCOMING = "upcoming", _("접수예정")
    CLOSED = "closed", _("접수마감")
    FULL = "full", _("정원마감")
    SOON = "soon", _("마감임박")
    OPEN = "open", _("접수중")


@dataclass(frozen=True)
class SessionFacts:
    """The values that a phase is derived from. A Session has them, and so has a row of a list."""

    opens_at: datetime
    closes_at: datetime
    starts_at: datetime
    ends_at: datetime
    capacity: int
    seats_taken: int
    deleted: bool = False
    declined: bool = False


def derive_phase(facts: SessionFacts, now: datetime) -> Phase:
    """Return the first phase that holds, in the order of the checks below."""
    left = facts.capacity - facts.seats_taken
    if facts.deleted:
        return Phase.DELETED
    if facts.declined:
        return Phase.DECLINED
    if now >= facts.ends_at:
        return Phase.ENDED
    if now >= facts.starts_at:
        return Phase.RUNNING
    if now >= facts.closes_at:
        return Phase.CLOSED
    if now < facts.opens_at:
        return Phase.UPCOMING
    if left <= 0:
        return Phase.FULL
    if closing_soon(capacity=facts.capacity, seats_left=left, closes_at=facts.closes_at, now=now):
        return Phase.SOON
    return Phase.OPEN


OPEN_PHASES = frozenset({Phase.OPEN, Phase.SOON})
