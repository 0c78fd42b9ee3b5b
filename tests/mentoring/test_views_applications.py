"""Applying, waiting, cancelling and the history, by the buttons of the pages and without a script."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.core import clock
from apps.mentoring.models import Application, Session
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory
from tests.mentoring import reading

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
HISTORY = "/mentoring/history/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def at(day: int, hour: int = 14) -> dt.datetime:
    return dt.datetime(2026, 6, day, hour, tzinfo=clock.SEOUL)


def apply_url(session) -> str:
    return reverse("mentoring:apply", args=[session.pk])


def cancel_url(application) -> str:
    return reverse("mentoring:cancel", args=[application.pk])


def states(session) -> list[tuple[str, str]]:
    return list(session.applications.order_by("pk").values_list("member__name", "state"))


def test_applying_from_the_button_to_the_planner(client, student):
    session = SessionFactory(starts_at=at(20))
    client.force_login(student)
    response = client.post(apply_url(session), follow=True)
    application = Application.objects.get()
    assert response.redirect_chain == [(session.get_absolute_url(), 302)]
    assert reading.messages(response) == [f"신청했습니다. 신청 번호는 {application.pk}입니다."]
    assert reading.standing(response)[0] == "신청함"
    assert reading.acts(response) == "내 달력에 담기 신청 취소 · 6월 20일 (토) 오후 2시까지"
    facts = reading.words(reading.part(response, '<dl class="facts">', "</dl>"))
    assert facts.endswith(f"신청 번호 {application.pk} 2026-06-10(수) 12:00 신청")
    appointment = student.appointments.get()
    assert reverse("planner:appointment_ics", args=[appointment.pk]) in response.content.decode()


def test_a_second_press_is_told_and_takes_no_second_seat(client, student):
    session = SessionFactory(starts_at=at(20))
    client.force_login(student)
    client.post(apply_url(session))
    response = client.post(apply_url(session), follow=True)
    assert reading.messages(response)[-1] == "이미 신청한 멘토링입니다."
    assert states(session) == [("이서연", "applied")]


def test_waiting_from_the_button(client, student):
    session = SessionFactory(starts_at=at(20), capacity=1)
    ApplicationFactory(session=session)
    client.force_login(student)
    refused = client.post(apply_url(session), follow=True)
    assert reading.messages(refused) == ["정원이 모두 찼습니다. 대기를 신청하면 자리가 났을 때 순서대로 신청됩니다."]
    assert reading.hidden(refused, "wait") == "1"
    response = client.post(apply_url(session), {"wait": "1"}, follow=True)
    application = student.mentoring_applications.get()
    assert reading.messages(response) == [f"대기를 신청했습니다. 대기 1번이며, 신청 번호는 {application.pk}입니다."]
    assert (reading.standing(response)[0], reading.acts(response)) == ("대기 1번", "대기 취소 · 언제든지")


def test_a_clash_that_the_page_did_not_show_yet_is_shown_first(client, student):
    session = SessionFactory(starts_at=at(20), ends_at=at(20, 16))
    AppointmentFactory(member=student, title="자료구조 수업", starts_at=at(20, 15), ends_at=at(20, 17))
    client.force_login(student)
    response = client.post(apply_url(session), follow=True)
    assert reading.messages(response) == ["같은 시간에 다른 일정이 있습니다. 아래에서 확인하고 신청해 주세요."]
    assert states(session) == []
    client.post(apply_url(session), {"knowing": reading.hidden(response, "knowing")})
    assert states(session) == [("이서연", "applied")]


def test_whoever_logs_in_to_apply_comes_back_to_the_session(client, student):
    session = SessionFactory(starts_at=at(20))
    asked = client.post(apply_url(session))
    assert asked.url == f"{reverse('account_login')}?next={apply_url(session)}"
    client.force_login(student)
    assert client.get(apply_url(session)).url == session.get_absolute_url()
    assert states(session) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reg_start": dt.date(2026, 6, 12)}, "접수는 6월 12일 (금) 0시에 시작됩니다."),
        (
            {"reg_start": dt.date(2026, 6, 1), "reg_end": dt.date(2026, 6, 9)},
            "6월 9일 (화) 밤 12시에 접수가 끝났습니다.",
        ),
    ],
)
def test_a_refusal_is_a_sentence_on_the_session(client, student, fields, said):
    session = SessionFactory(starts_at=at(20), **fields)
    client.force_login(student)
    response = client.post(apply_url(session), follow=True)
    assert (reading.messages(response), states(session)) == ([said], [])


def test_nobody_applies_to_their_own(client, mentor):
    session = SessionFactory(author=mentor, starts_at=at(20))
    client.force_login(mentor)
    response = client.post(apply_url(session))
    assert (response.status_code, "내가 연 멘토링에는 신청할 수 없습니다." in response.content.decode()) == (403, True)


@pytest.mark.parametrize("fields", [{"deleted_at": NOW}, {"declined_at": NOW}])
def test_what_is_gone_takes_nobody(client, student, fields):
    session = SessionFactory(starts_at=at(20), **fields)
    client.force_login(student)
    assert client.post(apply_url(session)).status_code == 404


# --- Cancelling -------------------------------------------------------------------------------------------------------


def test_cancelling_asks_first_and_offers_to_keep(client, student):
    session = SessionFactory(starts_at=at(20))
    application = ApplicationFactory(session=session, member=student)
    client.force_login(student)
    page = client.get(cancel_url(application))
    confirm = reading.words(reading.part(page, 'id="confirm-title">', "</section>"))
    assert confirm.startswith(f"‘{session.title}’ 신청을 취소할까요?")
    assert confirm.endswith("신청 취소하기 신청 유지")
    assert states(session) == [("이서연", "applied")]
    response = client.post(cancel_url(application), {"qustnrSn": reading.hidden(page, "qustnrSn")}, follow=True)
    assert reading.messages(response) == ["신청을 취소했습니다."]
    assert (states(session), reading.main_act(response)) == ([("이서연", "cancelled")], "멘토링 신청하기")


def test_the_seat_goes_to_who_waits_and_the_page_says_so(client, student, stranger):
    session = SessionFactory(starts_at=at(20), capacity=1)
    application = ApplicationFactory(session=session, member=student)
    ApplicationFactory(session=session, member=stranger, state="waiting")
    client.force_login(student)
    page = client.get(cancel_url(application)).content.decode()
    assert "이 자리는 대기 중인 분께 바로 넘어가며, 되돌릴 수 없습니다." in page
    client.post(cancel_url(application), {"qustnrSn": session.pk})
    assert states(session) == [("이서연", "cancelled"), ("최민재", "applied")]


def test_leaving_the_line_says_what_is_lost(client, student):
    session = SessionFactory(starts_at=at(20), capacity=1)
    ApplicationFactory(session=session)
    application = ApplicationFactory(session=session, member=student, state="waiting")
    client.force_login(student)
    page = client.get(cancel_url(application))
    confirm = reading.words(reading.part(page, 'id="confirm-title">', "</section>"))
    assert "지금 대기 1번입니다. 취소한 뒤 다시 대기하면 맨 뒤로 갑니다." in confirm
    assert confirm.endswith("대기 취소하기 대기 유지")
    response = client.post(cancel_url(application), {"qustnrSn": session.pk}, follow=True)
    assert reading.messages(response) == ["대기를 취소했습니다."]


@pytest.mark.parametrize("number", ["", "0", "x", "other"])
def test_both_numbers_must_belong_together(client, student, number):
    session, other = SessionFactory(starts_at=at(20)), SessionFactory(starts_at=at(21))
    application = ApplicationFactory(session=session, member=student)
    client.force_login(student)
    given = other.pk if number == "other" else number
    assert client.post(cancel_url(application), {"qustnrSn": given}).status_code == 404
    assert states(session) == [("이서연", "applied")]


def test_other_peoples_applications_are_not_found(client, mentor, student, stranger, superuser):
    application = ApplicationFactory(session=SessionFactory(author=mentor, starts_at=at(20)), member=student)
    answers = {}
    for name, person in {"stranger": stranger, "author": mentor, "staff": superuser}.items():
        client.force_login(person)
        given = {"qustnrSn": application.session_id}
        answers[name] = (
            client.get(cancel_url(application)).status_code,
            client.post(cancel_url(application), given).status_code,
        )
    assert answers == {"stranger": (404, 404), "author": (404, 404), "staff": (404, 404)}
    client.logout()
    assert client.get(cancel_url(application)).url.startswith(reverse("account_login"))


def test_what_cannot_be_cancelled_says_why_instead_of_asking(client, student):
    started = ApplicationFactory(session=SessionFactory(starts_at=at(10, 11)), member=student)
    over = ApplicationFactory(session=SessionFactory(starts_at=at(20)), member=student, state="cancelled")
    client.force_login(student)
    said = [reading.messages(client.get(cancel_url(row), follow=True)) for row in (started, over)]
    assert said == [
        ["취소 기한(오늘 오전 11시)이 지났습니다. 멘토에게 문의해 주세요."],
        ["이미 취소된 신청입니다."],
    ]


def test_cancelling_from_the_history_comes_back_to_it_and_nowhere_else(client, student):
    session = SessionFactory(starts_at=at(20))
    application = ApplicationFactory(session=session, member=student)
    client.force_login(student)
    page = client.get(cancel_url(application), {"next": HISTORY})
    assert reading.hidden(page, "next") == HISTORY
    assert reading.hidden(client.get(cancel_url(application), {"next": "https://evil.example/"}), "next") == (
        session.get_absolute_url()
    )
    given = {"qustnrSn": session.pk, "next": HISTORY}
    assert client.post(cancel_url(application), given).url == HISTORY


# --- History ----------------------------------------------------------------------------------------------------------


def test_the_history_keeps_everything_newest_first(client, mentor, student):
    def one(title: str, minute: int, state: str = "applied", **fields) -> Application:
        fields = {"author": mentor, "starts_at": at(20), "title": title, **fields}
        session = SessionFactory(capacity=1, **fields)
        if state == "waiting":
            ApplicationFactory(session=session)
        when = NOW + dt.timedelta(minutes=minute)
        return ApplicationFactory(session=session, member=student, state=state, applied_at=when)

    first = one("삭제된 것", 1, "cancelled", deleted_at=NOW)
    one("반려된 것", 2, "cancelled", declined_at=NOW)
    one("기다리는 것", 3, "waiting")
    last = one("신청한 것", 4, approved_at=NOW)
    client.force_login(student)
    rows = reading.rows(client.get(HISTORY))
    assert rows[0].startswith(
        '"> 신청완료 개설 승인 신청한 것 6월 20일 (토) 오후 2시–4시 2026-06-20(토) 14:00~16:00 자유 멘토링 김하준 '
        f"신청 번호 {last.pk} 2026-06-10(수) 12:04 신청 신청 취소하기 – 신청한 것"
    )
    heads = ["신청완료 개설 승인 신청한 것", "대기 1번 개설 승인 전 기다리는 것", "신청취소 개설 반려 반려된 것"]
    assert [row.split(">", 1)[1].split(" 6월")[0].strip() for row in rows[:3]] == heads
    assert "자리 제안에 답하기" not in " ".join(rows)
    Session.objects.filter(title="기다리는 것").update(capacity=2)  # an offered seat counts as taken
    Application.objects.filter(state="waiting", member=student).update(offered_until=at(11))
    assert "자리 제안에 답하기 – 기다리는 것 자리 받지 않기 – 기다리는 것" in reading.rows(client.get(HISTORY))[1]
    assert rows[3].startswith(
        'is-past"> 신청취소 삭제 개설 승인 전 삭제된 것 6월 20일 (토) 오후 2시–4시 2026-06-20(토) 14:00~16:00 '
        "자유 멘토링 김하준 "
        f"신청 번호 {first.pk} 2026-06-10(수) 12:01 신청 2026-06-10(수) 12:00 취소"
    )


def test_the_history_says_what_became_of_it_and_is_narrowed_by_it(client, student):
    early = {"reg_start": dt.date(2026, 6, 1)}
    ApplicationFactory(session=SessionFactory(title="마친 것", starts_at=at(9), **early), member=student)
    ApplicationFactory(session=SessionFactory(title="앞둔 것", starts_at=at(20)), member=student)
    for title, day in (("기다린 것", 9), ("기다리는 것", 20)):
        full = SessionFactory(title=title, starts_at=at(day), capacity=1, **early)
        ApplicationFactory(session=full)
        ApplicationFactory(session=full, member=student, state="waiting")
    gone = SessionFactory(title="취소한 것", starts_at=at(20))
    ApplicationFactory(session=gone, member=student, state="cancelled", cancel_cause="author")
    client.force_login(student)
    whole = " ".join(reading.rows(client.get(HISTORY)))
    for words in ("진행 완료 개설 승인 전 마친 것", "자리가 나지 않음 개설 승인 전 기다린 것", "멘토가 취소"):
        assert words in whole
    titles = ("마친 것", "앞둔 것", "기다린 것", "기다리는 것", "취소한 것")
    found = {}
    for show in ("ahead", "waiting", "past", "cancelled", "x"):
        page = " ".join(reading.rows(client.get(HISTORY, {"show": show})))
        found[show] = [title for title in titles if title in page]
    assert found == {
        "ahead": ["앞둔 것"], "waiting": ["기다린 것", "기다리는 것"], "past": ["마친 것"], "cancelled": ["취소한 것"],
        "x": list(titles),
    }  # fmt: skip


def test_what_is_gone_has_no_link_and_no_cancel(client, student):
    session = SessionFactory(starts_at=at(20), deleted_at=NOW)
    application = ApplicationFactory(session=session, member=student)
    client.force_login(student)
    page = client.get(HISTORY).content.decode()
    assert session.title in page
    assert (session.get_absolute_url() in page, cancel_url(application) in page) == (False, False)


def test_the_history_shows_nobody_elses(client, student, stranger):
    ApplicationFactory(session=SessionFactory(title="남의 신청", starts_at=at(20)), member=student)
    client.force_login(stranger)
    response = client.get(HISTORY)
    assert (reading.titles(response), "아직 신청한 멘토링이 없습니다" in response.content.decode()) == ([], True)
    client.logout()
    assert client.get(HISTORY).url == f"{reverse('account_login')}?next={HISTORY}"


@pytest.mark.parametrize("rows", [1, 50])
def test_the_history_asks_the_same_number_of_questions(client, student, django_assert_num_queries, rows):
    for n in range(rows):
        session = SessionFactory(starts_at=at(20), capacity=1)
        if n % 2:
            ApplicationFactory(session=session)
        ApplicationFactory(session=session, member=student, state="waiting" if n % 2 else "applied")
    client.force_login(student)
    with django_assert_num_queries(6):  # session, member, count, keys, rows, unread notices
        client.get(HISTORY)
