"""Whom staff switch off keeps nothing from others: what waits or is ahead ends, what runs or is over stays."""

import datetime as dt

import pytest

from apps.accounts.services.members import change_member
from apps.core import clock
from apps.mentoring.models import Session
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def switch(member, by, on: bool = False):
    return change_member(by=by, member_id=member.pk, is_active=on)


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_the_seat_goes_to_the_next_and_nobody_counts_them_in_the_line(superuser, student):
    full = SessionFactory(capacity=1)
    held = ApplicationFactory(session=full, member=student)
    second, third = (ApplicationFactory(session=full, state="waiting") for _ in range(2))
    other = SessionFactory(capacity=1)
    ApplicationFactory(session=other)
    waits = ApplicationFactory(session=other, member=student, state="waiting")
    behind = ApplicationFactory(session=other, state="waiting")
    switch(student, superuser)
    assert [again(row).state for row in (held, second, third)] == ["cancelled", "applied", "waiting"]
    assert (again(held).cancel_cause, again(held).cancel_reason) == ("staff", "이용이 중지되어 신청이 취소되었습니다.")
    assert [again(row).state for row in (waits, behind)] == ["cancelled", "waiting"]
    assert Session.objects.with_waiting().get(pk=other.pk).waiting == 1
    assert type(behind).objects.with_place().get(pk=behind.pk).place == 1


def test_so_in_classes_and_what_was_paid_is_given_back(superuser, student):
    row = CourseClassFactory(capacity=1, fee=10_000, approval="AUTOMATIC")
    held = EnrolmentFactory(course_class=row, member=student, status="APPROVED", paid=10_000)
    second = EnrolmentFactory(course_class=row, waiting=True)
    start = clock.today() - 3 * DAY
    runs = EnrolmentFactory(
        member=student, status="APPROVED", course_class__start_date=start, course_class__apply_start=start - DAY
    )
    switch(student, superuser)
    assert (again(held).status, again(held).refund_due) == ("CANCELLED", 10_000)
    assert again(second).status == "APPROVED"
    assert again(runs).status == "APPROVED"


def test_so_with_lessons_and_the_tutorials_wait(superuser, student, mentor):
    asked = LessonFactory(mentee=student)
    tutorial = TutorialFactory(mentor=mentor)
    pending = LessonFactory(tutorial=tutorial, mentor=mentor)
    switch(student, superuser)
    switch(mentor, superuser)
    assert again(asked).status == "CANCELLED"
    assert again(pending).status == "REJECTED"
    assert again(tutorial).is_open


def test_once_more_changes_nothing_and_who_is_switched_on_begins_anew(superuser, student):
    held = ApplicationFactory(session=SessionFactory(capacity=1), member=student)
    switch(student, superuser)
    ended = again(held).cancelled_at
    switch(student, superuser)
    assert switch(student, superuser, on=True).is_active
    assert (again(held).state, again(held).cancelled_at) == ("cancelled", ended)
