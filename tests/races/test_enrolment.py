"""Enrolling under a rush: never one seat too many, one line in one order, money never twice. Each beside its control:
the same with the guard out."""

import pytest
from django.db.models import Sum

from apps.elearning.catalogue import rules as of_catalogue
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.services.classes import save_class
from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from apps.elearning.enrolment.services import deciding, enrolling, money
from apps.elearning.enrolment.services.deciding import approve_enrolment, approve_waiting_enrolment, reject_enrolment
from apps.elearning.enrolment.services.ending import cancel_enrolment
from apps.elearning.enrolment.services.enrolling import ClassSeatTaking, enrol_member
from apps.elearning.enrolment.services.money import record_payment, record_refund
from apps.notices.models import Notice
from tests.elearning.enrolment.enrolling import fill, line_of, planned, waiting
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory
from tests.races.threads import RACE, all_meet, at_once, codes, halted, without, without_locks

pytestmark = RACE
NO_COUNTING = (
    "ALTER TABLE elearning_enrolment DISABLE TRIGGER USER",
    "ALTER TABLE elearning_enrolment ENABLE TRIGGER USER",
)
NO_CAPACITY = (
    "ALTER TABLE elearning_courseclass DROP CONSTRAINT elearning_courseclass_seats_within_capacity",
    "ALTER TABLE elearning_courseclass ADD CONSTRAINT elearning_courseclass_seats_within_capacity"
    " CHECK (seats_taken >= 0 AND seats_taken <= capacity)",
)
NO_ONE_LIVE = (
    "DROP INDEX elearning_enrolment_one_live",
    "CREATE UNIQUE INDEX elearning_enrolment_one_live ON elearning_enrolment (course_class_id, member_id)"
    " WHERE status IN ('PENDING', 'APPROVED')",
)


def holders(row) -> int:
    return row.enrolments.filter(holds_seat=True).count()


def counted_right(row) -> bool:
    row.refresh_from_db()
    return row.seats_taken == holders(row) <= row.capacity


def places(row) -> list[int]:
    """The places of those who wait, in the order in which they got their numbers."""
    return list(row.enrolments.with_place().filter(is_waiting=True).order_by("pk").values_list("place", flat=True))


def coming(row, number, **fields):
    return [
        lambda member=member: enrol_member(class_id=row.pk, by=member)
        for member in MemberFactory.create_batch(number, **fields)
    ]


def leaving(rows):
    return [lambda row=row: cancel_enrolment(enrolment_id=row.pk, by=row.member) for row in rows]


# --- A rush


def test_of_two_hundred_at_once_thirty_are_in_and_the_rest_stand_in_one_line():
    row = CourseClassFactory(capacity=30, approval="AUTOMATIC", meetings=2)
    answers = at_once(*coming(row, 200))
    assert codes(answers) == ["ok"] * 200
    assert counted_right(row)
    assert sorted(done.place for done in answers) == [0] * 30 + list(range(1, 171))
    # A number is given while the class is locked, so that the line stands in the order of the commits.
    told = {done.enrolment.pk: done.place for done in answers if done.place}
    assert [told[number] for number in sorted(told)] == list(range(1, 171)) == places(row)
    assert len(planned(row)) == 30


def test_seats_and_line_stay_right_while_many_leave_and_come():
    row = CourseClassFactory(capacity=10)
    seated, line = fill(row), waiting(row, 12)
    answers = at_once(*leaving(seated[:6] + line[::3]), *coming(row, 14))
    assert codes(answers) == ["ok"] * 24
    assert counted_right(row)
    assert (holders(row), len(line_of(row))) == (10, 12 - 4 + 14 - 6)
    assert places(row) == list(range(1, len(line_of(row)) + 1))
    stayed = [one.pk for number, one in enumerate(line) if number % 3]
    promoted = set(row.enrolments.filter(promoted_at__isnull=False).values_list("pk", flat=True))
    left = [pk for pk in stayed if pk not in promoted]
    assert left == stayed[len(stayed) - len(left) :]  # strictly in order: who is left came last


def test_many_who_leave_at_once_move_up_as_many_in_order():
    row = CourseClassFactory(capacity=8, approval="AUTOMATIC", meetings=2)
    seated, line = fill(row), waiting(row, 12)
    assert codes(at_once(*leaving(seated))) == ["ok"] * 8
    assert line_of(row) == [one.member_id for one in line[8:]]
    assert counted_right(row)
    assert planned(row) == {one.member_id: 2 for one in line[:8]}
    told = Notice.objects.filter(kind="elearning.promoted").values_list("member_id", flat=True)
    assert sorted(told) == sorted(one.member_id for one in line[:8])


def test_without_the_lock_the_database_still_refuses_one_too_many(monkeypatch):
    row = CourseClassFactory(capacity=2)
    without_locks(monkeypatch)
    all_meet(monkeypatch, ClassSeatTaking, "is_as_seen", 8)
    assert codes(at_once(*coming(row, 8))) == ["full"] * 6 + ["ok"] * 2
    assert counted_right(row)


def test_control_without_lock_and_counting_the_class_is_oversold(monkeypatch):
    row = CourseClassFactory(capacity=2)
    without_locks(monkeypatch)
    all_meet(monkeypatch, ClassSeatTaking, "is_as_seen", 8)
    with without(*NO_COUNTING):
        assert codes(at_once(*coming(row, 8))) == ["ok"] * 8
    assert holders(row) == 8


# --- Whoever was seen in front of the lock


def test_who_saw_a_full_class_that_is_freed_meanwhile_gets_the_seat(monkeypatch, student):
    row = CourseClassFactory(capacity=1)
    (holder,) = fill(row)
    halt = halted(monkeypatch, enrolling.shared, "future_meetings")
    done, _cancelled = at_once(
        lambda: enrol_member(class_id=row.pk, by=student),
        lambda: halt.while_halted(lambda: cancel_enrolment(enrolment_id=holder.pk, by=holder.member)),
    )
    assert (done.enrolment.holds_seat, done.place) == (True, 0)
    assert counted_right(row)


def test_who_came_when_a_line_had_begun_meanwhile_stands_in_it(monkeypatch, student, other_student):
    """Seats are given by hand: the first look found one free and nobody waiting."""
    row = CourseClassFactory(capacity=1, promotion="MANUAL")
    halt = halted(monkeypatch, enrolling.shared, "future_meetings")

    def others():
        holder = enrol_member(class_id=row.pk, by=MemberFactory()).enrolment
        assert enrol_member(class_id=row.pk, by=other_student).place == 1
        cancel_enrolment(enrolment_id=holder.pk, by=holder.member)

    done, _others = at_once(lambda: enrol_member(class_id=row.pk, by=student), lambda: halt.while_halted(others))
    assert done.place == 2
    assert line_of(row) == [other_student.pk, student.pk]


def test_control_without_the_second_look_one_passes_those_who_wait(monkeypatch, student, other_student):
    row = CourseClassFactory(capacity=1, promotion="MANUAL")
    halt = halted(monkeypatch, enrolling.shared, "future_meetings")

    def others():
        holder = enrol_member(class_id=row.pk, by=MemberFactory()).enrolment
        assert enrol_member(class_id=row.pk, by=other_student).place == 1
        cancel_enrolment(enrolment_id=holder.pk, by=holder.member)
        monkeypatch.setattr(ClassSeatTaking, "is_as_seen", lambda self, pool: True)

    done, _others = at_once(lambda: enrol_member(class_id=row.pk, by=student), lambda: halt.while_halted(others))
    assert done.enrolment.holds_seat is True
    assert line_of(row) == [other_student.pk]


# --- The same person twice


@pytest.mark.parametrize("capacity", [1, 3])
def test_a_double_submit_is_one_enrolment(student, capacity):
    row = CourseClassFactory(capacity=capacity)
    answers = at_once(*[lambda: enrol_member(class_id=row.pk, by=student)] * 8)
    assert codes(answers) == ["already_enrolled"] * 7 + ["ok"]
    assert counted_right(row)
    assert Enrolment.objects.count() == 1


def test_control_without_the_index_a_double_submit_is_many(monkeypatch, student):
    row = CourseClassFactory(capacity=8)
    without_locks(monkeypatch)
    all_meet(monkeypatch, enrolling.shared, "future_meetings", 4)
    with without(*NO_ONE_LIVE, Enrolment):
        assert codes(at_once(*[lambda: enrol_member(class_id=row.pk, by=student)] * 4)) == ["ok"] * 4
        assert holders(row) == 4


# --- Deciding while another decides


def test_of_approving_and_cancelling_at_once_the_end_is_a_cancel(superuser):
    for _ in range(6):
        row = CourseClassFactory(meetings=2)
        mine = EnrolmentFactory(course_class=row)
        answers = at_once(
            lambda pk=mine.pk: approve_enrolment(enrolment_id=pk, by=superuser),
            lambda one=mine: cancel_enrolment(enrolment_id=one.pk, by=one.member),
        )
        assert codes(answers) in (["ok", "ok"], ["ok", "wrong_state"])
        mine.refresh_from_db()
        assert (mine.status, planned(row), counted_right(row)) == ("CANCELLED", {}, True)


def test_control_without_locks_one_who_cancelled_is_approved(monkeypatch, superuser):
    mine = EnrolmentFactory()
    without_locks(monkeypatch)
    halt = halted(monkeypatch, deciding.rules, "check_can_approve")
    answers = at_once(
        lambda: approve_enrolment(enrolment_id=mine.pk, by=superuser),
        lambda: halt.while_halted(lambda: cancel_enrolment(enrolment_id=mine.pk, by=mine.member)),
    )
    assert codes(answers) == ["ok", "ok"]
    mine.refresh_from_db()
    assert (mine.status, mine.cancelled_at is not None) == ("APPROVED", True)


def test_of_approving_and_rejecting_at_once_one_wins(superuser):
    for _ in range(6):
        mine = EnrolmentFactory()
        answers = at_once(
            lambda pk=mine.pk: approve_enrolment(enrolment_id=pk, by=superuser),
            lambda pk=mine.pk: reject_enrolment(enrolment_id=pk, by=superuser, reason="까닭"),
        )
        assert codes(answers) == ["ok", "wrong_state"]


def test_one_free_seat_is_given_by_hand_once(superuser):
    row = CourseClassFactory(capacity=1, promotion="MANUAL")
    line = waiting(row, 6)
    answers = at_once(*[lambda pk=one.pk: approve_waiting_enrolment(enrolment_id=pk, by=superuser) for one in line])
    assert codes(answers) == ["no_seat"] * 5 + ["ok"]
    assert counted_right(row)


# --- More and fewer seats


def with_seats(row, number, by) -> CourseClass:
    changed = CourseClass.objects.select_related("course").get(pk=row.pk)
    changed.capacity = number
    return save_class(by=by, course_class=changed)


def test_more_seats_while_others_come_leave_nobody_waiting_beside_a_free_one(superuser):
    for _ in range(4):
        row = CourseClassFactory(capacity=2)
        fill(row)
        waiting(row, 3)
        answers = at_once(lambda row=row: with_seats(row, 7, superuser), *coming(row, 4))
        assert codes(answers) == ["ok"] * 5
        assert counted_right(row)
        assert (holders(row), len(line_of(row))) == (7, 2)


def test_fewer_seats_and_one_more_learner_never_both(superuser):
    for _ in range(4):
        row = CourseClassFactory(capacity=5, has_waiting_list=False)
        for _number in range(4):
            EnrolmentFactory(course_class=row)
        saved, *_came = answers = at_once(lambda row=row: with_seats(row, 4, superuser), *coming(row, 3))
        assert counted_right(row)
        shrunk = not isinstance(saved, Exception)
        assert (row.capacity, holders(row)) == ((4, 4) if shrunk else (5, 5))
        refusals = ["full"] * 3 if shrunk else ["capacity_below_seats", "full", "full"]
        assert codes(answers) == sorted([*refusals, "ok"])


def test_control_without_lock_and_constraint_there_are_more_learners_than_seats(monkeypatch, superuser, student):
    row = CourseClassFactory(capacity=5)
    for _ in range(4):
        EnrolmentFactory(course_class=row)
    without_locks(monkeypatch)
    halt = halted(monkeypatch, of_catalogue, "check_class_may_become")
    with without(*NO_CAPACITY, Enrolment, CourseClass):
        answers = at_once(
            lambda: with_seats(row, 4, superuser),
            lambda: halt.while_halted(lambda: enrol_member(class_id=row.pk, by=student)),
        )
        assert codes(answers) == ["ok", "ok"]
        assert (holders(row), CourseClass.objects.get(pk=row.pk).capacity) == (5, 4)


# --- Money


@pytest.fixture
def paid():
    return EnrolmentFactory(status="APPROVED", course_class=CourseClassFactory(fee=10_000), paid=10_000)


def refunds(row, by, number, amount, **more):
    return [
        lambda: record_refund(enrolment_id=row.pk, by=by, amount=amount, reason="까닭", **more) for _ in range(number)
    ]


def payments(row, by, number, amount, **more):
    return [
        lambda: record_payment(enrolment_id=row.pk, by=by, amount=amount, method="CARD", **more) for _ in range(number)
    ]


def total(model) -> int:
    return model.objects.aggregate(all=Sum("amount"))["all"]


@pytest.mark.parametrize(("amount", "given"), [(10_000, 1), (3_000, 3)])
def test_of_twenty_refunds_at_once_never_more_than_was_paid(superuser, paid, amount, given):
    answers = at_once(*refunds(paid, superuser, 20, amount))
    assert codes(answers) == ["more_than_paid"] * (20 - given) + ["ok"] * given
    assert total(Refund) == given * amount


def test_twenty_refunds_with_one_reference_are_one(superuser, paid):
    answers = at_once(*refunds(paid, superuser, 20, 1_000, reference="R1"))
    assert codes(answers) == ["ok"] * 20
    assert len({recorded.row.pk for recorded in answers}) == Refund.objects.count() == 1


def test_control_without_the_lock_the_same_money_goes_back_many_times(monkeypatch, superuser, paid):
    without_locks(monkeypatch)
    all_meet(monkeypatch, money.money_rules, "check_can_refund", 8)
    assert codes(at_once(*refunds(paid, superuser, 8, 10_000))) == ["ok"] * 8
    assert total(Refund) == 80_000


@pytest.mark.parametrize("reference", ["", "승인 1"])
def test_a_fee_is_paid_once(superuser, reference):
    row = EnrolmentFactory(status="APPROVED", course_class=CourseClassFactory(fee=10_000))
    answers = at_once(*payments(row, superuser, 20, 10_000, reference=reference))
    assert codes(answers) == (["ok"] * 20 if reference else ["already_paid"] * 19 + ["ok"])
    assert total(Payment) == 10_000
    row.refresh_from_db()
    assert row.payment_status == "COMPLETED"


def test_control_without_the_lock_a_fee_is_paid_many_times(monkeypatch, superuser):
    row = EnrolmentFactory(status="APPROVED", course_class=CourseClassFactory(fee=10_000))
    without_locks(monkeypatch)
    all_meet(monkeypatch, money.money_rules, "check_can_pay", 8)
    assert codes(at_once(*payments(row, superuser, 8, 10_000))) == ["ok"] * 8
    assert total(Payment) == 80_000


def test_what_is_paid_while_one_cancels_is_refused_or_to_be_given_back(superuser):
    for _ in range(6):
        row = EnrolmentFactory(status="APPROVED", course_class=CourseClassFactory(fee=10_000))
        paying, cancelling = at_once(
            *payments(row, superuser, 1, 10_000), lambda one=row: cancel_enrolment(enrolment_id=one.pk, by=one.member)
        )
        row.refresh_from_db()
        assert not isinstance(cancelling, Exception)
        if isinstance(paying, Exception):
            assert (paying.code, row.refund_due, row.payment_status) == ("wrong_state", 0, "CANCELLED")
        else:
            assert (row.refund_due, row.refund_status, row.payment_status) == (10_000, "REQUESTED", "COMPLETED")


def test_control_without_locks_money_comes_that_nobody_gives_back(monkeypatch, superuser):
    row = EnrolmentFactory(status="APPROVED", course_class=CourseClassFactory(fee=10_000))
    without_locks(monkeypatch)
    halt = halted(monkeypatch, money.money_rules, "check_can_pay")
    answers = at_once(
        *payments(row, superuser, 1, 10_000),
        lambda: halt.while_halted(lambda: cancel_enrolment(enrolment_id=row.pk, by=row.member)),
    )
    assert codes(answers) == ["ok", "ok"]
    row.refresh_from_db()
    assert (row.status, row.refund_due, row.refund_status) == ("CANCELLED", 0, "NONE")
