"""Staff's view of members: what they can do, and that no one can lend themselves more."""

import csv
import io

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from openpyxl import load_workbook

from apps.accounts.models import Member, TokenFamily
from apps.accounts.services import members, mentors
from apps.core import audit, clock
from apps.core.errors import Conflict, NotAllowed
from apps.core.models import AuditEntry
from tests.factories.accounts import PASSWORD, MemberFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db

POWERS = {"is_staff": "on", "is_superuser": "on"}


@pytest.fixture
def helper(bare_staff) -> Member:
    """Staff who may view, add and change members, and nothing else."""
    bare_staff.user_permissions.set(
        Permission.objects.filter(codename__in=["view_member", "add_member", "change_member"])
    )
    return fresh(bare_staff)


def change_url(member) -> str:
    return reverse("admin:accounts_member_change", args=[member.pk])


def form_of(member, **changes) -> dict:
    typed = {
        "email": member.email, "name": member.name, "nickname": member.nickname, "member_type": member.member_type,
        "phone": member.phone, "introduction": member.introduction, "language": member.language, "is_active": "on",
        "consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0",
    }  # fmt: skip
    return {**typed, **changes}


def test_staff_change_a_member_and_it_is_recorded(client, helper, student):
    client.force_login(helper)
    answer = client.post(change_url(student), form_of(student, name="이서윤", email="New@Example.com"))
    assert answer.status_code == 302
    student.refresh_from_db()
    assert (student.name, student.email) == ("이서윤", "new@example.com")
    assert list(EmailAddress.objects.values_list("user", "email", "verified")) == [
        (student.pk, "new@example.com", True)
    ]
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.act, entry.before, entry.after) == (
        helper, "accounts.member_changed",
        {"name": "이서연", "email": "seoyeon@example.com"}, {"name": "이서윤", "email": "new@example.com"},
    )  # fmt: skip


def test_staff_cannot_give_powers_to_a_member(client, helper, student):
    client.force_login(helper)
    group = Group.objects.create(name="모두")
    permission = Permission.objects.first()
    client.post(
        change_url(student),
        form_of(student, **POWERS, groups=[group.pk], user_permissions=[permission.pk]),
    )
    student.refresh_from_db()
    assert (student.is_staff, student.is_superuser, student.groups.count(), student.user_permissions.count()) == (
        False, False, 0, 0,
    )  # fmt: skip


@pytest.mark.parametrize("target", ["superuser", "helper"])
def test_staff_cannot_touch_staff_nor_themselves(client, request, helper, target):
    member = request.getfixturevalue(target)
    client.force_login(helper)
    assert client.get(change_url(member)).status_code == 200  # to look at
    assert client.post(change_url(member), form_of(member, **POWERS, name="나")).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[member.pk])
    assert client.get(password).status_code == 403
    assert client.post(password, {"password1": "taken-over-now", "password2": "taken-over-now"}).status_code == 403
    member.refresh_from_db()
    assert (member.check_password(PASSWORD), member.name == "나") == (True, False)


def test_staff_cannot_delete_a_member_nor_open_groups(client, helper, student):
    client.force_login(helper)
    assert client.post(reverse("admin:accounts_member_delete", args=[student.pk]), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:auth_group_changelist")).status_code == 403


def test_a_superuser_gives_powers_and_it_is_recorded(client, superuser, student):
    client.force_login(superuser)
    group = Group.objects.create(name="운영팀")
    client.post(change_url(student), form_of(student, is_staff="on", groups=[group.pk]))
    student.refresh_from_db()
    assert (student.is_staff, [one.name for one in student.groups.all()]) == (True, ["운영팀"])
    assert sorted(AuditEntry.objects.values_list("act", flat=True)) == [
        "accounts.member_changed",
        "accounts.powers_given",
    ]
    assert AuditEntry.objects.get(act="accounts.powers_given").after == {"groups": "운영팀"}


def test_the_service_refuses_powers_too(helper, student, superuser):
    with pytest.raises(NotAllowed) as refused:
        members.change_member(by=helper, member_id=student.pk, is_staff=True)
    assert refused.value.code == "powers"
    with pytest.raises(NotAllowed):
        members.give_powers(
            by=helper, member_id=student.pk, groups=Group.objects.none(), permissions=Permission.objects.all()[:1]
        )
    with pytest.raises(NotAllowed):
        members.add_member(by=helper, password="x", email="a@example.com", name="a", nickname="a", is_superuser=True)
    members.give_powers(by=helper, member_id=student.pk, groups=[], permissions=[])
    members.change_member(by=helper, member_id=student.pk, name=student.name)
    assert AuditEntry.objects.count() == 0


def test_a_member_is_added_with_a_confirmed_email(client, helper):
    client.force_login(helper)
    typed = {
        "email": "Added@Example.com", "name": "더함", "nickname": "더", "member_type": "teacher",
        "phone": "01011112222", "password1": "baeumteo-added", "password2": "baeumteo-added",
        "consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0",
    }  # fmt: skip
    answer = client.post(reverse("admin:accounts_member_add"), typed)
    member = Member.objects.get(email="added@example.com")
    assert answer["Location"] == change_url(member)
    assert (member.phone, member.check_password("baeumteo-added"), member.is_staff) == ("010-1111-2222", True, False)
    assert EmailAddress.objects.get(user=member).verified is True
    assert client.post(reverse("admin:accounts_member_add"), typed).context["adminform"].form.errors["email"] == [
        "이미 가입한 이메일입니다."
    ]


def test_a_password_given_by_staff_is_recorded_and_ends_log_ins(client, helper, student):
    from django.test import Client

    member_client = Client()
    member_client.force_login(student)
    client.force_login(helper)
    password = reverse("admin:auth_user_password_change", args=[student.pk])
    typed = {"password1": "given-by-staff", "password2": "given-by-staff", "usable_password": "true"}
    assert client.post(password, {**typed, "set-password": "1"}).status_code == 302
    student.refresh_from_db()
    assert student.check_password("given-by-staff")
    assert member_client.get(reverse("accounts:home")).status_code == 302
    assert AuditEntry.objects.get().act == "accounts.password_set"

    client.post(password, {"usable_password": "false", "unset-password": "1"})
    student.refresh_from_db()
    assert student.has_usable_password() is False


def act(client, model, action, *rows, **more):
    typed = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(reverse(f"admin:accounts_{model}_changelist"), typed, follow=True)


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_mentor_requests_are_decided_row_by_row(client, superuser, student, stranger):
    first = mentors.request_mentor(by=student, career="가", introduction="")
    second = mentors.request_mentor(by=stranger, career="나", introduction="")
    client.force_login(superuser)
    assert said(act(client, "mentorprofile", "approve", first)) == ["멘토 신청 1건을 승인하고 알렸습니다."]
    asked = act(client, "mentorprofile", "reject", first, second)
    assert "멘토 신청을 반려하는 사유" in asked.content.decode()
    done = act(client, "mentorprofile", "reject", first, second, reason="경력이 없습니다.")
    assert said(done) == [
        "멘토 신청 1건을 반려하고 알렸습니다.",
        "이서연 · 승인: 이미 처리된 신청입니다. 지금 상태: 승인",
    ]
    second.refresh_from_db()
    assert (second.status, second.reason) == ("rejected", "경력이 없습니다.")


def test_leaving_through_the_admin(client, helper, student, superuser):
    client.force_login(helper)
    answer = act(client, "member", "confirm_leaving", student, superuser, reason="전화로 요청")
    assert said(answer) == [
        "회원 1명의 탈퇴를 처리했습니다.",
        f"{superuser}: 운영자의 정보는 최고 운영자만 바꿀 수 있습니다.",
    ]
    assert fresh(student).left_at is not None
    assert client.post(change_url(student), form_of(student, name="다시")).status_code == 403


def test_a_lost_second_factor_is_switched_off(client, helper, student):
    Authenticator.objects.create(user=student, type=Authenticator.Type.TOTP, data={"secret": "s3cret"})
    client.force_login(helper)
    assert "s3cret" not in client.get(change_url(student)).content.decode()
    assert said(act(client, "member", "drop_second_factor", student)) == ["회원 1명의 2단계 인증을 껐습니다."]
    with pytest.raises(Conflict) as refused:
        members.drop_second_factor(by=helper, member_id=student.pk)
    assert refused.value.code == "no_second_factor"
    assert Authenticator.objects.count() == 0


def test_an_api_log_in_is_ended(client, superuser, student):
    now = clock.now()
    family = TokenFamily.objects.create(
        member=student, refresh_hash="a" * 64, password_hash="b" * 64, created_at=now, refreshed_at=now, expires_at=now
    )
    client.force_login(superuser)
    page = client.get(reverse("admin:accounts_tokenfamily_change", args=[family.pk])).content.decode()
    assert ("a" * 64 in page, "b" * 64 in page) == (False, False)
    assert said(act(client, "tokenfamily", "revoke", family)) == ["API 로그인 1건을 끝냈습니다."]
    family.refresh_from_db()
    assert family.revoked_at is not None


def export(client, kind: str, reason: str = "연락"):
    resource = reverse("admin:accounts_member_export")
    names = ("id", "email", "name", "nickname", "member_type", "phone", "mentor", "active", "joined")
    chosen = {f"memberresource_{name}": "on" for name in names}
    return client.post(resource, {"format": kind, "resource": "", "reason_for_export": reason, **chosen})


def test_the_export_cannot_act_as_a_formula(client, superuser, mentor):
    for number, start in enumerate("=+-@＝"):
        MemberFactory(name=f"{start}cmd|' /C calc'!A0", nickname=f"n{number}")
    client.force_login(superuser)
    rows = list(csv.reader(io.StringIO(export(client, "1").content.decode("utf-8-sig"))))
    assert rows[0] == ["번호", "이메일", "이름", "별명", "회원 유형", "휴대전화", "멘토", "이용 중", "가입일"]
    named = {row[3]: row for row in rows[1:]}
    assert [named[f"n{number}"][2][0] for number in range(5)] == ["'"] * 5
    assert named["하준"][4:8] == ["학생", mentor.phone, "승인", "예"]

    sheet = load_workbook(io.BytesIO(export(client, "0").content)).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2, min_col=2) for cell in row} <= {"s", "inlineStr", "n"}
    named = [row[2] for row in sheet.iter_rows(min_row=2) if row[3].value.startswith("n")]
    assert sorted((cell.data_type, cell.value[0]) for cell in named) == sorted(("s", start) for start in "=+-@＝")


def test_people_leave_as_a_file_for_a_reason_only_and_not_without_a_trace(client, superuser, mentor):
    client.force_login(superuser)
    page = export(client, "1", reason=" ")
    assert page.context["form"].errors["reason_for_export"]
    assert not AuditEntry.objects.filter(act="accounts.member_exported").exists()
    assert export(client, "1", reason="행사 안내").content.startswith(b"\xef\xbb\xbf")
    entry = AuditEntry.objects.get(act="accounts.member_exported")
    assert (entry.actor, entry.reason, entry.subject_type) == (superuser, "행사 안내", "accounts.member")
    assert (entry.after["rows"], entry.after["form"]) == (Member.objects.count(), "csv")
    assert "휴대전화" in entry.after["columns"]


def test_who_may_not_see_members_may_not_export_them(client, bare_staff):
    client.force_login(bare_staff)
    assert client.get(reverse("admin:accounts_member_export")).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=이서연",
        "?mentor=approved",
        "?mentor=none",
        "?member_type=student&is_active__exact=1",
        "?date_joined__year=2026",
    ],
)
def test_members_are_found(client, superuser, student, query):
    client.force_login(superuser)
    assert client.get(reverse("admin:accounts_member_changelist") + query).status_code == 200


def test_the_list_of_members_costs_the_same_with_few_and_many(client, superuser, django_assert_num_queries):
    client.force_login(superuser)
    address = reverse("admin:accounts_member_changelist")
    MemberFactory()
    with django_assert_num_queries(6):
        client.get(address)
    MemberFactory.create_batch(48)
    with django_assert_num_queries(6):
        client.get(address)


def test_the_audit_trail_is_read_line_by_line(client, superuser, student):
    audit.record(
        by=superuser, act="accounts.member_changed", subject=student,
        before={"name": "<b>가</b>", "phone": ""}, after={"name": "나", "phone": "0" * 300},
    )  # fmt: skip
    client.force_login(superuser)
    entry = AuditEntry.objects.get()
    listed = client.get(reverse("admin:core_auditentry_changelist"), {"q": student.pk}).content.decode()
    assert (f"회원 {student.pk}" in listed, "이름, 휴대전화" in listed) == (True, True)
    page = client.get(reverse("admin:core_auditentry_change", args=[entry.pk])).content.decode()
    assert "<b>이름</b>: &lt;b&gt;가&lt;/b&gt; → 나" in page
    assert f"<b>휴대전화</b>: – → {'0' * 200}…" in page
    assert client.post(reverse("admin:core_auditentry_change", args=[entry.pk]), {}).status_code == 403
