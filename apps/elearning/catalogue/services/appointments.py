"""The meetings of a class in the planners of its instructors, and as slots for everybody who books them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import groupby

from django.urls import reverse

from apps.core import clock
from apps.core.errors import Conflict
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.planner import services as planner
from apps.planner.models import AppointmentRole, Venue
from apps.planner.rules import joining_address
from apps.planner.services import Slot


def slots_of(course_class: CourseClass, meetings: Iterable[ClassMeeting]) -> list[Slot]:
    """Return the meetings as slots for `planner.services.book_slots`. Reads the course and the meetings' venues."""
    path = reverse("classes:room", args=[course_class.pk])
    return [
        Slot(
            source=CourseClass.SOURCE,
            source_id=meeting.pk,
            title=course_class.title,
            path=path,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            place=meeting.venue_name,
            join_url=joining_address(meeting.join_url, course_class.join_url, venue=meeting.venue),
        )
        for meeting in meetings
    ]


def ask_about_holidays(
    meetings: Iterable[ClassMeeting], old: Mapping[int, ClassMeeting], named: Collection[date] | None
) -> None:
    """Check that who sets meetings on new days has read which are public holidays. None for `named` asks nothing.

    Raises Conflict `holiday` with the `index` of the first such meeting.
    """
    days = {pk: clock.local(meeting.starts_at).date() for pk, meeting in old.items()}
    new: dict[date, int] = {}
    for index, meeting in enumerate(meetings):
        day = clock.local(meeting.starts_at).date()
        if days.get(meeting.pk) != day:
            new.setdefault(day, index)
    try:
        planner.check_holidays(new, named, field="starts_at")
    except Conflict as refused:
        refused.extra["index"] = new[refused.extra["days"][0]]
        raise


def book_hosts(
    course_class: CourseClass, meetings: Iterable[ClassMeeting], instructors: Iterable[int], venues: dict[int, Venue]
) -> None:
    """Book the meetings in the instructors' planners. The first instructor also holds the venues."""
    meetings = list(meetings)
    held = {meeting.pk: venues[meeting.venue_id] for meeting in meetings if meeting.venue_id is not None}
    planner.book_slots(slots_of(course_class, meetings), instructors, role=AppointmentRole.HOST, venues=held)


def update_appointments(course_class: CourseClass, meetings: Iterable[ClassMeeting]) -> None:
    """Update the meetings' time, venue and title in every planner that has them."""
    for slot in slots_of(course_class, meetings):
        planner.move_appointments(slot)


def follow_join_url(course_class: CourseClass, meetings: Iterable[ClassMeeting]) -> None:
    """Carry the class's new joining address to every planner that has one of the meetings."""
    for address, slots in groupby(slots_of(course_class, meetings), key=lambda slot: slot.join_url):
        planner.set_join_url(CourseClass.SOURCE, [slot.source_id for slot in slots], address)
