"""Linking and unlinking: both directions, once a pair, on a look-up that still counts, and everyone is told."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.linking.models import AccountLink, AdminClass, TempCode, VerifiedClaim
from apps.linking.rules import CannotLink
from apps.linking.services import codes
from apps.linking.services.links import add_link, end_link, end_links_of, remove_link
from apps.notices.models import Notice
from tests.factories.accounts import MemberFactory
from tests.factories.linking import (
    AccountLinkFactory,
    AdminClassFactory,
    TempCodeFactory,
    VerifiedClaimFactory,
    linked,
)
from tests.mails import the_mail

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC)
CLASSES = ("member_id", "target_member_id", "use_yn")


def refused(by: Member, other: Member) -> str:
    with pytest.raises(CannotLink) as error:
        add_link(by=by, other_id=other.pk)
    return error.value.code


def classes() -> set[tuple]:
    return set(AdminClass.objects.values_list(*CLASSES))


def told() -> list[tuple]:
    return [
        (notice.member_id, notice.kind, notice.params["nickname"], notice.about_id, notice.path)
        for notice in Notice.objects.order_by("pk")
    ]


# --- Linking


def test_one_link_both_directions_and_the_code_is_used_up(student, parent, teacher):
    code = codes.make_code(by=student).code
    for member in (parent, teacher):
        codes.verify_code(by=member, code=code, address="")
    link = add_link(by=parent, other_id=student.pk)
    assert (link.member, link.linked_member) == (parent, student)
    assert classes() == {(parent.pk, student.pk, "Y"), (student.pk, parent.pk, "Y")}
    assert not TempCode.objects.exists()
    assert refused(teacher, student) == "no match"
    assert AccountLink.objects.count() == 1


def test_the_maker_of_the_code_is_told_by_notice_and_mail(student, parent):
    VerifiedClaimFactory(member=parent, owner=student)
    add_link(by=parent, other_id=student.pk)
    assert told() == [(student.pk, "linking.linked", "은정", parent.pk, "/links/")]
    mail = the_mail()
    assert (mail.to, mail.subject) == (student.email, "계정 연동됨: 은정")


def test_it_is_in_the_audit_trail(student, parent):
    VerifiedClaimFactory(member=parent, owner=student)
    link = add_link(by=parent, other_id=student.pk)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.act, entry.subject_id) == (parent, "linking.linked", link.pk)
    assert entry.after == {"member": parent.pk, "linked_member": student.pk}


def test_without_a_look_up_of_ones_own_there_is_no_match(student, parent, teacher):
    TempCodeFactory(member=student)
    VerifiedClaimFactory(member=teacher, owner=student)
    VerifiedClaimFactory(member=student, owner=parent)
    assert refused(parent, student) == "no match"
    assert refused(parent, parent) == "self"
    with pytest.raises(CannotLink):
        add_link(by=parent, other_id=987_654_321)
    assert (AccountLink.objects.count(), AdminClass.objects.count(), Notice.objects.count()) == (0, 0, 0)


def test_a_look_up_counts_for_five_minutes_also_where_the_code_ran_out(student, parent, teacher):
    with time_machine.travel(NOON, tick=False) as traveller:
        code = codes.make_code(by=student).code
        traveller.shift(299)
        for member in (parent, teacher):
            codes.verify_code(by=member, code=code, address="")
        traveller.shift(299)
        codes.delete_expired_codes(clock.now())
        assert not TempCode.objects.exists()
        add_link(by=parent, other_id=student.pk)
        VerifiedClaim.objects.create(member=teacher, owner=student, verified_at=clock.now())
        traveller.shift(300)
        assert refused(teacher, student) == "no match"


def test_every_rule_is_asked_anew(student, parent, teacher):
    VerifiedClaimFactory(member=parent, owner=student)
    AccountLinkFactory(member=student, linked_member=parent)
    assert refused(parent, student) == "over"
    AccountLink.objects.all().delete()
    Member.objects.filter(pk=student.pk).update(member_type="parent")
    assert refused(parent, student) == "overlap"
    Member.objects.filter(pk=student.pk).update(member_type="teacher")
    assert refused(parent, student) == "par"
    VerifiedClaimFactory(member=teacher, owner=parent)
    assert refused(teacher, parent) == "teach"
    Member.objects.filter(pk=student.pk).update(member_type="student", is_active=False)
    assert refused(parent, student) == "no match"
    assert VerifiedClaim.objects.count() == 2


def test_who_was_switched_off_meanwhile_links_with_nobody(student, parent):
    VerifiedClaimFactory(member=parent, owner=student)
    Member.objects.filter(pk=parent.pk).update(is_active=False)
    assert refused(parent, student) == "no match"


def test_where_something_fails_nothing_is_left(monkeypatch, student, parent):
    VerifiedClaimFactory(member=parent, owner=student)
    TempCodeFactory(member=student)
    monkeypatch.setattr("apps.linking.services.links.tell", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        add_link(by=parent, other_id=student.pk)
    assert (AccountLink.objects.count(), AdminClass.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)
    assert (TempCode.objects.count(), VerifiedClaim.objects.count()) == (1, 1)


@pytest.mark.parametrize("turned", [False, True])
def test_the_database_keeps_a_pair_from_having_two_links(student, parent, turned):
    AccountLinkFactory(member=student, linked_member=parent)
    pair = {"member": parent, "linked_member": student} if turned else {"member": student, "linked_member": parent}
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountLinkFactory(**pair)


@pytest.mark.parametrize(
    "fields",
    [{"use_yn": "X"}, {"group_id": "g"}, {"group_name": "1반"}, {"group_id": "g", "group_name": "1반", "use_yn": "N"}],
)
def test_the_database_keeps_rows_that_mean_nothing_out(student, teacher, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        AdminClassFactory(member=teacher, target_member=student, **fields)


def test_the_database_keeps_anyone_from_being_linked_with_themselves(student):
    for factory, name in ((AccountLinkFactory, "linked_member"), (AdminClassFactory, "target_member")):
        with pytest.raises(IntegrityError), transaction.atomic():
            factory(member=student, **{name: student})


# --- Unlinking


@pytest.mark.parametrize("asked", ["student", "parent"])
@pytest.mark.parametrize("ends", ["student", "parent"])
def test_either_side_ends_it_whoever_asked(student, parent, asked, ends):
    sides = {"student": student, "parent": parent}
    mine, theirs = sides.pop(asked), next(iter(sides.values()))
    link = linked(mine, theirs)
    one = student if ends == "student" else parent
    other = parent if ends == "student" else student
    remove_link(by=one, other_id=other.pk)
    assert not AccountLink.objects.exists()
    assert classes() == {(parent.pk, student.pk, "N"), (student.pk, parent.pk, "N")}
    assert told() == [(other.pk, "linking.unlinked", one.nickname, one.pk, "/links/")]
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.act, entry.subject_id) == (one, "linking.unlinked", link.pk)
    assert entry.before == {"member": mine.pk, "linked_member": theirs.pk}


def test_what_is_not_there_cannot_be_ended(student, parent, stranger):
    linked(parent, student)
    with pytest.raises(AccountLink.DoesNotExist):
        remove_link(by=stranger, other_id=student.pk)
    remove_link(by=student, other_id=parent.pk)
    with pytest.raises(AccountLink.DoesNotExist):
        remove_link(by=student, other_id=parent.pk)
    assert Notice.objects.count() == 1


def test_linked_again_the_same_rows_are_switched_on_and_the_first_day_stays(student, teacher):
    with time_machine.travel(NOON, tick=False) as traveller:
        linked(teacher, student, group="1반")
        traveller.shift(86400)
        remove_link(by=student, other_id=teacher.pk)
        row = AdminClass.objects.get(member=teacher)
        assert (row.use_yn, row.group_id, row.group_name) == ("N", "", "")
        assert (row.first_reg_dt, row.last_mod_dt) == (dt.date(2026, 6, 1), dt.date(2026, 6, 2))
        traveller.shift(86400)
        VerifiedClaimFactory(member=student, owner=teacher)
        add_link(by=student, other_id=teacher.pk)
    row.refresh_from_db()
    assert (row.use_yn, row.group_id, row.first_reg_dt, row.last_mod_dt) == (
        "Y", "", dt.date(2026, 6, 1), dt.date(2026, 6, 3),
    )  # fmt: skip
    assert AdminClass.objects.count() == 2


def test_staff_end_it_with_a_reason_that_both_are_told(student, parent, superuser, bare_staff, stranger):
    link = linked(parent, student)
    for by in (bare_staff, stranger):
        with pytest.raises(NotAllowed):
            end_link(by=by, link_id=link.pk, reason="잘못된 연동")
    for reason in (" ", "가" * 501):
        with pytest.raises(Invalid):
            end_link(by=superuser, link_id=link.pk, reason=reason)
    assert AccountLink.objects.count() == 1
    end_link(by=superuser, link_id=link.pk, reason="잘못된 연동")
    assert {one[:3] for one in told()} == {
        (student.pk, "linking.ended_by_staff", "은정"),
        (parent.pk, "linking.ended_by_staff", "서연"),
    }
    assert {notice.params["reason"] for notice in Notice.objects.all()} == {"잘못된 연동"}
    assert AuditEntry.objects.get().reason == "잘못된 연동"
    with pytest.raises(AccountLink.DoesNotExist):
        end_link(by=superuser, link_id=link.pk, reason="잘못된 연동")


def test_who_leaves_takes_every_link_and_code_along(student, parent, teacher, stranger):
    linked(parent, student)
    linked(student, teacher)
    kept = linked(parent, stranger)
    TempCodeFactory(member=student)
    mine, theirs = VerifiedClaimFactory(member=student), VerifiedClaimFactory(owner=student)
    other = VerifiedClaimFactory(member=parent, owner=MemberFactory())
    end_links_of(member=student, by=student)
    assert list(AccountLink.objects.all()) == [kept]
    assert not TempCode.objects.exists()
    assert list(VerifiedClaim.objects.all()) == [other]
    assert {mine.pk, theirs.pk} & {other.pk} == set()
    assert AdminClass.objects.filter(use_yn="Y").count() == 2
    assert {one[:3] for one in told()} == {
        (parent.pk, "linking.unlinked", "탈퇴 회원"), (teacher.pk, "linking.unlinked", "탈퇴 회원"),
    }  # fmt: skip
