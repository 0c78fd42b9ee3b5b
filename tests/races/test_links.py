"""Codes, links and guesses at once: one link a pair, one link a code, exact limits. Each beside its control."""

import threading

import pytest

from apps.accounts.models import Member
from apps.accounts.services.leaving import end_membership
from apps.core.models import ThrottleHit
from apps.linking import rules
from apps.linking.models import AccountLink, AdminClass, TempCode, VerifiedClaim
from apps.linking.services import codes
from apps.linking.services.groups import make_group
from apps.linking.services.links import add_link, remove_link
from apps.notices.models import Notice
from tests.factories.accounts import MemberFactory
from tests.factories.linking import TempCodeFactory, VerifiedClaimFactory, linked
from tests.races.threads import (
    RACE,
    all_meet,
    at_once,
    halted,
    in_a_thread,
    until_one_waits_for_a_lock,
    without,
    without_locks,
)  # fmt: skip
from tests.races.threads import codes as answers_of

pytestmark = RACE
NO_ONE_A_PAIR = (
    "DROP INDEX linking_accountlink_one_a_pair",
    "CREATE UNIQUE INDEX linking_accountlink_one_a_pair ON mentoring_account_link_tb"
    " (LEAST(member_id, linked_member_id), GREATEST(member_id, linked_member_id))",
)


@pytest.fixture
def both_looked(student, parent) -> tuple[Member, Member]:
    """Each has looked up the other's code."""
    VerifiedClaimFactory(member=parent, owner=student)
    VerifiedClaimFactory(member=student, owner=parent)
    return student, parent


def crosswise(student: Member, parent: Member):
    return [
        lambda: add_link(by=parent, other_id=student.pk),
        lambda: add_link(by=student, other_id=parent.pk),
    ]


# --- One link a pair


def test_two_who_link_with_each_other_at_once_make_one_link(both_looked):
    student, parent = both_looked
    answers = answers_of(at_once(*crosswise(student, parent) * 3))
    assert answers == ["ok"] + ["over"] * 5
    assert AccountLink.objects.count() == 1
    assert set(AdminClass.objects.values_list("use_yn", flat=True)) == {"Y"}
    assert AdminClass.objects.count() == 2
    assert Notice.objects.count() == 1


def test_control_without_locks_the_database_refuses_the_second(monkeypatch, both_looked):
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "check_can_link", 2)
    assert answers_of(at_once(*crosswise(*both_looked))) == ["IntegrityError", "ok"]
    assert AccountLink.objects.count() == 1


def test_control_without_locks_and_index_a_pair_has_two_links(monkeypatch, both_looked):
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "check_can_link", 2)
    with without(*NO_ONE_A_PAIR, AccountLink):
        assert answers_of(at_once(*crosswise(*both_looked))) == ["ok", "ok"]
        assert AccountLink.objects.count() == 2


# --- One link a code


def test_a_code_that_two_use_at_once_links_one_of_them(student, parent, teacher):
    TempCodeFactory(member=student)
    for member in (parent, teacher):
        VerifiedClaimFactory(member=member, owner=student)
    works = [lambda by=by: add_link(by=by, other_id=student.pk) for by in (parent, teacher)]
    assert answers_of(at_once(*works)) == ["no match", "ok"]
    assert AccountLink.objects.count() == 1
    assert not TempCode.objects.exists()


def test_control_without_locks_one_code_links_both(monkeypatch, student, parent, teacher):
    for member in (parent, teacher):
        VerifiedClaimFactory(member=member, owner=student)
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "check_can_link", 2)
    works = [lambda by=by: add_link(by=by, other_id=student.pk) for by in (parent, teacher)]
    assert answers_of(at_once(*works)) == ["ok", "ok"]
    assert AccountLink.objects.count() == 2


def test_a_code_that_is_replaced_while_it_is_looked_up_leaves_no_look_up(monkeypatch, student, parent):
    """The look-up holds the code's row: the replacement waits for it, and takes what it left away."""
    code = TempCodeFactory(member=student).code
    halt = halted(monkeypatch, rules, "check_can_link")
    replacing = threading.Thread(target=in_a_thread, args=[lambda: codes.make_code(by=student)])

    def begin_to_replace():
        replacing.start()
        until_one_waits_for_a_lock()

    looked, _begun = at_once(
        lambda: codes.verify_code(by=parent, code=code, address="203.0.113.9"),
        lambda: halt.while_halted(begin_to_replace),
    )
    replacing.join()
    assert looked == student
    assert not VerifiedClaim.objects.exists()
    assert TempCode.objects.get().code != code


def test_control_without_the_lock_the_look_up_outlives_its_code(monkeypatch, student, parent):
    code = TempCodeFactory(member=student).code
    without_locks(monkeypatch)
    halt = halted(monkeypatch, rules, "check_can_link")
    looked, _replaced = at_once(
        lambda: codes.verify_code(by=parent, code=code, address="203.0.113.9"),
        lambda: halt.while_halted(lambda: codes.make_code(by=student)),
    )
    assert looked == student
    assert VerifiedClaim.objects.count() == 1


def test_one_member_who_makes_codes_at_once_has_one(student):
    assert answers_of(at_once(*[lambda: codes.make_code(by=student)] * 8)) == ["ok"] * 8
    assert TempCode.objects.count() == 1


# --- Unlinking, leaving, groups


def test_both_who_unlink_at_once_end_it_once(student, parent):
    linked(parent, student)
    answers = at_once(
        lambda: remove_link(by=student, other_id=parent.pk), lambda: remove_link(by=parent, other_id=student.pk)
    )
    assert answers_of(answers) == ["DoesNotExist", "ok"]
    assert Notice.objects.count() == 1


def test_nobody_is_left_linked_with_one_who_leaves_meanwhile(student, parent, teacher):
    for member in (parent, teacher):
        VerifiedClaimFactory(member=member, owner=student)
    linked(MemberFactory(member_type="parent"), student)
    left, *_added = at_once(
        lambda: end_membership(by=student),
        *[lambda by=by: add_link(by=by, other_id=student.pk) for by in (parent, teacher)],
    )
    assert not isinstance(left, Exception)
    assert not AccountLink.objects.exists()
    assert not AdminClass.objects.filter(use_yn="Y").exists()


def test_a_student_who_unlinks_while_being_put_in_a_group_is_in_none(student, teacher):
    linked(teacher, student)
    grouped, removed = at_once(
        lambda: make_group(by=teacher, name="1반", students=[student.pk]),
        lambda: remove_link(by=student, other_id=teacher.pk),
    )
    assert removed is None
    assert getattr(grouped, "code", "not_linked") == "not_linked"
    assert set(AdminClass.objects.values_list("use_yn", "group_name")) == {("N", "")}


# --- Guessing


def guess(by: Member):
    return [lambda: codes.verify_code(by=by, code="zzzzzz", address="203.0.113.9")]


def test_of_thirty_two_guesses_at_once_ten_are_answered(student, parent):
    assert answers_of(at_once(*guess(parent) * 32)) == ["link_code_throttled"] * 22 + ["no match"] * 10
    assert ThrottleHit.objects.filter(bucket__scope="link_code").count() == 10
    code = codes.make_code(by=student).code
    late = at_once(lambda: codes.verify_code(by=parent, code=code, address="203.0.113.9"))
    assert answers_of(late) == ["link_code_throttled"]


def test_control_without_the_lock_more_guesses_are_answered(monkeypatch, parent):
    for _ in range(8):
        codes.throttle.hit("link_code", str(parent.pk), *codes.rules.WRONG_CODES_OF_MEMBER)
    without_locks(monkeypatch)
    all_meet(monkeypatch, codes.throttle, "_wait", 8)
    monkeypatch.setattr(codes, "_check_may_guess", lambda by, address: None)
    assert answers_of(at_once(*guess(parent) * 8)) == ["no match"] * 8
    assert ThrottleHit.objects.filter(bucket__scope="link_code").count() == 16


def test_one_address_is_answered_sixty_times_whoever_asks():
    members = [MemberFactory() for _ in range(10)]
    works = [work for member in members for work in guess(member) * 7]
    assert answers_of(at_once(*works)) == ["link_code_address_throttled"] * 10 + ["no match"] * 60
