"""The table from the states of mentoring to their words and colours, read by every page and the record."""

from datetime import datetime
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core import text
from apps.core.components import Badge
from apps.mentoring.states import ApplicationState, Phase, Presence, ReportStatus
from apps.seats.states import offer_is_open, waiting_words

_PHASES = {
    Phase.OPEN: "open",
    Phase.SOON: "soon",
    Phase.FULL: "full",
    Phase.UPCOMING: "next",
    Phase.RUNNING: "info",
    Phase.CLOSED: "done",
    Phase.ENDED: "done",
    Phase.DECLINED: "danger",
    Phase.DELETED: "done",
}
_APPLICATIONS = {ApplicationState.APPLIED: "open", ApplicationState.WAITING: "wait", ApplicationState.CANCELLED: "done"}


def phase_badge(phase: Phase) -> Badge:
    return _phase_badges(get_language())[phase]


@cache
def _phase_badges(language: str | None) -> dict[Phase, Badge]:
    """Return the badges in `language`, which must be the active one. Kept because a list asks for every row."""
    return {phase: Badge(str(phase.label), kind) for phase, kind in _PHASES.items()}


def approval_badge(approved: bool, declined: bool) -> Badge:
    """Return the badge of the staff's decision (개설승인)."""
    return _approval_badge(approved, declined, get_language())


@cache
def _approval_badge(approved: bool, declined: bool, language: str | None) -> Badge:
    if declined:
        return Badge(_("개설 반려"), "danger")
    return Badge(_("개설 승인"), "plain") if approved else Badge(_("개설 승인 전"), "plain")


_PRESENCES = {
    Presence.PRESENT: "done",
    Presence.LATE: "done",
    Presence.ABSENT: "danger",
    Presence.EXCUSED: "info",
}


def presence_badge(presence: str) -> Badge:
    """Return the badge of whether somebody came."""
    return Badge(str(Presence(presence).label), _PRESENCES[Presence(presence)])


_REPORTS = {
    ReportStatus.DRAFT: "todo",
    ReportStatus.SUBMITTED: "wait",
    ReportStatus.RETURNED: "danger",
    ReportStatus.APPROVED: "done",
}


def report_badge(status: str) -> Badge:
    """Return the badge of the report of a session; '' where none was begun."""
    if not status:
        return Badge(_("작성 전"), "todo")
    return Badge(str(ReportStatus(status).label), _REPORTS[ReportStatus(status)])


def application_badge(
    state: str,
    place: int = 0,
    *,
    now: datetime,
    offered_until: datetime | None = None,
    took_part: bool = False,
    presence: str = "",
    released: bool = False,
) -> Badge:
    """Return the badge of an application. If it waits: its place in line, or the seat that is offered to it.

    `released`: somebody else may take the seat; `took_part`: the session is over; `presence`: whether they came, where
    that is recorded of somebody with a seat.
    """
    if presence and state == ApplicationState.APPLIED:
        return presence_badge(presence)
    if state == ApplicationState.WAITING and took_part:
        return Badge(_("자리가 나지 않음"), "done")
    if state == ApplicationState.WAITING and offered_until is not None:
        is_open = offer_is_open(offered_until, now)
        return Badge(waiting_words(place, offered_until, now), "soon" if is_open else "done")
    if state == ApplicationState.WAITING:
        return Badge(text.place_in_line(place), _APPLICATIONS[ApplicationState.WAITING])
    if state == ApplicationState.APPLIED and took_part:
        return Badge(_("진행 완료"), "done")
    if released:
        return Badge(_("자리 내놓음"), "soon")
    return _application_badges(get_language())[ApplicationState(state)]


@cache
def _application_badges(language: str | None) -> dict[ApplicationState, Badge]:
    """Return the badges in `language`, which must be the active one. Kept because a list asks for every row."""
    return {state: Badge(str(state.label), kind) for state, kind in _APPLICATIONS.items()}
