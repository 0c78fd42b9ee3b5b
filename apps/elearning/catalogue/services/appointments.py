"""The meetings of a class in the planners of its instructors, and as slots for everybody who books them."""

from collections.abc import Iterable
from itertools import groupby

from django.urls import reverse

from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.planner import services as planner
from apps.planner.models import AppointmentRole, Venue
from apps.planner.rules import joining_address
from apps.planner.services import Slot


def slots_of(course_class: CourseClass, meetings: Iterable[ClassMeeting]) -> list[Slot]:
    """Return the meetings as slots for `planner.services.book_slots`. Reads the course and the meetings' venues."""
    path = reverse("classes:room", args=[course_class.pk])
    title = f"{course_class.course.title} {course_class.number}차"
    return [
        Slot(
            source=CourseClass.SOURCE,
            source_id=meeting.pk,
            title=title[:200],
            path=path,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            place=meeting.venue_name,
            join_url=joining_address(meeting.join_url, course_class.join_url, venue=meeting.venue),
        )
        for meeting in meetings
    ]


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
