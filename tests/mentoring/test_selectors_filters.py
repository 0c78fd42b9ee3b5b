"""The list's state: out of an address, onto the rows, back into addresses."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from apps.core import clock
from apps.mentoring.models import Session
from apps.mentoring.selectors import filters
from apps.mentoring.selectors.filters import ListFilters
from tests.factories.mentoring import ApplicationFactory, SessionFactory

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
        status="open", type="lecture", period="custom", from_day=dt.date(2026, 6, 1), to_day=dt.date(2026, 6, 30),
        mine="applied", field="content", word="한 줄 & 100%", sort="soonest", calendar=True, month="2026-06",
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
    asked = read("status=open&type=lecture&period=custom&from=2026-06-01&to=2026-06-30&mine=opened&q=코드", mentor)
    assert [(chip.label, read(chip.url[1:], mentor)) for chip in asked.chips()] == [
        ("상태: 접수중", read("type=lecture&from=2026-06-01&to=2026-06-30&mine=opened&q=코드", mentor)),
        ("멘토 특강", read("status=open&from=2026-06-01&to=2026-06-30&mine=opened&q=코드", mentor)),
        ("2026-06-01(월)~2026-06-30(화)", read_without_days(mentor)),
        ("내가 연 것", read("status=open&type=lecture&from=2026-06-01&to=2026-06-30&q=코드", mentor)),
        ("제목: 코드", read("status=open&type=lecture&from=2026-06-01&to=2026-06-30&mine=opened", mentor)),
    ]
    assert asked.cleared == "?"


def read_without_days(member) -> ListFilters:
    return read("status=open&type=lecture&mine=opened&q=코드", member)


def test_a_calendar_has_no_chip_for_days_and_keeps_its_month_when_cleared():
    asked = read("view=calendar&month=2026-07&period=week&status=full")
    assert [chip.label for chip in asked.chips()] == ["상태: 정원마감"]
    assert asked.cleared == "?view=calendar&month=2026-07"


def test_only_a_member_is_offered_their_own():
    names = [select.name for select in read("").selects(known=False)]
    assert names == ["status", "type", "sort", "period"]
    assert [s.name for s in read("view=calendar").selects()] == ["status", "type", "mine"]


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


@pytest.mark.parametrize(
    ("status", "titles"),
    [
        ("", ["찬 것", "접수 지남", "접수예정", "접수중", "하는 중", "끝난 것"]),
        ("open", ["접수중"]),
        ("closed", ["찬 것", "접수 지남", "접수예정", "하는 중", "끝난 것"]),
        ("upcoming", ["접수예정"]),
        ("full", ["찬 것"]),
        ("ended", ["끝난 것"]),
    ],
)
def test_status(one_of_each, status, titles):
    assert found(f"status={status}") == titles


def test_open_and_closed_are_everything_and_never_both(one_of_each, superuser):
    everything = found("", superuser)
    assert sorted(found("status=open", superuser) + found("status=closed", superuser)) == sorted(everything)
    assert len(everything) == 7


def test_type_and_period_and_word_together(db):
    on(12, title="면접 준비", type="lecture")
    on(12, title="면접 복기", type="public")
    on(20, title="면접 이야기", type="lecture")
    on(13, title="코드 읽기", type="lecture")
    assert found("type=lecture&period=week&q=면접") == ["면접 준비"]
    assert found("type=lecture&period=week") == ["코드 읽기", "면접 준비"]
    assert found("period=week&q=면접") == ["면접 복기", "면접 준비"]


def test_both_days_of_a_period_are_in_it(db):
    for day, hour in ((11, 23), (12, 0), (14, 22), (15, 0)):
        on(day, hour, title=f"{day}일", ends_at=dt.datetime(2026, 6, day, hour, 30, tzinfo=clock.SEOUL))
    assert found("from=2026-06-12&to=2026-06-14") == ["14일", "12일"]
    assert found("from=2026-06-12") == ["15일", "14일", "12일"]
    assert found("to=2026-06-14") == ["14일", "12일", "11일"]


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
    assert found("mine=applied") == ["15", "14", "13", "내 것"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=읽", ["함께 읽기"]),
        ("q=READ", ["Read Together"]),
        ("q=하준&field=author", ["Read Together"]),
        ("q=나눕&field=content", ["함께 읽기"]),
        ("q=나눕", []),
        ("q=%25", []),
        ("q=_", []),
    ],
)
def test_search(mentor, query, titles):
    on(12, title="함께 읽기", content="<p>생각을 <b>나눕</b>니다.</p>")
    on(13, title="Read Together", author=mentor)
    assert found(query) == titles


def test_sort(db):
    for title, day in (("가", 12), ("나", 20), ("다", 15)):
        on(day, title=title)
    assert found("") == ["나", "다", "가"]
    assert found("sort=soonest") == ["가", "다", "나"]
    assert found("sort=registered") == ["다", "나", "가"]
