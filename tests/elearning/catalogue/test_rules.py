"""What a class may be: each refusal with its code and field, and what lies just inside."""

import datetime as dt

import pytest

from apps.core import clock
from apps.core.errors import Conflict, Invalid
from apps.elearning.catalogue import rules
from apps.elearning.catalogue.models import ClassMeeting, Course, CourseClass, RefundStep

FIRST = dt.date(2026, 6, 20)
NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)


def course_class(**fields) -> CourseClass:
    row = CourseClass(**{
        "course": Course(pk=1), "number": 1, "start_date": FIRST, "end_date": FIRST + dt.timedelta(days=10),
        "apply_start": dt.date(2026, 6, 1), "apply_end": FIRST, "capacity": 10, "least": 1, **fields,
    })  # fmt: skip
    row.set_moments()
    return row


def refused(check, *args, **kwargs) -> tuple[str, str | None]:
    with pytest.raises((Invalid, Conflict)) as caught:
        check(*args, **kwargs)
    return caught.value.code, caught.value.field


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"number": 0}, "number_out_of_range", "number"),
        ({"number": 10_000}, "number_out_of_range", "number"),
        ({"end_date": FIRST - dt.timedelta(days=1)}, "ends_before_start", "end_date"),
        ({"end_date": FIRST + dt.timedelta(days=1099)}, "too_long", "end_date"),
        ({"apply_start": FIRST + dt.timedelta(days=1)}, "apply_out_of_order", "apply_end"),
        ({"apply_end": FIRST + dt.timedelta(days=11)}, "apply_after_end", "apply_end"),
        ({"capacity": 0}, "capacity_out_of_range", "capacity"),
        ({"capacity": 10_001}, "capacity_out_of_range", "capacity"),
        ({"least": 0}, "least_out_of_range", "least"),
        ({"least": 11}, "least_out_of_range", "least"),
        ({"fee": -1}, "fee_out_of_range", "fee"),
        ({"fee": 100_000_001}, "fee_out_of_range", "fee"),
        ({"least_score": 101}, "percent_out_of_range", "least_score"),
        ({"attendance_weight": 31}, "weights_not_whole", "attendance_weight"),
    ],
)
def test_what_a_class_may_not_be(fields, code, field):
    assert refused(rules.check_class, course_class(**fields)) == (code, field)


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 9_999, "capacity": 1, "least": 1},
        {"end_date": FIRST, "apply_end": FIRST},
        {"end_date": FIRST + dt.timedelta(days=1098)},
        {"fee": 100_000_000, "attendance_weight": 0, "assessment_weight": 0, "progress_weight": 100},
    ],
)
def test_what_a_class_may_just_be(fields):
    rules.check_class(course_class(**fields))


def step(days: int, percent: int) -> RefundStep:
    return RefundStep(days_before=days, percent=percent)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([step(7, 101)], "percent_out_of_range"),
        ([step(7, 50), step(7, 40)], "step_twice"),
        ([step(3, 80), step(7, 50)], "steps_rise"),
    ],
)
def test_refund_steps_that_make_no_sense(steps, code):
    assert refused(rules.check_refund_steps, steps)[0] == code
    rules.check_refund_steps([step(3, 50), step(7, 100), step(1, 50)])


def meeting(day: int = 20, hour: int = 9, hours: float = 2) -> ClassMeeting:
    starts_at = dt.datetime(2026, 6, day, hour, tzinfo=clock.SEOUL)
    return ClassMeeting(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=hours))


@pytest.mark.parametrize(
    ("meetings", "code", "field"),
    [
        ([meeting(hours=0)], "ends_before_start", "ends_at"),
        ([meeting(hours=12.1)], "meeting_too_long", "ends_at"),
        ([meeting(day=19)], "meeting_outside_class", "starts_at"),
        ([meeting(day=30, hour=23)], "meeting_outside_class", "starts_at"),
        ([meeting(), meeting(hour=10)], "meetings_overlap", "starts_at"),
        ([meeting()] * 201, "too_many_meetings", None),
    ],
)
def test_meetings_that_make_no_sense(meetings, code, field):
    assert refused(rules.check_meetings, course_class(), meetings) == (code, field)
    # Touching ends do not overlap, and the last day is a day to meet.
    rules.check_meetings(course_class(), [meeting(hours=12), meeting(hour=21), meeting(day=30, hour=22)])


def test_what_cannot_be_changed_any_more():
    before = course_class(is_published=True)
    started = NOW + dt.timedelta(days=20)
    for fields, code in (
        ({"course": Course(pk=2)}, "course_stays"),
        ({"least_score": 50}, "completion_frozen"),
        ({"start_date": FIRST + dt.timedelta(days=1)}, "started"),
    ):
        assert refused(rules.check_class_may_become, before, course_class(**fields), started)[0] == code
    rules.check_class_may_become(before, course_class(least_score=50, is_published=True), NOW)
    rules.check_class_may_become(before, course_class(is_published=True), started)
