"""Home and my page."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.contrib.staticfiles import finders
from django.urls import reverse

from apps.accounts.states import MentorStatus
from apps.core import clock
from apps.lessons.states import LessonStatus
from apps.mentoring.states import ApplicationState
from apps.planner.models import AppointmentRole
from tests.factories.accounts import MemberFactory, MentorProfileFactory
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.factories.mentoring import ApplicationFactory, AttendanceFactory, SessionFactory
from tests.factories.notices import NoticeFactory
from tests.factories.planner import AppointmentFactory
from tests.mentoring import reading
from tests.people import fresh

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 10, 9, tzinfo=clock.SEOUL)


@pytest.fixture
def page(client, student):
    client.force_login(student)
    return client


def may(permission: str) -> Permission:
    label, codename = permission.split(".")
    return Permission.objects.get(content_type__app_label=label, codename=codename)


def text_of(answer) -> str:
    """Return the page without the white space around its tags."""
    assert answer.status_code == 200
    return re.sub(r"(?<=>) | (?=<)", "", re.sub(r"\s+", " ", answer.content.decode()))


# --- Home -------------------------------------------------------------------------------------------------------------


def test_a_visitor_sees_what_is_open_soonest_first_and_how_it_works(client):
    for days, title in ((9, "나중 멘토링"), (4, "먼저 멘토링")):
        SessionFactory(title=title, starts_at=clock.now() + dt.timedelta(days=days))
    SessionFactory(title="가득 찬 멘토링", capacity=1, starts_at=clock.now() + dt.timedelta(days=1))
    full = SessionFactory(title="꽉 찬 멘토링", capacity=1)
    ApplicationFactory(session=full)
    SessionFactory(title="아직 아닌 멘토링", reg_start=clock.today() + dt.timedelta(days=1))
    text = text_of(client.get("/"))
    assert 0 < text.index("먼저 멘토링") < text.index("나중 멘토링")
    for hidden in ("꽉 찬 멘토링", "아직 아닌 멘토링"):
        assert hidden not in text
    assert "이렇게 이용하세요" in text
    assert '<a href="/mentoring/">접수중인 멘토링 모두 보기</a>' in text


def test_one_search_finds_what_can_be_applied_for_in_every_domain(client):
    SessionFactory(title="포트폴리오 점검")
    SessionFactory(title="면접 연습")
    SessionFactory(title="코드 읽기", author=MemberFactory(name="포트민"))
    TutorialFactory(title="포트폴리오 과외")
    TutorialFactory(title="수학 과외")
    text = text_of(client.get("/"))
    assert '<form class="search" method="get" action="/" role="search">' in text
    for title in ("포트폴리오 점검", "면접 연습", "포트폴리오 과외", "수학 과외"):
        assert title in text
    found = text_of(client.get("/?q= 포트%00"))
    assert "‘포트’ 검색 결과입니다." in found
    for title in ("포트폴리오 점검", "코드 읽기", "포트폴리오 과외"):
        assert title in found
    for title in ("면접 연습", "수학 과외", "이렇게 이용하세요"):
        assert title not in found
    assert 'href="/mentoring/?status=all&amp;q=%ED%8F%AC%ED%8A%B8"' in found
    assert 'href="/tutorials/?q=%ED%8F%AC%ED%8A%B8"' in found
    nothing = text_of(client.get("/?q=없는말"))
    assert "검색 결과에 접수 중인 멘토링이 없습니다" in nothing
    assert "검색 결과에 과외가 없습니다" in nothing


def test_the_newest_tutorials_on_offer(client):
    for number in range(6):
        TutorialFactory(title=f"{number}번째 과외", created_at=NOW + dt.timedelta(hours=number))
    TutorialFactory(title="닫은 과외", is_open=False)
    text = text_of(client.get("/"))
    assert 0 < text.index("5번째 과외") < text.index("3번째 과외")
    for title in ("2번째 과외", "닫은 과외"):
        assert title not in text


def test_three_are_picked_and_an_empty_house_says_so(client, page):
    assert "지금 신청할 수 있는 멘토링이 없습니다" in text_of(page.get("/"))
    SessionFactory.create_batch(8)
    assert text_of(page.get("/")).count('<li class="pick">') == 3
    assert "이렇게 이용하세요" not in text_of(page.get("/"))
    SessionFactory.create_batch(8, title="찾는 말")
    assert text_of(page.get("/?q=찾는 말")).count("row-item") == 6


@time_machine.travel(NOW, tick=False)
def test_a_member_is_shown_what_fits_with_the_reason(page, client, student):
    old = {"created_at": NOW - dt.timedelta(days=9), "reg_start": NOW.date() - dt.timedelta(days=9), "capacity": 9}
    thursday = dt.datetime(2026, 6, 11, 19, tzinfo=clock.SEOUL)
    SessionFactory(title="내가 연 것", author=student, starts_at=thursday, **old)
    ApplicationFactory(session=SessionFactory(title="신청한 것", starts_at=thursday, **old), member=student)
    SessionFactory(title="겹치는 것", starts_at=thursday + dt.timedelta(days=2), **old)
    AppointmentFactory(member=student, starts_at=thursday + dt.timedelta(days=2, minutes=30))
    SessionFactory(title="맞는 것", starts_at=thursday, **old)
    SessionFactory(title="새것", starts_at=thursday + dt.timedelta(days=1), **{**old, "created_at": NOW})
    today = {**old, "reg_end": NOW.date()}
    SessionFactory(title="닫히는 것", starts_at=thursday + dt.timedelta(days=1, hours=1), venue_text="온라인", **today)
    picks = text_of(page.get("/")).split("이런 멘토링은 어떠세요?")[1].split("</section>")[0]
    whole = reading.words(picks)
    assert picks.count("is-soon") == 1  # a deadline that is near has its own colour, as in the list
    assert "비어 있는 목요일 저녁 맞는 것 6월 11일 (목) 저녁 7시" in whole
    assert "새로 열림 새것" in whole
    assert "오늘 접수 마감 닫히는 것" in whole
    for title in ("내가 연 것", "신청한 것", "겹치는 것"):
        assert title not in whole
    client.logout()
    assert "접수중 내가 연 것" in reading.words(text_of(client.get("/")))


@time_machine.travel(NOW, tick=False)
def test_a_member_sees_the_week_ahead(page, client, student, stranger):
    AppointmentFactory(member=student, title="오늘 것", starts_at=NOW + dt.timedelta(hours=2), path="/lessons/3/")
    AppointmentFactory(member=student, title="이레 뒤", starts_at=NOW + dt.timedelta(days=7))
    AppointmentFactory(member=stranger, title="남의 것", starts_at=NOW + dt.timedelta(hours=3))
    text = text_of(page.get("/"))
    strip = text.split('<ol class="weekstrip">')[1].split("</ol>")[0]
    assert strip.count("weekstrip-day") == 7
    assert strip.count("is-holiday") == 1
    assert '<a href="/lessons/3/"><span>' in strip
    for title in ("이레 뒤", "남의 것"):
        assert title not in strip
    assert "weekstrip" not in text_of(page.get("/?q=말")).split("<main")[1]
    client.logout()
    assert 'class="weekstrip"' not in text_of(client.get("/"))


@pytest.mark.parametrize("count", [1, 50])
def test_home_costs_the_same_for_one_and_for_many(client, page, count, django_assert_num_queries):
    SessionFactory.create_batch(count)
    TutorialFactory.create_batch(count)
    page.get("/")
    with django_assert_num_queries(8):  # session, member, week, holidays, sessions, courses, tutorials, unread
        page.get("/")
    client.logout()
    with django_assert_num_queries(3):
        client.get("/")


# --- My page ----------------------------------------------------------------------------------------------------------


@time_machine.travel(NOW, tick=False)
def test_what_is_next_with_its_place_and_the_time_left(page, student, stranger):
    AppointmentFactory(member=student, title="그다음", starts_at=NOW + dt.timedelta(days=1, hours=3), place="")
    AppointmentFactory(member=student, title="바로 다음", starts_at=NOW + dt.timedelta(hours=3, minutes=20), place="A1")
    AppointmentFactory(member=stranger, title="남의 일정", starts_at=NOW + dt.timedelta(hours=1))
    text = text_of(page.get("/me/"))
    assert 0 < text.index("바로 다음") < text.index("그다음")
    for words in ("6월 10일 수요일", "3시간 20분 뒤 시작", "낮 12시 20분–오후 2시 20분", "내일 낮 12시", "A1", "참여"):
        assert words in text
    assert "남의 일정" not in text


@time_machine.travel(NOW, tick=False)
def test_what_runs_now_is_said_to_run(page, student):
    AppointmentFactory(member=student, starts_at=NOW - dt.timedelta(hours=1), ends_at=NOW + dt.timedelta(minutes=20))
    assert "지금 진행 중 · 20분 뒤 끝남" in text_of(page.get("/me/"))


@time_machine.travel(NOW, tick=False)
def test_one_joins_from_ten_minutes_before_by_the_one_button(page, student):
    address = "https://meet.example/secret"
    row = AppointmentFactory(member=student, starts_at=NOW + dt.timedelta(minutes=11), join_url=address)
    assert "입장하기" not in text_of(page.get("/me/"))
    with time_machine.travel(NOW + dt.timedelta(minutes=1), tick=False):
        text = text_of(page.get("/me/"))
    assert f'href="{row.join_path}">입장하기</a>' in text
    assert address not in text


def test_a_newcomer_sees_three_steps_and_no_empty_month(page, student):
    text = text_of(page.get("/me/"))
    for words in ("프로필 채우기", "내 달력에 연결하기", "첫 신청하기", 'href="/mentoring/?status=open"'):
        assert words in text
    for words in ('class="month"', "할 일", "기다리는 중", "새 소식", "first-done"):
        assert words not in text
    student.introduction = "웹을 배웁니다."
    student.save()
    assert text_of(page.get("/me/")).count("first-done") == 1


def test_ones_places_in_the_waiting_lists(page, student):
    session = SessionFactory(title="꽉 찬 멘토링", capacity=1)
    ApplicationFactory(session=session)
    ApplicationFactory(session=session, state=ApplicationState.WAITING)
    ApplicationFactory(session=session, state=ApplicationState.WAITING, member=student)
    freed = SessionFactory(title="자리가 빈 멘토링", capacity=2)
    ApplicationFactory(session=freed)
    until = clock.now() + dt.timedelta(hours=5)
    ApplicationFactory(session=freed, state=ApplicationState.WAITING, member=student, offered_until=until)
    text = text_of(page.get("/me/"))
    waits = text.index("기다리는 중")
    assert text.index("할 일") < text.index("자리 제안에 답하기: 자리가 빈 멘토링") < waits < text.index("꽉 찬 멘토링")
    assert text.count("대기 2번") == 1


def test_a_mentor_sees_who_comes_and_who_waits(client, mentor):
    session = SessionFactory(author=mentor, title="내 멘토링", capacity=1)
    ApplicationFactory(session=session)
    ApplicationFactory(session=session, state=ApplicationState.WAITING)
    SessionFactory(author=mentor, title="승인 전")
    SessionFactory(author=mentor, title="지금 하는 것", starts_at=clock.now(), reg_start=clock.today() - clock.ONE_DAY)
    SessionFactory(author=mentor, title="지운 것", deleted_at=clock.now())
    SessionFactory(title="남의 것")
    client.force_login(mentor)
    text = text_of(client.get("/me/"))
    for words in ("예정", "1/1명 · 대기 1명", "개설 승인 전", "0/3명", "정리할 것이 없습니다."):
        assert words in text
    assert (
        text.index("내 멘토링") < text.index("진행 중</h3>") < text.index("지금 하는 것") < text.index("참석 기록하기")
    )
    for words in ("지운 것", "남의 것"):
        assert words not in text


def test_a_mentor_is_asked_who_came_for_seven_days(client, mentor):
    def held(title: str, days_ago: int, **more):
        start = clock.now() - dt.timedelta(days=days_ago, hours=3)
        day = clock.local(start).date()
        return SessionFactory(author=mentor, title=title, starts_at=start, reg_start=day, **more)

    ApplicationFactory(session=held("기록할 것", 2))
    ApplicationFactory(session=held("대기만 있는 것", 2), state=ApplicationState.WAITING)
    ApplicationFactory(session=held("오래된 것", 8))
    ApplicationFactory(session=held("반려된 것", 2, declined_at=clock.now()))
    AttendanceFactory(application__session=held("기록한 것", 2))
    client.force_login(mentor)
    board = text_of(client.get("/me/")).split("정리할 것</h3>")[1]
    assert "기록할 것" in board
    assert "참석 기록 전" in board
    for title in ("대기만 있는 것", "오래된 것", "반려된 것", "기록한 것"):
        assert title not in board


def test_lessons_that_wait_for_an_answer(client, mentor, student):
    asked = LessonFactory(tutorial__mentor=mentor, tutorial__title="들어온 신청", mentee=student)
    LessonFactory(tutorial__mentor=mentor, tutorial__title="승인한 것", status=LessonStatus.APPROVED)
    past = clock.now() - dt.timedelta(days=1)
    LessonFactory(tutorial__mentor=mentor, tutorial__title="답하지 않은 것", starts_at=past)
    LessonFactory(tutorial__mentor=mentor, tutorial__title="마친 것", status=LessonStatus.APPROVED, starts_at=past)
    client.force_login(mentor)
    text = text_of(client.get("/me/"))
    for words in (
        "답변 대기 1건",
        f'href="{asked.get_absolute_url()}"',
        "완료로 바꿀 수업 1건",
        "승인한 것",
        "까지 답변",
    ):
        assert words in text
    for words in ("답하지 않은 것", "마친 것"):
        assert words not in text
    LessonFactory(tutorial__mentor=mentor, mentee=student)
    assert 'href="/lessons/requests/">답변 대기 2건' in text_of(client.get("/me/"))
    client.force_login(student)
    text = text_of(client.get("/me/"))
    assert text.index("기다리는 중") < text.index("들어온 신청") < text.index("답변 대기")
    assert "/lessons/requests/" not in text


def test_a_request_to_be_a_mentor_is_shown_while_it_is_reviewed(client):
    member = fresh(MentorProfileFactory(status=MentorStatus.PENDING, decided_at=None).member)
    client.force_login(member)
    text = text_of(client.get("/me/"))
    for words in ("멘토 신청", "심사 중", 'href="/accounts/mentor/"'):
        assert words in text


def test_staff_see_what_they_have_to_decide_and_may(client, superuser, bare_staff):
    SessionFactory.create_batch(2)
    SessionFactory(approved_at=clock.now())
    SessionFactory(starts_at=clock.now() - dt.timedelta(days=3), reg_start=clock.today() - dt.timedelta(days=9))
    MentorProfileFactory(status=MentorStatus.PENDING, decided_at=None)
    client.force_login(superuser)
    text = text_of(client.get("/me/"))
    assert "개설 승인을 기다리는 멘토링 2건" in text
    assert "심사를 기다리는 멘토 신청" in text
    for address in (
        "/admin/mentoring/session/?decision=waiting",
        "/admin/accounts/mentorprofile/?status__exact=pending",
    ):
        assert f'href="{address}"' in text
        assert client.get(address).status_code == 200
    client.force_login(bare_staff)
    assert "개설 승인을 기다리는 멘토링" not in text_of(client.get("/me/"))
    bare_staff.user_permissions.add(may("mentoring.view_session"))
    text = text_of(client.get("/me/"))
    assert "개설 승인을 기다리는 멘토링" in text
    assert "심사를 기다리는 멘토 신청" not in text


@time_machine.travel(NOW, tick=False)
def test_the_calendar_as_a_month_and_as_a_week(page, student):
    AppointmentFactory(member=student, title="유월 일정", starts_at=NOW + dt.timedelta(days=2), path="/mentoring/7/")
    AppointmentFactory(member=student, title="칠월 일정", starts_at=NOW + dt.timedelta(days=40), place="B2")
    month = text_of(page.get("/me/"))
    assert "앞으로 4주" in month
    assert 'class="month-entry is-open" href="/mentoring/7/"' in month
    assert 'href="/me/#calendar">앞으로 4주</a>' not in month
    july = text_of(page.get("/me/?month=2026-07"))
    assert "2026년 7월" in july
    assert 'href="/me/#calendar">앞으로 4주</a>' in july
    week = text_of(page.get("/me/?week=2026-07-20"))
    for words in ("2026년 7월 20일~26일", "7월 20일 (월)", "09:00~11:00", "일정 없음"):
        assert words in week
    assert 'class="month"' not in week


def test_what_changed(page, student):
    NoticeFactory.create_batch(7, member=student)
    text = text_of(page.get("/me/"))
    assert text.count("notice-when") == 3
    assert '<span class="tool-count" aria-hidden="true">7</span>' in text


@pytest.mark.parametrize("view", ["", "?week=2026-06-15"])
@pytest.mark.parametrize("count", [1, 50])
def test_my_page_costs_the_same_for_one_and_for_many(client, view, count, django_assert_num_queries):
    member = _busy_member(count, is_staff=False)
    client.force_login(member)
    client.get("/me/")
    # session, member, calendar, holidays, next, notices with unread; of mentoring 2, of lessons 4, of hours 1, of
    # e-learning 5
    with django_assert_num_queries(19):
        client.get(f"/me/{view}")


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_of_staff_who_are_mentors_costs_at_most_twenty_two(client, count, django_assert_num_queries):
    member = _busy_member(count, is_staff=True)
    member.user_permissions.add(may("mentoring.view_session"), may("accounts.view_mentorprofile"))
    client.force_login(member)
    client.get("/me/")
    with django_assert_num_queries(22):  # and the counts, and two for the permissions of who is no superuser
        client.get("/me/")


def _busy_member(count: int, *, is_staff: bool):
    member = fresh(MentorProfileFactory(member=MemberFactory(is_staff=is_staff)).member)
    for number in range(count):
        AppointmentFactory(member=member)
        AppointmentFactory(member=member, role=AppointmentRole.HOST, starts_at=NOW + dt.timedelta(days=number))
        session = SessionFactory(capacity=1)
        ApplicationFactory(session=session)
        ApplicationFactory(session=session, member=member, state=ApplicationState.WAITING)
        LessonFactory(mentee=member)
        LessonFactory(tutorial__mentor=member)
    SessionFactory.create_batch(count, author=member)
    NoticeFactory.create_batch(count, member=member)
    return member


@pytest.mark.parametrize("address", ["/me/", "/me/?week=2026-06-15"])
def test_nobody_is_asked_to_log_in(client, address):
    assert client.get(address).status_code == 302


# --- What machines ask ------------------------------------------------------------------------------------------------


def test_robots_are_told_what_to_leave_alone(client):
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    for path in ("/me/", "/notices/", "/admin/", "/api/", "/accounts/"):
        assert f"Disallow: {path}" in lines
    assert "Disallow: /mentoring/" not in lines


def test_where_to_report_a_weakness_is_told_if_the_operator_says_so(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    answer = client.get("/.well-known/security.txt")
    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert (told["Contact"], told["Canonical"]) == (
        "mailto:security@example.org", "http://testserver/.well-known/security.txt",
    )  # fmt: skip
    expires = dt.datetime.fromisoformat(told["Expires"])
    assert clock.now() < expires < clock.now() + dt.timedelta(days=365)


def test_a_password_manager_is_led_to_the_page_that_changes_the_password(client):
    answer = client.get("/.well-known/change-password")
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_change_password"))


def test_the_former_address_of_a_mentor_leads_to_the_page(client):
    answer = client.get("/accounts/mentors/7/")
    assert (answer.status_code, answer["Location"]) == (301, "/mentors/7/")


def test_a_program_that_asks_for_the_usual_icon_is_shown_ours(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (302, "/static/img/mark.svg")


def test_the_manifest_names_the_site_and_an_icon_that_is_there(client):
    manifest = client.get("/site.webmanifest").json()
    assert (manifest["name"], manifest["start_url"], manifest["lang"]) == ("배움터", "/me/", "ko")
    assert finders.find(manifest["icons"][0]["src"].removeprefix("/static/"))
