"""Whether a lesson was paid: who records it and when, what is told, and the record taken back."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError

from apps.core import clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.lessons.models import LessonPayment
from apps.lessons.services import payments
from apps.lessons.states import LessonStatus
from apps.notices.models import Notice
from tests.api.client import ApiClient
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.mails import mails
from tests.mentoring import reading

NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)
DAY = dt.timedelta(days=1)
TODAY = NOW.date()
S = LessonStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lesson(mentor, student):
    tutorial = TutorialFactory(mentor=mentor, title="자바", price=30_000)
    return LessonFactory(tutorial=tutorial, mentee=student, status=S.APPROVED, created_at=NOW - 2 * DAY)


def told() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("id").values_list("member_id", "kind"))


def refused(act, **given) -> str:
    with pytest.raises(DomainError) as error:
        act(**given)
    return error.value.code


def record(lesson, by, **more):
    return payments.record_payment(lesson_id=lesson.pk, by=by, **more)


def take_back(lesson, by, reason="잘못 기록했습니다."):
    return payments.take_back_payment(lesson_id=lesson.pk, by=by, reason=reason)


def test_the_mentor_records_a_payment_once_and_the_mentee_is_told(lesson, mentor, student):
    record(lesson, mentor, paid_on=TODAY - DAY)
    row = LessonPayment.objects.get()
    assert (row.amount, row.paid_on, row.recorded_by, row.counts) == (30_000, TODAY - DAY, mentor, True)
    assert told() == [(student.pk, "lessons.paid")]
    assert "30,000원" in mails(member=student)[-1].text
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.after) == ("lessons.paid", {"amount": 30_000, "paid_on": "2026-01-04"})
    assert refused(record, lesson=lesson, by=mentor) == "already_paid"


def test_staff_record_it_too_and_both_are_told(lesson, mentor, student, superuser):
    record(lesson, superuser)
    assert LessonPayment.objects.get().paid_on == TODAY
    assert told() == [(student.pk, "lessons.paid"), (mentor.pk, "lessons.paid")]


def test_nobody_else_records_or_takes_back(lesson, mentor, student, stranger):
    for by in (student, stranger):
        assert refused(record, lesson=lesson, by=by) == "not_yours"
    record(lesson, mentor)
    for by in (student, stranger):
        assert refused(take_back, lesson=lesson, by=by) == "not_yours"


@pytest.mark.parametrize("status", S)
def test_what_was_agreed_and_not_cancelled_is_paid(mentor, status):
    lesson = LessonFactory(tutorial__mentor=mentor, status=status)
    if status in {S.APPROVED, S.IN_PROGRESS, S.COMPLETED}:
        assert record(lesson, mentor).pk == lesson.pk
    else:
        assert refused(record, lesson=lesson, by=mentor) == "wrong_state"


def test_a_free_lesson_is_not_paid(mentor):
    lesson = LessonFactory(tutorial__mentor=mentor, tutorial__price=0, status=S.COMPLETED)
    assert refused(record, lesson=lesson, by=mentor) == "free_of_charge"


@pytest.mark.parametrize(("days", "code"), [(1, "in_the_future"), (0, None), (-2, None), (-3, "before_request")])
def test_the_day_lies_between_the_request_and_today(lesson, mentor, days, code):
    day = TODAY + days * DAY
    if code is None:
        assert record(lesson, mentor, paid_on=day)
    else:
        assert refused(record, lesson=lesson, by=mentor, paid_on=day) == code


def test_a_record_is_taken_back_with_a_reason_and_can_be_made_again(lesson, mentor, student, superuser):
    assert refused(take_back, lesson=lesson, by=mentor) == "not_paid"
    record(lesson, mentor)
    assert refused(take_back, lesson=lesson, by=mentor, reason=" ") == "reason_missing"
    Notice.objects.all().delete()
    take_back(lesson, superuser)
    row = LessonPayment.objects.get()
    assert (row.counts, row.taken_back_by, row.taken_back_reason) == (False, superuser, "잘못 기록했습니다.")
    assert told() == [(student.pk, "lessons.payment_taken_back"), (mentor.pk, "lessons.payment_taken_back")]
    assert "잘못 기록했습니다." in mails(member=student)[-1].text
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.reason) == ("lessons.payment_taken_back", "잘못 기록했습니다.")
    assert refused(take_back, lesson=lesson, by=mentor) == "not_paid"
    record(lesson, mentor, paid_on=TODAY)
    row = LessonPayment.objects.get()
    assert (row.counts, row.recorded_by, row.taken_back_by, row.taken_back_reason) == (True, mentor, None, "")


def test_the_database_keeps_one_record_of_a_lesson(lesson, mentor):
    record(lesson, mentor)
    with pytest.raises(IntegrityError):
        LessonPayment.objects.create(lesson=lesson, amount=1, paid_on=TODAY, recorded_at=NOW)


def test_both_see_it_on_the_page_and_the_mentor_records_there(client, lesson, mentor, student):
    base = lesson.get_absolute_url()
    client.force_login(student)
    page = client.get(base).context["page"].payment
    assert (page.facts, page.acts) == ([("결제", "기록 없음", "")], [])
    client.force_login(mentor)
    assert [act.name for act in client.get(base).context["page"].payment.acts] == ["payment"]
    assert 'value="2026-01-05"' in client.get(f"{base}payment/").content.decode()
    wrong = client.post(f"{base}payment/", {"paid_on": "2026-01-06"})
    assert "오늘이나 그 전이어야 합니다." in wrong.content.decode()
    answer = client.post(f"{base}payment/", {"paid_on": "2026년 1월 4일"}, follow=True)
    assert reading.messages(answer) == ["결제를 기록했습니다."]
    assert answer.context["page"].payment.facts == [("결제", "30,000원 · 1월 4일 (일)", "멘토가 기록했습니다.")]
    answer = client.get(f"{base}payment/", follow=True)
    assert reading.messages(answer) == ["이미 결제가 기록되어 있습니다."]
    answer = client.post(f"{base}payment/take-back/", {"reason": "다른 수업의 결제였습니다."}, follow=True)
    assert answer.context["page"].payment.facts == [("결제", "기록이 취소됨", "사유: 다른 수업의 결제였습니다.")]
    assert "다른 수업의 결제였습니다." in reading.words(answer.content.decode())


def test_a_free_lesson_says_nothing_of_a_payment(client, mentor):
    lesson = LessonFactory(tutorial__mentor=mentor, tutorial__price=0, status=S.APPROVED)
    client.force_login(mentor)
    assert client.get(lesson.get_absolute_url()).context["page"].payment is None


def test_the_api_records_and_takes_back(lesson, mentor, student):
    base, giving = f"/api/lessons/{lesson.pk}", ApiClient(mentor)
    assert giving.put(f"{base}/payment", {"paidOn": None}).status_code == 200
    assert giving.put(f"{base}/payment", {}).status_code == 409
    assert ApiClient(student).get(base).json()["data"]["paidOn"] == "2026-01-05"
    assert giving.put(f"{base}/payment/take-back", {"reason": "잘못 기록했습니다."}).status_code == 200
    assert ApiClient(student).get(base).json()["data"]["paidOn"] is None
