"""The days of a series before they are made or moved: what stands at each time, for a page that lists them.

Nothing is locked: what is said here may be taken a moment later, and the act itself asks again.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import When
from apps.core.errors import DomainError
from apps.core.stale import marks_of
from apps.planner import rules, selectors
from apps.planner.models import Appointment, AppointmentRole, Holiday, Venue
from apps.planner.services import Wanted, list_refusals


@dataclass(frozen=True)
class PlannedDay:
    """A day in the list (components/planned_days.html). `value` is what its box sends, `was` when it is now.

    `refused` keeps it from being chosen; `notes` are only to know: a holiday, what the viewer attends then, applicants.
    """

    value: str
    when: When
    was: str
    refused: tuple[str, ...]
    notes: tuple[str, ...]
    is_chosen: bool


@dataclass(frozen=True)
class Choice:
    """Which of the days are chosen: those of `values`; where that is None all, on holidays if not `skips_holidays`."""

    values: Collection[str] | None = None
    skips_holidays: bool = False


def plan_days(
    wanted: Mapping[str, Wanted],
    choice: Choice,
    *,
    hosts: Iterable[int],
    viewer: Member,
    venues: Sequence[Venue | None],
    source: str,
    facts: Mapping[str, tuple[str, Sequence[str]]] | None = None,
) -> list[PlannedDay]:
    """Return the days with what stands at their times. `facts`: when each is now, and notes of its own. Statements: 3.

    Only the viewer learns what they attend themselves at the time.
    """
    times, host_ids = list(wanted.values()), set(hosts)
    known = {venue.pk: venue for venue in venues if venue is not None}
    refusals = list_refusals(times, host_ids=host_ids, venues=known, source=source)
    holidays = {holiday.date: holiday for holiday in selectors.list_holidays_among(map(_day_of, times))}
    attended = _attended_by(viewer, times) if viewer.pk in host_ids else []
    today = clock.today()
    planned = []
    for (value, time), refusal in zip(wanted.items(), refusals, strict=True):
        holiday = holidays.get(_day_of(time))
        was, own = (facts or {}).get(value, ("", ()))
        is_chosen = (
            not (choice.skips_holidays and holiday is not None) if choice.values is None else value in choice.values
        )
        then = [row for row in attended if row.starts_at < time.ends_at and row.ends_at > time.starts_at]
        planned.append(
            PlannedDay(
                value,
                spoken.when_span(time.starts_at, time.ends_at, today=today),
                was,
                (_why(refusal, viewer),) if refusal is not None else (),
                (*own, *_notes(holiday, then)),
                is_chosen and refusal is None,
            )
        )
    return planned


def mark_of(planned: Iterable[PlannedDay]) -> str:
    """Return what tells a list of days from another: a page sends it back to say what its reader has seen."""
    return marks_of({"days": [f"{day.value} {day.when.exact} {day.was} {day.notes}" for day in planned]})


def settle(
    plan: Callable[[Choice], list[PlannedDay]], *, seen: str, ticked: Collection[str]
) -> tuple[list[PlannedDay], bool]:
    """Return the days of `plan`, and whether they are those that the reader has seen, who then has ticked some.

    Days that changed meanwhile, or that another input makes, are shown anew, chosen as at first.
    """
    if seen:
        planned = plan(Choice(ticked))
        if mark_of(planned) == seen:
            return planned, True
    return plan(Choice()), False


def chosen_of(planned: Iterable[PlannedDay]) -> list[str]:
    """Return the values of the days that are chosen."""
    return [day.value for day in planned if day.is_chosen]


def _why(refusal: DomainError, viewer: Member) -> str:
    """Return what refuses a time, in other words to whoever holds what is in the way."""
    taken = refusal.extra.get("taken")
    if taken is not None and taken.member_id == viewer.pk:
        return rules.own_time_taken(taken).message
    return refusal.message


def _day_of(time: Wanted) -> date:
    return clock.local(time.starts_at).date()


def _attended_by(member: Member, times: Sequence[Wanted]) -> list[Appointment]:
    """Return what the member attends from the first to the last of the times. What they hold themselves is refused."""
    if not times:
        return []
    reach = selectors.overlapping(min(time.starts_at for time in times), max(time.ends_at for time in times))
    return list(reach.filter(member_id=member.pk, role=AppointmentRole.GUEST).order_by("starts_at", "id"))


def _notes(holiday: Holiday | None, attended: Sequence[Appointment]) -> list[str]:
    notes = [_("공휴일입니다: %(name)s") % {"name": holiday.label}] if holiday is not None else []
    for row in attended:
        when = text.span(row.starts_at, row.ends_at)
        notes.append(_("같은 시간에 다른 일정이 있습니다: ‘%(title)s’(%(when)s)") % {"title": row.label, "when": when})
    return notes
