"""The lists of lessons, one lesson and each of its moves, as the people in it see them."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.core import clock
from apps.lessons.models import Lesson
from apps.lessons.selectors.detail import get_lesson_page
from apps.lessons.services import lessons
from apps.lessons.states import LessonStatus
from apps.planner.models import Appointment, AppointmentRole
from tests.factories.lessons import LessonFactory, OfferedTimeFactory, TutorialFactory, booked
from tests.factories.planner import AppointmentFactory
from tests.mentoring import reading

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
SOON = dt.datetime(2026, 6, 12, 14, tzinfo=clock.SEOUL)
PAST = dt.datetime(2026, 6, 9, 14, tzinfo=clock.SEOUL)
HOUR = dt.timedelta(hours=1)
MINE, REQUESTS = "/lessons/", "/lessons/requests/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def tutorial(mentor):
    return TutorialFactory(title="장고", mentor=mentor)


def made(tutorial, student, status=LessonStatus.PENDING, **fields) -> Lesson:
    lesson = LessonFactory(tutorial=tutorial, mentee=student, status=status, **{"starts_at": SOON, **fields})
    return booked(lesson) if status in {LessonStatus.APPROVED, LessonStatus.IN_PROGRESS} else lesson


def url(lesson, name: str = "detail") -> str:
    return reverse(f"lessons:{name}", args=[lesson.pk])


def acts(response) -> dict[str, bool]:
    """The labels of what there is to do, and whether it can be done now."""
    page = response.context["page"]
    return {act.label: True for act in page.acts} | {act.label: False for act in page.off}


def said(response) -> str:
    return reading.words(reading.part(response, "<main", "</main>"))


# --- The lists --------------------------------------------------------------------------------------------------------


def test_what_waits_comes_first_then_what_is_agreed_then_what_is_over(client, mentor, student, tutorial):
    later, day = SOON + dt.timedelta(days=3), dt.timedelta(days=1)
    for title, status, starts_at in (
        ("끝난 것", LessonStatus.COMPLETED, PAST - day), ("거절된 것", LessonStatus.REJECTED, later),
        ("승인된 것", LessonStatus.APPROVED, SOON), ("나중 대기", LessonStatus.PENDING, later),
        ("먼저 대기", LessonStatus.PENDING, SOON),
    ):  # fmt: skip
        LessonFactory(
            tutorial=TutorialFactory(mentor=mentor, title=title), mentee=student, status=status, starts_at=starts_at
        )
    LessonFactory(tutorial__title="남의 것")
    for person, address in ((student, MINE), (mentor, REQUESTS)):
        client.force_login(person)
        response = client.get(address)
        assert reading.titles(response) == ["먼저 대기", "나중 대기", "승인된 것", "거절된 것", "끝난 것"]
        assert reading.total(response) == "총 5건"


def test_a_row_names_the_other_and_what_was_agreed(client, mentor, student, tutorial):
    made(tutorial, student, price=45000, duration=90)
    client.force_login(student)
    assert (
        "6월 12 금요일 장고 오후 2시–3시 30분 14:00~15:30 김하준 멘토 1시간 30분 45,000원"
        in reading.rows(client.get(MINE))[0]
    )
    client.force_login(mentor)
    row = reading.rows(client.get(REQUESTS))[0]
    assert "14:00~15:30 이서연 1시간 30분" in row
    assert student.email not in row


def test_states_are_counted_and_chosen(client, student, tutorial):
    made(tutorial, student)
    made(tutorial, student, LessonStatus.COMPLETED, starts_at=PAST)
    client.force_login(student)

    def links(query: str = "") -> list[str]:
        found = reading.part(client.get(MINE + query), '<ul class="status-links">', "</ul>")
        return [reading.words(one) for one in found.split("<li>")[1:]]

    assert links() == ["모두 2", "대기중 1", "완료됨 1"]
    assert links("?status=REJECTED") == ["모두 2", "대기중 1", "거절됨 0", "완료됨 1"]
    assert len(reading.titles(client.get(MINE + "?status=COMPLETED"))) == 1
    assert len(reading.titles(client.get(MINE + "?status=nonsense&page=zz"))) == 2
    assert "이 상태의 수업이 없습니다" in client.get(MINE + "?status=REJECTED").content.decode()


def test_a_request_that_nobody_answered_in_time_says_so(client, student, tutorial):
    lesson = made(tutorial, student, starts_at=PAST)
    client.force_login(student)
    assert "답변 기한이 지나 끝났습니다." in reading.rows(client.get(MINE))[0]
    assert "다른 시간으로 다시 신청해 주세요." in said(client.get(url(lesson)))


def test_what_became_of_a_lesson_is_said_in_its_row(client, mentor, student, tutorial):
    made(tutorial, student, LessonStatus.REJECTED, reject_reason="그날은 쉽니다.")
    made(tutorial, student, LessonStatus.APPROVED, starts_at=PAST)
    undone = "수업 시간이 지났습니다. 수업을 마쳤으면 완료해 주세요."
    for person, address, asks in ((student, MINE, False), (mentor, REQUESTS, True)):
        client.force_login(person)
        agreed, refused = reading.rows(client.get(address))
        assert (undone in agreed, "사유: 그날은 쉽니다." in refused) == (asks, True)


def test_pages_and_years(client, student, tutorial):
    for number in range(11):
        made(tutorial, student, starts_at=SOON + dt.timedelta(days=number))
    made(tutorial, student, LessonStatus.COMPLETED, starts_at=SOON - dt.timedelta(days=365))
    client.force_login(student)
    assert len(reading.rows(client.get(MINE))) == 10
    last = reading.rows(client.get(MINE + "?page=2"))
    assert len(last) == 2
    assert "2025-06-12(목) 14:00~15:00" in last[1]


def test_the_two_kinds_of_empty(client, mentor, student):
    client.force_login(student)
    assert "아직 신청한 수업이 없습니다" in client.get(MINE).content.decode()
    client.force_login(mentor)
    assert "아직 받은 신청이 없습니다" in client.get(REQUESTS).content.decode()


def test_the_same_as_a_month(client, mentor, student, tutorial):
    made(tutorial, student)
    made(tutorial, student, LessonStatus.REJECTED)
    made(TutorialFactory(title="칠월 과외"), student, starts_at=SOON + dt.timedelta(days=30))
    client.force_login(student)
    june = client.get(MINE + "?view=calendar")
    text = june.content.decode()
    assert reading.total(june) == "이달 1건"
    assert text.count('class="month-entry is-') == 1
    assert "대기중" in text
    assert "칠월 과외" in client.get(MINE + "?view=calendar&month=2026-07").content.decode()
    assert 'class="month-entry' in client.get(MINE + "?view=calendar&status=REJECTED").content.decode()
    for nonsense in ("2026-13", "26-1", "x", "1999-01", "2026-W10"):
        assert "2026년 6월" in client.get(MINE + f"?view=calendar&month={nonsense}").content.decode()
    client.force_login(mentor)
    assert 'class="month-entry' in client.get(REQUESTS + "?view=calendar").content.decode()


# --- One lesson: who sees what ----------------------------------------------------------------------------------------


def test_a_lesson_is_between_two_and_staff_may_look(client, mentor, student, stranger, superuser, tutorial):
    lesson = made(tutorial, student)
    seen = {}
    for name, person in {"mentor": mentor, "student": student, "stranger": stranger, "staff": superuser}.items():
        client.force_login(person)
        seen[name] = client.get(url(lesson)).status_code
    assert seen == {"mentor": 200, "student": 200, "stranger": 404, "staff": 200}
    text = said(client.get(url(lesson)))
    for words in (mentor.email, student.email, "잘 부탁드립니다.", "50,000원"):
        assert words in text


@pytest.mark.parametrize(
    ("status", "starts_at", "of_mentor", "of_mentee"),
    [
        (
            "PENDING", SOON, {"수업 승인하기": True, "다른 시간 제안하기": True, "수업 거절하기": True},
            {"신청 취소하기": True},
        ),
        (
            "PENDING", PAST, {"수업 거절하기": True, "수업 승인하기": False},
            {"다시 신청하기": True, "신청 취소하기": True},
        ),
        (
            "APPROVED", SOON,
            {
                "내 달력에 담기": True, "수업 시작하기": True, "장소 바꾸기": True, "다른 시간 제안하기": True,
                "수업 취소하기": True,
            },
            {"내 달력에 담기": True, "다른 시간 제안하기": True, "수업 취소하기": True},
        ),
        ("APPROVED", PAST, {"수업 시작하기": True, "수업 취소하기": False}, {"수업 취소하기": False}),
        ("IN_PROGRESS", PAST, {"수업 완료하기": True}, {}),
        ("IN_PROGRESS", NOW - dt.timedelta(minutes=5), {"수업 완료하기": True, "장소 바꾸기": True}, {}),
        ("COMPLETED", PAST, {}, {"후기 쓰기": True, "다시 신청하기": True}),
        ("REJECTED", SOON, {}, {"다시 신청하기": True}),
        ("CANCELLED", SOON, {}, {"다시 신청하기": True}),
    ],
)  # fmt: skip
def test_only_what_this_person_may_do_now(client, mentor, student, tutorial, status, starts_at, of_mentor, of_mentee):
    lesson = made(tutorial, student, LessonStatus(status), starts_at=starts_at)
    for person, expected in ((mentor, of_mentor), (student, of_mentee)):
        client.force_login(person)
        response = client.get(url(lesson))
        assert acts(response) == expected
        for act in response.context["page"].off:
            assert act.why
            assert act.why in response.content.decode()


LATER, NEXT_DAY = NOW + dt.timedelta(days=2, hours=2, minutes=30), NOW + dt.timedelta(days=3)


@pytest.mark.parametrize(
    ("status", "now", "of_mentor", "of_mentee"),
    [
        (
            "PENDING", NOW,
            (
                "내 답을 기다립니다",
                "6월 12일 (금) 오전 11시까지 답해 주세요. 승인하면 두 사람의 일정에 담기고, 멘티에게 알립니다.",
            ),
            (
                "멘토의 답을 기다립니다",
                "6월 12일 (금) 오전 11시까지 답이 없으면 저절로 끝납니다. 멘토가 답하면 알림과 메일로 알려 드립니다.",
            ),
        ),
        (
            "PENDING", LATER,
            ("답을 받지 못함", "답변 기한이 지나 승인할 수 없습니다. 사유를 적어 거절하면 멘티에게 전해집니다."),
            ("답을 받지 못함", "답변 기한이 지났습니다. 다른 시간으로 다시 신청해 주세요."),
        ),
        ("APPROVED", NOW, *[("승인됨", "2일 뒤에 만납니다. 하루 전과 한 시간 전에 다시 알려 드립니다.")] * 2),
        ("APPROVED", LATER, *[("승인됨", "지금이 수업 시간이며, 오후 3시에 끝납니다.")] * 2),
        (
            "APPROVED", NEXT_DAY, ("승인됨", "수업 시간이 지났습니다. 수업을 했으면 시작과 완료로 정리해 주세요."),
            ("승인됨", "수업 시간이 지났습니다."),
        ),
        (
            "IN_PROGRESS", NEXT_DAY, ("진행중", "수업 시간이 지났습니다. 수업을 마쳤으면 완료해 주세요."),
            ("진행중", "수업 시간이 지났습니다."),
        ),
        ("COMPLETED", NEXT_DAY, *[("완료됨", "6월 12일 (금)에 수업을 마쳤습니다.")] * 2),
        ("REJECTED", NEXT_DAY, *[("거절됨", "6월 10일 (수)에 멘토가 신청을 거절했습니다.")] * 2),
    ],
)  # fmt: skip
def test_the_ticket_says_how_each_stands(mentor, student, tutorial, status, now, of_mentor, of_mentee):
    lesson = made(tutorial, student, LessonStatus(status))
    for person, expected in ((mentor, of_mentor), (student, of_mentee)):
        ticket = get_lesson_page(lesson.pk, person, now).ticket
        assert (ticket.state, ticket.note) == expected
        assert (ticket.day, ticket.hours, ticket.exact) == (
            "6월 12일 (금)",
            "오후 2시–3시",
            "2026-06-12(금) 14:00~15:00",
        )


def test_nothing_shouts_once_it_is_agreed_and_cancelling_is_a_link(client, mentor, student, tutorial):
    lesson = made(tutorial, student, LessonStatus.APPROVED)
    for person in (student, mentor):
        client.force_login(person)
        response = client.get(url(lesson))
        beside = reading.part(response, '<div class="ticket-act">', "</section>")
        assert (beside.count('class="action-bar is-still"'), "btn-primary" in beside) == (
            beside.count("action-bar"),
            False,
        )
        assert f'<p><a href="{url(lesson, "cancel")}">수업 취소하기</a> · 6월 12일 (금) 오후 2시까지</p>' in beside
        assert "btn-danger" not in response.content.decode()


def test_staff_may_call_it_off(client, student, superuser, tutorial):
    client.force_login(superuser)
    assert acts(client.get(url(made(tutorial, student)))) == {"신청 취소하기": True}
    over = made(tutorial, student, LessonStatus.COMPLETED, starts_at=PAST)
    assert acts(client.get(url(over))) == {}


def test_a_request_with_offered_times_waits_for_its_mentee(client, mentor, student, tutorial):
    lesson = made(tutorial, student)
    OfferedTimeFactory(lesson=lesson)
    found = {}
    for person in (mentor, student):
        client.force_login(person)
        page = client.get(url(lesson)).context["page"]
        found[person] = (page.ticket.state, page.ticket.kind, page.offer.answers)
    assert found == {
        mentor: ("멘티의 답을 기다립니다", "wait", False),
        student: ("내 답을 기다립니다", "soon", True),
    }
    assert "까지 답해 주세요." in reading.rows(client.get(MINE))[0]
    client.force_login(mentor)
    assert "답변 기한" in reading.rows(client.get(REQUESTS))[0]


def test_the_course_of_a_lesson_with_its_times(client, mentor, student, tutorial):
    lesson = made(tutorial, student)
    client.force_login(student)

    def course() -> str:
        return reading.words(reading.part(client.get(url(lesson)), '<ol class="steps">', "</ol>"))

    assert course() == (
        "신청 (지남) 2026-06-10(수) 12:00 승인 대기 멘토의 답을 기다립니다. "
        "시작 (아직) 2026-06-12(금) 14:00 예정 완료 (아직)"
    )
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        lessons.approve_lesson(lesson_id=lesson.pk, by=mentor)
        assert "승인 (지남) 2026-06-10(수) 13:00 시작 2026-06-12(금) 14:00 예정 완료 (아직)" in course()
    with time_machine.travel(SOON, tick=False):
        lessons.start_lesson(lesson_id=lesson.pk, by=mentor)
        assert "시작 (지남) 2026-06-12(금) 14:00 진행중 완료 (아직)" in course()
        lessons.complete_lesson(lesson_id=lesson.pk, by=mentor)
        assert course().endswith("시작 (지남) 2026-06-12(금) 14:00 완료 (지남) 2026-06-12(금) 14:00")


@pytest.mark.parametrize(("who", "words"), [("mentee", "멘티"), ("mentor", "멘토"), ("staff", "운영자")])
def test_who_cancelled_and_why(client, mentor, student, superuser, tutorial, who, words):
    lesson = made(tutorial, student, LessonStatus.APPROVED)
    by = {"mentee": student, "mentor": mentor, "staff": superuser}[who]
    lessons.cancel_lesson(lesson_id=lesson.pk, by=by, reason="급한 일")
    client.force_login(student)
    text = said(client.get(url(lesson)))
    assert f"취소: {words} 2026-06-10(수) 12:00 사유: 급한 일" in text
    assert f"취소됨 6월 10일 (수)에 {words}가 취소했습니다." in text


def test_the_file_for_the_calendar_is_there_once_it_is_agreed(client, mentor, student, tutorial):
    lesson = made(tutorial, student, LessonStatus.APPROVED)
    for person in (mentor, student):
        client.force_login(person)
        number = Appointment.objects.get(member=person).pk
        assert f'href="/me/appointments/{number}.ics"' in client.get(url(lesson)).content.decode()
    client.force_login(student)
    assert ".ics" not in client.get(url(made(tutorial, student, starts_at=SOON + HOUR))).content.decode()


# --- One lesson: what it overlaps -------------------------------------------------------------------------------------


def test_a_mentor_sees_what_a_request_overlaps(client, mentor, student, other_student, tutorial):
    lesson = made(tutorial, student)
    other = made(tutorial, other_student, starts_at=SOON + dt.timedelta(minutes=30))
    made(tutorial, other_student, starts_at=SOON + dt.timedelta(hours=1))
    busy = {"member": mentor, "starts_at": SOON, "ends_at": SOON + dt.timedelta(hours=1)}
    AppointmentFactory(**busy, title="듣는 특강")
    client.force_login(mentor)
    response = client.get(url(lesson))
    text = said(response)
    assert "같은 시간에 참여하는 다른 일정이 있습니다 ‘듣는 특강’(2026-06-12(금) 14:00~15:00)" in text
    assert "같은 시간에 들어온 다른 신청 박도윤 님의 ‘장고’(2026-06-12(금) 14:30~15:30)" in text
    assert text.count("박도윤 님의") == 1
    assert f'href="{url(other)}"' in response.content.decode()
    assert acts(response)["수업 승인하기"] is True
    AppointmentFactory(**busy, title="여는 멘토링", role=AppointmentRole.HOST)
    response = client.get(url(lesson))
    assert "같은 시간에 진행하는 일정이 있습니다 ‘여는 멘토링’" in said(response)
    assert acts(response)["수업 승인하기"] is False
    refused = client.post(url(lesson, "approve"), follow=True)
    assert "‘여는 멘토링’" in reading.messages(refused)[0]


def test_a_mentee_sees_only_their_own_clashes(client, mentor, student, tutorial):
    lesson = made(tutorial, student)
    AppointmentFactory(member=student, title="내 특강", starts_at=SOON)
    AppointmentFactory(member=mentor, title="멘토의 비밀", starts_at=SOON, role=AppointmentRole.HOST)
    client.force_login(student)
    text = said(client.get(url(lesson)))
    assert "‘내 특강’" in text
    assert "멘토의 비밀" not in text


# --- Moves ------------------------------------------------------------------------------------------------------------


def test_a_lesson_from_request_to_completion(client, mentor, student, tutorial):
    lesson = made(tutorial, student)
    client.force_login(mentor)
    steps = (
        (NOW, "approve", "수업을 승인했습니다. 멘티에게 알렸습니다."),
        (SOON, "start", "수업을 시작했습니다."),
        (SOON + dt.timedelta(hours=1), "complete", "수업을 완료했습니다."),
    )
    for moment, name, words in steps:
        with time_machine.travel(moment, tick=False):
            response = client.post(url(lesson, name), follow=True)
        assert reading.messages(response) == [words]
    lesson.refresh_from_db()
    assert lesson.status == LessonStatus.COMPLETED


def test_starting_early_asks_first(client, mentor, student, tutorial):
    lesson = made(tutorial, student, LessonStatus.APPROVED)
    client.force_login(mentor)
    for answer in (client.get(url(lesson, "start")), client.post(url(lesson, "start"))):
        assert "아직 수업 시각 전입니다. 지금 시작할까요?" in answer.content.decode()
    lesson.refresh_from_db()
    assert lesson.status == LessonStatus.APPROVED
    client.post(url(lesson, "start"), {"early": "1"}, follow=True)
    lesson.refresh_from_db()
    assert lesson.status == LessonStatus.IN_PROGRESS
    response = client.post(url(lesson, "start"), follow=True)
    assert reading.messages(response) == ["승인됨 상태의 수업만 시작할 수 있습니다"]
    assert client.get(url(lesson, "start"))["Location"] == url(lesson)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"ready": "0", "words": ""}, "해당 시간에 다른 일정이 있습니다."),
        (
            {"ready": "3", "words": " 토요일이 좋습니다. "},
            "다른 시간으로 다시 신청해 주시기 바랍니다. 토요일이 좋습니다.",
        ),
        ({"ready": "other", "words": "준비가 더 필요합니다."}, "준비가 더 필요합니다."),
    ],
)
def test_rejecting_with_a_ready_reason_or_ones_own(client, mentor, student, tutorial, given, reason):
    lesson = made(tutorial, student)
    client.force_login(mentor)
    assert "해당 시간에 다른 일정이 있습니다." in client.get(url(lesson, "reject")).content.decode()
    response = client.post(url(lesson, "reject"), given, follow=True)
    assert reading.messages(response) == ["수업 신청을 거절했습니다. 멘티에게 사유를 알렸습니다."]
    lesson.refresh_from_db()
    assert (lesson.status, lesson.reject_reason) == (LessonStatus.REJECTED, reason)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ["사유를 선택해 주세요."]),
        ({"ready": "other", "words": " "}, ["직접 쓰기: 사유를 써 주세요."]),
        ({"ready": "99"}, None),
        ({"ready": "other", "words": "가" * 401}, None),
    ],
)
def test_a_reason_is_needed(client, mentor, student, tutorial, given, said):
    lesson = made(tutorial, student)
    client.force_login(mentor)
    response = client.post(url(lesson, "reject"), given)
    assert reading.errors(response)
    if said:
        assert reading.errors(response) == said
    lesson.refresh_from_db()
    assert lesson.status == LessonStatus.PENDING


@pytest.mark.parametrize(
    ("who", "status", "given", "reason"),
    [
        ("student", "PENDING", {}, ""),
        ("student", "APPROVED", {"ready": "1"}, "몸이 좋지 않습니다."),
        ("student", "APPROVED", {"ready": "other"}, ""),
        ("mentor", "APPROVED", {"ready": "0"}, "급한 일이 생겨 수업을 할 수 없게 되었습니다."),
        ("superuser", "PENDING", {"ready": "1"}, "멘티의 요청으로 취소합니다."),
    ],
)
def test_calling_it_off(client, mentor, student, superuser, tutorial, who, status, given, reason):
    lesson = made(tutorial, student, LessonStatus(status))
    client.force_login({"student": student, "mentor": mentor, "superuser": superuser}[who])
    page = client.get(url(lesson, "cancel")).content.decode()
    assert ("신청 유지" if status == "PENDING" else "수업 유지") in page
    client.post(url(lesson, "cancel"), {"words": "", **given})
    lesson.refresh_from_db()
    assert (lesson.status, lesson.cancel_reason) == (LessonStatus.CANCELLED, reason)


@pytest.mark.parametrize("who", ["mentor", "superuser"])
def test_others_than_the_mentee_need_a_reason_to_call_it_off(client, mentor, student, superuser, tutorial, who):
    lesson = made(tutorial, student, LessonStatus.APPROVED)
    client.force_login({"mentor": mentor, "superuser": superuser}[who])
    assert reading.errors(client.post(url(lesson, "cancel"), {})) == ["사유를 선택해 주세요."]


def test_what_is_too_late_is_said_on_the_lesson(client, mentor, student, tutorial):
    lesson = made(tutorial, student, LessonStatus.APPROVED, starts_at=PAST)
    client.force_login(student)
    for answer in (client.get(url(lesson, "cancel"), follow=True), client.post(url(lesson, "cancel"), follow=True)):
        assert reading.messages(answer) == ["수업 시간이 지나 취소할 수 없습니다."]
    client.force_login(mentor)
    answer = client.get(url(lesson, "reject"), follow=True)
    assert reading.messages(answer) == ["대기중 상태의 수업만 거절할 수 있습니다"]
    missed = made(tutorial, student, starts_at=PAST - HOUR)
    answer = client.post(url(missed, "approve"), follow=True)
    assert reading.messages(answer) == ["수업 시간이 지나 승인할 수 없습니다. 사유를 적어 거절해 주세요."]


def test_only_its_mentor_answers_and_strangers_know_nothing(client, mentor, student, stranger, superuser, tutorial):
    lesson = made(tutorial, student)
    names = ("approve", "reject", "start", "complete")
    for person, code in ((student, 403), (superuser, 403), (stranger, 404)):
        client.force_login(person)
        assert [client.post(url(lesson, name)).status_code for name in names] == [code] * 4
    assert client.post(url(lesson, "cancel")).status_code == 404
    lesson.refresh_from_db()
    assert lesson.status == LessonStatus.PENDING
