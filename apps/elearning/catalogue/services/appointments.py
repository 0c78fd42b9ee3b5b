"""A class's meetings in the planners of those who teach it, and as what everybody books."""

from collections.abc import Iterable

from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.planner import services as planner
from apps.planner.models import AppointmentRole, Venue
from apps.planner.services import Slot


def slots_of(course_class: CourseClass, meetings: Iterable[ClassMeeting]) -> list[Slot]:
    """The meetings for `planner.services.book`. Reads the class's course and the meetings' venues."""
    path = course_class.get_absolute_url()
    title = f"{course_class.course.title} {course_class.number}차"
    return [
        Slot(
            source=CourseClass.SOURCE, source_id=meeting.pk, title=title[:200], path=path,
            starts_at=meeting.starts_at, ends_at=meeting.ends_at, place=meeting.venue_name,
        )
        for meeting in meetings
    ]  # fmt: skip


def book_hosts(
    course_class: CourseClass, meetings: Iterable[ClassMeeting], instructors: Iterable[int], venues: dict[int, Venue]
) -> None:
    """Put the meetings into the instructors' planners, the first of whom holds the places."""
    meetings = list(meetings)
    held = {meeting.pk: venues[meeting.venue_id] for meeting in meetings if meeting.venue_id is not None}
    planner.book(slots_of(course_class, meetings), instructors, role=AppointmentRole.HOST, venues=held)


def carry_over(course_class: CourseClass, meetings: Iterable[ClassMeeting]) -> None:
    """Tell everyone's planner the meetings' present time, place and title."""
    for slot in slots_of(course_class, meetings):
        planner.move(slot)
