"""Who may do what about an enrolment, when, and what follows in money: apart from any act."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed, refusal_of
from apps.core.rules import check_reason
from apps.elearning.enrolment import money_rules, rules
from apps.elearning.enrolment.models import Enrolment, Payment
from apps.elearning.enrolment.money_rules import Money
from apps.elearning.enrolment.states import EnrolmentStatus
from tests.factories.elearning import CourseClassFactory, CourseFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=clock.SEOUL)


def code(check, *args, **kwargs) -> str:
    with pytest.raises(DomainError) as refused:
        check(*args, **kwargs)
    assert refused.value.message
    return refused.value.code


def course_class(**fields):
    """Not kept: open from 1 March 2026 to the 9th, from the 10th to the 20th, three seats."""
    days = {
        "start_date": dt.date(2026, 3, 10), "end_date": dt.date(2026, 3, 20),
        "apply_start": dt.date(2026, 3, 1), "apply_end": dt.date(2026, 3, 9),
    }  # fmt: skip
    row = CourseClassFactory.build(course=CourseFactory.build(), **{**days, **fields})
    row.set_moments()
    return row


def enrolment(status=EnrolmentStatus.PENDING, *, waiting=False, fee=0, **fields) -> Enrolment:
    return Enrolment(
        member_id=1, status=status, is_waiting=waiting, holds_seat=not waiting, fee=fee, **fields
    )  # fmt: skip


@pytest.fixture
def nobody() -> Member:
    return Member(pk=7)


@pytest.fixture
def learner() -> Member:
    return Member(pk=1)


def given(member: Member, *names: str) -> Member:
    member.user_permissions.set(Permission.objects.filter(codename__in=names, content_type__app_label="elearning"))
    return fresh(member)


# --- Who


@pytest.mark.parametrize(
    ("check", "permission", "refusal"),
    [
        (rules.check_can_enrol_another, "add_enrolment", "not_staff"),
        (rules.check_can_reorder, "change_enrolment", "not_staff"),
        (rules.check_can_record_payment, "add_payment", "not_staff"),
        (rules.check_can_record_refund, "add_refund", "not_staff"),
    ],
)
def test_what_staff_alone_may_each_takes_its_permission(bare_staff, student, check, permission, refusal):
    assert code(check, bare_staff) == refusal
    check(given(bare_staff, permission))
    assert code(check, given(student, permission)) == refusal  # a permission without being staff is none


def test_a_class_is_run_by_its_instructors_and_staff(bare_staff, student):
    rules.check_can_manage(student, teaches=True)
    assert code(rules.check_can_manage, student, teaches=False) == "not_the_instructor"
    assert code(rules.check_can_manage, bare_staff, teaches=False) == "not_the_instructor"
    rules.check_can_manage(given(bare_staff, "change_enrolment"), teaches=False)


def test_lists_of_others_are_for_instructors_and_staff(bare_staff, student):
    rules.check_can_list(student, teaches=True)
    assert code(rules.check_can_list, student, teaches=False) == "not_an_instructor"
    assert code(rules.check_can_list, bare_staff, teaches=False) == "not_an_instructor"
    rules.check_can_list(given(bare_staff, "view_enrolment"), teaches=False)


# --- Enrolling


def enrolling(row, now=NOON, *, teaches=False, existing=None):
    return (rules.check_can_enrol, Member(pk=1), row), {"teaches": teaches, "existing": existing, "now": now}


@pytest.mark.parametrize("now", [clock.start_of(dt.date(2026, 3, 1)), NOON, clock.start_of(dt.date(2026, 3, 9))])
def test_one_enrols_while_applications_are_open(now):
    args, kwargs = enrolling(course_class(), now)
    assert refusal_of(*args, **kwargs) is None


def test_one_may_enrol_in_a_class_that_runs_while_applications_are_open():
    args, kwargs = enrolling(course_class(apply_end=dt.date(2026, 3, 15)), clock.start_of(dt.date(2026, 3, 15)))
    assert refusal_of(*args, **kwargs) is None


@pytest.mark.parametrize(
    ("fields", "how", "refusal"),
    [
        ({"called_off_at": NOON}, {}, "called_off"),
        ({"is_published": False}, {}, "not_published"),
        ({}, {"teaches": True}, "own_class"),
        ({}, {"existing": enrolment()}, "already_enrolled"),
        ({}, {"existing": enrolment(waiting=True)}, "already_enrolled"),
        ({}, {"now": clock.start_of(dt.date(2026, 3, 1)) - dt.timedelta(seconds=1)}, "not_open_yet"),
        ({}, {"now": clock.start_of(dt.date(2026, 3, 10))}, "applications_closed"),
        ({}, {"now": clock.start_of(dt.date(2026, 3, 21))}, "ended"),
    ],
)
def test_and_otherwise_not(fields, how, refusal):
    args, kwargs = enrolling(course_class(**fields), **how)
    assert code(*args, **kwargs) == refusal


def test_a_class_of_a_course_that_is_not_published_takes_nobody():
    row = course_class()
    row.course.is_published = False
    args, kwargs = enrolling(row)
    assert code(*args, **kwargs) == "not_published"


@pytest.mark.parametrize(
    ("taken", "promotion", "has_line", "waits"),
    [
        (2, "AUTOMATIC", False, False),
        (3, "AUTOMATIC", False, True),
        (2, "AUTOMATIC", True, False),  # whoever waits beside a free seat cannot take it
        (2, "MANUAL", False, False),
        (2, "MANUAL", True, True),  # seats are given by hand: nobody takes one before those who wait
    ],
)
def test_who_comes_to_a_full_class_or_behind_a_line_waits(taken, promotion, has_line, waits):
    row = course_class(seats_taken=taken, promotion=promotion)
    assert rules.must_wait(row, has_line=has_line) is waits
    rules.check_has_place(row, has_line=has_line)
    row.has_waiting_list = False
    if waits:
        assert code(rules.check_has_place, row, has_line=has_line) == "full"
    else:
        rules.check_has_place(row, has_line=has_line)


@pytest.mark.parametrize(
    ("fields", "day", "does"),
    [
        ({}, 5, True),
        ({}, 9, True),
        ({}, 10, False),  # it runs, and takes nobody new
        ({"apply_end": dt.date(2026, 3, 15)}, 12, False),  # they could not leave any more: they are asked
        ({"apply_end": dt.date(2026, 3, 15)}, 16, False),
        ({"apply_end": dt.date(2026, 3, 20)}, 21, False),
        ({"promotion": "MANUAL"}, 5, False),
        ({"called_off_at": NOON}, 5, False),
    ],
)
def test_freed_seats_go_to_who_waits_until_the_class_starts(fields, day, does):
    assert rules.promotes_waiting(course_class(**fields), clock.start_of(dt.date(2026, 3, day))) is does


@pytest.mark.parametrize(
    ("fields", "day", "does"),
    [
        ({}, 5, True),
        ({}, 10, False),  # it runs and takes nobody new: seats are given by hand
        ({"apply_end": dt.date(2026, 3, 15)}, 12, True),
        ({"apply_end": dt.date(2026, 3, 15)}, 16, False),
        ({"promotion": "MANUAL"}, 5, True),  # it was promised before
        ({"called_off_at": NOON}, 5, False),
    ],
)
def test_who_is_offered_a_seat_takes_it_in_time_and_as_long_as_the_class_takes_people(fields, day, does):
    row, now = course_class(**fields), clock.start_of(dt.date(2026, 3, day))
    offered = enrolment(waiting=True)
    offered.offered_until = now + dt.timedelta(minutes=1)
    assert rules.takes_offer(row, offered, now) is does
    assert rules.takes_offer(row, offered, offered.offered_until) is False
    for other in (None, STATES["waiting"], STATES["pending"], STATES["approved"], STATES["cancelled"]):
        assert rules.takes_offer(row, other, now) is False


# --- Deciding


STATES = {
    "pending": enrolment(),
    "waiting": enrolment(waiting=True),
    "approved": enrolment(EnrolmentStatus.APPROVED),
    "rejected": enrolment(EnrolmentStatus.REJECTED),
    "cancelled": enrolment(EnrolmentStatus.CANCELLED),
}
WORDS = {"pending": "승인 대기", "waiting": "대기", "approved": "승인", "rejected": "거부", "cancelled": "취소"}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("check", "allowed"),
    [
        (rules.check_can_approve, {"pending"}),
        (rules.check_can_approve_waiting, {"waiting"}),
        (rules.check_can_cancel, {"pending", "waiting", "approved"}),
    ],
)
def test_each_decision_starts_from_its_state_and_names_another(nobody, state, check, allowed):
    row, how = course_class(), {"teaches": True, "now": NOON}
    if state in allowed:
        check(nobody, STATES[state], row, **how)
        assert code(check, nobody, STATES[state], row, teaches=False, now=NOON).startswith("not_")
        return
    with pytest.raises(Conflict) as refused:
        check(nobody, STATES[state], row, **how)
    assert refused.value.code == "wrong_state"
    assert f"‘{WORDS[state]}’" in refused.value.message


@pytest.mark.parametrize("state", STATES)
def test_what_is_pending_is_rejected_whether_it_waits_or_not(nobody, state):
    if state in {"pending", "waiting"}:
        rules.check_can_reject(nobody, STATES[state], teaches=True)
        assert code(rules.check_can_reject, nobody, STATES[state], teaches=False) == "not_the_instructor"
    else:
        assert code(rules.check_can_reject, nobody, STATES[state], teaches=True) == "wrong_state"


@pytest.mark.parametrize(
    ("check", "state"), [(rules.check_can_approve, "pending"), (rules.check_can_approve_waiting, "waiting")]
)
def test_nobody_is_approved_for_a_class_that_is_over_or_called_off(nobody, check, state):
    over = {"teaches": True, "now": clock.start_of(dt.date(2026, 3, 21))}
    assert code(check, nobody, STATES[state], course_class(), **over) == "ended"
    off = course_class(called_off_at=NOON)
    assert code(check, nobody, STATES[state], off, teaches=True, now=NOON) == "called_off"
    check(nobody, STATES[state], course_class(), teaches=True, now=clock.start_of(dt.date(2026, 3, 20)))


def test_a_seat_is_given_by_hand_only_if_one_is_free(nobody):
    how = {"teaches": True, "now": NOON}
    full = course_class(seats_taken=3)
    assert code(rules.check_can_approve_waiting, nobody, STATES["waiting"], full, **how) == "no_seat"


def test_the_learner_cancels_until_the_class_starts_and_others_until_it_ends(learner, nobody):
    row, existing = course_class(), STATES["approved"]
    start, end = clock.start_of(dt.date(2026, 3, 10)), clock.start_of(dt.date(2026, 3, 21))
    a_moment = dt.timedelta(seconds=1)
    rules.check_can_cancel(learner, existing, row, teaches=False, now=start - a_moment)
    assert code(rules.check_can_cancel, learner, existing, row, teaches=False, now=start) == "too_late_to_cancel"
    rules.check_can_cancel(nobody, existing, row, teaches=True, now=end - a_moment)
    assert code(rules.check_can_cancel, nobody, existing, row, teaches=True, now=end) == "ended"
    assert code(rules.check_can_cancel, nobody, existing, row, teaches=False, now=NOON) == "not_your_enrolment"


@pytest.mark.parametrize(
    ("given", "by", "days", "code_of"),
    [
        (0, 7, 0, None),
        (2, 7, 6, None),
        (2, 7, 7, "too_late_to_cancel"),
        (-1, 7, 1, "too_late_to_cancel"),
        (0, None, 0, "too_late_to_cancel"),
    ],
)
def test_who_was_given_a_seat_after_the_start_may_give_it_back(learner, given, by, days, code_of):
    row, start = course_class(), clock.start_of(dt.date(2026, 3, 10))
    given_at = start + dt.timedelta(days=given)
    existing = enrolment(EnrolmentStatus.APPROVED, approved_at=given_at, decided_by_id=by)
    now = max(given_at + dt.timedelta(days=days), start)
    how = {"teaches": False, "now": now}
    if code_of is None:
        rules.check_can_cancel(learner, existing, row, **how)
    else:
        assert code(rules.check_can_cancel, learner, existing, row, **how) == code_of
    assert not rules.may_give_back(enrolment(approved_at=given_at, decided_by_id=by), row, now)


@pytest.mark.parametrize("state", ["pending", "waiting"])
@pytest.mark.parametrize("day", [10, 15, 21, 40])
def test_who_was_not_approved_leaves_whatever_the_class_does(learner, nobody, state, day):
    now = clock.start_of(dt.date(2026, 3, 1) + dt.timedelta(days=day - 1))
    for row in (course_class(apply_end=dt.date(2026, 3, 20)), course_class(called_off_at=NOON)):
        rules.check_can_cancel(learner, STATES[state], row, teaches=False, now=now)
        rules.check_can_cancel(nobody, STATES[state], row, teaches=True, now=now)
        refused = code(rules.check_can_cancel, nobody, STATES[state], row, teaches=False, now=now)
        assert refused == "not_your_enrolment"


def test_only_who_waits_is_moved_and_only_to_a_place_that_is_there():
    rules.check_can_move_in_line(STATES["waiting"], 1, waiting=3)
    rules.check_can_move_in_line(STATES["waiting"], 3, waiting=3)
    assert code(rules.check_can_move_in_line, STATES["pending"], 1, waiting=3) == "wrong_state"
    for place in (0, 4):
        assert code(rules.check_can_move_in_line, STATES["waiting"], place, waiting=3) == "no_such_place"


def test_many_are_some_and_not_too_many():
    rules.check_how_many(500)
    assert code(rules.check_how_many, 0) == "nobody_chosen"
    assert code(rules.check_how_many, 501) == "too_many"


# --- Money


@pytest.mark.parametrize(
    ("status", "fee", "paid", "expected"),
    [
        ("PENDING", 100, 0, "NONE"),
        ("PENDING", 100, 40, "WAITING"),
        ("PENDING", 100, 100, "COMPLETED"),
        ("PENDING", 0, 0, "NONE"),
        ("APPROVED", 0, 0, "COMPLETED"),
        ("APPROVED", 100, 0, "WAITING"),
        ("APPROVED", 100, 99, "WAITING"),
        ("APPROVED", 100, 100, "COMPLETED"),
        ("CANCELLED", 0, 0, "NONE"),
        ("CANCELLED", 100, 0, "CANCELLED"),
        ("CANCELLED", 100, 40, "COMPLETED"),
        ("REJECTED", 100, 0, "CANCELLED"),
        ("REJECTED", 100, 100, "COMPLETED"),
    ],
)
def test_where_the_payment_stands_follows_from_state_and_records(status, fee, paid, expected):
    assert money_rules.money_states(enrolment(status, fee=fee), Money(paid))[0] == expected


@pytest.mark.parametrize(
    ("due", "refunded", "expected"),
    [
        (0, 0, "NONE"),
        (100, 0, "REQUESTED"),
        (100, 99, "REQUESTED"),
        (100, 100, "COMPLETED"),
        (100, 120, "COMPLETED"),
        (0, 50, "COMPLETED"),
    ],
)
def test_where_the_refund_stands_follows_from_what_is_due_and_was_given(due, refunded, expected):
    row = enrolment(EnrolmentStatus.CANCELLED, fee=200, refund_due=due)
    assert money_rules.money_states(row, Money(200, refunded))[1] == expected


@pytest.mark.parametrize(
    ("days_before", "percent"), [(30, 100), (7, 100), (6, 70), (3, 70), (2, 50), (1, 50), (0, 0), (-3, 0)]
)
def test_without_steps_of_its_own_a_class_has_those_of_the_domain(days_before, percent):
    assert money_rules.refund_percent([], days_before) == percent


@pytest.mark.parametrize(("days_before", "percent"), [(15, 90), (14, 90), (13, 10), (2, 10), (1, 0)])
def test_steps_are_reached_in_the_order_of_their_days(days_before, percent):
    assert money_rules.refund_percent([(2, 10), (14, 90)], days_before) == percent


@pytest.mark.parametrize(
    ("status", "by_learner", "today", "percent", "due"),
    [
        ("APPROVED", True, dt.date(2026, 3, 3), 100, 9_999),
        ("APPROVED", True, dt.date(2026, 3, 4), 70, 6_999),  # a part of a won stays with the school
        ("APPROVED", True, dt.date(2026, 3, 10), 0, 0),
        ("APPROVED", False, dt.date(2026, 3, 10), 100, 9_999),
        ("PENDING", True, dt.date(2026, 3, 9), 100, 9_999),
    ],
)
def test_a_quote_is_by_the_steps_for_who_was_approved_and_all_for_the_rest(status, by_learner, today, percent, due):
    row = enrolment(status, fee=10_000)
    how = {"start_date": dt.date(2026, 3, 10), "today": today, "by_learner": by_learner}
    quote = money_rules.refund_quote(row, Money(9_999), (), **how)
    assert (quote.paid, quote.percent, quote.due, quote.due_now) == (9_999, percent, due, due)
    early = money_rules.refund_quote(row, Money(9_999, 5_000), (), **how)
    assert (early.due, early.due_now) == (due, max(due - 5_000, 0))


def test_of_a_class_that_was_called_off_everything_comes_back():
    assert money_rules.whole_refund(Money(9_000, 1_000)) == 9_000


@pytest.mark.parametrize(
    ("amount", "method", "fee", "refusal"),
    [
        (100, "GOLD", 100, "method_unknown"),
        (0, "CARD", 100, "amount_for_method"),
        (100, "FREE", 100, "amount_for_method"),
        (0, "FREE", 100, "amount_for_method"),
        (-1, "CARD", 100, "amount_out_of_range"),
        (2**31, "CARD", 100, "amount_out_of_range"),
    ],
)
def test_a_payment_is_some_money_by_a_known_way(amount, method, fee, refusal):
    assert code(money_rules.check_payment_input, amount, method, "", fee=fee) == refusal
    money_rules.check_payment_input(100, "CARD", "가" * 200, fee=fee)
    money_rules.check_payment_input(0, "FREE", "", fee=0)


def test_a_reference_has_an_end():
    assert code(money_rules.check_payment_input, 100, "CARD", "가" * 201, fee=100) == "reference_too_long"
    assert code(money_rules.check_can_refund, Money(100), 100, "사유", "가" * 201) == "reference_too_long"


def test_money_is_recorded_once_it_has_moved():
    money_rules.check_moment(NOON, NOON, field="paid_at")
    assert code(money_rules.check_moment, NOON + dt.timedelta(seconds=1), NOON, field="paid_at") == "in_the_future"


def test_a_reference_means_one_record():
    money_rules.check_same_record(same=True)
    assert code(money_rules.check_same_record, same=False) == "reference_taken"


@pytest.mark.parametrize("state", STATES)
def test_who_holds_a_seat_pays(state):
    if state in {"pending", "approved"}:
        money_rules.check_can_pay(enrolment(STATES[state].status, fee=100), [], 100)
    else:
        assert code(money_rules.check_can_pay, STATES[state], [], 100) == "wrong_state"


def test_payments_never_exceed_the_fee():
    row, earlier = enrolment(fee=100), [Payment(amount=30), Payment(amount=30)]
    money_rules.check_can_pay(row, earlier, 40)
    assert code(money_rules.check_can_pay, row, earlier, 41) == "more_than_fee"
    assert code(money_rules.check_can_pay, row, [Payment(amount=100)], 1) == "already_paid"
    assert code(money_rules.check_can_pay, enrolment(), [], 1) == "more_than_fee"
    money_rules.check_can_pay(enrolment(), [], 0)
    assert code(money_rules.check_can_pay, enrolment(), [Payment(amount=0)], 0) == "already_paid"


def test_refunds_never_exceed_what_was_paid():
    money_rules.check_can_refund(Money(100, 40), 60, "사유", "")
    assert code(money_rules.check_can_refund, Money(100, 40), 61, "사유", "") == "more_than_paid"
    assert code(money_rules.check_can_refund, Money(100), 0, "사유", "") == "amount_out_of_range"
    assert code(money_rules.check_can_refund, Money(100), 100, " ", "") == "reason_missing"


def test_the_kind_of_each_refusal_is_who_when_or_what(learner):
    """403, 409 and 400 of the API come of it."""
    kinds = {}
    for check, args, kwargs in (
        (rules.check_can_manage, (learner,), {"teaches": False}),
        (rules.check_has_place, (course_class(seats_taken=3, has_waiting_list=False),), {"has_line": False}),
        (check_reason, ("",), {}),
    ):
        with pytest.raises(DomainError) as refused:
            check(*args, **kwargs)
        kinds[check.__name__] = type(refused.value)
    assert kinds == {"check_can_manage": NotAllowed, "check_has_place": Conflict, "check_reason": Invalid}


def test_who_sees_a_class_from_within_and_who_lists_enrolments(student, bare_staff, superuser):
    for check, ways in ((rules.check_takes_part, ("learns", "teaches")), (rules.check_can_list, ("teaches",))):
        none = dict.fromkeys(ways, False)
        for member in (student, bare_staff):
            assert code(check, member, **none) in {"not_in_class", "not_an_instructor"}
            for way in ways:
                check(member, **{**none, way: True})
        check(superuser, **none)


# --- What the database and the lock find ------------------------------------------------------------------------------


def test_a_race_for_a_seat_ends_with_a_sentence_of_its_own():
    assert [refused.code for refused in (rules.seat_gone(), rules.class_changed(), rules.no_such_enrolment())] == [
        "full",
        "changed_meanwhile",
        "missing",
    ]


def test_who_waits_already_is_told_so():
    enrolled, waiting = rules.already_enrolled(), rules.already_enrolled(waits=True)
    assert enrolled.code == waiting.code == "already_enrolled"
    assert enrolled.message != waiting.message


def test_staff_name_somebody_who_is_here(student):
    assert rules.check_is_member(student) is student
    assert code(rules.check_is_member, None) == "unknown_member"


def test_a_refund_without_an_amount_needs_something_due():
    assert code(money_rules.check_something_is_due, 0) == "nothing_due"
    money_rules.check_something_is_due(1)
