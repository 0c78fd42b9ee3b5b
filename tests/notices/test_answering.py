"""Links of mails that act without a log-in: good once, for a while, for one member, one act and one thing."""

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.logs import redact
from apps.core.models import AuditEntry
from apps.mentoring.models import Application
from apps.mentoring.services import applications
from apps.mentoring.states import ApplicationState
from apps.notices import answering, outbox, rules
from apps.notices.models import OutboxMail
from tests.answers import HOST, answers_in
from tests.factories.accounts import MemberFactory
from tests.factories.mentoring import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory(capacity=1)


@pytest.fixture
def path(student, session) -> str:
    """The link in the mail that tells the student of an application."""
    applications.apply_to_session(session_id=session.pk, by=student)
    return answers_in(member=student)["신청 취소하기"]


def state() -> str:
    return Application.objects.get().state


def test_a_link_asks_first_acts_once_and_then_says_what_became_of_it(client, path, student, session):
    asked = client.get(path)
    assert asked.status_code == 200
    assert f"{student.name} 님께 보낸 메일에서 오셨습니다." in asked.content.decode()
    assert state() == ApplicationState.APPLIED
    answer = client.post(path)
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert state() == ApplicationState.CANCELLED
    after = client.get(path).content.decode()
    assert "취소된 신청입니다." in after
    assert "btn-danger" not in after
    mail = OutboxMail.objects.get(member=student)
    entry = AuditEntry.objects.get(act="mentoring.cancelled")
    assert (entry.actor_id, entry.after["mail"]) == (student.pk, mail.pk)


def test_programs_that_open_every_link_change_nothing(client, path):
    before = AuditEntry.objects.count()
    for _time in range(3):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert client.options(path).status_code == client.put(path).status_code == 405
    assert (state(), AuditEntry.objects.count()) == (ApplicationState.APPLIED, before)


def test_a_second_click_changes_nothing_more(client, path, student, session):
    client.post(path)
    applications.apply_to_session(session_id=session.pk, by=student)
    assert client.post(path)["Location"] == path
    assert Application.objects.filter(state=ApplicationState.APPLIED).count() == 1


def test_a_used_link_stays_used_when_its_thing_comes_back(client, path):
    client.post(path)
    Application.objects.update(state=ApplicationState.APPLIED, holds_seat=True, cancelled_at=None)
    assert client.post(path).status_code == 302
    assert state() == ApplicationState.APPLIED
    assert "신청이 완료되어 있습니다." in client.get(path).content.decode()


def test_an_act_that_the_rules_refuse_is_explained(client, path, session, monkeypatch):
    late = session.starts_at
    monkeypatch.setattr(clock, "now", lambda: late)
    page = client.get(path).content.decode()
    assert "취소 기한" in page
    assert "신청이 완료되어 있습니다." in page
    assert client.post(path).status_code == 302
    assert state() == ApplicationState.APPLIED


def test_what_is_refused_between_page_and_click_stands_on_the_page(client, path, monkeypatch):
    monkeypatch.setattr(answering.Link, "can", True)
    Application.objects.update(state=ApplicationState.CANCELLED, holds_seat=False, cancelled_at=clock.now())
    answer = client.post(path)
    assert answer.status_code == 200
    assert "이미 취소된 신청입니다." in answer.content.decode()


ENDS = {
    "too old": lambda member: None,
    "password": lambda member: member.set_password("another-long-password"),
    "address": lambda member: setattr(member, "email", "new@example.com"),
    "left": lambda member: setattr(member, "is_active", False),
}


@pytest.mark.parametrize("why", ENDS)
def test_a_link_that_has_ended_says_so_and_leads_on(client, path, student, why, monkeypatch):
    ENDS[why](student)
    student.save()
    if why == "too old":
        late = clock.now() + answering.LINK_STAYS
        monkeypatch.setattr(clock, "now", lambda: late)
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 410
        assert "쓸 수 없는 링크입니다" in answer.content.decode()
        assert student.name not in answer.content.decode()
    assert state() == ApplicationState.APPLIED


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: f"x{token}", lambda _token: "1:2:3"])
def test_an_address_that_we_did_not_sign_is_no_address(client, path, change):
    token = path.rstrip("/").rpartition("/")[2]
    for answer in (client.get, client.post):
        assert answer(f"/notices/answer/{change(token)}/").status_code == 404
    assert client.get(f"/notices/unsubscribe/{token}/").status_code == 404
    assert state() == ApplicationState.APPLIED


def test_a_link_acts_for_its_own_member_whoever_is_logged_in(client, path, student, other_student):
    client.force_login(other_student)
    assert f"{student.name} 님께 보낸 메일에서 오셨습니다." in client.get(path).content.decode()
    client.post(path)
    assert state() == ApplicationState.CANCELLED
    assert AuditEntry.objects.get(act="mentoring.cancelled").actor_id == student.pk


def test_it_opens_nothing_that_is_not_the_members_own(student, other_student, session):
    applied = applications.apply_to_session(session_id=session.pk, by=student)
    mail = OutboxMail.objects.get(member=student)
    answer = answering.ANSWERS["mentoring.cancel"]
    forged = answering.link_to(answer, other_student, applied.application.pk, mail).removeprefix(HOST)
    assert Client().post(forged).status_code == 404
    assert state() == ApplicationState.APPLIED


def test_a_form_of_another_site_is_refused_and_ours_needs_no_log_in(path):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(path).status_code == 403
    token = browser.get(path).context["csrf_token"]
    assert browser.post(path, {"csrfmiddlewaretoken": str(token)}).status_code == 302
    assert state() == ApplicationState.CANCELLED


def test_clicks_are_counted_by_network(client, path, monkeypatch):
    monkeypatch.setattr("apps.notices.views.ANSWERS_OF_NETWORK", rules.Limit(1, dt.timedelta(minutes=15)))
    assert client.post(path).status_code == 302
    refused = client.post(path)
    assert refused.status_code == 429
    assert refused["Retry-After"]


def test_the_address_is_kept_from_logs_caches_and_search(client, path):
    for answer in (client.get(path), client.post(path)):
        assert answer["Referrer-Policy"] == "strict-origin"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]
    token = path.rstrip("/").rpartition("/")[2]
    assert token not in redact(f'"GET {path} HTTP/1.1" 200')
    page = client.get(path).content.decode()
    assert page.count(token) == page.count(f'name="next" value="{path}"')  # sent with a form, in no other address


def test_the_mail_has_buttons_and_only_for_what_can_be_done(mailoutbox, path, student):
    outbox.send_due_mail()
    sent = next(mail for mail in mailoutbox if mail.to == [student.email])
    page, _kind = sent.alternatives[0]
    assert "신청 취소하기: http://testserver/notices/answer/" in sent.body
    assert "/notices/answer/" in page
    assert "/notices/answer/" not in OutboxMail.objects.get(member=student).text
    Application.objects.update(state=ApplicationState.CANCELLED, holds_seat=False, cancelled_at=clock.now())
    assert answers_in(member=student) == {}


def test_a_mail_to_an_earlier_address_and_a_mail_of_no_member_have_none(path, student):
    OutboxMail.objects.update(to="old@example.com")
    assert answers_in(member=student) == {}
    OutboxMail.objects.update(member=None)
    assert answers_in(member=None) == {}


def test_what_is_gone_when_the_mail_goes_out_has_no_answer(path, student, monkeypatch):
    def gone(member: Member, number: int):
        raise Application.DoesNotExist

    answer = answering.ANSWERS["mentoring.cancel"]
    monkeypatch.setattr(answering.ANSWERS, "_parts", {answer.key: replace(answer, get=gone)})
    assert answers_in(member=student) == {}


def test_only_acts_within_name_the_mail():
    member = MemberFactory()
    with audit.answering_mail(7):
        audit.record(by=member, act="x", subject=member)
        audit.record(by=None, act="y", subject=member)
    audit.record(by=member, act="z", subject=member)
    assert {row.act: row.after for row in AuditEntry.objects.filter(act__in="xyz")} == {
        "x": {"mail": 7},
        "y": {},
        "z": {},
    }
    assert audit.was_answered(7, member)
    assert not audit.was_answered(8, member)
