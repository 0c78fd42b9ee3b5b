"""Copying a class to another time."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from apps.accounts.models import Member
from apps.core import clock
from apps.elearning.catalogue import rules
from apps.elearning.catalogue.models import ClassMeeting, CourseClass, RefundStep
from apps.elearning.catalogue.services.classes import CLASS_FIELDS, next_number, save_class


@transaction.atomic
def copy_class(
    *,
    by: Member,
    class_id: int,
    start_date: date,
    number: int | None = None,
    with_meetings: bool = True,
    holidays: Collection[date] | None = None,
) -> CourseClass:
    """Copy a class to `start_date`: every date and meeting moves by as many days.

    The copy is not published, and gets the next number unless `number` is given. `with_meetings=False` leaves the
    meetings out, for example where their times are not free. Takes `holidays` and raises what `save_class` does.
    """
    rules.check_can_keep_classes(by)
    source = CourseClass.objects.select_related("course").get(pk=class_id)
    later = start_date - source.start_date
    days = ("start_date", "end_date", "apply_start", "apply_end")
    kept = {name: getattr(source, name) for name in CLASS_FIELDS if name not in {"number", "is_published", *days}}
    moved = {name: getattr(source, name) + later for name in days}
    row = CourseClass(course=source.course, number=number or next_number(source.course_id), **kept, **moved)
    meetings = [
        ClassMeeting(
            starts_at=_on_the_same_hour(meeting.starts_at, later),
            ends_at=_on_the_same_hour(meeting.ends_at, later),
            venue=meeting.venue,
            venue_text=meeting.venue_text,
            join_url=meeting.join_url,
        )
        for meeting in (source.meetings.select_related("venue") if with_meetings else ())
    ]
    steps = [RefundStep(days_before=step.days_before, percent=step.percent) for step in source.refund_steps.all()]
    instructors = source.instructors.filter(is_active=True)
    return save_class(
        by=by, course_class=row, instructors=instructors, meetings=meetings, refund_steps=steps, holidays=holidays
    )


def _on_the_same_hour(moment: datetime, later: timedelta) -> datetime:
    local = clock.local(moment)
    return clock.at(local.date() + later, local.time())
