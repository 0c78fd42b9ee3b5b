"""What members answer from mails about mentoring: each act in each state of the application."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.models import AuditEntry
from apps.mentoring import notices
from apps.mentoring.models import Application
from apps.mentoring.states import ApplicationState
from apps.notices.kinds import DAY_BEFORE
from apps.notices.services import tell
from tests.access.page_forms import form_with
from tests.answers import answers_in
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory

pytestmark = pytest.mark.django_db
APPLIED, WAITING, CANCELLED = ApplicationState.APPLIED, ApplicationState.WAITING, ApplicationState.CANCELLED
CANCEL, LEAVE, TAKE, DECLINE = "신청 취소하기", "대기 취소하기", "자리 받기", "자리 받지 않기"
OFFERED = "offered"


def own(student, state: str, *, capacity: int = 3) -> Application:
    session = SessionFactory(capacity=capacity)
    if state == OFFERED:
        until = clock.now() + dt.timedelta(hours=5)
        return ApplicationFactory(member=student, session=session, state=WAITING, offered_until=until)
    return ApplicationFactory(member=student, session=session, state=state)


def told(application: Application, kind: str) -> dict[str, str]:
    session = application.session
    tell([application.member], kind, path=session.get_absolute_url(), title=session.title)
    return answers_in(member=application.member)


@pytest.mark.parametrize(
    ("kind", "state", "offered"),
    [
        (notices.APPLIED, APPLIED, {CANCEL}),
        (notices.APPLIED, WAITING, set()),
        (notices.PROMOTED, APPLIED, {CANCEL}),
        (notices.CHANGED, APPLIED, {CANCEL}),
        (notices.CHANGED, CANCELLED, set()),
        (DAY_BEFORE, APPLIED, {CANCEL}),
        (notices.WAITING, WAITING, {LEAVE}),
        (notices.WAITING, APPLIED, set()),
        (notices.WAITING, OFFERED, set()),
        (notices.SEAT_OFFERED, OFFERED, {TAKE, DECLINE}),
        (notices.SEAT_OFFERED, WAITING, set()),
        (notices.SEAT_OFFERED, APPLIED, set()),
        (notices.REMOVED, CANCELLED, set()),
    ],
)
def test_a_mail_offers_what_can_be_done(student, kind, state, offered):
    assert told(own(student, state), kind).keys() == offered


@pytest.mark.parametrize(
    ("kind", "words", "state", "becomes", "says"),
    [
        (notices.APPLIED, CANCEL, APPLIED, CANCELLED, "취소된 신청입니다."),
        (notices.WAITING, LEAVE, WAITING, CANCELLED, "취소된 신청입니다."),
        (notices.SEAT_OFFERED, DECLINE, OFFERED, CANCELLED, "취소된 신청입니다."),
        (notices.SEAT_OFFERED, TAKE, OFFERED, APPLIED, "신청이 완료되어 있습니다."),
    ],
)
def test_an_answer_does_its_act(client, student, kind, words, state, becomes, says):
    application = own(student, state)
    path = told(application, kind)[words]
    assert client.post(path).status_code == 302
    application.refresh_from_db()
    assert application.state == becomes
    assert says in client.get(path).content.decode()
    assert AuditEntry.objects.filter(subject_id=application.pk, after__has_key="mail").exists()


def test_a_link_does_not_do_another_act(client, student):
    application = own(student, WAITING)
    path = told(application, notices.WAITING)[LEAVE]
    Application.objects.update(state=APPLIED, holds_seat=True, is_waiting=False)
    assert client.post(path).status_code == 302
    application.refresh_from_db()
    assert application.state == APPLIED
    assert "신청이 완료되어 있습니다." in client.get(path).content.decode()


def test_a_seat_whose_deadline_has_come_is_not_taken(client, student):
    application = own(student, OFFERED, capacity=1)
    path = told(application, notices.SEAT_OFFERED)[TAKE]
    assert "자리 제안 기한" in client.get(path).content.decode()
    with time_machine.travel(application.offered_until, tick=False):
        page = client.get(path).content.decode()
        assert "지금은 받을 수 있는 자리가 없습니다." in page
        assert "자리 제안의 기한이 지났습니다." in page
        client.post(path)
    application.refresh_from_db()
    assert application.state == WAITING


def test_a_clash_is_said_without_its_name_and_then_accepted(client, student):
    application = own(student, OFFERED)
    path = told(application, notices.SEAT_OFFERED)[TAKE]
    unseen = AppointmentFactory(member=student, title="비밀 상담", starts_at=application.session.starts_at)
    refused = client.post(path).content.decode()
    assert "같은 시간에 다른 일정이 있습니다" in refused
    assert unseen.title not in refused + client.get(path).content.decode()
    assert client.post(path, form_with(refused, "knowing").values).status_code == 302  # the button of that page
    application.refresh_from_db()
    assert application.state == APPLIED


def test_after_the_deadline_it_says_that_there_is_no_way_back(client, student, settings):
    application = own(student, OFFERED)
    path = told(application, notices.SEAT_OFFERED)[TAKE]
    assert "직접 취소할 수 없습니다." not in client.get(path).content.decode()
    settings.MENTORING_CANCEL_DAYS_BEFORE = 10
    assert "직접 취소할 수 없습니다." in client.get(path).content.decode()


def test_the_page_says_when_and_where_as_the_mail_did(client, student):
    application = own(student, APPLIED)
    application.session.venue_text = "서울 강의실"
    application.session.save()
    page = client.get(told(application, notices.APPLIED)[CANCEL]).content.decode()
    assert application.session.title in page
    assert "서울 강의실" in page
    assert application.session.author.name not in page


def test_a_page_of_something_else_has_no_answer(student):
    tell([student], notices.APPLIED, path="/no/such/page/", title="x")
    assert answers_in(member=student) == {}
