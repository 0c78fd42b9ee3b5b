"""Asking to become a mentor: each state, each move, each role; the page, the answer, being told."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from apps.accounts import rules, selectors
from apps.accounts.models import MentorProfile
from apps.accounts.services import mentors
from apps.accounts.signals import mentor_decided
from apps.accounts.states import MentorStatus
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.notices.models import Notice, OutboxMail
from tests.factories.accounts import MemberFactory, MentorProfileFactory
from tests.factories.topics import TopicFactory
from tests.mails import the_mail
from tests.people import fresh

pytestmark = pytest.mark.django_db

ASKED = {"career": "교사 10년", "introduction": "수학을 함께 풉니다."}


def in_state(member, status) -> MentorProfile | None:
    if status is None:
        return None
    decided = None if status == MentorStatus.PENDING else clock.now()
    return MentorProfileFactory(member=member, status=status, decided_at=decided)


@pytest.mark.parametrize(
    ("status", "refusal"),
    [(None, None), ("rejected", None), ("pending", "mentor_pending"), ("approved", "mentor_approved")],
)
def test_asking_from_each_state(student, status, refusal):
    before = in_state(student, status)
    if refusal:
        with pytest.raises(Conflict) as refused:
            mentors.request_mentor(by=student, **ASKED)
        assert refused.value.code == refusal
        before.refresh_from_db()
        assert before.career == "백엔드 개발 5년 경력"
        return
    profile = mentors.request_mentor(by=student, **ASKED)
    assert (profile.status, profile.career, profile.reason, profile.decided_by, profile.decided_at) == (
        "pending", "교사 10년", "", None, None,
    )  # fmt: skip
    assert MentorProfile.objects.count() == 1
    assert fresh(student).is_mentor is False


def test_who_asks_and_the_staff_who_may_decide_are_told(student, superuser, bare_staff, mentor):
    decider = MemberFactory(is_staff=True)
    group = Group.objects.create(name="심사")
    group.permissions.add(Permission.objects.get(codename="change_mentorprofile"))
    decider.groups.add(group)
    gone = MemberFactory(is_staff=True, is_superuser=True, is_active=False)
    outside = MemberFactory()
    outside.groups.add(group)
    profile = mentors.request_mentor(by=student, **ASKED)
    told = {(notice.member, notice.kind) for notice in Notice.objects.all()}
    assert told == {
        (student, "accounts.mentor_asked"), (superuser, "accounts.mentor_to_decide"),
        (decider, "accounts.mentor_to_decide"),
    }  # fmt: skip
    assert gone not in {member for member, _kind in told}
    notice = Notice.objects.get(member=decider)
    path = f"/admin/accounts/mentorprofile/{profile.pk}/change/"
    assert (notice.about, notice.params["name"], notice.path) == (student, student.name, path)
    assert notice.waits_for_digest
    assert OutboxMail.objects.get().member == student


def test_staff_who_ask_for_themselves_are_not_told_to_decide(superuser):
    mentors.request_mentor(by=superuser, **ASKED)
    assert [notice.kind for notice in Notice.objects.all()] == ["accounts.mentor_asked"]


@pytest.mark.parametrize(
    ("status", "refusal"),
    [(None, "mentor_not_asked"), ("rejected", "mentor_not_asked"), ("pending", None), ("approved", None)],
)
def test_editing_in_each_state(student, status, refusal):
    in_state(student, status)
    if refusal:
        with pytest.raises(Conflict) as refused:
            mentors.edit_mentor_profile(by=student, **ASKED)
        assert refused.value.code == refusal
        return
    profile = mentors.edit_mentor_profile(by=student, **ASKED)
    assert (profile.status, profile.career) == (status, "교사 10년")
    mentors.edit_mentor_profile(by=student, **ASKED)
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "service"), [("rejected", mentors.request_mentor), ("approved", mentors.edit_mentor_profile)]
)
def test_what_was_saved_meanwhile_is_asked_under_the_lock(student, status, service):
    def refuse() -> None:
        raise Conflict("changed_meanwhile", "")

    in_state(student, status)
    with pytest.raises(Conflict):
        service(by=student, **ASKED, unchanged=refuse)
    assert not AuditEntry.objects.exists()


def approve(by, profile):
    return mentors.approve_mentor(by=by, profile_id=profile.pk)


def reject(by, profile):
    return mentors.reject_mentor(by=by, profile_id=profile.pk, reason="경력을 더 적어 주세요.")


@pytest.mark.parametrize("move", [approve, reject])
@pytest.mark.parametrize("status", list(MentorStatus))
def test_deciding_from_each_state(student, superuser, status, move):
    profile = in_state(student, status)
    if status != MentorStatus.PENDING:
        with pytest.raises(Conflict) as refused:
            move(superuser, profile)
        assert refused.value.code == "mentor_decided"
        return
    decided = move(superuser, profile)
    assert decided.status == ("approved" if move is approve else "rejected")
    assert (decided.decided_by, fresh(student).is_mentor) == (superuser, move is approve)


@pytest.mark.parametrize("move", [approve, reject])
@pytest.mark.parametrize("who", ["student", "stranger", "mentor", "bare_staff"])
def test_only_permitted_staff_decide(request, student, who, move):
    profile = in_state(student, "pending")
    with pytest.raises(NotAllowed):
        move(request.getfixturevalue(who), profile)
    profile.refresh_from_db()
    assert (profile.status, Notice.objects.count()) == ("pending", 0)


def test_staff_do_not_decide_their_own(bare_staff, superuser):
    from django.contrib.auth.models import Permission

    bare_staff.user_permissions.add(Permission.objects.get(codename="change_mentorprofile"))
    profile = in_state(bare_staff, "pending")
    with pytest.raises(NotAllowed) as refused:
        approve(fresh(bare_staff), profile)
    assert refused.value.code == "own_request"
    rules.check_can_decide_mentor(in_state(superuser, "pending"), MentorStatus.APPROVED, superuser)


@pytest.mark.parametrize("reason", ["  ", "가" * 501])
def test_a_rejection_needs_a_reason_of_some_length(student, superuser, reason):
    profile = in_state(student, "pending")
    with pytest.raises(Invalid) as refused:
        mentors.reject_mentor(by=superuser, profile_id=profile.pk, reason=reason)
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("move", "subject", "body"),
    [
        (approve, "멘토 신청 승인: 이제 멘토링을 열 수 있습니다", "이제 멘토링과 특강을 열 수 있습니다."),
        (reject, "멘토 신청 반려: 사유를 확인해 주세요", "사유: 경력을 더 적어 주세요."),
    ],
)
def test_the_member_is_told(student, superuser, move, subject, body):
    move(superuser, in_state(student, "pending"))
    notice, mail = Notice.objects.get(), the_mail()
    assert (notice.member, notice.path) == (student, "/accounts/mentor/")
    assert (mail.to, mail.subject) == (student.email, f"{subject}")
    assert body in mail.text


def test_topics_are_given_shown_exported_and_watched(client, student):
    for name in ("데이터", "글쓰기", "보안"):
        TopicFactory(name=name)
    mentors.request_mentor(by=student, **ASKED, topics=("데이터",))
    client.force_login(student)
    assert client.get(reverse("accounts:mentor")).context["form"]["topics"].value() == ["데이터"]
    client.post(reverse("accounts:mentor"), {**ASKED, "topics": ["글쓰기", "데이터"]})
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before["topics"], entry.after["topics"]) == ("데이터", "글쓰기, 데이터")
    assert selectors.export_mentor(student)["topics"] == ("글쓰기", "데이터")
    MentorProfile.objects.update(status=MentorStatus.APPROVED, decided_at=clock.now())
    assert ("주제", "글쓰기, 데이터") in selectors.facts_for_everyone(fresh(student))


def test_topics_that_changed_meanwhile_are_not_overwritten(client, student):
    for name in ("데이터", "글쓰기", "보안"):
        TopicFactory(name=name)
    mentors.request_mentor(by=student, **ASKED, topics=("데이터",))
    client.force_login(student)
    read_at = client.get(reverse("accounts:mentor")).context["form"].initial["read_at"]
    mentors.edit_mentor_profile(by=student, **ASKED, topics=("글쓰기",))
    answer = client.post(reverse("accounts:mentor"), {**ASKED, "topics": ["보안"], "read_at": read_at})
    assert "글쓰기" in str(answer.context["form"].non_field_errors())


def test_what_was_not_told_was_not_decided(student, superuser):
    profile = in_state(student, "pending")

    def fails(**kwargs):
        raise RuntimeError

    mentor_decided.connect(fails)
    try:
        with pytest.raises(RuntimeError):
            approve(superuser, profile)
    finally:
        mentor_decided.disconnect(fails)
    profile.refresh_from_db()
    assert (profile.status, AuditEntry.objects.count()) == ("pending", 0)


@pytest.mark.parametrize(
    ("status", "words", "button"),
    [
        (None, "멘토가 되면 멘토링과 특강을 열 수 있습니다.", "멘토 신청하기"),
        ("pending", "심사 중입니다", "저장하기"),
        ("approved", "멘토로 승인되었습니다", "저장하기"),
        ("rejected", "신청이 반려되었습니다", "다시 신청하기"),
    ],
)
def test_the_page_in_each_state(client, student, status, words, button):
    in_state(student, status)
    client.force_login(student)
    page = client.get(reverse("accounts:mentor")).content.decode()
    assert (words in page, button in page) == (True, True)
    client.post(reverse("accounts:mentor"), ASKED)
    expected = "approved" if status == "approved" else "pending"
    assert (fresh(student).mentor_profile.status, fresh(student).mentor_profile.career) == (expected, "교사 10년")


def test_the_page_says_what_happened_meanwhile(client, student, monkeypatch):
    client.force_login(student)
    monkeypatch.setattr(rules, "check_can_ask_to_be_mentor", lambda profile: None)
    monkeypatch.setattr(
        mentors,
        "request_mentor",
        lambda **given: (_ for _ in ()).throw(Conflict("mentor_pending", "이미 신청하셨습니다.")),
    )
    assert "이미 신청하셨습니다." in client.post(reverse("accounts:mentor"), ASKED, follow=True).content.decode()


def test_career_is_needed(client, student):
    client.force_login(student)
    answer = client.post(reverse("accounts:mentor"), {"career": "", "introduction": ""})
    assert list(answer.context["form"].errors) == ["career"]
