"""Payments and refunds."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.models import AuditEntry
from apps.elearning.enrolment import money_rules
from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from apps.elearning.enrolment.services.ending import cancel_enrolment
from apps.elearning.enrolment.services.money import record_payment, record_refund
from tests.elearning.enrolment.enrolling import mailed, refusal, told
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


@pytest.fixture
def owing(student):
    return EnrolmentFactory(member=student, status="APPROVED", course_class=CourseClassFactory(fee=10_000))


@pytest.fixture
def paid(student):
    return EnrolmentFactory(
        member=student, status="APPROVED", course_class=CourseClassFactory(fee=10_000), paid=10_000
    )  # fmt: skip


def pay(row, by, amount=10_000, method="CARD", reference="승인 1", **more) -> Payment:
    return record_payment(enrolment_id=row.pk, by=by, amount=amount, method=method, reference=reference, **more).row


def refund(row, by, amount=10_000, reason="수강 취소", **more) -> Refund:
    return record_refund(enrolment_id=row.pk, by=by, amount=amount, reason=reason, **more).row


@time_machine.travel(MORNING, tick=False)
def test_a_payment_is_kept_and_told(superuser, student, owing):
    payment = pay(owing, superuser, reference=" 승인 1 ")
    assert (payment.amount, payment.method, payment.reference, payment.paid_at, payment.recorded_by) == (
        10_000, "CARD", "승인 1", MORNING, superuser,
    )  # fmt: skip
    owing.refresh_from_db()
    assert owing.payment_status == "COMPLETED"
    assert told() == [(student.pk, "elearning.paid")]
    assert "10,000원" in mailed()[0].subject
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject_id, entry.before) == ("elearning.paid", owing.pk, {"payment_status": "WAITING"})
    assert entry.after == {
        "payment_status": "COMPLETED", "amount": 10_000, "method": "CARD", "payment": payment.pk,
    }  # fmt: skip


def test_the_same_reference_again_is_the_same_record(superuser, owing):
    first = pay(owing, superuser, 4_000)
    assert pay(owing, superuser, 4_000) == first
    assert (Payment.objects.count(), len(told()), AuditEntry.objects.count()) == (1, 1, 1)
    assert refusal(pay, row=owing, by=superuser, amount=5_000) == "reference_taken"
    assert refusal(pay, row=owing, by=superuser, amount=4_000, method="BANK_TRANSFER") == "reference_taken"
    owing.refresh_from_db()
    assert owing.payment_status == "WAITING"


def test_a_retry_is_answered_also_when_nothing_more_could_be_paid(superuser, student, owing):
    first = pay(owing, superuser)
    cancel_enrolment(enrolment_id=owing.pk, by=student)
    assert pay(owing, superuser) == first
    assert refusal(pay, row=owing, by=superuser, reference="승인 2") == "wrong_state"


def test_the_same_reference_of_another_enrolment_is_another_record(superuser, owing):
    pay(owing, superuser)
    other = EnrolmentFactory(status="APPROVED", course_class=CourseClassFactory(fee=10_000))
    assert pay(other, superuser).enrolment == other


def test_without_a_reference_each_is_a_payment_up_to_the_fee(superuser, owing):
    pay(owing, superuser, 6_000, reference="")
    pay(owing, superuser, 4_000, reference="")
    assert refusal(pay, row=owing, by=superuser, amount=1, reference="") == "already_paid"
    assert Payment.objects.count() == 2


def test_a_free_one_may_be_recorded_and_changes_nothing(superuser):
    row = EnrolmentFactory(status="APPROVED")
    pay(row, superuser, 0, "FREE")
    row.refresh_from_db()
    assert row.payment_status == "COMPLETED"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"method": "GOLD"}, "method_unknown"),
        ({"amount": 0}, "amount_for_method"),
        ({"amount": 10_001}, "more_than_fee"),
        ({"paid_at": clock.now() + dt.timedelta(days=365 * 50)}, "in_the_future"),
    ],
)
def test_what_is_no_payment_is_not_kept(superuser, owing, given, code):
    assert refusal(pay, row=owing, by=superuser, **given) == code
    assert Payment.objects.count() == 0


def test_money_is_staffs(student, mentor, bare_staff, paid):
    paid.course_class.instructors.add(mentor)
    for by in (student, mentor, bare_staff):
        assert refusal(pay, row=paid, by=by) == "not_staff"
        assert refusal(refund, row=paid, by=by) == "not_staff"


def test_what_is_not_there_has_no_money(superuser):
    missing = Enrolment(pk=987_654)
    for act in (pay, refund):
        with pytest.raises(Enrolment.DoesNotExist):
            act(missing, superuser)


# --- Refunds


@time_machine.travel(MORNING, tick=False)
def test_a_refund_is_kept_and_told(superuser, student, paid):
    cancel_enrolment(enrolment_id=paid.pk, by=student)
    given = refund(paid, superuser, 4_000, reason=" 절반 ", reference=" R1 ")
    assert (given.amount, given.reason, given.reference, given.refunded_at, given.recorded_by) == (
        4_000, "절반", "R1", MORNING, superuser,
    )  # fmt: skip
    paid.refresh_from_db()
    assert (paid.refund_due, paid.refund_status) == (10_000, "REQUESTED")
    refund(paid, superuser, 6_000)
    paid.refresh_from_db()
    assert paid.refund_status == "COMPLETED"
    assert told() == [(student.pk, "elearning.refunded")] * 2
    assert ("4,000원" in mailed()[0].subject, "절반" in mailed()[0].text) == (True, True)
    entry = AuditEntry.objects.filter(act="elearning.refunded").first()
    assert (entry.before, entry.after["refund_status"], entry.after["amount"]) == (
        {"refund_status": "REQUESTED"}, "COMPLETED", 6_000,
    )  # fmt: skip


def test_more_than_was_paid_never_goes_back(superuser, paid):
    refund(paid, superuser, 9_999)
    assert refusal(refund, row=paid, by=superuser, amount=2) == "more_than_paid"
    refund(paid, superuser, 1)
    assert refusal(refund, row=paid, by=superuser, amount=1) == "more_than_paid"


def test_one_who_goes_on_may_get_some_back(superuser, paid):
    refund(paid, superuser, 1_000)
    paid.refresh_from_db()
    assert (paid.status, paid.payment_status, paid.refund_status) == ("APPROVED", "COMPLETED", "COMPLETED")


def test_the_same_reference_of_a_refund_again_is_the_same_refund(superuser, paid):
    first = refund(paid, superuser, 1_000, reference="R1")
    assert refund(paid, superuser, 1_000, reference="R1") == first
    assert refusal(refund, row=paid, by=superuser, amount=2_000, reference="R1") == "reference_taken"
    assert Refund.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"amount": 0}, "amount_out_of_range"),
        ({"reason": " "}, "reason_missing"),
        ({"refunded_at": clock.now() + dt.timedelta(days=365 * 50)}, "in_the_future"),
    ],
)
def test_what_is_no_refund_is_not_kept(superuser, paid, given, code):
    assert refusal(refund, row=paid, by=superuser, **given) == code
    assert Refund.objects.count() == 0


def test_what_is_there_already_is_not_new(owing, superuser):
    given = {"enrolment_id": owing.pk, "by": superuser, "amount": 4_000, "method": "CARD", "reference": "승인 3"}
    assert [record_payment(**given).is_new for _again in range(2)] == [True, False]
    money_rules.check_is_new(is_new=True)
    assert refusal(money_rules.check_is_new, is_new=False) == "already_recorded"
