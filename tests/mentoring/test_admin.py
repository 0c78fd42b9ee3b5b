"""Staff run mentoring from the admin: acts go through the services, and only with the permission for them."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import connection
from django.test.html import parse_html
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from apps.core import clock
from apps.core.models import AuditEntry
from apps.mentoring.models import Session
from apps.notices.models import Notice
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = pytest.mark.django_db

SESSIONS = "admin:mentoring_session_changelist"
APPLICATIONS = "admin:mentoring_application_changelist"


def act(client, address, action, *rows, **fields):
    return client.post(reverse(address), {"action": action, "_selected_action": [row.pk for row in rows], **fields})


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


def test_approving_several_says_how_many_and_tells_their_authors(office):
    one, two = SessionFactory(), SessionFactory()
    response = act(office, SESSIONS, "approve", one, two)
    assert said(response) == ["멘토링 2건의 개설을 승인했습니다."]
    one.refresh_from_db()
    assert one.approved is True
    assert list(Notice.objects.values_list("member_id", "kind").order_by("member_id")) == sorted(
        [(one.author_id, "mentoring.approved"), (two.author_id, "mentoring.approved")]
    )


def test_declining_asks_for_a_reason_first(office):
    session = SessionFactory()
    application = ApplicationFactory(session=session)
    page = act(office, SESSIONS, "decline", session)
    assert page.status_code == 200
    assert "사유" in page.content.decode()
    session.refresh_from_db()
    assert session.declined_at is None

    response = act(office, SESSIONS, "decline", session, reason="장소를 쓸 수 없습니다.")
    assert said(response) == ["멘토링 1건의 개설을 반려하고 신청자에게 알렸습니다."]
    session.refresh_from_db()
    application.refresh_from_db()
    assert (session.decline_reason, application.state, session.seats_taken) == (
        "장소를 쓸 수 없습니다.",
        "cancelled",
        0,
    )


def test_staff_approve_all_of_a_series_by_one_of_its_sessions(office):
    series = uuid.uuid4()
    one, other = SessionFactory(series=series), SessionFactory(series=series)
    alone = SessionFactory()
    response = act(office, SESSIONS, "approve_all_of_series", one, other, alone)
    assert said(response) == [
        "반복 일정 1개의 개설을 승인했습니다.",
        f"{alone}: 반복 일정으로 연 멘토링이 아닙니다.",
        "멘토링 2개를 승인했습니다.",
    ]
    assert [row.approved for row in Session.objects.order_by("pk")] == [True, True, False]
    assert office.get(f"{reverse(SESSIONS)}?series__exact={series}").status_code == 200


def test_each_refusal_gets_its_own_sentence(office):
    fine, gone = ApplicationFactory(), ApplicationFactory(state="cancelled")
    response = act(office, APPLICATIONS, "cancel", fine, gone, reason="중복 신청")
    assert said(response) == [
        "신청 1건을 취소하고 신청자에게 알렸습니다.",
        f"{gone}: 이미 취소된 신청입니다.",
    ]
    assert AuditEntry.objects.get(act="mentoring.cancelled").reason == "중복 신청"


def test_staff_cancel_nothing_that_is_over(office):
    session = SessionFactory(
        starts_at=clock.now() - dt.timedelta(days=3), reg_start=clock.today() - dt.timedelta(days=9)
    )
    over = ApplicationFactory(session=session)
    response = act(office, APPLICATIONS, "cancel", over, reason="오지 않았습니다.")
    assert said(response) == [f"{over}: 이미 끝난 멘토링의 신청은 취소할 수 없습니다."]


def test_deleting_a_deleted_session_is_said_and_not_a_failure(office):
    session = SessionFactory()
    act(office, SESSIONS, "delete_sessions", session)
    response = act(office, SESSIONS, "delete_sessions", session)
    assert said(response)[-1:] == [f"{session}: 이미 삭제된 항목입니다."]


def test_staff_who_may_only_look_cannot_act(client, bare_staff):
    may_look = Permission.objects.get(codename="view_session", content_type__app_label="mentoring")
    bare_staff.user_permissions.add(may_look)
    client.force_login(bare_staff)
    session = SessionFactory()
    assert client.get(reverse(SESSIONS)).status_code == 200
    act(client, SESSIONS, "approve", session)
    session.refresh_from_db()
    assert session.approved is False


def test_rows_cannot_be_added_or_changed_past_the_services(office):
    session = SessionFactory()
    assert office.get(reverse("admin:mentoring_session_add")).status_code == 403
    address = reverse("admin:mentoring_session_change", args=[session.pk])
    assert office.post(address, {"title": "몰래 고침"}).status_code == 403
    assert office.post(reverse("admin:mentoring_session_delete", args=[session.pk]), {"post": "yes"}).status_code == 403
    session.refresh_from_db()
    assert session.title != "몰래 고침"


@pytest.mark.parametrize("address", [SESSIONS, APPLICATIONS])
@pytest.mark.parametrize("query", ["", "?q=멘토링", "?decision=waiting&status=open", "?status=deleted"])
def test_lists_cost_the_same_for_one_row_and_for_many(office, address, query):
    if address == APPLICATIONS and "decision" in query:
        query = "?state__exact=applied"
    counts = []
    for _ in range(2):
        ApplicationFactory()
        with CaptureQueriesContext(connection) as asked:
            assert office.get(reverse(address) + query).status_code in {200, 302}
        counts.append(len(asked))
        ApplicationFactory.create_batch(5)
    assert counts[0] == counts[1]


def test_the_box_before_a_row_says_what_it_chooses(office):
    session = SessionFactory(title='<b>"질문"</b>')
    boxes = parse_html(office.get(reverse(SESSIONS)).content.decode())
    name = escape(f"{session} 선택")
    assert (
        boxes.count(
            parse_html(
                f'<input type="checkbox" name="_selected_action" value="{session.pk}" class="action-select"'
                f' aria-label="{name}">'
            )
        )
        == 1
    )
