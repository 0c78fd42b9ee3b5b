"""What accounts ask of linking: one's own data, who sees it, and leaving."""

import pytest

from apps.accounts.services.leaving import end_membership
from apps.core import clock
from apps.core.models import AuditEntry
from apps.linking import members
from apps.linking.models import AccountLink, AdminClass, TempCode
from apps.linking.services import groups
from apps.notices.models import Notice, OutboxMail
from apps.portal import housekeeping
from tests.factories.linking import TempCodeFactory, VerifiedClaimFactory, linked

pytestmark = pytest.mark.django_db


def test_the_export_holds_ones_own_and_no_code(teacher, student, parent):
    linked(teacher, student, group="1반")
    linked(parent, student)
    row = TempCodeFactory(member=teacher)
    VerifiedClaimFactory(member=teacher, owner=student)
    VerifiedClaimFactory(member=student, owner=teacher)
    data = members.export(teacher)
    assert data["code"] == {"created_at": row.created_at, "expire_at": row.expire_at}
    assert [one["owner_id"] for one in data["codes_looked_up"]] == [student.pk]
    assert [(one["member_id"], one["linked_member_id"]) for one in data["linked"]] == [(teacher.pk, student.pk)]
    assert [(one["target_member_id"], one["group_name"]) for one in data["looked_after"]] == [(student.pk, "1반")]
    assert row.code not in str(data)


def test_who_sees_what_of_a_linked_member(student, parent, teacher):
    assert members.facts_for_linked(student) == []
    linked(parent, student)
    linked(teacher, student)
    student.introduction, student.profile_image = "고3 수험생입니다", "profile/a.jpg"
    facts = dict(members.facts_for_linked(student))
    assert facts["누가"] == "은정(학부모), 상우쌤(선생님)"
    assert (facts["이메일"], facts["휴대전화"], facts["소개"], facts["사진"]) == (
        student.email, student.phone, "고3 수험생입니다", "있음",
    )  # fmt: skip
    assert "학습 기록" in facts
    facts = dict(members.facts_for_linked(parent))
    assert ("학습 기록" in facts, "소개" in facts, "사진" in facts) == (False, False, False)


def test_who_knows_a_code_sees_who_it_is_while_it_lives(student):
    assert members.facts_for_asking(student) == []
    TempCodeFactory(member=student)
    assert dict(members.facts_for_asking(student)) == {"별명": "서연", "회원 유형": "학생", "이메일": student.email}


def test_leaving_ends_links_and_codes_and_takes_the_name_back(teacher, student, stranger):
    linked(teacher, student)
    groups.make_group(by=teacher, name="우리 반", students=[student.pk])
    TempCodeFactory(member=teacher)
    for kind, other, nickname in (
        ("linking.linked", teacher, "예전 별명"), ("linking.unlinked", stranger, stranger.nickname),
    ):  # fmt: skip
        Notice.objects.create(
            member=student, about=other, kind=kind, params={"nickname": nickname}, created_at="2026-01-01T00:00Z"
        )
    mails = [
        OutboxMail.objects.create(
            member=student, about=about, to=student.email, subject="안내", text="예전 별명 님과", path="/links/",
            created_at="2026-01-01T00:00Z", due_at="2026-01-01T00:00Z", sent_at="2026-01-01T00:01Z",
        )
        for about in (teacher, None, stranger)
    ]  # fmt: skip
    end_membership(by=teacher)
    assert not AccountLink.objects.exists()
    assert not TempCode.objects.exists()
    assert set(AdminClass.objects.values_list("use_yn", "group_name")) == {("N", "")}
    assert "우리 반" not in str(list(AuditEntry.objects.values_list("before", "after")))
    told = Notice.objects.filter(member=student).order_by("pk")
    assert [one.params["nickname"] for one in told] == ["탈퇴 회원", "민재", "탈퇴 회원"]
    left = OutboxMail.objects.filter(pk__in=[mail.pk for mail in mails]).order_by("pk")
    assert list(left) == mails[1:]


def test_the_farewell_can_be_said_again(teacher, student):
    linked(teacher, student)
    end_membership(by=teacher)
    assert OutboxMail.objects.filter(path="/links/").count() == 1
    OutboxMail.objects.update(sent_at=clock.now())
    assert housekeeping.run_chores()["farewells said again"] == 1
    assert (OutboxMail.objects.filter(path="/links/").count(), Notice.objects.count()) == (0, 1)
