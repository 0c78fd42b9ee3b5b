"""Leaving: refused while it must be, and then nothing of the person is left."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse

from apps.accounts import leaving as farewells
from apps.accounts.models import Consent, Member, TokenFamily
from apps.accounts.services import leaving, mentors, profile
from apps.accounts.states import ConsentKind
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.mentoring.services import applications
from apps.notices.models import Notice, OutboxMail
from apps.planner.models import Appointment, CalendarFeed
from tests.factories.accounts import PASSWORD, MemberFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db

CANARIES = ("canary-name", "canary-nick", "010-9999-8888", "canary-intro", "canary@example.com", "canary-career")


@pytest.fixture
def canary(db, settings, tmp_path):
    """A member with something in every corner."""
    settings.MEDIA_ROOT = tmp_path
    member = fresh(MemberFactory(email="canary@example.com", name="이름", nickname="별명", phone=""))
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=True)
    Authenticator.objects.create(user=member, type=Authenticator.Type.TOTP, data={"secret": "x"})
    UserSession.objects.create(user=member, session_key="k" * 32, ip="10.0.0.1", user_agent="x")
    Consent.objects.create(member=member, kind=ConsentKind.TERMS, version="1", agreed_at=clock.now())
    CalendarFeed.objects.create(member=member, renewed_at=clock.now())
    now = clock.now()
    TokenFamily.objects.create(
        member=member, refresh_hash="a" * 64, password_hash="b" * 64, created_at=now, refreshed_at=now, expires_at=now
    )
    member.groups.add(Group.objects.create(name="모임"))
    profile.edit_profile(
        by=member, name="canary-name", nickname="canary-nick", phone="010-9999-8888", introduction="canary-intro",
        language="ko", image=ContentFile(b"x", name="a.jpg"),
    )  # fmt: skip
    mentors.request_mentor(by=member, career="canary-career", introduction="canary-intro")
    return fresh(member)


def everything_stored() -> str:
    """Every value of every row of every table."""
    return repr([list(model.objects.values()) for model in apps.get_models() if issubclass(model, models.Model)])


def test_nothing_of_the_person_is_left_and_the_row_stays(canary, tmp_path, django_capture_on_commit_callbacks):
    ApplicationFactory(member=canary, session=SessionFactory())
    earlier = applications.apply_to_session(session_id=SessionFactory().pk, by=canary).application
    applications.cancel_application(application_id=earlier.pk, by=canary)
    OutboxMail.objects.update(sent_at=clock.now())
    stored = everything_stored()
    assert [word for word in CANARIES if word not in stored] == []
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1

    with django_capture_on_commit_callbacks(execute=True):
        leaving.end_membership(by=canary)

    stored = everything_stored()
    assert [word for word in CANARIES if word in stored] == []
    member = Member.objects.get(pk=canary.pk)
    assert (member.email, member.name, member.nickname, member.phone, member.introduction) == (
        f"left-{member.pk}@left.invalid", "탈퇴 회원", "탈퇴 회원", "", "",
    )  # fmt: skip
    assert (member.is_active, member.has_usable_password(), member.profile_image.name) == (False, False, "")
    assert member.left_at is not None
    for model in (EmailAddress, Authenticator, UserSession):
        assert model.objects.filter(user=member).count() == 0
    for model in (TokenFamily, CalendarFeed, Notice):
        assert model.objects.filter(member=member).count() == 0
    assert (member.groups.count(), Consent.objects.get().withdrawn_at is None) == (0, False)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert AuditEntry.objects.filter(act="accounts.profile_changed", subject_id=member.pk).count() == 1


def test_seats_go_on_and_past_ones_stay_as_history(student, other_student):
    three_days_ago, five_days_ago = clock.now() - dt.timedelta(days=3), clock.today() - dt.timedelta(days=5)
    past = ApplicationFactory(member=student, session=SessionFactory(starts_at=three_days_ago, reg_start=five_days_ago))
    session = SessionFactory(capacity=1)
    live = applications.apply_to_session(session_id=session.pk, by=student).application
    waiting = applications.apply_to_session(session_id=session.pk, by=other_student, wait=True).application
    line = applications.apply_to_session(session_id=_full().pk, by=student, wait=True).application

    leaving.end_membership(by=student)

    for application in (past, live, waiting, line):
        application.refresh_from_db()
    assert (past.state, live.state, waiting.state, line.state) == ("applied", "cancelled", "applied", "cancelled")
    assert Appointment.objects.get(member=student, source_id=session.pk).cancelled_at is not None
    assert Notice.objects.filter(member=other_student).latest("id").kind == "mentoring.promoted"


def _full():
    session = SessionFactory(capacity=1)
    ApplicationFactory(session=session)
    return session


def test_the_deadline_for_cancelling_does_not_hold_who_leaves(student, settings):
    settings.MENTORING_CANCEL_DAYS_BEFORE = 10
    live = ApplicationFactory(member=student, session=SessionFactory())
    leaving.end_membership(by=student)
    live.refresh_from_db()
    assert (live.state, live.cancel_cause, live.cancel_reason) == ("cancelled", "member", "")


def test_a_mentor_with_sessions_ahead_must_see_to_them_first(client, mentor):
    session = SessionFactory(author=mentor)
    with pytest.raises(Conflict) as refused:
        leaving.end_membership(by=mentor)
    assert refused.value.code == "runs_sessions"
    client.force_login(mentor)
    answer = client.post(reverse("accounts:leave"), {"password": PASSWORD, "understood": "on"})
    assert answer.context["form"].non_field_errors() == [
        "앞으로 진행할 멘토링이 1건 있습니다. 먼저 삭제하거나 마친 뒤에 탈퇴해 주세요."
    ]
    session.deleted_at = clock.now()
    session.save()
    leaving.end_membership(by=mentor)
    assert fresh(mentor).is_active is False


def test_twice_is_refused(student, superuser):
    leaving.end_membership(by=student)
    with pytest.raises(Conflict) as refused:
        leaving.end_membership(by=superuser, member_id=student.pk, reason="다시")
    assert refused.value.code == "already_left"


def test_the_last_superuser_stays(superuser, student, bare_staff):
    MemberFactory(is_staff=True, is_superuser=True, is_active=False)
    with pytest.raises(Conflict) as refused:
        leaving.end_membership(by=superuser)
    assert refused.value.code == "last_superuser"
    MemberFactory(is_staff=True, is_superuser=True)
    leaving.end_membership(by=superuser)
    assert fresh(superuser).is_superuser is False


def test_who_may_see_another_off(student, stranger, bare_staff, superuser):
    for who in (stranger, bare_staff):
        with pytest.raises(NotAllowed):
            leaving.end_membership(by=who, member_id=student.pk, reason="아무 까닭")
    with pytest.raises(Invalid):
        leaving.end_membership(by=superuser, member_id=student.pk, reason="가" * 501)
    leaving.end_membership(by=superuser, member_id=student.pk, reason="본인 요청 (전화)")
    entry = AuditEntry.objects.get(act="accounts.left")
    assert (entry.actor, entry.reason) == (superuser, "본인 요청 (전화)")


def test_on_the_page_password_and_consent_are_asked(client, student):
    client.force_login(student)
    answer = client.post(reverse("accounts:leave"), {"password": "wrong-password"})
    assert answer.context["form"].errors == {
        "password": ["비밀번호가 맞지 않습니다. 다시 입력해 주세요."],
        "understood": ["되돌릴 수 없음을 알고 계시다면 표시해 주세요."],
    }
    gone = client.post(reverse("accounts:leave"), {"password": PASSWORD, "understood": "on"}, follow=True)
    assert "탈퇴했습니다. 그동안 함께해 주셔서 고맙습니다." in gone.content.decode()
    assert client.get(reverse("accounts:home")).status_code == 302
    MemberFactory(email="seoyeon@example.com")


def test_a_name_goes_though_it_was_changed_after_others_were_told(student, mentor):
    session = SessionFactory(author=mentor)
    application = applications.apply_to_session(session_id=session.pk, by=student).application
    applications.cancel_application(application_id=application.pk, by=student)
    OutboxMail.objects.update(sent_at=clock.now())
    assert Notice.objects.get(kind="mentoring.applicant_cancelled").params["name"] == "이서연"
    profile.edit_profile(by=student, name="이새봄", nickname="새봄", phone="", introduction="", language="ko")
    leaving.end_membership(by=fresh(student))
    assert Notice.objects.get(kind="mentoring.applicant_cancelled").params["name"] == "탈퇴 회원"
    assert "이서연" not in everything_stored()


def test_a_mail_that_names_who_left_is_sent_first_and_goes_with_the_next_farewell(student, mentor):
    session = SessionFactory(author=mentor)
    application = applications.apply_to_session(session_id=session.pk, by=student).application
    applications.cancel_application(application_id=application.pk, by=student)
    leaving.end_membership(by=fresh(student))
    assert OutboxMail.objects.filter(member=mentor).count() == 1  # of the end; the application waits for the digest
    OutboxMail.objects.update(sent_at=clock.now())
    farewells.say_farewell(fresh(student), student)
    assert not OutboxMail.objects.exists()
