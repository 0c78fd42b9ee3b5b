"""What learners answer from mails about enrolments: each act in each state, and nothing where money is meant."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.models import AuditEntry
from apps.elearning.enrolment import notices
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import restoring
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.kinds import DAY_BEFORE
from apps.notices.services import tell
from tests.answers import answers_in
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory, PaymentFactory
from tests.factories.planner import AppointmentFactory

pytestmark = pytest.mark.django_db
CANCEL, LEAVE, TAKE, DECLINE = "수강 취소하기", "대기 취소하기", "자리 받기", "자리 받지 않기"
PENDING, APPROVED, REJECTED, CANCELLED = (EnrolmentStatus(value) for value in EnrolmentStatus.values)
OFFERED = {"waiting": True, "offered_until": clock.now() + dt.timedelta(hours=5)}


def told(row: Enrolment, kind: str, *, path: str = "") -> dict[str, str]:
    tell([row.member], kind, path=path or row.get_absolute_url(), title=row.course_class.title)
    return answers_in(member=row.member)


@pytest.mark.parametrize(
    ("kind", "given", "offered"),
    [
        (notices.APPLIED, {"status": PENDING}, {CANCEL}),
        (notices.APPROVED, {"status": APPROVED}, {CANCEL}),
        (notices.CLASS_CHANGED, {"status": APPROVED}, {CANCEL}),
        (notices.CLASS_CHANGED, {"status": REJECTED}, set()),
        (DAY_BEFORE, {"status": APPROVED}, {CANCEL}),
        (notices.APPLIED, {"waiting": True}, set()),
        (notices.WAITING, {"waiting": True}, {LEAVE}),
        (notices.WAITING, {"status": APPROVED}, set()),
        (notices.SEAT_OFFERED, OFFERED, {TAKE, DECLINE}),
        (notices.SEAT_OFFERED, {"waiting": True}, set()),
        (notices.WAITING, OFFERED, set()),
        (notices.SEAT_OFFERED, {"status": CANCELLED}, set()),
        (notices.APPROVED, {"status": APPROVED, "course_class__fee": 10_000, "paid": 10_000}, set()),
        (notices.APPROVED, {"status": APPROVED, "course_class__fee": 10_000}, {CANCEL}),
        (notices.SEAT_OFFERED, OFFERED | {"course_class__fee": 10_000}, {DECLINE}),
    ],
)
def test_a_mail_offers_what_can_be_done(kind, given, offered):
    assert told(EnrolmentFactory(**given), kind).keys() == offered


@pytest.mark.parametrize(
    ("kind", "words", "given", "becomes", "says"),
    [
        (notices.APPROVED, CANCEL, {"status": APPROVED}, CANCELLED, "취소된 수강신청입니다."),
        (notices.WAITING, LEAVE, {"waiting": True}, CANCELLED, "취소된 수강신청입니다."),
        (notices.SEAT_OFFERED, TAKE, OFFERED, PENDING, "승인을 기다리는 수강신청입니다."),
        (notices.SEAT_OFFERED, DECLINE, OFFERED, CANCELLED, "취소된 수강신청입니다."),
    ],
)
def test_an_answer_does_its_act(client, kind, words, given, becomes, says):
    row = EnrolmentFactory(**given)
    path = told(row, kind)[words]
    assert client.post(path).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.is_waiting) == (becomes, False)
    assert says in client.get(path).content.decode()
    assert AuditEntry.objects.filter(subject_id=row.pk, after__has_key="mail").exists()


def test_the_page_of_a_class_leads_to_the_own_enrolment_in_it(student):
    EnrolmentFactory()
    row = EnrolmentFactory(member=student)
    assert told(row, notices.APPLIED, path=row.course_class.get_absolute_url()).keys() == {CANCEL}
    assert told(row, notices.APPLIED, path="/courses/").keys() == set()


def test_a_link_that_was_used_does_not_end_an_enrolment_that_staff_put_back(client, superuser):
    row = EnrolmentFactory(status=APPROVED)
    path = told(row, notices.APPROVED)[CANCEL]
    client.post(path)
    restoring.restore_enrolment(enrolment_id=row.pk, by=superuser, reason="잘못 취소했습니다.")
    assert client.post(path).status_code == 302
    row.refresh_from_db()
    assert row.status == APPROVED
    assert "승인된 수강신청입니다." in client.get(path).content.decode()


def test_money_and_offers_that_are_over_are_explained(client):
    row = EnrolmentFactory(status=APPROVED)
    path = told(row, notices.APPROVED)[CANCEL]
    PaymentFactory(enrolment=row)
    assert "결제한 수강료가 있습니다." in client.get(path).content.decode()
    row = EnrolmentFactory(**OFFERED)
    path = told(row, notices.SEAT_OFFERED)[TAKE]
    assert "자리 제안 기한" in client.get(path).content.decode()
    with time_machine.travel(row.offered_until, tick=False):
        assert "지금은 받을 수 있는 자리가 없습니다." in client.get(path).content.decode()


def test_a_clash_is_said_without_its_name_and_then_accepted(client, student):
    row = EnrolmentFactory(member=student, **OFFERED, course_class=CourseClassFactory(meetings=1))
    path = told(row, notices.SEAT_OFFERED)[TAKE]
    meeting = row.course_class.meetings.get()
    AppointmentFactory(member=student, title="비밀 상담", starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    refused = client.post(path).content.decode()
    assert "같은 시간에 다른 일정이 있습니다" in refused
    assert "비밀 상담" not in refused
    assert client.post(path, {"knowing": "True"}).status_code == 302
    row.refresh_from_db()
    assert row.holds_seat


def test_after_the_start_it_says_that_there_is_no_way_back(client):
    today = clock.today()
    started = CourseClassFactory(start_date=today, apply_end=today + dt.timedelta(days=5))
    path = told(EnrolmentFactory(**OFFERED, course_class=started), notices.SEAT_OFFERED)[TAKE]
    assert "직접 취소할 수 없습니다." in client.get(path).content.decode()
