"""Whoever was taken out by mistake comes back with what they had learned."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.elearning.attendance.models import Attendance
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import ending, money
from apps.elearning.enrolment.services.deciding import approve_enrolment, reject_enrolment
from apps.elearning.enrolment.services.enrolling import enrol_member
from apps.elearning.enrolment.services.restoring import restore_enrolment
from apps.elearning.progress.models import Progress
from apps.elearning.progress.selectors import list_course_progress
from apps.notices.models import Notice
from apps.planner.models import Appointment
from tests.elearning.completion.completing import assessment_of, result_of
from tests.elearning.learning import course_of, learner, running_class
from tests.factories.elearning import EnrolmentFactory
from tests.factories.learning import AttendanceFactory, ProgressFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def run():
    """Runs since five days, takes applications for five more, costs 10,000 won."""
    return running_class(
        course=course_of(30, 30), fee=10_000, capacity=2, approval="AUTOMATIC", meetings=3,
        apply_end=clock.today() + 5 * DAY,
    )  # fmt: skip


@pytest.fixture
def enrolment(run):
    """Has learned half, was there once, and was marked."""
    row = learner(run, paid=10_000)
    ProgressFactory(enrolment=row, content=run.course.contents.first(), progress_rate=100)
    AttendanceFactory(enrolment=row, class_date=run.start_date)
    result_of(row, assessment_of(run), 70)
    return row


def remove(enrolment, by):
    ending.cancel_enrolment(enrolment_id=enrolment.pk, by=by, reason="잘못 골랐습니다.")


def put_back(enrolment, by, reason="잘못 취소했습니다."):
    return restore_enrolment(enrolment_id=enrolment.pk, by=by, reason=reason)


def code(act) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def reached(enrolment) -> tuple[int, int, int]:
    rate = list_course_progress([enrolment.pk])[0].rate
    return rate, Attendance.objects.filter(enrolment=enrolment).count(), enrolment.results.count()


WHOLE = (50, 1, 1)


def test_who_enrols_again_goes_on_where_they_were(enrolment, superuser, run):
    remove(enrolment, superuser)
    again = enrol_member(class_id=run.pk, by=fresh(enrolment.member)).enrolment
    assert again.pk != enrolment.pk
    assert (reached(again), reached(enrolment)) == (WHOLE, (0, 0, 0))
    assert (enrolment.payments.count(), again.payments.count()) == (1, 0)


def test_and_again(enrolment, superuser, run):
    """Also through one that was rejected in between."""
    type(run).objects.filter(pk=run.pk).update(approval="MANUAL")
    remove(enrolment, superuser)
    second = enrol_member(class_id=run.pk, by=fresh(enrolment.member)).enrolment
    reject_enrolment(enrolment_id=second.pk, by=superuser, reason="까닭")
    third = enrol_member(class_id=run.pk, by=fresh(enrolment.member)).enrolment
    approve_enrolment(enrolment_id=third.pk, by=superuser)
    assert reached(third) == WHOLE
    assert Progress.objects.count() == 1


def test_nobody_elses_records_come_along(enrolment, superuser, run):
    other = learner(running_class(course=run.course, number=run.number + 1), member=enrolment.member)
    ProgressFactory(enrolment=other, content=run.course.contents.last(), progress_rate=100)
    remove(enrolment, superuser)
    again = enrol_member(class_id=run.pk, by=fresh(enrolment.member)).enrolment
    assert (reached(again)[0], reached(other)[0]) == (50, 50)


def test_staff_put_back_who_was_removed_after_the_application_period(enrolment, superuser, run):
    remove(enrolment, superuser)
    enrolment.refresh_from_db()
    assert enrolment.refund_due == 10_000
    with time_machine.travel(run.closes_at + DAY, tick=False):
        back = put_back(enrolment, superuser)
    assert back.pk == enrolment.pk
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.holds_seat, enrolment.refund_due) == ("APPROVED", True, 0)
    assert (enrolment.payment_status, enrolment.refund_status) == ("COMPLETED", "NONE")
    assert (enrolment.cancelled_at, enrolment.cancel_reason) == (None, "")
    assert reached(enrolment) == WHOLE
    run.refresh_from_db()
    assert run.seats_taken == 1
    notice = Notice.objects.filter(member=enrolment.member).latest("pk")
    assert (notice.kind, notice.params["reason"]) == ("elearning.restored", "잘못 취소했습니다.")
    entry = AuditEntry.objects.get(act="elearning.restored")
    assert (entry.before["status"], entry.after["status"], entry.reason) == (
        "CANCELLED", "APPROVED", "잘못 취소했습니다.",
    )  # fmt: skip


def test_what_is_to_come_is_in_the_planner_again(superuser):
    row = EnrolmentFactory(status="APPROVED", course_class__meetings=2, booked=True)
    remove(row, superuser)
    assert not Appointment.objects.filter(member=row.member, cancelled_at=None).exists()
    put_back(row, superuser)
    assert Appointment.objects.filter(member=row.member, cancelled_at=None).count() == 2


def test_one_who_was_rejected_by_mistake_is_put_back_too(superuser):
    row = EnrolmentFactory()
    reject_enrolment(enrolment_id=row.pk, by=superuser, reason="까닭")
    put_back(row, superuser)
    row.refresh_from_db()
    assert (row.status, row.rejected_at, row.rejection_reason) == ("APPROVED", None, "")
    assert row.approved_at is not None


def test_whose_money_was_given_back_begins_anew_with_the_fee_to_pay(enrolment, superuser, run):
    remove(enrolment, superuser)
    money.record_refund(enrolment_id=enrolment.pk, by=superuser, amount=10_000, reason="취소")
    back = put_back(enrolment, superuser)
    assert back.pk != enrolment.pk
    assert (back.status, back.payment_status) == ("APPROVED", "WAITING")
    assert reached(back) == WHOLE
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.refund_status) == ("CANCELLED", "COMPLETED")
    money.record_payment(enrolment_id=back.pk, by=superuser, amount=10_000, method="CARD")
    assert Enrolment.objects.get(pk=back.pk).payment_status == "COMPLETED"


def test_only_staff_put_back_and_they_say_why(enrolment, superuser, bare_staff, mentor, run):
    run.instructors.add(mentor)
    remove(enrolment, superuser)
    for by in (fresh(mentor), fresh(enrolment.member), bare_staff):
        assert code(lambda by=by: put_back(enrolment, by)) == "not_staff"
    assert code(lambda: put_back(enrolment, superuser, " ")) == "reason_missing"
    with pytest.raises(Enrolment.DoesNotExist):
        restore_enrolment(enrolment_id=0, by=superuser, reason="까닭")


def test_what_stands_against_it(enrolment, superuser, run):
    assert code(lambda: put_back(enrolment, superuser)) == "wrong_state"
    remove(enrolment, superuser)
    assert code(lambda: approve_enrolment(enrolment_id=enrolment.pk, by=superuser)) == "wrong_state"
    others = [learner(run) for _ in range(2)]
    assert code(lambda: put_back(enrolment, superuser)) == "no_seat"
    remove(others[0], superuser)
    type(run).objects.filter(pk=run.pk).update(called_off_at=clock.now())
    assert code(lambda: put_back(enrolment, superuser)) == "called_off"
    type(run).objects.filter(pk=run.pk).update(called_off_at=None)
    again = enrol_member(class_id=run.pk, by=fresh(enrolment.member)).enrolment
    assert code(lambda: put_back(enrolment, superuser)) == "already_enrolled"
    assert reached(again) == WHOLE


def test_who_left_the_site_is_not_put_back(enrolment, superuser):
    remove(enrolment, superuser)
    type(enrolment.member).objects.filter(pk=enrolment.member_id).update(is_active=False)
    assert code(lambda: put_back(enrolment, superuser)) == "left"


def test_the_records_of_two_earlier_enrolments_are_the_newest_ones(superuser, run):
    """As they may stand from before: two ended ones with records each."""
    old, new = (learner(run, status="CANCELLED", cancelled_at=clock.now()) for _ in range(2))
    Enrolment.objects.filter(pk=new.pk).update(member=old.member)
    content = run.course.contents.first()
    ProgressFactory(enrolment=old, content=content, progress_rate=10)
    ProgressFactory(enrolment=new, content=content, progress_rate=60)
    AttendanceFactory(enrolment=old, class_date=run.start_date)
    again = enrol_member(class_id=run.pk, by=fresh(old.member)).enrolment
    assert list(again.progresses.values_list("progress_rate", flat=True)) == [60]
    assert reached(again)[1] == 1
    assert Progress.objects.get(enrolment=old).progress_rate == 10


def test_staff_put_back_in_the_admin(client, enrolment, superuser):
    from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
    from django.urls import reverse

    remove(enrolment, superuser)
    client.force_login(superuser)
    given = {"action": "restore", ACTION_CHECKBOX_NAME: [enrolment.pk]}
    address = reverse("admin:elearning_enrolment_changelist")
    assert "수강을 되돌리는 사유" in client.post(address, given).content.decode()
    client.post(address, {**given, "reason": "잘못 취소했습니다."})
    enrolment.refresh_from_db()
    assert enrolment.status == "APPROVED"
