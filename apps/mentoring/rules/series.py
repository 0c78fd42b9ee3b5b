"""Rules of sessions that are opened, moved or ended together."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from apps.core.errors import Conflict, DomainError, Invalid
from apps.mentoring.models import Session
from apps.planner.recurrence import Shift

MOST = 20  # sessions that are opened in one act


def check_all_times_free(refusals: Iterable[DomainError | None]) -> None:
    """Check that each time can be had. Raises Conflict `times_taken`, which names everything that is in the way."""
    sentences = [refused.message for refused in refusals if refused is not None]
    if sentences:
        raise Conflict("times_taken", " ".join(sentences), field="days")


def check_is_of_series(session: Session) -> None:
    """Check that a session was opened together with others. Raises Conflict `no_series`."""
    if session.series is None:
        raise Conflict("no_series", _("반복 일정으로 연 멘토링이 아닙니다."))


def check_shift(shift: Shift) -> None:
    """Check that a shift moves anything. Raises Invalid `nothing_moves`."""
    if shift == Shift(timedelta(0)):
        raise Invalid("nothing_moves", _("날짜나 시각을 바꿔 주세요."), field="date")


def check_rest(sessions: Iterable[Session], ids: Iterable[int], seen: Mapping[int, int] | None) -> None:
    """Check that these are sessions of the rest, as they were seen: `seen` are their revisions, None checks nothing.

    Raises Conflict `changed_meanwhile`.
    """
    revisions = {session.pk: session.revision for session in sessions}
    if set(ids) - revisions.keys() or any(revisions.get(pk) != number for pk, number in (seen or {}).items()):
        sentence = _("그사이 반복 일정이 바뀌었습니다. 지금의 일정을 확인하고 다시 해 주세요.")
        raise Conflict("changed_meanwhile", sentence)


def moved_registration(session: Session, days: timedelta, now: datetime) -> dict[str, date]:
    """Return the days of registration that go with a session which moves by some days.

    One that has begun is not closed again, and ends no earlier than it begins.
    """
    start = session.reg_start if session.opens_at <= now else session.reg_start + days
    return {"reg_start": start, "reg_end": max(session.reg_end + days, start)}
