"""The ticket on top of an enrolment's page: the next meeting, how the learner stands, and what follows."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from apps.core import clock, spoken, text
from apps.core.components import Ticket
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import LIVE
from apps.planner.selectors import way_to

# The icon for each kind of standing.
_ICONS = {
    "open": "check2-circle",
    "soon": "exclamation-circle",
    "wait": "hourglass-split",
    "danger": "exclamation-circle",
    "done": "check2",
}


def next_meeting(row: Enrolment, now: datetime) -> ClassMeeting | None:
    """Return the meeting that runs or comes next; None if there is none, or the learner will not be there."""
    if row.status not in LIVE:
        return None
    ahead = (meeting for meeting in row.course_class.meetings.all() if meeting.ends_at > now)
    return min(ahead, key=lambda meeting: meeting.starts_at, default=None)


def ticket_of(row: Enrolment, state: str, kind: str, sentences: Sequence[str], now: datetime) -> Ticket:
    """Return the ticket of an enrolment that stands as `state`, `kind` and `sentences` say."""
    meeting, today = next_meeting(row, now), clock.local(now).date()
    day, hours, exact = _when(row.course_class, meeting, now)
    begins, ends = row.course_class.start_date, row.course_class.end_date
    facts = []
    if meeting is not None:
        way = way_to(meeting.venue, meeting.ends_at, now)
        facts = [
            (_("장소"), meeting.venue_name or _("미정"), way),
            (_("수강 기간"), spoken.say_period(begins, ends, today=today), ""),
        ]
    return Ticket(
        day=day,
        hours=hours,
        exact=exact,
        state=state,
        kind=kind,
        icon=_ICONS[kind],
        note=" ".join(sentences),
        facts=facts,
    )


def _when(course_class: CourseClass, meeting: ClassMeeting | None, now: datetime) -> tuple[str, str, str]:
    """Return the day, the hours and the exact form: of the next meeting, else of the whole class."""
    today = clock.local(now).date()
    if meeting is not None:
        day = spoken.say_day(clock.local(meeting.starts_at).date(), today=today)
        hours = spoken.say_hours(meeting.starts_at, meeting.ends_at)
        return day, hours, text.span(meeting.starts_at, meeting.ends_at)
    begins, ends = course_class.start_date, course_class.end_date
    until = _("%(when)s까지") % {"when": spoken.say_day(ends, today=today)}
    return spoken.say_day(begins, today=today), until if begins != ends else "", text.period(begins, ends)
