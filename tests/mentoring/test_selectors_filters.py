"""The list's state: out of an address, onto the rows, back into addresses."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from apps.core import clock
from apps.mentoring.models import Session
from apps.mentoring.selectors import filters, lists
from apps.mentoring.selectors.filters import ListFilters
from apps.seats.querysets import is_closing_soon
from apps.seats.states import closing_soon
from apps.topics.models import Topic
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory, VenueFactory

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)  # a Wednesday


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def read(query: str, member=None) -> ListFilters:
    return ListFilters.read(QueryDict(query), known=member is not None and member.is_authenticated)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "status=nonsense&type=1&period=x&from=yesterday&to=2026-13-45&mine=all&field=secret&sort=-pk&view=x&month=2026",
        "status=%00&q=%00&month=2026-1&from=99999999999999&to=1999-12-31",
        "month=1999-12&month=2026-00",
        "mine=opened",
        "period=custom",
    ],
)
def test_what_means_nothing_is_as_if_it_were_not_there(query):
    assert read(query) == ListFilters()


def test_the_state_comes_back_from_its_own_address(mentor):
    asked = ListFilters(
        status="closing", type="lecture", period="custom", from_day=dt.date(2026, 6, 1), to_day=dt.date(2026, 6, 30),
        weekday=("tue", "sat"), part=("evening",), way=("online", "place"), length="long", seats=True, place="A1",
        mentor="하준", topic="데이터", fit=True, size="20",
        mine="applied", word="한 줄 & 100%", sort="soonest", calendar=True, month="2026-06",
    )  # fmt: skip
    assert read(asked.query(), mentor) == asked


def test_days_are_typed_in_any_writing_and_in_any_order():
    asked = read("from=2026.6.30&to=2026년 6월 1일")
    assert (asked.period, asked.days) == ("custom", (dt.date(2026, 6, 1), dt.date(2026, 6, 30)))


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("period=week", (dt.date(2026, 6, 7), dt.date(2026, 6, 13))),
        ("period=month", (dt.date(2026, 6, 1), dt.date(2026, 6, 30))),
        ("period=week&from=2026-01-01", (dt.date(2026, 6, 7), dt.date(2026, 6, 13))),
        ("from=2026-06-20", (dt.date(2026, 6, 20), None)),
        ("period=&from=2026-06-20", (None, None)),
        ("", (None, None)),
    ],
)
def test_periods(query, days):
    assert read(query).days == days


def test_a_sunday_begins_its_own_week():
    with time_machine.travel(dt.datetime(2026, 6, 14, 0, 1, tzinfo=clock.SEOUL), tick=False):
        assert read("period=week").days == (dt.date(2026, 6, 14), dt.date(2026, 6, 20))


def test_december_ends_with_its_last_day():
    with time_machine.travel(dt.datetime(2026, 12, 31, 23, 59, tzinfo=clock.SEOUL), tick=False):
        assert read("period=month").days == (dt.date(2026, 12, 1), dt.date(2026, 12, 31))


def test_each_filter_in_use_has_a_chip_that_takes_it_away(mentor):
    days = "from=2026-06-01&to=2026-06-30"
    asked = read(f"status=full&weekday=mon&weekday=tue&type=lecture&period=custom&{days}&mine=opened&q=코드", mentor)
    assert [(chip.label, read(chip.url[1:], mentor)) for chip in asked.chips()] == [
        ("상태: 정원마감", read(f"weekday=mon&weekday=tue&type=lecture&{days}&mine=opened&q=코드", mentor)),
        ("월요일", read(f"status=full&weekday=tue&type=lecture&{days}&mine=opened&q=코드", mentor)),
        ("화요일", read(f"status=full&weekday=mon&type=lecture&{days}&mine=opened&q=코드", mentor)),
        ("멘토 특강", read(f"status=full&weekday=mon&weekday=tue&{days}&mine=opened&q=코드", mentor)),
        ("2026-06-01(월)~2026-06-30(화)", read_without_days(mentor)),
        ("내가 연 것", read(f"status=full&weekday=mon&weekday=tue&type=lecture&{days}&q=코드", mentor)),
        ("검색어: 코드", read(f"status=full&weekday=mon&weekday=tue&type=lecture&{days}&mine=opened", mentor)),
    ]
    assert asked.cleared == "?"


def read_without_days(member) -> ListFilters:
    return read("status=full&weekday=mon&weekday=tue&type=lecture&mine=opened&q=코드", member)


def test_a_calendar_has_no_chip_for_days_and_keeps_its_month_when_cleared():
    asked = read("view=calendar&month=2026-07&period=week&status=full")
    assert [chip.label for chip in asked.chips()] == ["상태: 정원마감"]
    assert asked.cleared == "?view=calendar&month=2026-07"


def test_only_a_member_asks_for_their_own():
    assert (read("mine=opened&fit=1").mine, read("mine=opened&fit=1").fit) == ("", False)


def test_a_calendar_has_days_and_an_order_of_its_own():
    names = [select.name for select in read("").selects()]
    assert names == ["status", "type", "length", "seats", "sort", "size", "period"]
    assert [s.name for s in read("view=calendar").selects()] == ["status", "type", "length", "seats"]


# --- On the rows ------------------------------------------------------------------------------------------------------


def found(query: str, member=None) -> list[str]:
    member = member or AnonymousUser()
    rows = filters.filter_sessions(Session.objects.visible_to(member), read(query, member), member, NOW)
    return list(rows.values_list("title", flat=True))


def on(day: int, hour: int = 14, **fields) -> Session:
    return SessionFactory(starts_at=dt.datetime(2026, 6, day, hour, tzinfo=clock.SEOUL), **fields)


@pytest.fixture
def one_of_each(db):
    on(20, title="접수중")
    on(21, title="접수예정", reg_start=dt.date(2026, 6, 15))
    on(22, title="접수 지남", reg_start=dt.date(2026, 6, 1), reg_end=dt.date(2026, 6, 9))
    full = on(23, title="찬 것", capacity=1)
    ApplicationFactory(session=full)
    on(1, title="끝난 것", reg_start=dt.date(2026, 5, 1))
    on(10, 11, title="하는 중", reg_start=dt.date(2026, 6, 1))
    on(24, title="반려", declined_at=NOW)
    on(25, title="마감임박", reg_end=dt.date(2026, 6, 10))


@pytest.mark.parametrize(
    ("status", "titles"),
    [
        ("", ["접수중", "마감임박"]),
        ("closing", ["마감임박"]),
        ("running", ["하는 중"]),
        ("all", ["마감임박", "찬 것", "접수 지남", "접수예정", "접수중", "하는 중", "끝난 것"]),
        ("closed", ["찬 것", "접수 지남", "접수예정", "하는 중", "끝난 것"]),
        ("upcoming", ["접수예정"]),
        ("full", ["찬 것"]),
        ("ended", ["끝난 것"]),
    ],
)
def test_status(one_of_each, status, titles):
    assert found(f"status={status}") == titles


def test_open_and_closed_are_everything_and_never_both(one_of_each, superuser):
    everything = found("status=all", superuser)
    assert sorted(found("", superuser) + found("status=closed", superuser)) == sorted(everything)
    assert len(everything) == 8


def test_type_and_period_and_word_together(db):
    on(12, title="면접 준비", type="lecture")
    on(12, title="면접 복기", type="public")
    on(20, title="면접 이야기", type="lecture")
    on(13, title="코드 읽기", type="lecture")
    assert found("type=lecture&period=week&q=면접") == ["면접 준비"]
    assert found("type=lecture&period=week") == ["면접 준비", "코드 읽기"]
    assert found("period=week&q=면접") == ["면접 준비", "면접 복기"]


def test_both_days_of_a_period_are_in_it(db):
    for day, hour in ((11, 23), (12, 0), (14, 22), (15, 0)):
        on(day, hour, title=f"{day}일", ends_at=dt.datetime(2026, 6, day, hour, 30, tzinfo=clock.SEOUL))
    assert found("from=2026-06-12&to=2026-06-14") == ["12일", "14일"]
    assert found("from=2026-06-12") == ["12일", "14일", "15일"]
    assert found("to=2026-06-14") == ["11일", "12일", "14일"]


def test_mine(mentor, student):
    own = on(12, title="내 것", author=mentor)
    taken, waited, left = (on(day, title=f"{day}") for day in (13, 14, 15))
    ApplicationFactory(session=taken, member=student)
    ApplicationFactory(session=waited, member=student, state="waiting")
    ApplicationFactory(session=left, member=student, state="cancelled")
    ApplicationFactory(session=taken, member=mentor, state="cancelled")
    assert found("mine=opened", mentor) == [own.title]
    assert found("mine=applied", mentor) == []
    assert found("mine=applied", student) == ["14", "13"]
    assert found("mine=applied") == ["내 것", "13", "14", "15"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=읽", ["함께 읽기"]),
        ("q=READ", ["Read Together"]),
        ("q=하준", ["Read Together"]),
        ("q=together 하준", ["Read Together"]),
        ("q=파이썬 하준", []),
        ("mentor=하준", ["Read Together"]),
        ("mentor=함께", []),
        ("q=나눕", ["함께 읽기"]),
        ("q=데이타", []),
        ("q=데이터", ["함께 읽기"]),
        ("q=읽기 data", ["함께 읽기"]),
        ("topic=데이터", ["함께 읽기"]),
        ("topic=DATA", ["함께 읽기"]),
        ("topic=데이", []),
        ("q=%25", []),
        ("q=_", []),
    ],
)
def test_search(mentor, query, titles):
    tagged = on(12, title="함께 읽기", content="<p>생각을 <b>나눕</b>니다.</p>")
    tagged.topics.add(Topic.objects.create(name="데이터", name_en="Data"))
    on(13, title="Read Together", author=mentor)
    assert found(query) == titles


def test_sort(db):
    for title, day in (("가", 12), ("나", 20), ("다", 15)):
        on(day, title=title)
    assert found("") == found("sort=soonest") == ["가", "다", "나"]
    assert found("status=all") == found("sort=latest") == ["나", "다", "가"]
    assert found("sort=registered") == ["다", "나", "가"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("weekday=tue", ["화 저녁", "화 아침"]),
        ("weekday=tue&weekday=wed", ["화 저녁", "수 자정", "화 아침"]),
        ("part=evening", ["화 저녁"]),
        ("part=morning", ["수 자정", "화 아침"]),
        ("weekday=tue&part=evening", ["화 저녁"]),
        ("part=morning&part=evening", ["화 저녁", "수 자정", "화 아침"]),
        ("part=afternoon", ["토 낮"]),
    ],
)
def test_weekday_and_part_of_the_day_are_those_of_seoul(db, query, titles):
    on(16, 18, title="화 저녁")
    on(17, 0, title="수 자정")  # still Tuesday by UTC
    on(20, 17, title="토 낮")
    on(23, 11, title="화 아침")
    assert found(query) == titles


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("way=online", ["온라인"]),
        ("way=place", ["방", "적은 곳"]),
        ("way=online&way=place", ["온라인", "방", "적은 곳", "미정"]),
        ("place=a1", ["방"]),
        ("place=도서관", ["적은 곳"]),
    ],
)
def test_where_one_meets(db, query, titles):
    on(12, title="온라인", venue=VenueFactory(name="온라인 1", is_online=True))
    on(13, title="방", venue=VenueFactory(name="스페이스 A1"))
    on(14, title="적은 곳", venue_text="시립 도서관")
    on(15, title="미정")
    assert found(query) == titles


def test_length(db):
    for minutes in (60, 61, 120, 121):
        on(
            12,
            title=str(minutes),
            ends_at=dt.datetime(2026, 6, 12, 14, tzinfo=clock.SEOUL) + dt.timedelta(minutes=minutes),
        )
    assert [found(f"length={name}") for name in ("short", "medium", "long")] == [["60"], ["60", "61", "120"], ["121"]]


def test_seats_left(one_of_each):
    assert "찬 것" in found("status=all")
    assert "찬 것" not in found("status=all&seats=left")


@pytest.mark.parametrize("capacity", [1, 2, 6, 7, 13, 20])
def test_the_filter_of_closing_soon_is_the_rule(db, capacity):
    """Whatever the rule says of a row that has a seat left, the condition says too."""
    taken = range(capacity)
    for n in taken:
        SessionFactory(capacity=capacity, seats_taken=n, starts_at=NOW + dt.timedelta(days=20), title=f"{n} far")
        SessionFactory(capacity=capacity, seats_taken=n, starts_at=NOW + dt.timedelta(hours=24), title=f"{n} near")
    rows = Session.objects.all()
    by_rule = {
        row.title for row in rows
        if closing_soon(capacity=row.capacity, seats_left=row.seats_left, closes_at=row.closes_at, now=NOW)
    }  # fmt: skip
    assert set(rows.filter(is_closing_soon(NOW)).values_list("title", flat=True)) == by_rule


def test_what_fits_my_week_leaves_out_what_clashes_but_not_what_i_hold_myself(student, other_student):
    booked = on(12, 14, title="내가 신청한 것")
    on(12, 15, title="그 시간")
    on(12, 16, title="바로 뒤")
    AppointmentFactory(
        member=student, source=Session.SOURCE, source_id=booked.pk, starts_at=booked.starts_at, ends_at=booked.ends_at
    )
    assert found("fit=1", student) == ["내가 신청한 것", "바로 뒤"]
    assert found("fit=1", other_student) == found("", student) == ["내가 신청한 것", "그 시간", "바로 뒤"]


# --- Statements that are kept -----------------------------------------------------------------------------------------

USUAL = [
    "", *(f"status={name}" for name in filters.STATUSES if name not in {"", "closing", "running"}),
    *(f"status=all&{name}" for name in ("type=lecture", "length=short", "length=long", "seats=left", "weekday=sat",
      "part=afternoon&part=evening", "way=online", "way=place", "mine=applied", "mine=opened", "size=20")),
    *(f"status=all&sort={name}" for name in filters.SORTS if name),
]  # fmt: skip


def test_a_list_of_choices_has_the_same_rows_by_kept_statements(one_of_each, mentor, student, superuser):
    on(26, 10, title="온라인", author=mentor, venue=VenueFactory(is_online=True))
    ApplicationFactory(session=on(27, title="신청함", type="lecture"), member=student)
    on(28, title="거절됨", author=mentor, declined_at=NOW)
    for query in USUAL:
        for member in (AnonymousUser(), student, mentor, superuser):
            asked = read(query, member)
            rows = filters.filter_sessions(Session.objects.visible_to(member), asked, member, NOW)
            kept = lists._usual_list(asked)(member, now=NOW)
            assert asked.is_usual, query
            expected = list(rows.values_list("pk", flat=True))
            assert kept[0:50] == expected, query
            assert kept.reverse()[0:50] == expected[::-1], query
            assert kept.count(50) == len(expected), query


@pytest.mark.parametrize(
    "query",
    ["status=closing", "status=running", "q=x", "place=x", "mentor=x", "topic=x", "period=week", "from=2026-06-01",
     "fit=1"],
)  # fmt: skip
def test_what_few_others_ask_for_or_depends_on_the_clock_is_made_anew(query, student):
    assert not read(query, student).is_usual
