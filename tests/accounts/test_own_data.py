"""Consents, log-ins, export, the overview."""

import json

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from apps.accounts import export, overview, selectors
from apps.accounts.models import Consent, TokenFamily
from apps.accounts.services import consents, sessions
from apps.accounts.states import ConsentKind
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.models import AuditEntry
from tests.factories.accounts import PASSWORD, MemberFactory, MentorProfileFactory
from tests.factories.mentoring import ApplicationFactory

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Safari/604.1"


def test_an_optional_consent_comes_and_goes_and_leaves_its_record(student):
    with time_machine.travel("2026-06-01 12:00", tick=False) as traveller:
        given = consents.give_consent(by=student, kind=ConsentKind.MARKETING)
        assert consents.give_consent(by=student, kind=ConsentKind.MARKETING) == given
        traveller.shift(24 * 60 * 60)
        consents.withdraw_consent(by=student, kind=ConsentKind.MARKETING)
        consents.withdraw_consent(by=student, kind=ConsentKind.MARKETING)
    line = selectors.list_consents(student)[2]
    assert (line.version, line.history) == ("", ["2026-06-01(월) 동의, 2026-06-02(화) 철회"])
    consents.give_consent(by=student, kind=ConsentKind.MARKETING)
    assert Consent.objects.count() == 2
    assert list(AuditEntry.objects.order_by("id").values_list("act", flat=True)) == [
        "accounts.consent_given", "accounts.consent_withdrawn", "accounts.consent_given",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [ConsentKind.TERMS, ConsentKind.PRIVACY])
def test_a_required_consent_cannot_be_withdrawn(client, student, kind):
    consents.give_consent(by=student, kind=kind)
    with pytest.raises(Conflict) as refused:
        consents.withdraw_consent(by=student, kind=kind)
    assert refused.value.code == "required_consent"
    client.force_login(student)
    answer = client.post(reverse("accounts:consent_change", args=[kind.value]), {"agree": "no"}, follow=True)
    assert f"{kind.label} 동의는 서비스를 이용하는 데 꼭 필요합니다." in answer.content.decode()
    assert Consent.objects.get().withdrawn_at is None


def test_consents_on_the_page(client, student):
    client.force_login(student)
    address = reverse("accounts:consent_change", args=["marketing"])
    assert "소식과 혜택 알림에 동의했습니다." in client.post(address, {"agree": "yes"}, follow=True).content.decode()
    assert "동의를 철회했습니다." in client.post(address, {"agree": "no"}, follow=True).content.decode()
    assert client.post(reverse("accounts:consent_change", args=["no-such"]), {"agree": "yes"}).status_code == 404


def log_in(member, user_agent=CHROME) -> Client:
    client = Client(headers={"user-agent": user_agent})
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    return client


@pytest.fixture
def confirmed(student):
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    return student


def test_log_ins_are_listed_and_can_be_ended(confirmed):
    desk, phone, third = log_in(confirmed), log_in(confirmed, PHONE), log_in(confirmed)
    rows = desk.get(reverse("accounts:sessions")).context["rows"]
    assert [(row.browser, row.ip, row.current) for row in rows] == [
        ("Chrome · Windows", "127.0.0.1", True),
        ("Chrome · Windows", "127.0.0.1", False),
        ("Safari · iPhone", "127.0.0.1", False),
    ]
    answer = desk.post(reverse("accounts:session_end", args=[rows[2].pk]), follow=True)
    assert "로그인 1건을 끝냈습니다." in answer.content.decode()
    assert phone.get(reverse("accounts:home")).status_code == 302
    assert third.get(reverse("accounts:home")).status_code == 200
    assert (
        "이미 끝난 로그인입니다."
        in desk.post(reverse("accounts:session_end", args=[rows[2].pk]), follow=True).content.decode()
    )

    desk.post(reverse("accounts:sessions_end"))
    assert third.get(reverse("accounts:home")).status_code == 302
    assert desk.get(reverse("accounts:home")).status_code == 200


def test_the_log_in_in_use_and_those_of_others_are_not_ended(confirmed, stranger):
    desk = log_in(confirmed)
    EmailAddress.objects.create(user=stranger, email=stranger.email, primary=True, verified=True)
    other = log_in(stranger)
    for session in UserSession.objects.all():
        desk.post(reverse("accounts:session_end", args=[session.pk]))
    desk.post(reverse("accounts:sessions_end"))
    assert (desk.get(reverse("accounts:home")).status_code, other.get(reverse("accounts:home")).status_code) == (
        200,
        200,
    )


def test_log_ins_that_ended_by_themselves_are_not_shown(confirmed):
    desk, gone = log_in(confirmed), log_in(confirmed, PHONE)
    Session.objects.filter(session_key=gone.session.session_key).delete()
    assert len(desk.get(reverse("accounts:sessions")).context["rows"]) == 1


def test_the_list_of_log_ins_costs_the_same_with_one_and_with_fifty(student, django_assert_num_queries):
    from django.contrib.auth import HASH_SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    def add(number: int) -> None:
        for _ in range(number):
            store = SessionStore()
            store[HASH_SESSION_KEY] = student.get_session_auth_hash()
            store.create()
            UserSession.objects.create(user=student, session_key=store.session_key, ip="127.0.0.1", user_agent=CHROME)

    for more, total in ((1, 1), (49, 50)):
        add(more)
        with django_assert_num_queries(2):
            assert len(selectors.list_log_ins(student, "")) == total


@pytest.mark.parametrize(
    ("says", "name"),
    [
        (PHONE, "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/150 Mobile Safari/537 KAKAOTALK/11", "KakaoTalk · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150 Whale/4 Safari/537", "Whale · Windows"),
        ("curl/8", "알 수 없는 프로그램"),
        ("", "알 수 없는 프로그램"),
    ],
)
def test_browsers_are_named_as_people_name_them(says, name):
    assert selectors.browser_name(says) == name


def _family(member) -> TokenFamily:
    now = clock.now()
    return TokenFamily.objects.create(
        member=member, refresh_hash="a" * 64, password_hash="b" * 64, created_at=now, refreshed_at=now, expires_at=now
    )


def test_a_token_family_is_revoked_once(student, superuser):
    family = _family(student)
    first = sessions.revoke_token_family(by=superuser, family_id=family.pk)
    again = sessions.revoke_token_family(by=superuser, family_id=family.pk)
    assert first.revoked_at == again.revoked_at
    assert AuditEntry.objects.filter(act="accounts.token_revoked").count() == 1


def test_the_export_holds_all_of_ones_own_and_nothing_of_others(client, confirmed):
    consents.give_consent(by=confirmed, kind=ConsentKind.MARKETING)
    MentorProfileFactory(member=confirmed, career="나의 경력")
    ApplicationFactory(member=confirmed)
    other = ApplicationFactory(member=MemberFactory(name="다른 사람"))
    _family(confirmed)
    client.force_login(confirmed)
    answer = client.get(reverse("accounts:export"))
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith('attachment; filename="baeumteo-')
    text = answer.content.decode()
    data = json.loads(text)
    assert sorted(data) == [
        "appointments", "consents", "elearning", "elearning_absences", "elearning_assessments", "elearning_attendance",
        "elearning_certificates", "elearning_completion", "elearning_progress", "elearning_quiz_terms",
        "elearning_quizzes", "elearning_withdrawn_quizzes", "exported_at", "following", "free_hours",
        "lessons", "links", "log_ins", "member", "mentor_profile", "mentoring", "no_shows", "notices",
        "recognised_hours",
    ]  # fmt: skip
    assert data["member"]["email"] == confirmed.email
    assert data["member"]["emails"] == [{"email": confirmed.email, "verified": True, "primary": True}]
    assert data["mentor_profile"]["career"] == "나의 경력"
    assert [row["kind"] for row in data["consents"]] == ["marketing"]
    assert len(data["mentoring"]["applications"]) == 1
    assert (other.member.name in text, "password" in text, "a" * 64 in text) == (False, False, False)


def test_a_section_is_registered_once():
    with pytest.raises(ValueError, match="registered twice"):
        export.register("member", selectors.export_member)


def test_the_overview_says_how_things_stand(student, mentor, django_assert_num_queries):
    with django_assert_num_queries(3):
        groups = overview.list_groups(student)
    badges = {line.label: line.badge for group in groups for line in group.lines if line.badge}
    assert badges == {"2단계 인증": "꺼짐", "로그인한 기기": "0곳"}
    labels = [line.label for group in overview.list_groups(mentor) for line in group.lines]
    assert "멘토 소개" in labels
