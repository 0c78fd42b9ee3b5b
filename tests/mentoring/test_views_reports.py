"""The pages of reports: to write and submit one, the list of one's own, to decide, and what the API says of them."""

import datetime as dt

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from apps.core import clock
from apps.mentoring.models import Attendance, Session, SessionReport
from apps.mentoring.selectors import today
from apps.mentoring.services import reports
from apps.mentoring.states import Presence, ReportStatus
from tests.api.client import ApiClient, refused
from tests.factories.mentoring import ApplicationFactory, AttendanceFactory, SessionFactory, SessionReportFactory
from tests.mentoring import reading

STARTS = dt.datetime(2026, 4, 10, 19, tzinfo=clock.SEOUL)
TYPED = {
    "place": "온라인", "start_time": "19:10", "end_time": "오후 9시", "excluded_minutes": "10",
    "excluded_reason": "휴식",
    "topic": "첫 프로젝트의 코드 읽기", "content": "가" * 100, "revision": "0",
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel(STARTS + dt.timedelta(hours=3), tick=False) as travelled:
        yield travelled


@pytest.fixture
def session(mentor) -> Session:
    return SessionFactory(
        author=mentor, title="코드 리뷰", starts_at=STARTS, reg_start=dt.date(2026, 4, 1), approved_at=STARTS
    )


@pytest.fixture
def present(session, student):
    return AttendanceFactory(application=ApplicationFactory(session=session, member=student))


def at(page: str, session: Session) -> str:
    return reverse(f"mentoring:{page}", args=[session.pk])


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- Writing ----------------------------------------------------------------------------------------------------------


def test_a_report_is_saved_and_then_submitted(client, mentor, session, present):
    client.force_login(mentor)
    page = client.get(at("report_edit", session))
    assert "[자유 멘토링] 2026년 04월 10일 멘토링 보고" in reading.words(page.content.decode())
    assert (page.context["form"]["start_time"].value(), page.context["is_saved"]) == (dt.time(19), False)
    assert "absence_view" not in page.context["form"].fields
    saved = client.post(at("report_edit", session), TYPED | {"topic": "짧음"})
    assert (saved.status_code, saved.url, said(saved)) == (
        302, at("report_edit", session), ["작성 중인 보고를 저장했습니다."],
    )  # fmt: skip
    sent = client.post(at("report_edit", session), TYPED | {"revision": "1", "submit": "1"})
    assert (sent.status_code, sent.url) == (302, at("report", session))
    page = client.get(at("report", session))
    assert "인정 예정 시간 1시간 40분" in reading.words(page.content.decode())
    assert reading.words(page.content.decode()).count("내 멘토링 보고 인정 시간 모두 보기") == 1
    assert (page.context["page"].edit_url, page.context["page"].can_approve) == ("", False)
    assert client.get(at("report_edit", session)).url == at("report", session)  # locked


def test_all_that_is_missing_stands_beside_its_field_and_what_was_typed_stays(client, mentor, session, present):
    present.presence = Presence.ABSENT
    present.save()
    client.force_login(mentor)
    refusal = client.post(at("report_edit", session), {"topic": "짧음", "revision": "0", "submit": "1"})
    form = refusal.context["form"]
    assert set(form.errors) == {"start_time", "end_time", "place", "topic", "content", "absence_view"}
    assert form["topic"].value() == "짧음"
    assert not SessionReport.objects.exists()


def test_the_later_of_two_windows_keeps_its_words_where_the_report_was_submitted(client, mentor, session, present):
    client.force_login(mentor)
    reports.submit_report(by=mentor, session_id=session.pk, given=given())
    refusal = client.post(at("report_edit", session), TYPED | {"content": "다른 창에서 쓴 글"})
    assert refusal.status_code == 200
    assert refusal.context["form"].non_field_errors()
    assert refusal.context["form"]["content"].value() == "다른 창에서 쓴 글"


def given() -> dict[str, object]:
    times = {"start_time": dt.time(19), "end_time": dt.time(21)}
    return {"place": "온라인", "topic": TYPED["topic"], "content": TYPED["content"], **times}


@pytest.mark.parametrize("page", ["detail", "attendance"])
def test_the_way_to_the_report_is_on_the_pages_of_its_session(client, mentor, session, page, travel, settings):
    client.force_login(mentor)
    assert at("report_edit", session) in client.get(at(page, session)).content.decode()
    settings.MENTORING_REPORTS = False
    assert at("report_edit", session) not in client.get(at(page, session)).content.decode()
    settings.MENTORING_REPORTS = True
    travel.move_to(STARTS - dt.timedelta(hours=1))
    assert at("report_edit", session) not in client.get(at(page, session)).content.decode()
    early = client.get(at("report_edit", session))
    assert (early.url, said(early)) == (at("detail", session), ["보고는 멘토링이 시작한 뒤에 쓸 수 있습니다."])


# --- One's own --------------------------------------------------------------------------------------------------------


@pytest.fixture
def in_each_state(mentor) -> dict[str, SessionReport]:
    return {
        status: SessionReportFactory(session__author=mentor, session__title=f"멘토링 {status}", status=status)
        for status in ReportStatus
    }


def test_the_list_shows_what_became_of_each_and_narrows(client, mentor, session, present, in_each_state, stranger):
    client.force_login(mentor)

    def listed(show: str) -> dict[str, str]:
        rows = client.get(f"/mentoring/reports/?show={show}").context["page"].items
        return {row.session: row.badge.text for row in rows}

    shown = {show: listed(show) for show in ("", "todo", "submitted", "returned", "approved", "nonsense")}
    every = {
        "코드 리뷰": "작성 전", "멘토링 draft": "작성 중", "멘토링 submitted": "제출", "멘토링 returned": "보완 요청",
        "멘토링 approved": "승인",
    }  # fmt: skip
    assert shown[""] == shown["nonsense"] == every
    assert shown["todo"] == {"코드 리뷰": "작성 전", "멘토링 draft": "작성 중"}
    for status in ("submitted", "returned", "approved"):
        assert shown[status] == {f"멘토링 {status}": every[f"멘토링 {status}"]}
    assert "/mentoring/reports/" in client.get("/mentoring/?mine=opened").content.decode()
    client.force_login(stranger)
    assert "아직 보고할 멘토링이 없습니다" in client.get("/mentoring/reports/").content.decode()


def test_where_none_is_asked_the_list_holds_what_was_written(client, mentor, session, present, in_each_state, settings):
    settings.MENTORING_REPORTS = False
    client.force_login(mentor)
    rows = client.get("/mentoring/reports/").context["page"].items
    assert [row.session for row in rows if row.session == "코드 리뷰"] == []
    assert {row.url for row in rows} == {at("report", report.session) for report in in_each_state.values()}


def test_a_session_without_its_report_is_left_to_settle_on_the_board(mentor, session, present, superuser, settings):
    def cards() -> list[tuple[str, list[tuple[str, str]]]]:
        return [
            (card.mark, card.acts) for card in today.sessions_held(mentor, clock.now()) if card.title == "코드 리뷰"
        ]

    write = [("보고 쓰기", at("report_edit", session))]
    other = ApplicationFactory(session=session)
    assert [mark for mark, _acts in cards()] == ["참석 기록 전"]
    AttendanceFactory(application=other)
    assert cards() == [("보고 제출 전", write)]
    settings.MENTORING_REPORTS = False
    assert cards() == []
    settings.MENTORING_REPORTS = True
    reports.submit_report(by=mentor, session_id=session.pk, given=given())
    assert cards() == []
    reports.return_report(by=superuser, session_id=session.pk, reason="더 자세히")
    assert cards() == [("보고 보완 요청", write)]
    Attendance.objects.filter(application=other).update(objection="있었습니다.", objected_at=clock.now())
    assert cards() == [("이의 처리 전", [("이의 확인하고 처리하기", f"/mentoring/{session.pk}/attendance/")])]


# --- Deciding ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def submitted(session, present, mentor) -> SessionReport:
    return reports.submit_report(by=mentor, session_id=session.pk, given=given())


def test_staff_approve_on_the_page_and_take_it_back(client, superuser, mentor, session, submitted):
    client.force_login(superuser)
    assert client.get(at("report", session)).context["page"].can_approve
    stale = client.post(at("report_approve", session), {"revision": "9"})
    assert SessionReport.objects.get().status == "submitted"
    assert said(stale)
    approved = client.post(at("report_approve", session), {"revision": str(submitted.revision)})
    assert (approved.url, said(approved)[-1]) == (at("report", session), "보고를 승인하고 멘토에게 알렸습니다.")
    page = client.get(at("report_return", session))
    assert "승인이 취소되고" in reading.words(page.content.decode())
    client.post(at("report_return", session), {"reason": "시간을 확인해 주세요."})
    assert client.get(at("report_return", session)).url == at("report", session)
    client.force_login(mentor)
    assert "시간을 확인해 주세요." in client.get(at("report_edit", session)).content.decode()


def test_in_the_admin_one_decides_and_is_led_to_the_next(client, superuser, session, submitted):
    later = SessionReportFactory(status=ReportStatus.SUBMITTED, submitted_at=clock.now() + dt.timedelta(hours=1))
    SessionReportFactory(status=ReportStatus.SUBMITTED, session__author=superuser)  # not theirs to decide
    client.force_login(superuser)
    pages = {report.pk: f"/admin/mentoring/sessionreport/{report.pk}/change/" for report in (submitted, later)}
    shown = client.get(pages[submitted.pk]).content.decode()
    assert "이서연 · 참석" in shown
    assert "승인하고 다음 보고 보기" in shown
    blank = client.post(pages[submitted.pk], {"return": "1", "reason": " ", "revision": str(submitted.revision)})
    assert blank.status_code == 200
    assert blank.context["reason_form"].errors
    stale = client.post(pages[submitted.pk], {"approve": "1", "revision": "9"})
    assert (stale.url, SessionReport.objects.get(pk=submitted.pk).status) == (pages[submitted.pk], "submitted")
    done = client.post(pages[submitted.pk], {"approve": "1", "revision": str(submitted.revision)})
    assert done.url == pages[later.pk]
    last = client.post(pages[later.pk], {"return": "1", "reason": "더 자세히", "revision": str(later.revision)})
    assert last.url == "/admin/mentoring/sessionreport/"
    assert list(SessionReport.objects.order_by("pk").values_list("status", flat=True)) == [
        "approved", "returned", "submitted",
    ]  # fmt: skip


def test_several_are_approved_from_the_list(client, superuser, submitted):
    client.force_login(superuser)
    chosen = {"action": "approve", "_selected_action": [submitted.pk]}
    done = client.post("/admin/mentoring/sessionreport/", chosen)
    assert said(done) == ["보고 1건을 승인하고 멘토에게 알렸습니다."]


# --- The API ----------------------------------------------------------------------------------------------------------


def test_the_api_goes_the_same_way(mentor, superuser, session, present):
    api, office = ApiClient(mentor), ApiClient(superuser)
    address = f"/api/mentoring/{session.pk}/report"
    refused(api.get(address), 404)
    saved = api("PUT", address, {"topic": TYPED["topic"], "content": "가" * 99, "startTime": "19:00"}).json()["data"]
    assert (saved["status"], saved["startTime"], saved["endTime"], saved["recognisedMinutes"]) == (
        "작성 중", "19:00", "21:00", 120,
    )  # fmt: skip
    sentence = refused(api.post(f"{address}/submit"), 400)
    assert "장소" in sentence
    assert "지금은 99자" in sentence
    api("PUT", address, {"content": "가" * 100, "place": "온라인"})
    sent = api.post(f"{address}/submit").json()["data"]
    assert (sent["status"], sent["people"]) == ("제출", [{"name": "이서연", "status": "참석"}])
    refused(api("PUT", address, {"topic": "다른 주제입니다"}), 409)
    assert [row["id"] for row in office.get("/api/mentoring/reports?status=제출").json()["data"]["items"]] == [
        session.pk
    ]
    assert office.get("/api/mentoring/reports?me=true").json()["data"]["items"] == []
    returned = office.post(f"{address}/return", {"reason": "더 자세히"}).json()["data"]
    assert (returned["status"], returned["returnReason"]) == ("보완 요청", "더 자세히")
    api.post(f"{address}/submit")
    assert office.post(f"{address}/approve").json()["data"]["status"] == "승인"
    assert api.get("/api/mentoring/reports").json()["data"]["pagination"]["total"] == 1
