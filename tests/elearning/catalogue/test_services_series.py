"""Meetings of a class made week by week, and those that are left moved or removed together: all or none."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.services.series import MeetingInput, add_meetings, move_meetings, remove_meetings
from apps.planner.models import Appointment
from apps.planner.recurrence import Shift
from tests.factories.elearning import ClassMeetingFactory, CourseClassFactory
from tests.factories.planner import AppointmentFactory, VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
NOW = dt.datetime(2026, 8, 10, 9, tzinfo=clock.SEOUL)
MONDAYS = [dt.date(2026, 9, day) for day in (7, 14, 21)]
EVENING = MeetingInput(dt.time(19), dt.time(21))


@pytest.fixture
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def taught(db, mentor) -> CourseClass:
    """A class of September with an instructor."""
    return CourseClassFactory(
        instructors=[mentor], start_date=dt.date(2026, 9, 1), end_date=dt.date(2026, 10, 31), number=1
    )


def held(row: CourseClass) -> list[str]:
    return [f"{clock.local(one.starts_at):%m%d %H:%M}" for one in row.meetings.all()]


def refused(act, **given) -> str:
    with pytest.raises((Conflict, Invalid, NotAllowed)) as error:
        act(**given)
    return error.value.code


def added(by, row: CourseClass, days=MONDAYS, given=EVENING) -> CourseClass:
    return add_meetings(by=by, class_id=row.pk, days=days, given=given)


def test_a_series_is_one_change_of_the_class_and_each_meeting_is_booked(superuser, taught, mentor):
    venue = VenueFactory()
    ClassMeetingFactory(course_class=taught, starts_at=clock.at(MONDAYS[0], dt.time(10)))
    added(superuser, taught, given=MeetingInput(dt.time(19), dt.time(21), venue, join_url="https://a.example"))
    assert held(taught) == ["0907 10:00", "0907 19:00", "0914 19:00", "0921 19:00"]
    rows = Appointment.objects.filter(source=CourseClass.SOURCE, member=mentor, cancelled_at=None)
    assert list(rows.values_list("venue", flat=True)) == [venue.pk] * 3
    assert AuditEntry.objects.get().act == "elearning.class_changed"
    assert taught.meetings.filter(join_url="https://a.example").count() == 3


def test_one_day_that_is_taken_refuses_them_all(superuser, taught, mentor):
    AppointmentFactory(member=mentor, role="host", starts_at=clock.at(MONDAYS[1], dt.time(20)))
    assert refused(added, by=superuser, row=taught) == "host_busy"
    assert held(taught) == []


def test_a_venue_that_is_taken_refuses_them_all(superuser, taught):
    venue = VenueFactory()
    AppointmentFactory(role="host", venue=venue, starts_at=clock.at(MONDAYS[2], dt.time(20)))
    assert refused(added, by=superuser, row=taught, given=MeetingInput(dt.time(19), dt.time(21), venue)) == (
        "venue_taken"
    )
    assert held(taught) == []


def test_no_days_and_days_outside_the_class_are_refused(superuser, taught):
    assert refused(added, by=superuser, row=taught, days=[]) == "too_few_days"
    assert refused(added, by=superuser, row=taught, days=[dt.date(2026, 11, 2)]) == "meeting_outside_class"
    assert refused(move_meetings, by=superuser, class_id=taught.pk, meeting_ids=[], shift=Shift(dt.timedelta(7))) == (
        "too_few_days"
    )
    assert refused(remove_meetings, by=superuser, class_id=taught.pk, meeting_ids=[]) == "too_few_days"


def test_only_staff_keep_meetings(mentor, taught):
    one = {"by": mentor, "class_id": taught.pk}
    assert refused(added, by=mentor, row=taught) == "not_staff"
    assert refused(move_meetings, **one, meeting_ids=[1], shift=Shift(dt.timedelta(7))) == "not_staff"
    assert refused(remove_meetings, **one, meeting_ids=[1]) == "not_staff"


def test_what_somebody_saved_meanwhile_is_not_lost(superuser, taught):
    old = taught.revision
    added(superuser, taught)
    again = {"by": superuser, "class_id": taught.pk, "days": [dt.date(2026, 9, 8)], "given": EVENING}
    assert refused(add_meetings, **again, expected_revision=old) == "changed_meanwhile"
    assert len(held(taught)) == 3


def test_the_rest_moves_into_its_own_times(superuser, taught, mentor):
    """By a week: each comes where the next one was."""
    added(superuser, taught)
    first, *rest = taught.meetings.values_list("pk", flat=True)
    move_meetings(by=superuser, class_id=taught.pk, meeting_ids=rest, shift=Shift(dt.timedelta(7), dt.time(18)))
    assert held(taught) == ["0907 19:00", "0921 18:00", "0928 18:00"]
    live = Appointment.objects.filter(source=CourseClass.SOURCE, member=mentor, cancelled_at=None)
    assert {row.source_id for row in live} == {first, *rest}
    assert sorted(f"{clock.local(row.starts_at):%m%d}" for row in live) == ["0907", "0921", "0928"]


def test_the_rest_is_removed(superuser, taught, mentor):
    added(superuser, taught)
    _first, *rest = taught.meetings.values_list("pk", flat=True)
    remove_meetings(by=superuser, class_id=taught.pk, meeting_ids=rest)
    assert held(taught) == ["0907 19:00"]
    assert Appointment.objects.filter(source=CourseClass.SOURCE, cancelled_at=None).count() == 1
    with time_machine.travel(clock.at(MONDAYS[0], dt.time(22))):
        last = {"meeting_ids": [_first], "class_id": taught.pk, "by": superuser}
        assert refused(remove_meetings, **last) == "meeting_is_over"
        assert refused(move_meetings, **last, shift=Shift(dt.timedelta(7))) == "meeting_is_over"
