"""Codes: made, replaced, run out, looked up; and guessing them."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from apps.accounts.models import Member
from apps.core.errors import Conflict, NotAllowed, Throttled
from apps.core.models import AuditEntry, ThrottleHit
from apps.linking.models import TempCode, VerifiedClaim
from apps.linking.rules import CannotLink
from apps.linking.services import codes
from apps.linking.states import ALPHABET
from tests.factories.accounts import MemberFactory
from tests.factories.linking import AccountLinkFactory, TempCodeFactory, VerifiedClaimFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC)
ADDRESS = "203.0.113.9"


def looked_up(by: Member, code: str, address: str = ADDRESS) -> str:
    try:
        codes.verify_code(by=by, code=code, address=address)
    except (CannotLink, Throttled) as refused:
        return refused.code
    return "ok"


def wrong(by: Member, times: int, address: str = ADDRESS) -> list[str]:
    return [looked_up(by, "zzzzzz", address) for _ in range(times)]


# --- Making one


def test_a_code_is_six_signs_without_look_alikes_and_lives_five_minutes(student):
    with time_machine.travel(NOON, tick=False):
        row = codes.make_code(by=student)
    assert len(row.code) == 6
    assert set(row.code) <= set(ALPHABET)
    assert set(ALPHABET) & set("0Oo1lI") == set()
    assert len(ALPHABET) == 56
    assert (row.created_at, row.expire_at) == (NOON, NOON + dt.timedelta(minutes=5))


def test_codes_come_from_a_secure_source_and_use_every_sign(monkeypatch):
    asked = []
    monkeypatch.setattr(codes.secrets, "choice", lambda signs: asked.append(signs) or signs[0])
    assert codes.generate_code() == ALPHABET[0] * 6
    assert asked == [ALPHABET] * 6


def test_everyone_may_have_one(student, parent, teacher):
    for member in (student, parent, teacher):
        codes.make_code(by=member)
    assert TempCode.objects.count() == 3


def test_a_new_code_ends_the_one_before_and_what_was_looked_up_by_it(student, parent):
    first = codes.make_code(by=student).code
    assert looked_up(parent, first) == "ok"
    second = codes.make_code(by=student).code
    assert TempCode.objects.get().code == second != first
    assert not VerifiedClaim.objects.exists()
    assert looked_up(parent, first) == "no match"
    assert looked_up(parent, second) == "ok"


def test_it_leaves_alone_what_its_maker_looked_up(student, parent):
    VerifiedClaimFactory(member=student, owner=parent)
    codes.make_code(by=student)
    assert VerifiedClaim.objects.count() == 1


def test_a_code_that_another_has_is_not_given_again(monkeypatch, student, parent):
    TempCodeFactory(member=parent, code="Ab3xY9")
    made = iter(["Ab3xY9", "Cd4wZ8"])
    monkeypatch.setattr(codes, "generate_code", lambda: next(made))
    assert codes.make_code(by=student).code == "Cd4wZ8"


def test_where_none_is_free_it_says_so_and_the_one_before_stays(monkeypatch, student, parent):
    TempCodeFactory(member=parent, code="Ab3xY9")
    before = codes.make_code(by=student).code
    monkeypatch.setattr(codes, "generate_code", lambda: "Ab3xY9")
    with pytest.raises(Conflict) as refused:
        codes.make_code(by=student)
    assert refused.value.code == "no_free_code"
    assert TempCode.objects.get(member=student).code == before


def test_the_database_keeps_two_from_having_the_same_code():
    TempCodeFactory(code="Ab3xY9")
    TempCodeFactory(code="ab3xY9")  # another one: case counts
    with pytest.raises(IntegrityError), transaction.atomic():
        TempCodeFactory(code="Ab3xY9")


def test_who_has_left_gets_none(student):
    Member.objects.filter(pk=student.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        codes.make_code(by=student)


def test_the_code_stands_in_no_audit_entry_and_not_in_its_own_name(student):
    row = codes.make_code(by=student)
    assert not AuditEntry.objects.exists()
    assert str(row) == student.name


# --- Looking one up


def test_a_right_code_leads_to_its_maker_and_is_remembered(student, parent):
    row = TempCodeFactory(member=student)
    with time_machine.travel(row.created_at + dt.timedelta(minutes=4, seconds=59), tick=False):
        assert codes.verify_code(by=parent, code=row.code, address=ADDRESS) == student
        claim = VerifiedClaim.objects.get()
        assert (claim.member, claim.owner) == (parent, student)
        assert claim.verified_at == row.created_at + dt.timedelta(minutes=4, seconds=59)
    assert not ThrottleHit.objects.exists()


def test_looked_up_again_the_five_minutes_begin_anew(student, parent):
    with time_machine.travel(NOON, tick=False) as traveller:
        row = TempCodeFactory(member=student)
        codes.verify_code(by=parent, code=row.code, address=ADDRESS)
        traveller.shift(60)
        codes.verify_code(by=parent, code=row.code, address=ADDRESS)
    assert VerifiedClaim.objects.get().verified_at == NOON + dt.timedelta(minutes=1)


def test_at_five_minutes_it_has_run_out_and_is_deleted(student, parent, stranger):
    with time_machine.travel(NOON, tick=False) as traveller:
        row = TempCodeFactory(member=student)
        traveller.shift(60)
        young = TempCodeFactory(member=stranger)
        traveller.shift(4 * 60)
        assert looked_up(parent, row.code) == "no match"
        assert list(TempCode.objects.all()) == [young]


def test_case_counts(student, parent):
    TempCodeFactory(member=student, code="AbCdEf")
    assert looked_up(parent, "abcdef") == "no match"
    assert looked_up(parent, "AbCdEf") == "ok"


@pytest.mark.parametrize("code", ["", "Ab3xY", "zzzzzz", "0O1lIo", "가나다라마바", "x" * 500])
def test_unknown_and_malformed_are_the_same_answer_and_count_alike(parent, code):
    assert looked_up(parent, code) == "no match"
    assert ThrottleHit.objects.count() == 2  # one of the member, one of the address


def test_the_code_of_one_who_is_gone_leads_nowhere(parent):
    row = TempCodeFactory(member=MemberFactory(is_active=False))
    assert looked_up(parent, row.code) == "no match"


def test_the_other_words_need_a_right_code_count_nothing_and_remember_nothing(student, parent, teacher):
    AccountLinkFactory(member=student, linked_member=parent)
    mine = {member.pk: TempCodeFactory(member=member).code for member in (student, parent, teacher)}
    other_parent = MemberFactory(member_type="parent")
    assert looked_up(parent, mine[parent.pk]) == "self"
    assert looked_up(parent, mine[student.pk]) == "over"
    assert looked_up(other_parent, mine[parent.pk]) == "overlap"
    assert looked_up(parent, mine[teacher.pk]) == "par"
    assert looked_up(teacher, mine[parent.pk]) == "teach"
    assert (ThrottleHit.objects.count(), VerifiedClaim.objects.count()) == (0, 0)


# --- Guessing


def test_after_ten_wrong_ones_in_an_hour_a_right_one_waits_too(student, parent):
    with time_machine.travel(NOON, tick=False) as traveller:
        assert wrong(parent, 10) == ["no match"] * 10
        code = codes.make_code(by=student).code
        with pytest.raises(Throttled) as refused:
            codes.verify_code(by=parent, code=code, address="198.51.100.1")
        assert (refused.value.code, refused.value.retry_after) == ("link_code_throttled", 3600)
        assert refused.value.message == "시도가 너무 많았습니다. 60분 뒤에 다시 시도해 주세요."
        assert not VerifiedClaim.objects.exists()
        traveller.shift(3600)
        assert looked_up(parent, codes.make_code(by=student).code) == "ok"


def test_thirty_wrong_ones_are_enough_for_a_day(student, parent):
    with time_machine.travel(NOON, tick=False) as traveller:
        for _ in range(3):
            assert wrong(parent, 10) == ["no match"] * 10
            traveller.shift(3601)
        code = codes.make_code(by=student).code
        with pytest.raises(Throttled) as refused:
            codes.verify_code(by=parent, code=code, address=ADDRESS)
        assert refused.value.retry_after == 24 * 3600 - 3 * 3601
        traveller.move_to(NOON + dt.timedelta(days=1))
        assert looked_up(parent, codes.make_code(by=student).code) == "ok"


def test_sixty_from_one_address_whoever_asks(student, parent):
    guessers = [MemberFactory() for _ in range(6)]
    for guesser in guessers:
        assert wrong(guesser, 10, "2001:db8:1:2::1") == ["no match"] * 10
    code = codes.make_code(by=student).code
    assert looked_up(parent, code, "2001:db8:1:2:ffff::9") == "link_code_address_throttled"
    assert looked_up(parent, code, "2001:db8:1:3::1") == "ok"


def test_a_throttled_address_does_not_use_up_its_members_tries(parent):
    for _ in range(6):
        wrong(MemberFactory(), 10)
    assert wrong(parent, 1) == ["link_code_address_throttled"]
    assert ThrottleHit.objects.filter(bucket__scope="link_code").count() == 60


def test_what_settles_after_the_limit_was_reached_tells_nothing(monkeypatch, student, parent):
    """Another process counted the tenth wrong one between this one's first look and its answer."""
    code = codes.make_code(by=student).code
    delete = codes.delete_expired_codes

    def others_meanwhile(now):
        monkeypatch.setattr(codes, "delete_expired_codes", delete)
        wrong(parent, 10)
        return delete(now)

    monkeypatch.setattr(codes, "delete_expired_codes", others_meanwhile)
    assert looked_up(parent, code) == "link_code_throttled"
    assert not VerifiedClaim.objects.exists()
    monkeypatch.setattr(codes, "delete_expired_codes", others_meanwhile)
    assert looked_up(student, "zzzzzz") == "no match"


# --- Tidying


def test_what_has_run_out_is_forgotten(student, parent):
    with time_machine.travel(NOON, tick=False):
        TempCodeFactory(member=student)
        VerifiedClaimFactory(member=parent, owner=student)
        late = NOON + dt.timedelta(minutes=5)
        early = late - dt.timedelta(microseconds=1)
        assert (codes.delete_expired_codes(early), codes.delete_expired_claims(early)) == (0, 0)
        assert (codes.delete_expired_codes(late), codes.delete_expired_claims(late)) == (1, 1)
