"""Whom staff switch off keeps nothing from others: what waits or is ahead ends, what runs or is over stays."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.accounts.leaving import open_ends
from apps.accounts.services.members import change_member
from apps.core import clock
from apps.core.errors import Conflict
from apps.mentoring.models import Session
from apps.mentoring.rules import check_can_apply
from tests.elearning.completion.completing import finished_class
from tests.elearning.learning import running_class
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.mails import the_mail

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


# --- Who was to hold something


def told(member) -> list[str]:
    return [notice.kind for notice in member.notices.order_by("pk")]


@pytest.mark.parametrize("approved", [True, False])
def test_sessions_that_nobody_holds_are_not_offered_and_applicants_are_told(superuser, mentor, student, approved):
    session = SessionFactory(author=mentor, approved_at=clock.now() if approved else None)
    held = ApplicationFactory(session=session, member=student)
    switch(mentor, superuser)
    assert (again(held).state, again(held).cancel_cause) == ("cancelled", "declined")
    assert told(student) == ["mentoring.closed"]
    assert again(session).decline_reason == "진행할 멘토의 이용이 중지되었습니다."
    assert again(session) not in Session.objects.open_at(clock.now())
    with pytest.raises(Conflict) as refused:
        check_can_apply(student, again(session), existing=None, now=clock.now())
    assert refused.value.code == "declined"
    assert told(mentor) == []


def test_sessions_that_run_are_over_or_were_declined_stay_as_they_are(superuser, mentor):
    now = clock.now()
    runs = SessionFactory(author=mentor, starts_at=now - dt.timedelta(hours=1), reg_start=clock.today() - DAY)
    over = SessionFactory(author=mentor, starts_at=now - 3 * DAY, reg_start=clock.today() - 9 * DAY)
    gone = SessionFactory(author=mentor, declined_at=now)
    before = [(row.declined_at, row.revision) for row in (again(runs), again(over), again(gone))]
    switch(mentor, superuser)
    assert [(again(row).declined_at, again(row).revision) for row in (runs, over, gone)] == before


@pytest.mark.parametrize(
    ("status", "starts_in", "to"),
    [
        ("PENDING", DAY, "REJECTED"),
        ("APPROVED", DAY, "CANCELLED"),
        ("APPROVED", -dt.timedelta(minutes=5), "APPROVED"),
        ("IN_PROGRESS", -dt.timedelta(minutes=5), "IN_PROGRESS"),
        ("COMPLETED", -DAY, "COMPLETED"),
    ],
)
def test_lessons_to_give_end_with_a_reason_unless_they_have_begun(superuser, mentor, student, status, starts_in, to):
    row = LessonFactory(
        tutorial__mentor=mentor, mentor=mentor, mentee=student, status=status, starts_at=clock.now() + starts_in
    )
    switch(mentor, superuser)
    assert again(row).status == to
    kinds = {"REJECTED": ["lessons.rejected"], "CANCELLED": ["lessons.cancelled_by_staff"]}
    assert told(student) == kinds.get(to, [])
    if to == "CANCELLED":
        assert again(row).cancel_reason


def test_staff_are_told_that_a_class_needs_another_instructor(superuser, mentor):
    runs = running_class(instructors=[mentor])
    running_class(instructors=[mentor], called_off_at=clock.now())
    finished_class(instructors=[mentor])
    switch(mentor, superuser)
    notice = superuser.notices.get()
    assert (notice.kind, notice.about) == ("elearning.instructor_off", mentor)
    assert runs.title in the_mail(kind=notice.kind).text
    assert notice.path == reverse("admin:elearning_courseclass_change", args=[runs.pk])
    assert list(runs.instructors.all()) == [mentor]


def test_staff_see_what_stands_open_before_and_after(client, superuser, mentor):
    session = SessionFactory(author=mentor)
    lesson = LessonFactory(tutorial__mentor=mentor, mentor=mentor, status="APPROVED", starts_at=clock.now() + 2 * DAY)
    runs = running_class(instructors=[mentor])
    sessions, lessons, classes = (
        reverse(f"admin:{name}_change", args=[row.pk])
        for name, row in (("mentoring_session", session), ("lessons_lesson", lesson), ("elearning_courseclass", runs))
    )
    assert [end.url for end in open_ends(mentor)] == [sessions, lessons, classes]
    client.force_login(superuser)
    page = reverse("admin:accounts_member_change", args=[mentor.pk])
    answer = client.get(page)
    assert all(address in answer.content.decode() for address in (sessions, lessons, classes))
    form = answer.context["adminform"].form
    given = {name: form[name].value() for name in form.fields if form[name].value() or form[name].value() == 0}
    given |= {"consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0}
    given.pop("is_active")
    answer = client.post(page, given, follow=True)
    (warning, *_more) = [str(message) for message in answer.context["messages"] if message.level_tag == "warning"]
    assert classes in warning
    assert sessions not in warning
    assert lessons not in warning
    assert [end.url for end in open_ends(mentor)] == [classes]
