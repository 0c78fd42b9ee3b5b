"""The days of a series of meetings as the page shows them before they are made, moved or removed."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.planner import selectors as planner
from apps.planner.models import Venue
from apps.planner.planned_days import Choice, PlannedDay, plan_days
from apps.planner.recurrence import Recurrence, Shift, list_days
from apps.planner.services import Wanted


def plan_meetings(
    row: CourseClass,
    recurrence: Recurrence,
    hours: tuple[time, time],
    venue: Venue | None,
    choice: Choice,
    *,
    viewer: Member,
) -> list[PlannedDay]:
    """Return the days of a series that a class does not have yet. Queries: at most 5."""
    skipped = {one.date for one in planner.list_holidays(recurrence.first, recurrence.last)}
    days = list_days(recurrence, skipped=skipped if choice.skips_holidays else frozenset())
    start, end = hours
    wanted = {
        day.isoformat(): Wanted(clock.at(day, start), clock.at(day, end), venue.pk if venue else None) for day in days
    }
    return _planned(row, wanted, choice, [venue], viewer=viewer)


def list_coming(row: CourseClass, now: datetime) -> list[ClassMeeting]:
    """Return the meetings that have not begun, which may be moved and removed. Queries: 1."""
    return list(row.meetings.filter(starts_at__gt=now).select_related("venue"))


def alike(meeting: ClassMeeting, first: ClassMeeting) -> bool:
    """Return whether a meeting is at the same time of the week as the first one."""
    one, other = clock.local(meeting.starts_at), clock.local(first.starts_at)
    return (one.weekday(), one.time()) == (other.weekday(), other.time())


def plan_moves(
    row: CourseClass, meetings: Sequence[ClassMeeting], shift: Shift, choice: Choice, *, viewer: Member
) -> list[PlannedDay]:
    """Return where the meetings come if they move. Queries: at most 4."""
    wanted = {str(one.pk): Wanted(*shift.moved(one.starts_at, one.ends_at), one.venue_id, one.pk) for one in meetings}
    facts = {str(one.pk): (text.span(one.starts_at, one.ends_at), ()) for one in meetings}
    return _planned(row, wanted, choice, [one.venue for one in meetings], viewer=viewer, facts=facts)


def plan_removal(meetings: Sequence[ClassMeeting], choice: Choice) -> list[PlannedDay]:
    """Return the meetings of which some are removed."""
    today = clock.today()
    return [
        PlannedDay(
            str(one.pk), spoken.when_span(one.starts_at, one.ends_at, today=today), "", (), (),
            str(one.pk) in (choice.values or ()),
        )
        for one in meetings
    ]  # fmt: skip


def _planned(
    row: CourseClass,
    wanted: dict[str, Wanted],
    choice: Choice,
    venues: Iterable[Venue | None],
    *,
    viewer: Member,
    facts: dict | None = None,
) -> list[PlannedDay]:
    return plan_days(
        wanted,
        choice,
        hosts=row.instructors.values_list("pk", flat=True),
        viewer=viewer,
        venues=list(venues),
        source=CourseClass.SOURCE,
        facts=facts,
    )
