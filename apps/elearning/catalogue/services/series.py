"""Several meetings of a class in one act: made week by week, and those that are left moved or removed together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction

from apps.accounts.models import Member
from apps.core import clock
from apps.elearning.catalogue import rules
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.services.classes import save_class
from apps.planner.models import Venue
from apps.planner.recurrence import Shift
from apps.planner.rules import check_number_of_days


@dataclass(frozen=True)
class MeetingInput:
    """What the meetings of a series have in common. Times are in Seoul."""

    start_time: time
    end_time: time
    venue: Venue | None = None
    venue_text: str = ""
    join_url: str = ""

    def on(self, day: date) -> ClassMeeting:
        """Return an unsaved meeting on a day."""
        return ClassMeeting(
            starts_at=clock.at(day, self.start_time), ends_at=clock.at(day, self.end_time), venue=self.venue,
            venue_text=self.venue_text, join_url=self.join_url,
        )  # fmt: skip


@transaction.atomic
def add_meetings(
    *, by: Member, class_id: int, days: Sequence[date], given: MeetingInput, expected_revision: int | None = None
) -> CourseClass:
    """Add a meeting on each of the days, or on none. Raises CourseClass.DoesNotExist, and as `save_class`."""
    rules.check_can_keep_classes(by)
    check_number_of_days(len(days), most=rules.MOST_MEETINGS)
    row, meetings = _class_with_meetings(class_id)
    added = [given.on(day) for day in days]
    return save_class(by=by, course_class=row, meetings=[*meetings, *added], expected_revision=expected_revision)


@transaction.atomic
def move_meetings(
    *, by: Member, class_id: int, meeting_ids: Collection[int], shift: Shift, expected_revision: int | None = None
) -> CourseClass:
    """Move these meetings, or none. Learners and instructors are told as of one change. Raises as `add_meetings`."""
    rules.check_can_keep_classes(by)
    check_number_of_days(len(meeting_ids), most=rules.MOST_MEETINGS)
    row, meetings = _class_with_meetings(class_id)
    for meeting in meetings:
        if meeting.pk in meeting_ids:
            meeting.starts_at, meeting.ends_at = shift.moved(meeting.starts_at, meeting.ends_at)
    return save_class(by=by, course_class=row, meetings=meetings, expected_revision=expected_revision)


@transaction.atomic
def remove_meetings(
    *, by: Member, class_id: int, meeting_ids: Collection[int], expected_revision: int | None = None
) -> CourseClass:
    """Remove these meetings, or none: what is over stays. Raises as `add_meetings`."""
    rules.check_can_keep_classes(by)
    check_number_of_days(len(meeting_ids), most=rules.MOST_MEETINGS)
    row, meetings = _class_with_meetings(class_id)
    kept = [meeting for meeting in meetings if meeting.pk not in meeting_ids]
    return save_class(by=by, course_class=row, meetings=kept, expected_revision=expected_revision)


def _class_with_meetings(class_id: int) -> tuple[CourseClass, list[ClassMeeting]]:
    row = CourseClass.objects.select_related("course").get(pk=class_id)
    return row, list(row.meetings.select_related("venue"))
