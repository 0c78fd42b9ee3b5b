"""The list, the calendar and the detail page, as a person reads them."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.core import clock
from apps.planner.models import AppointmentRole
from apps.topics.models import Topic
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory, VenueFactory
from tests.mentoring import reading

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
LIST = "/mentoring/"
ALL = "/mentoring/?status=all"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def at(day: int, hour: int = 14, month: int = 6, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=clock.SEOUL)


# --- The list ---------------------------------------------------------------------------------------------------------


def test_a_row_says_all_that_people_look_for(client, mentor, student):
    session = SessionFactory(
        author=mentor, title="주니어의 첫 코드 리뷰", type="lecture", starts_at=at(20, 19), ends_at=at(20, 21),
        reg_start=dt.date(2026, 6, 1), reg_end=dt.date(2026, 6, 18), capacity=10, approved_at=NOW,
        venue=VenueFactory(name="스페이스 S"),
    )  # fmt: skip
    ApplicationFactory(session=session)
    session.topics.add(Topic.objects.create(name="데이터"))
    response = client.get(LIST)
    assert 'href="/mentoring/?topic=%EB%8D%B0%EC%9D%B4%ED%84%B0">데이터</a>' in response.content.decode()
    (row,) = reading.rows(response)
    assert row.startswith(
        '"> 6월 20 토요일 주니어의 첫 코드 리뷰 저녁 7시–9시 스페이스 S 김 김하준 멘토 특강 함께 이야기합니다.'
        " 데이터 1/10명 9자리 남음 6월 18일까지 접수"
    )


@pytest.mark.parametrize(
    ("state", "said"), [("applied", ["신청함"]), ("waiting", ["대기 2번"]), ("cancelled", []), (None, [])]
)
def test_a_row_says_whether_i_am_in(client, student, state, said):
    session = SessionFactory(capacity=1, starts_at=at(20))
    if state != "applied":
        ApplicationFactory(session=session)
    ApplicationFactory(session=session, state="waiting")
    if state:
        ApplicationFactory(session=session, member=student, state=state)
    ApplicationFactory(session=session, state="waiting")
    client.force_login(student)
    (row,) = reading.rows(client.get(ALL))
    assert [words for words in ("신청함", "대기 1번", "대기 2번", "대기 3번") if words in row] == said


def test_a_row_says_that_it_clashes_only_where_times_really_overlap(client, student):
    SessionFactory(title="겹침", starts_at=at(20, 14), ends_at=at(20, 16))
    SessionFactory(title="뒤에 맞닿음", starts_at=at(20, 17), ends_at=at(20, 18))
    SessionFactory(title="앞에 맞닿음", starts_at=at(20, 13), ends_at=at(20, 15))
    own = SessionFactory(title="내 신청", starts_at=at(21, 14), ends_at=at(21, 16))
    ApplicationFactory(session=own, member=student)
    AppointmentFactory(member=student, starts_at=at(20, 15), ends_at=at(20, 17))
    AppointmentFactory(
        member=student, source="mentoring.session", source_id=own.pk, starts_at=own.starts_at, ends_at=own.ends_at
    )
    client.force_login(student)
    response = client.get(LIST)
    assert [(title, "내 일정과 겹침" in row) for title, row in zip(
        reading.titles(response), reading.rows(response), strict=True
    )] == [("앞에 맞닿음", False), ("겹침", True), ("뒤에 맞닿음", False), ("내 신청", False)]  # fmt: skip


def test_a_session_of_another_year_says_which(client):
    SessionFactory(starts_at=at(5, month=1, year=2027))
    assert reading.rows(client.get(LIST))[0].startswith('"> 2027년 1월 5 화요일')


def test_filters_chips_and_total(client, student):
    for n in range(12):
        SessionFactory(title=f"면접 {n}", starts_at=at(20))
    SessionFactory(title="코드")
    client.force_login(student)
    query = {"weekday": ["fri", "sat"], "q": "면접", "period": "month", "page": "2"}
    response = client.get(LIST, query)
    assert reading.total(response) == "총 12건"
    said = ["금요일", "토요일", "이번 달", "검색어: 면접"]
    assert reading.chips(response) == [f"조건 해제: {words}" for words in said]
    assert reading.titles(response) == ["면접 10", "면접 11"]
    page = response.content.decode()
    assert ("1개 사용 중" in page, '<details class="finder-more" open>' in page) == (True, True)
    assert 'href="?weekday=fri&amp;weekday=sat&amp;period=month&amp;q=%EB%A9%B4%EC%A0%91&amp;page=1"' in page


def test_an_address_keeps_only_what_was_chosen(client):
    """What a form sends without a value is taken out of the address; a page that needs nothing is not redirected."""
    response = client.get(LIST, {"q": "", "weekday": ["tue", "wed"], "place": " ", "status": "", "from": ""})
    assert (response.status_code, response["Location"]) == (302, "/mentoring/?weekday=tue&weekday=wed")
    assert client.get(LIST, {"q": ""})["Location"] == LIST
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "current", "titles"),
    [
        ("", "신청할 수 있는 것", ["열린 것", "내 것"]),
        ("status=all", "전체", ["내 것", "열린 것", "끝난 것"]),
        ("mine=opened", "내가 연 것", ["내 것"]),
        ("mine=applied", "내가 신청한 것", ["끝난 것"]),
    ],
)
def test_what_can_be_applied_for_comes_first_and_the_rest_is_one_click_away(client, mentor, query, current, titles):
    SessionFactory(title="열린 것", starts_at=at(20))
    SessionFactory(title="내 것", starts_at=at(21), author=mentor)
    ended = SessionFactory(title="끝난 것", starts_at=at(1), reg_start=dt.date(2026, 5, 1))
    ApplicationFactory(session=ended, member=mentor)
    client.force_login(mentor)
    response = client.get(f"{LIST}?{query}")
    assert reading.titles(response) == titles
    tabs = reading.part(response, '<nav class="tabs"', "</nav>")
    links = [reading.words("<a" + link.split("</a>")[0]) for link in tabs.split("<a")[1:]]
    assert links == ["신청할 수 있는 것", "전체", "내가 신청한 것", "내가 연 것"]
    assert (
        reading.words("<a" + next(x for x in tabs.split("<a")[1:] if "aria-current" in x).split("</a>")[0]) == current
    )


def test_the_form_keeps_whose_sessions_are_shown(client, student):
    client.force_login(student)
    response = client.get(f"{LIST}?mine=applied&view=calendar&month=2026-07")
    assert [reading.hidden(response, name) for name in ("mine", "view", "month")] == ["applied", "calendar", "2026-07"]


@pytest.mark.parametrize(("size", "shown"), [("", 10), ("20", 20), ("50", 25), ("7", 10)])
def test_how_many_rows_a_page_has(client, size, shown):
    for n in range(25):
        SessionFactory(title=str(n), starts_at=at(20))
    assert len(reading.titles(client.get(LIST, {"size": size} if size else {}))) == shown


def test_a_topic_that_nobody_keeps_finds_nothing_and_stays_in_the_form(client):
    SessionFactory()
    response = client.get(f"{LIST}?topic=없는 주제")
    assert reading.titles(response) == []
    assert '<option value="없는 주제" selected>' in response.content.decode()


def test_whether_a_session_is_approved_is_said_to_those_concerned(client, mentor, student, stranger, superuser):
    ApplicationFactory(session=SessionFactory(author=mentor, starts_at=at(20)), member=student)
    SessionFactory(author=mentor, starts_at=at(21), approved_at=NOW)
    said = {}
    for name, person in {"author": mentor, "applied": student, "other": stranger, "staff": superuser}.items():
        client.force_login(person)
        said[name] = ["개설 승인" in row for row in reading.rows(client.get(LIST))]
    assert said == {
        "author": [True, False],
        "applied": [True, False],
        "other": [False, False],
        "staff": [True, False],
    }


@pytest.mark.parametrize(
    ("page", "first"),
    [("1", "0"), ("3", "20"), ("99", "20"), ("999999999999999999999999", "0"), ("0", "0"), ("-1", "0"), ("x", "0"),
     ("²", "0")],
)  # fmt: skip
def test_page_edges(client, page, first):
    for n in range(25):
        SessionFactory(title=str(n), starts_at=at(20))
    response = client.get(LIST, {"page": page})
    assert (response.status_code, reading.titles(response)[0]) == (200, first)


def test_totals_are_capped_and_far_pages_still_come(client, monkeypatch):
    monkeypatch.setattr("apps.core.paging.COUNT_CAP", 20)
    for n in range(25):
        SessionFactory(title=str(n), starts_at=at(20))
    response = client.get(LIST, {"page": "3"})
    assert reading.total(response) == "총 20건 이상"
    assert reading.titles(response) == ["20", "21", "22", "23", "24"]


def test_two_kinds_of_empty(client, mentor, student):
    def empty(query: str = "") -> str:
        return reading.words(reading.part(client.get(LIST + query), '<div class="empty">', "</div>"))

    assert empty() == (
        "지금 신청할 수 있는 멘토링이 없습니다 멘토가 새 멘토링을 열면 이곳에 보입니다."
        " 접수예정 멘토링 보기 · 지난 것까지 모두 보기"
    )
    assert empty("?q=없는 말") == (
        "‘없는 말’에 맞는 멘토링이 없습니다 지금 신청할 수 있는 것에서 찾았습니다."
        " 지난 것까지 모두에서 찾기 조건 지우고 모두 보기"
    )
    assert 'href="?status=all&amp;q=%EC%97%86%EB%8A%94+%EB%A7%90"' in client.get(f"{LIST}?q=없는 말").content.decode()
    assert empty("?type=lecture&status=all") == (
        "조건에 맞는 멘토링이 없습니다 조건을 줄이거나 다른 검색어로 찾아보세요. 조건 지우고 모두 보기"
    )
    client.force_login(mentor)
    assert empty().endswith("지난 것까지 모두 보기 멘토링 열기")


def test_only_mentors_are_offered_to_open_one(client, mentor, student, superuser, bare_staff):
    offered = {}
    for name, person in {"mentor": mentor, "student": student, "superuser": superuser, "staff": bare_staff}.items():
        client.force_login(person)
        offered[name] = reverse("mentoring:new") in client.get(LIST).content.decode()
    assert offered == {"mentor": True, "student": False, "superuser": True, "staff": False}


def test_a_visitor_who_asks_for_their_own_is_told_to_log_in(client):
    SessionFactory()
    response = client.get(LIST, {"mine": "applied"})
    assert len(reading.titles(response)) == 1
    assert "로그인하면 내가 열거나 신청한 멘토링만 골라 볼 수 있습니다." in response.content.decode()


def test_a_declined_session_is_listed_for_its_author_and_staff_only(client, mentor, student, superuser):
    SessionFactory(author=mentor, declined_at=NOW, title="반려된 것")
    seen = []
    for person in (None, student, mentor, superuser):
        client.logout() if person is None else client.force_login(person)
        seen.append(reading.titles(client.get(ALL)))
    assert seen == [[], [], ["반려된 것"], ["반려된 것"]]


@pytest.mark.parametrize("address", [LIST, f"{LIST}?view=calendar"])
def test_words_of_people_are_never_markup(client, address):
    SessionFactory(title="<script>alert(1)</script>", venue_text='"><img src=x>', starts_at=at(20))
    page = client.get(address).content.decode()
    assert "&lt;script&gt;alert" in page
    assert ("<script>alert" in page, "<img src=x" in page) == (False, False)


@pytest.mark.parametrize(("rows", "search"), [(1, False), (50, False), (1, True), (50, True)])
def test_the_list_asks_the_same_number_of_questions_whatever_the_rows(
    client, student, django_assert_num_queries, rows, search
):
    # session, member, topics to choose, count, keys, rows, their topics, unread notices; authors and topics of a word,
    # and whether the search is saved
    for n in range(rows):
        session = SessionFactory(starts_at=at(20), capacity=1)
        ApplicationFactory(session=session, **({"member": student} if n % 2 else {}))
        ApplicationFactory(session=session, state="waiting", **({} if n % 2 else {"member": student}))
    client.force_login(student)
    query = {"q": "회원"} if search else {}
    with django_assert_num_queries(11 if search else 8):
        client.get(LIST, {"status": "all", **query})


def test_a_full_page_stays_below_forty_kilobytes(client, student):
    for n in range(10):
        SessionFactory(starts_at=at(20), title=f"{n} " + "가" * 60, venue=VenueFactory())
    client.force_login(student)
    assert len(client.get(LIST, {"type": "public", "period": "month"}).content) < 48_000


# --- The calendar -----------------------------------------------------------------------------------------------------


def days(response) -> dict[str, str]:
    """What stands on each day that has something: date → words."""
    page = response.content.decode()
    cells = (cell.split("</td>")[0] for cell in page.split('<time class="month-date"')[1:])
    return {cell.split('"')[1]: reading.words("<" + cell.split(">", 1)[1].split("</time>", 1)[1]) for cell in cells
            if "month-entry" in cell}  # fmt: skip


def test_the_calendar_shows_the_same_filters_by_month(client, student):
    mine = SessionFactory(title="내 것", starts_at=at(12, 9), type="lecture")
    ApplicationFactory(session=mine, member=student)
    SessionFactory(title="다른 유형", starts_at=at(12), type="public")
    SessionFactory(title="다음 달", starts_at=at(15, month=7), type="lecture")
    SessionFactory(title="앞 달의 끝", starts_at=at(31, month=5), type="lecture", reg_start=dt.date(2026, 5, 1))
    client.force_login(student)
    june = client.get(LIST, {"view": "calendar", "type": "lecture", "status": "all", "month": "2026-06"})
    assert reading.total(june) == "이달 1건"
    assert days(june) == {"2026-05-31": "14:00 종료 앞 달의 끝", "2026-06-12": "09:00 신청함 내 것"}
    july = client.get(LIST, {"view": "calendar", "type": "lecture", "month": "2026-07"})
    assert days(july) == {"2026-07-15": "14:00 접수중 다음 달"}
    assert 'href="?type=lecture&amp;view=calendar&amp;month=2026-08"' in july.content.decode()
    assert 'href="?type=lecture&amp;view=calendar&amp;month=2026-06"' in july.content.decode()


def test_the_calendar_opens_on_the_weeks_ahead(client):
    """On the last day of a month it shows what comes, never a page of days that are over."""
    for title, moment in {
        "어제": at(29, month=6), "오늘": at(30, 22), "다음 달": at(2, month=7), "4주째": at(25, month=7),
        "5주째": at(26, month=7),
    }.items():  # fmt: skip
        SessionFactory(title=title, starts_at=moment, reg_start=dt.date(2026, 6, 1))
    with time_machine.travel(at(30), tick=False):
        response = client.get(f"{LIST}?view=calendar")
    assert days(response) == {
        "2026-06-30": "22:00 마감임박 오늘",
        "2026-07-02": "14:00 접수중 다음 달",
        "2026-07-25": "14:00 접수중 4주째",
    }
    assert reading.total(response) == "총 3건"
    page = response.content.decode()
    assert ("앞으로 4주" in page, 'href="?view=calendar&amp;month=2026-06"' in page) == (True, True)


def test_a_crowded_day_leads_to_its_list(client):
    for n in range(7):
        SessionFactory(title=f"{n}번째", starts_at=at(12, 9 + n))
    response = client.get(LIST, {"view": "calendar"})
    assert reading.total(response) == "총 7건"
    assert days(response) == {"2026-06-12": "09:00 접수중 0번째 10:00 접수중 1번째 11:00 접수중 2번째 4건 더 보기"}
    more = reading.part(response, 'class="month-more" href="', '"').replace("&amp;", "&")
    assert reading.titles(client.get(LIST + more)) == [f"{n}번째" for n in range(7)]


@pytest.mark.parametrize("month", ["2026-13", "x", "0000-00", "2026-6", "99999-01", "2026-06-01"])
def test_a_month_that_is_none_is_the_weeks_ahead(client, month):
    response = client.get(LIST, {"view": "calendar", "month": month})
    assert (response.status_code, "앞으로 4주" in response.content.decode()) == (200, True)


@pytest.mark.parametrize("rows", [1, 50])
def test_the_calendar_asks_the_same_number_of_questions(client, student, django_assert_num_queries, rows):
    for n in range(rows):
        ApplicationFactory(session=SessionFactory(starts_at=at(11 + n % 15), capacity=5), member=student)
    client.force_login(student)
    with django_assert_num_queries(7):
        client.get(LIST, {"view": "calendar"})


# --- One session ------------------------------------------------------------------------------------------------------


def test_a_visitor_reads_the_facts(client, mentor):
    session = SessionFactory(
        author=mentor, title="잠금을 눈으로 보기", starts_at=at(20, 14), ends_at=at(20, 16), capacity=5,
        reg_start=dt.date(2026, 6, 1), reg_end=dt.date(2026, 6, 18), content="<h2>준비물</h2><p>노트북</p>",
        venue=VenueFactory(name="스페이스 A1", note="12층"),
    )  # fmt: skip
    response = client.get(session.get_absolute_url())
    assert reading.words(reading.part(response, '<p class="ticket-when">', "</p>")) == (
        "6월 20일 (토) 오후 2시–4시 2026-06-20(토) 14:00~16:00"
    )
    assert reading.words(reading.part(response, '<dl class="ticket-facts">', "</dl>")) == "장소 스페이스 A1 12층"
    assert reading.words(reading.part(response, '<dl class="facts">', "</dl>")) == (
        "접수 기간 6월 1일 (월) – 6월 18일 (목) 2026-06-01(월) ~ 06-18(목) "
        "취소 기한 6월 20일 (토) 오후 2시 2026-06-20(토) 14:00 인원 0/5명 잔여 5"
    )
    assert reading.part(response, '<div class="prose">', "</div>") == "<h2>준비물</h2><p>노트북</p>"
    assert "<title>잠금을 눈으로 보기 – 배움터</title>" in response.content.decode()
    with time_machine.travel(session.ends_at, tick=False):  # nobody has to find the way any more
        response = client.get(session.get_absolute_url())
    assert reading.words(reading.part(response, '<dl class="ticket-facts">', "</dl>")) == "장소 스페이스 A1"


def test_content_that_came_by_another_way_is_cleaned_on_the_page_too(client):
    session = SessionFactory(content='<p onclick="x()">글</p><script>alert(1)</script>')
    assert reading.part(client.get(session.get_absolute_url()), '<div class="prose">', "</div>") == "<p>글</p>"


def test_the_ticket_in_every_state(client, mentor, student):
    """The state in words, what follows, and the one act that is open."""
    june = {"reg_start": dt.date(2026, 6, 1)}
    made = {
        "open": SessionFactory(starts_at=at(20), capacity=9),
        "closes today": SessionFactory(starts_at=at(20), **june, reg_end=dt.date(2026, 6, 10)),
        "closes tomorrow": SessionFactory(starts_at=at(11, 11), capacity=9),
        "last seat": SessionFactory(starts_at=at(20), capacity=2),
        "not yet": SessionFactory(starts_at=at(20), reg_start=dt.date(2026, 6, 15)),
        "over": SessionFactory(starts_at=at(20), **june, reg_end=dt.date(2026, 6, 9)),
        "running": SessionFactory(starts_at=at(10, 11), ends_at=at(10, 13), **june),
        "ended": SessionFactory(starts_at=at(9, 11), **june),
        "full": SessionFactory(starts_at=at(21), capacity=1),
        "in": SessionFactory(starts_at=at(22)),
        "in, tomorrow": SessionFactory(starts_at=at(11)),
        "in, at once": SessionFactory(starts_at=at(10, 12) + dt.timedelta(minutes=30), ends_at=at(10, 14)),
        "waiting": SessionFactory(starts_at=at(23), capacity=1),
        "waiting, offered": SessionFactory(starts_at=at(24), capacity=1),
        "waiting, lapsed": SessionFactory(starts_at=at(25), capacity=1),
        "in, started": SessionFactory(starts_at=at(10, 11), ends_at=at(10, 13), **june),
        "in, ended": SessionFactory(starts_at=at(9, 11), **june),
        "waiting, ended": SessionFactory(starts_at=at(9, 11), capacity=1, **june),
    }
    for name in ("last seat", "full", "waiting", "waiting, ended"):
        ApplicationFactory(session=made[name])
    for name in ("full", "waiting"):
        ApplicationFactory(session=made[name], state="waiting")
    for name, session in made.items():
        if name.startswith(("in", "waiting")):
            ApplicationFactory(session=session, member=student, state="waiting" if "waiting" in name else "applied")
    for name, until in (("waiting, offered", at(10, 15)), ("waiting, lapsed", at(10, 12))):
        made[name].applications.update(offered_until=until)
    client.force_login(student)
    said = {}
    for name, session in made.items():
        response = client.get(session.get_absolute_url())
        said[name] = (*reading.standing(response), reading.acts(response))
    late = "취소 기한(오늘 오전 11시)이 지났습니다. 멘토에게 문의해 주세요."
    assert late not in str(said)
    assert said == {
        "open": ("접수중", "6월 20일 (토) 오후 2시까지 신청할 수 있습니다.", "멘토링 신청하기"),
        "closes today": ("오늘 접수 마감", "오늘 밤 12시까지 신청할 수 있습니다.", "멘토링 신청하기"),
        "closes tomorrow": ("내일 접수 마감", "내일 오전 11시까지 신청할 수 있습니다.", "멘토링 신청하기"),
        "last seat": ("1자리 남음", "6월 20일 (토) 오후 2시까지 신청할 수 있습니다.", "멘토링 신청하기"),
        "not yet": ("접수 예정", "6월 15일 (월)부터 신청할 수 있습니다.", ""),
        "over": ("접수 마감", "6월 9일 (화) 밤 12시에 접수가 끝났습니다.", ""),
        "running": ("진행중", "지금 진행하고 있으며, 오후 1시에 끝납니다.", ""),
        "ended": ("진행 완료", "6월 9일 (화)에 진행을 마쳤습니다.", ""),
        "full": (
            "정원 마감 · 대기 가능",
            "자리가 나면 순서대로 신청되고 알려 드립니다.",
            "대기 신청하기 (현재 1명) 자리 나면 알림 받기",
        ),
        "in": (
            "신청함", "12일 뒤에 만납니다. 하루 전과 한 시간 전에 다시 알려 드립니다.",
            "신청 취소 · 6월 22일 (월) 오후 2시까지",
        ),
        "in, tomorrow": (
            "신청함", "내일 만납니다. 하루 전과 한 시간 전에 다시 알려 드립니다.", "신청 취소 · 내일 오후 2시까지",
        ),
        "in, at once": ("신청함", "오늘 만납니다.", "신청 취소 · 오늘 낮 12시 30분까지"),
        "waiting": (
            "대기 2번",
            "자리가 나면 순서대로 신청되고 알려 드립니다. 그 시간에 다른 일정이 있으면 먼저 확인합니다.",
            "대기 취소 · 언제든지",
        ),
        "waiting, offered": (
            "자리 제안", "오늘 오후 3시까지 자리를 맡아 둡니다.", "자리 받기 자리 받지 않기 · 오늘 오후 3시까지",
        ),
        "waiting, lapsed": (
            "제안 기한 지남", "기한 안에 받지 않아 자리가 다음 분에게 넘어갑니다.", "대기 취소 · 언제든지",
        ),
        "in, started": ("진행중", "지금 진행하고 있으며, 오후 1시에 끝납니다.", ""),
        "in, ended": ("진행 완료", "6월 9일 (화)에 진행을 마쳤습니다.", "만족도 답하기"),
        "waiting, ended": ("진행 완료", "자리가 나지 않은 채 끝났습니다.", ""),
    }  # fmt: skip


def test_after_the_time_to_cancel_the_ticket_says_so(client, student, settings):
    settings.MENTORING_CANCEL_DAYS_BEFORE = 1
    session = SessionFactory(starts_at=at(10, 19))
    waited = SessionFactory(starts_at=at(10, 20), capacity=1)
    ApplicationFactory(session=waited)
    ApplicationFactory(session=session, member=student)
    ApplicationFactory(session=waited, member=student, state="waiting")
    client.force_login(student)
    response = client.get(session.get_absolute_url())
    assert reading.standing(response) == ("신청함", "오늘 만납니다. 한 시간 전에 다시 알려 드립니다.")
    assert reading.acts(response) == (
        "취소 기한(6월 8일 (월) 밤 12시)이 지났습니다. 멘토에게 문의해 주세요. 자리 내놓기"
    )
    assert reading.standing(client.get(waited.get_absolute_url()))[1] == (
        "자리가 나면 순서대로 제안합니다. 취소 기한이 지나 받은 자리는 직접 취소할 수 없습니다."
    )


def test_the_main_act_after_applying_is_the_calendar_and_is_held_nowhere(client, student):
    session = SessionFactory(starts_at=at(20))
    ApplicationFactory(session=session, member=student)
    booked = AppointmentFactory(
        member=student, source="mentoring.session", source_id=session.pk,
        starts_at=session.starts_at, ends_at=session.ends_at,
    )  # fmt: skip
    client.force_login(student)
    response = client.get(session.get_absolute_url())
    assert reading.main_act(response) == "내 달력에 담기"
    assert reverse("planner:appointment_ics", args=[booked.pk]) in reading.part(response, "action-bar", "</div>")
    assert '<div class="action-bar is-still">' in response.content.decode()
    assert "btn-danger" not in response.content.decode()


def test_the_card_of_the_mentor(client, mentor):
    mentor.mentor_profile.introduction = "\n결제 시스템을 만듭니다.\n둘째 줄"
    mentor.mentor_profile.save()
    session = SessionFactory(author=mentor, starts_at=at(20))
    SessionFactory(author=mentor, starts_at=at(9), reg_start=dt.date(2026, 6, 1))
    page = session.get_absolute_url()
    card = reading.part(client.get(page), '<section class="card person-card"', "</section>")
    assert reading.words("<" + card) == "김 김하준 멘토 결제 시스템을 만듭니다. 소식 받기 – 김하준 멘토 (로그인)"
    SessionFactory(author=mentor, starts_at=at(21), title="다른 것")
    response = client.get(page)
    assert "다른 멘토링 1개" in response.content.decode()
    others = reading.part(response, '<a class="btn btn-sm" href="', '"').replace("&amp;", "&")
    assert "다른 것" in reading.titles(client.get(others))


def test_whoever_is_no_mentor_has_no_page_and_no_line(client, superuser):
    session = SessionFactory(author=superuser, starts_at=at(20))
    card = reading.part(client.get(session.get_absolute_url()), '<section class="card person-card"', "</section>")
    assert (reading.words("<" + card), "href" in card) == (f"{superuser.name[0]} {superuser.name}", False)


def test_the_main_act_of_a_visitor_and_of_the_author(client, mentor):
    session = SessionFactory(starts_at=at(20), author=mentor, capacity=1)
    page = session.get_absolute_url()
    response = client.get(page)
    assert reading.main_act(response) == "로그인하고 신청하기"
    assert f'href="{reverse("account_login")}?next={page}"' in response.content.decode()
    ApplicationFactory(session=session)
    assert reading.main_act(client.get(page)) == "로그인하고 대기 신청하기 (현재 0명)"
    ApplicationFactory(session=session, state="waiting")
    client.force_login(mentor)
    response = client.get(page)
    assert reading.main_act(response) == "신청자 관리하기"
    assert reading.standing(response) == ("정원 마감 · 대기 가능", "1명이 신청했습니다. 1명이 대기합니다.")


def test_the_author_records_who_came_and_later_is_led_to_the_report(client, mentor):
    client.force_login(mentor)
    found = []
    for day in (9, 1):
        held = SessionFactory(starts_at=at(day), author=mentor, approved_at=NOW, reg_start=at(1).date())
        found.append(reading.main_act(client.get(held.get_absolute_url())))
    assert found == ["참석 기록하기", "멘토링 보고"]


def test_the_main_act_of_staff_is_to_manage_and_applying_stands_beside(client, superuser):
    session = SessionFactory(starts_at=at(20))
    client.force_login(superuser)
    response = client.get(session.get_absolute_url())
    assert reading.acts(response) == "신청자 관리하기 멘토링 신청하기"
    assert '<button type="submit" class="btn btn-lg btn-plain"' in response.content.decode()


def test_a_clash_is_named_before_one_applies(client, student):
    session = SessionFactory(starts_at=at(20, 14), ends_at=at(20, 16))
    AppointmentFactory(
        member=student, title="자료구조 수업", starts_at=at(20, 15), ends_at=at(20, 17), role=AppointmentRole.GUEST
    )
    client.force_login(student)
    response = client.get(session.get_absolute_url())
    assert reading.main_act(response) == "겹쳐도 신청하기"
    assert "‘자료구조 수업’(2026-06-20(토) 15:00~17:00)" in response.content.decode()
    assert reading.hidden(response, "knowing") == "1"


def test_who_applied_is_for_the_author_and_staff(client, mentor, student, stranger, superuser, bare_staff):
    session = SessionFactory(author=mentor, starts_at=at(20), capacity=1)
    ApplicationFactory(session=session, member=student)
    ApplicationFactory(session=session, member=stranger, state="waiting")
    people = {"visitor": None, "applicant": student, "waiting": stranger, "author": mentor, "staff": superuser,
              "bare staff": bare_staff}  # fmt: skip
    seen = {}
    for name, person in people.items():
        client.logout() if person is None else client.force_login(person)
        main = reading.part(client.get(session.get_absolute_url()), "<main", "</main>")
        seen[name] = ("이서연" in main, "최민재" in main)
    assert seen == {
        "visitor": (False, False), "applicant": (False, False), "waiting": (False, False), "author": (True, True),
        "staff": (True, True), "bare staff": (False, False),
    }  # fmt: skip


@pytest.mark.parametrize("fields", [{"deleted_at": NOW}, {"declined_at": NOW}])
def test_what_is_gone_is_not_found(client, student, fields):
    session = SessionFactory(**fields)
    client.force_login(student)
    assert client.get(session.get_absolute_url()).status_code == 404


def test_the_author_of_a_declined_session_reads_why(client, mentor):
    session = SessionFactory(author=mentor, declined_at=NOW, decline_reason="취지와 맞지 않습니다.")
    client.force_login(mentor)
    assert "사유: 취지와 맞지 않습니다." in client.get(session.get_absolute_url()).content.decode()


@pytest.mark.parametrize("number", [2**63, 10**30, 0])
def test_a_number_that_no_session_has_is_not_found(client, mentor, number):
    assert client.get(f"/mentoring/{number}/").status_code == 404
    client.force_login(mentor)
    for path in ("{}/report/", "{}/report/approve/", "applications/{}/object/"):
        ask = client.post if "approve" in path else client.get
        assert ask(f"/mentoring/{path.format(number)}").status_code == 404, path


@pytest.mark.parametrize("people", [1, 30])
def test_the_detail_page_asks_the_same_number_of_questions(client, mentor, student, django_assert_num_queries, people):
    session = SessionFactory(author=mentor, starts_at=at(20), capacity=60)
    for _ in range(people):
        ApplicationFactory(session=session)
    client.force_login(mentor)
    with django_assert_num_queries(7):  # log-in, member, the session with one's own, planner, topics, people, notices
        client.get(session.get_absolute_url())
    client.force_login(student)
    with django_assert_num_queries(9):  # what one follows, and what one waits for then, but no people
        client.get(session.get_absolute_url())
