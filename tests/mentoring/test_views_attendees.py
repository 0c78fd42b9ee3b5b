"""Who applied: the list, the files, a message to all, ending one application."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from apps.core import clock
from tests.factories.accounts import MemberFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.mentoring import reading

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
PAGES = ("attendees", "attendee_sheet", "attendee_csv", "attendee_xlsx", "message")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session(mentor, student, other_student, stranger):
    session = SessionFactory(
        author=mentor, title="첫 코드 리뷰", starts_at=dt.datetime(2026, 6, 20, 14, tzinfo=clock.SEOUL), capacity=1
    )
    ApplicationFactory(session=session, member=student)
    ApplicationFactory(session=session, member=other_student, state="waiting")
    ApplicationFactory(
        session=session, member=stranger, state="cancelled", cancel_cause="author", cancel_reason="=SUM(1)"
    )
    return session


def at(page: str, session) -> str:
    return reverse(f"mentoring:{page}", args=[session.pk])


@pytest.mark.parametrize("page", PAGES)
def test_the_people_are_for_the_author_and_staff(client, mentor, student, superuser, bare_staff, session, page):
    people = {"author": mentor, "applicant": student, "superuser": superuser, "staff": bare_staff}
    answers = {}
    for name, person in people.items():
        client.force_login(person)
        response = client.get(at(page, session))
        answers[name] = (response.status_code, "박도윤" in response.content.decode("utf-8", "replace"))
    shown = page not in {"message", "attendee_xlsx", "attendee_sheet"}
    assert answers == {
        "author": (200, shown), "applicant": (403, False), "superuser": (200, shown), "staff": (403, False)
    }  # fmt: skip
    client.logout()
    assert client.get(at(page, session)).url == f"{reverse('account_login')}?next={at(page, session)}"
    assert client.get(f"/mentoring/{session.pk + 1000}/attendees/").status_code == 302
    client.force_login(mentor)
    assert client.get(f"/mentoring/{session.pk + 1000}/attendees/").status_code == 404


def test_the_list_has_everyone_in_their_order(client, mentor, session):
    client.force_login(mentor)
    tables = client.get(at("attendees", session)).content.decode().split('<h3 class="people-head">')[1:]
    assert [reading.words(table.split("</table>")[0]) for table in tables] == [
        "신청 1명 신청 이름 상태 신청일시 할 일 이서연 신청완료 2026-06-10(수) 12:00 이서연 님의 신청 취소",
        "대기 1명 대기 이름 상태 신청일시 할 일 박도윤 대기 1번 2026-06-10(수) 12:00 박도윤 님의 신청 취소",
        "취소 1명 취소 이름 상태 신청일시 취소일시 취소 구분 "
        "최민재 신청취소 2026-06-10(수) 12:00 2026-06-10(수) 12:00 멘토가 취소 =SUM(1)",
    ]


def test_no_page_of_the_people_shows_mail_or_phone(client, mentor, student, session):
    client.force_login(mentor)
    for page in PAGES[:3]:
        text = client.get(at(page, session)).content.decode("utf-8-sig")
        assert (student.name in text, student.email in text, student.phone in text) == (True, False, False)


def test_the_sheet_has_a_line_to_sign_for_each_who_holds_a_seat(client, mentor, session):
    client.force_login(mentor)
    response = client.get(at("attendee_sheet", session))
    assert reading.words(reading.part(response, "<tbody>", "</tbody>")) == "1 이서연"
    assert "번호 이름 서명 비고" in reading.words(response.content.decode())


def test_nobody_there_yet(client, mentor):
    session = SessionFactory(author=mentor)
    client.force_login(mentor)
    for page in ("attendees", "attendee_sheet"):
        assert "아직 신청자가 없습니다" in client.get(at(page, session)).content.decode()
    assert at("message", session) not in client.get(at("attendees", session)).content.decode()
    response = client.post(at("message", session), {"subject": "안내", "text": "내용"})
    assert reading.errors(response) == ["안내를 받을 신청자가 아직 없습니다."]


ROWS = [
    ["번호", "이름", "상태", "신청일시", "취소일시", "비고"],
    ["1", "이서연", "신청완료", "2026-06-10(수) 12:00", "", ""],
    ["1", "박도윤", "대기 1번", "2026-06-10(수) 12:00", "", ""],
    ["1", "최민재", "신청취소", "2026-06-10(수) 12:00", "2026-06-10(수) 12:00", "멘토가 취소 · =SUM(1)"],
]


def test_the_csv_opens_in_a_spreadsheet(client, mentor, session):
    client.force_login(mentor)
    response = client.get(at("attendee_csv", session))
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")))) == ROWS
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%EB%A9%98%ED%86%A0%EB%A7%81-")


def test_the_workbook_has_the_same(client, mentor, session):
    client.force_login(mentor)
    sheet = load_workbook(io.BytesIO(client.get(at("attendee_xlsx", session)).content)).active
    head, *rows = ([cell or "" for cell in row] for row in sheet.iter_rows(values_only=True))
    assert [head, *([str(row[0]), *row[1:]] for row in rows)] == ROWS
    assert {type(row[0]) for row in rows} == {int}
    assert sheet.title == "첫 코드 리뷰"


# --- A message to all -------------------------------------------------------------------------------------------------


def test_a_message_goes_to_those_who_hold_a_seat(client, mentor, student, other_student, session):
    client.force_login(mentor)
    response = client.post(at("message", session), {"subject": "준비물", "text": "노트북을\n가져오세요."}, follow=True)
    assert reading.messages(response) == ["1명에게 안내를 보냈습니다."]
    assert [(notice.kind, notice.params["text"]) for notice in student.notices.all()] == [
        ("mentoring.message", "노트북을\n가져오세요.")
    ]
    assert other_student.notices.count() == 0


def test_a_message_without_words_is_refused_and_kept(client, mentor, session):
    client.force_login(mentor)
    response = client.post(at("message", session), {"subject": "준비물", "text": "  "})
    assert reading.errors(response) == ["보낼 내용을 입력해 주세요."]
    assert response.context["form"]["subject"].value() == "준비물"


# --- Ending one application -------------------------------------------------------------------------------------------


def remove_url(session, member) -> str:
    return reverse("mentoring:remove", args=[session.applications.get(member=member).pk])


def test_ending_an_application_needs_a_reason_which_the_applicant_reads(client, mentor, student, session):
    client.force_login(mentor)
    address = remove_url(session, student)
    assert reading.errors(client.post(address, {"reason": " "})) == ["사유를 입력해 주세요."]
    response = client.post(address, {"reason": "주제가 달라졌습니다."}, follow=True)
    assert reading.messages(response) == ["이서연 님의 신청을 취소했습니다."]
    assert list(session.applications.order_by("pk").values_list("state", flat=True)) == [
        "cancelled", "applied", "cancelled",
    ]  # fmt: skip
    assert [notice.params["reason"] for notice in student.notices.all()] == ["주제가 달라졌습니다."]


def test_ending_one_twice_is_told(client, mentor, stranger, session):
    client.force_login(mentor)
    assert reading.errors(client.post(remove_url(session, stranger), {"reason": "한 번 더"})) == [
        "이미 취소된 신청입니다."
    ]


def test_an_application_stays_once_the_session_is_over(client, mentor, student, session):
    client.force_login(mentor)
    address, sentence = remove_url(session, student), "이미 끝난 멘토링의 신청은 취소할 수 없습니다."
    with time_machine.travel(session.ends_at - dt.timedelta(seconds=1), tick=False):
        assert address in client.get(at("attendees", session)).content.decode()
    with time_machine.travel(session.ends_at, tick=False):
        client.force_login(mentor)  # the days in between ended the log-in
        assert address not in client.get(at("attendees", session)).content.decode()
        for response in (client.get(address, follow=True), client.post(address, {"reason": "불참"}, follow=True)):
            assert reading.messages(response) == [sentence]
    assert session.applications.get(member=student).state == "applied"


def test_strangers_end_nothing_and_learn_nothing(client, student, stranger, session):
    address = remove_url(session, student)
    answers = []
    for person in (student, stranger):
        client.force_login(person)
        answers.append((client.get(address).status_code, client.post(address, {"reason": "x"}).status_code))
    assert answers == [(403, 403), (404, 404)]
    session.declined_at = NOW
    session.save()
    client.force_login(student)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("people", [1, 50])
def test_the_people_are_read_in_the_same_number_of_questions(client, mentor, django_assert_num_queries, people):
    session = SessionFactory(author=mentor, capacity=60)
    for n in range(people):
        ApplicationFactory(session=session, member=MemberFactory(), state=("applied", "waiting", "cancelled")[n % 3])
    client.force_login(mentor)
    with django_assert_num_queries(5):  # session, member, the session, its people, unread notices
        client.get(at("attendees", session))
    with django_assert_num_queries(5):  # session, member, the session, its people, the trail
        client.get(at("attendee_csv", session))
