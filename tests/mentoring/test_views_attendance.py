"""The pages of who came: the list, the code on the wall, checking in, an objection and what becomes of it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.core import clock
from apps.mentoring.models import Attendance, CheckInCode, Session
from apps.mentoring.services.applications import cancel_application
from tests.api.client import ApiClient
from tests.factories.mentoring import ApplicationFactory, AttendanceFactory, SessionFactory
from tests.mentoring import reading

STARTS = dt.datetime(2026, 6, 10, 19, tzinfo=clock.SEOUL)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel(STARTS + dt.timedelta(minutes=5), tick=False) as travelled:
        yield travelled


@pytest.fixture
def session(mentor):
    return SessionFactory(author=mentor, title="코드 리뷰", starts_at=STARTS, reg_start=dt.date(2026, 6, 1), capacity=5)


@pytest.fixture
def own(session, student):
    return ApplicationFactory(session=session, member=student)


@pytest.fixture
def second(session, other_student):
    return ApplicationFactory(session=session, member=other_student)


def at(page: str, session) -> str:
    return reverse(f"mentoring:{page}", args=[session.pk])


def typed(response, **changes: str) -> dict[str, str]:
    """What the browser sends of the list: what the page shows, and what was changed, of the fields that are on."""
    found = {}
    for line in response.context["form"].lines:
        for name in ("presence", "reason"):
            shown = line.person.presence if name == "presence" else line.person.reason
            found |= {line[name].html_initial_name: shown}
            found |= {} if line.person.is_locked else {line[name].html_name: shown}
        found[line["revision"].html_name] = str(line.person.revision)
    return found | changes


def test_the_list_records_what_was_changed_and_fills_in_the_rest(client, mentor, session, own, second):
    client.force_login(mentor)
    page = client.get(at("attendance", session))
    response = client.post(
        at("attendance", session),
        typed(page, **{f"{own.pk}-presence": "excused", f"{own.pk}-reason": "감기", "fill": "1"}),
        follow=True,
    )
    assert reading.messages(response) == ["2명의 참석을 기록했습니다."]
    kept = {row.application_id: (row.presence, row.reason) for row in Attendance.objects.all()}
    assert kept == {own.pk: ("excused", "감기"), second.pk: ("present", "")}
    assert response.context["counts"] == [("참석", 1), ("지각", 0), ("불참", 0), ("사유 있는 불참", 1), ("미기록", 0)]
    again = client.post(at("attendance", session), typed(response), follow=True)
    assert reading.messages(again) == ["바뀐 기록이 없습니다."]


def test_of_two_windows_the_second_is_asked_and_what_it_did_not_touch_stays(client, mentor, session, own, second):
    client.force_login(mentor)
    page = client.get(at("attendance", session))
    client.post(at("attendance", session), typed(page, **{f"{own.pk}-presence": "late"}))
    client.post(at("attendance", session), typed(page, **{f"{second.pk}-presence": "present"}))
    assert Attendance.objects.get(application=own).presence == "late"
    refused = client.post(at("attendance", session), typed(page, **{f"{own.pk}-presence": "absent"}))
    assert "그사이 다른 사람이 이 기록을 수정했습니다." in refused.content.decode()
    assert Attendance.objects.get(application=own).presence == "late"
    sent = typed(refused, **{f"{own.pk}-presence": "absent", f"{own.pk}-revision": "1"})
    client.post(at("attendance", session), sent)
    assert Attendance.objects.get(application=own).presence == "absent"


def test_an_excuse_without_a_reason_is_said_at_its_line_and_nothing_is_lost(client, mentor, session, own, second):
    client.force_login(mentor)
    page = client.get(at("attendance", session))
    changed = {f"{own.pk}-presence": "excused", f"{second.pk}-presence": "late"}
    response = client.post(at("attendance", session), typed(page, **changed))
    assert [error[1:] for error in response.context["form"].errors] == [("이서연", "사유를 입력해 주세요.")]
    chosen = [
        value for line in response.context["form"].lines for value, _l, _k, is_chosen in line.choices if is_chosen
    ]
    assert chosen == ["excused", "late"]
    assert not Attendance.objects.exists()


def test_before_the_start_the_list_says_why_it_is_off(client, mentor, session, own, travel):
    travel.move_to(STARTS - dt.timedelta(hours=1))
    client.force_login(mentor)
    page = client.get(at("attendance", session)).content.decode()
    assert "참석은 멘토링이 시작한 뒤에 기록할 수 있습니다." in page
    assert "disabled" in page
    assert "참석은 멘토링이 시작한 뒤에" in client.get(at("check_in_code", session)).content.decode()
    response = client.post(at("attendance", session), {f"{own.pk}-presence": "present"}, follow=True)
    assert reading.messages(response) == ["참석은 멘토링이 시작한 뒤에 기록할 수 있습니다."]


def test_the_code_is_on_the_wall_and_whoever_gives_it_is_there(client, mentor, student, session, own, second):
    client.force_login(mentor)
    assert client.get(at("check_in_code", session)).context["wall"].halves == ()
    wall = client.post(at("check_in_code", session), {"minutes": "10"}, follow=True)
    code = CheckInCode.objects.get().code
    assert ("".join(wall.context["wall"].halves), wall["Cache-Control"]) == (code, "no-store")
    client.force_login(student)
    page = client.get(session.get_absolute_url()).content.decode()
    assert (at("check_in", session) in page, code in page) == (True, False)
    wrong = client.post(at("check_in", session), {"code": "12"})
    assert "출석 코드가 맞지 않습니다." in wrong.content.decode()
    done = client.post(at("check_in", session), {"code": code}, follow=True)
    assert reading.messages(done) == ["‘참석’으로 기록했습니다."]
    assert 'id="standing-title"' in done.content.decode()
    assert done.context["page"].ticket.state == "참석"
    assert client.get(at("check_in", session)).context["own"].badge.text == "참석"
    client.force_login(mentor)
    assert client.get(at("check_in_code", session)).context["wall"].present == 1
    client.post(at("check_in_close", session))
    assert client.get(at("check_in_code", session)).context["wall"].halves == ()
    people = client.get(at("attendance", session)).content.decode()
    assert "출석 코드로 기록" in people


def test_an_objection_from_the_page_to_its_answer(client, mentor, student, superuser, session, own, second):
    AttendanceFactory(application=own, presence="absent", recorded_by=mentor)
    client.force_login(student)
    page = client.get(session.get_absolute_url())
    assert page.context["page"].ticket.state == "불참"
    assert "6월 17일 (수) 저녁 7시 5분까지 이의를 제기할 수 있습니다." in page.content.decode()
    where = reverse("mentoring:object", args=[own.pk])
    assert "현재 기록: 불참" in client.get(where).content.decode()
    response = client.post(where, {"reason": "뒷자리에 있었습니다."}, follow=True)
    assert "제기하신 이의를 멘토가 확인하고 있습니다." in response.content.decode()
    assert client.get(where).status_code == 302
    client.force_login(mentor)
    decide = reverse("mentoring:objection", args=[own.pk])
    page = client.get(at("attendance", session))
    assert decide in page.content.decode()
    # The line is off meanwhile; the others are recorded, and a forged or an older window's mark of it is refused.
    sent = typed(page, **{f"{second.pk}-presence": "late", "fill": "1"})
    assert reading.messages(client.post(at("attendance", session), sent, follow=True)) == ["1명의 참석을 기록했습니다."]
    forged = {f"{own.pk}-presence": "late", f"{own.pk}-reason": "", f"{own.pk}-revision": "2"}
    assert "먼저 이의를 확인하고 처리해 주세요." in client.post(at("attendance", session), forged).content.decode()
    assert "뒷자리에 있었습니다." in client.get(decide).content.decode()
    client.post(decide, {"presence": "present", "answer": "확인했습니다."})
    assert "이의 처리하기" not in client.get(decide).content.decode()
    for who, is_locked in ((mentor, True), (superuser, False)):
        client.force_login(who)
        assert client.get(at("attendance", session)).context["form"].lines[0].person.is_locked is is_locked
    client.force_login(student)
    page = client.get(session.get_absolute_url())
    assert page.context["page"].ticket.state == "참석"
    assert "답변: 확인했습니다." in page.content.decode()
    Session.objects.update(deleted_at=clock.now())
    for who, address in ((student, where), (mentor, decide), (superuser, decide)):
        client.force_login(who)
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(("presence", "word"), [("late", "지각"), ("absent", "불참"), ("excused", "사유 있는 불참")])
def test_the_history_and_the_record_say_what_became_of_it(client, student, superuser, own, presence, word, travel):
    AttendanceFactory(application=own, presence=presence)
    travel.move_to(STARTS + dt.timedelta(days=1))
    client.force_login(student)
    (row,) = client.get(reverse("mentoring:history")).context["page"].items
    assert row.badges[0].text == word


def test_an_application_that_was_cancelled_after_the_record_is_a_cancelled_one(client, student, mentor, session, own):
    AttendanceFactory(application=own)
    cancel_application(application_id=own.pk, session_id=session.pk, by=mentor, reason="잘못 온 분입니다.")
    client.force_login(student)
    (row,) = client.get(reverse("mentoring:history")).context["page"].items
    assert row.badges[0].text == "신청취소"


def test_the_api_records_and_answers_the_same(mentor, student, session, own, second):
    host, guest = ApiClient(mentor), ApiClient(student)
    where = f"/api/mentoring/{session.pk}"
    marks = [{"applySn": own.pk, "status": "불참"}, {"applySn": second.pk, "status": "사유 있는 불참"}]
    refused = host.put(f"{where}/attendance", {"attendances": marks})
    assert (refused.status_code, refused.json()["message"]) == (400, "사유를 입력해 주세요.")
    marks[1]["reason"] = "감기"
    answer = host.put(f"{where}/attendance", {"attendances": marks}).json()["data"]["attendances"]
    assert [(row["name"], row["status"], row["reason"]) for row in answer] == [
        ("이서연", "불참", ""), ("박도윤", "사유 있는 불참", "감기"),
    ]  # fmt: skip
    assert guest.get(f"{where}/attendance").status_code == 403
    objection = guest.post(f"{where}/attendance/objection", {"reason": "있었습니다."}).json()["data"]
    assert (objection["status"], objection["objection"]) == ("불참", "있었습니다.")
    decided = host.put(f"{where}/attendance/{own.pk}/decision", {"status": "참석", "answer": "네"}).json()["data"]
    assert (decided["status"], decided["answer"]) == ("참석", "네")
    assert host.get(f"{where}/attendance").json()["data"]["attendances"][0]["status"] == "참석"


def test_the_api_opens_a_code_and_takes_it(mentor, student, session, own):
    where = f"/api/mentoring/{session.pk}"
    code = ApiClient(mentor).put(f"{where}/check-in-code", {"minutes": 5}).json()["data"]
    assert code["closesAt"] == "2026-06-10T19:10:00+09:00"
    row = ApiClient(student).post(f"{where}/check-in", {"code": code["code"]}).json()["data"]
    assert (row["status"], row["applySn"]) == ("참석", own.pk)
    assert ApiClient(mentor).delete(f"{where}/check-in-code").status_code == 200
    assert not CheckInCode.objects.exists()
