"""Dates, masks, phones: each as a table."""

import datetime as dt

import pytest
from django.utils import translation

from apps.core import clock, text

MONDAY = dt.date(2026, 1, 5)


def seoul(hour: int, minute: int = 0) -> dt.datetime:
    return clock.at(MONDAY, dt.time(hour, minute))


def test_days_and_spans_in_tables():
    assert text.day(MONDAY) == "2026-01-05(월)"
    assert text.hours(seoul(14), seoul(16, 30)) == "14:00~16:30"
    assert text.moment(seoul(14)) == "2026-01-05(월) 14:00"
    assert text.span(seoul(14), seoul(16)) == "2026-01-05(월) 14:00~16:00"


def test_a_period_names_a_year_once():
    assert text.period(dt.date(2026, 6, 1), dt.date(2026, 6, 1)) == "2026-06-01(월)"
    assert text.period(dt.date(2026, 6, 1), dt.date(2026, 6, 2)) == "2026-06-01(월) ~ 06-02(화)"
    assert text.period(dt.date(2026, 12, 31), dt.date(2027, 1, 1)) == "2026-12-31(목) ~ 2027-01-01(금)"


def test_lengths_fees_totals_and_places_in_line():
    assert [text.length(minutes) for minutes in (45, 60, 90)] == ["45분", "1시간", "1시간 30분"]
    assert [text.fee(amount) for amount in (0, 30_000)] == ["무료", "30,000원"]
    assert (text.total(1_280), text.total(10_000, at_least=True)) == ("총 1,280건", "총 10,000건 이상")
    assert text.place_in_line(3) == "대기 3번"


def test_midnight_ends_the_day_before_and_begins_its_own():
    midnight = seoul(0) + clock.ONE_DAY
    assert text.hours(seoul(22), midnight) == "22:00~24:00"
    assert text.span(seoul(22), midnight) == "2026-01-05(월) 22:00~24:00"
    assert text.hours(seoul(0), seoul(1)) == "00:00~01:00"
    assert [text.moment_until(end) for end in (midnight, seoul(14))] == ["2026-01-05(월) 24:00", "2026-01-05(월) 14:00"]


def test_a_moment_is_shown_in_seoul_whatever_its_zone():
    late = dt.datetime(2026, 1, 4, 15, 30, tzinfo=dt.UTC)
    assert text.span(late, late + dt.timedelta(hours=1)) == "2026-01-05(월) 00:30~01:30"


def test_the_same_in_english():
    with translation.override("en"):
        assert text.day(MONDAY) == "2026-01-05(Mon)"
        assert text.won(15000) == "KRW 15,000"


def test_without_a_language_it_is_korean():
    with translation.override(None):
        assert text.won(15000) == "15,000원"


@pytest.mark.parametrize(
    ("left", "korean", "english"),
    [
        (dt.timedelta(0), "", ""),
        (dt.timedelta(seconds=-1), "", ""),
        (dt.timedelta(seconds=59), "곧 시작", "starting now"),
        (dt.timedelta(minutes=1), "1분 남음", "1 minute left"),
        (dt.timedelta(minutes=59, seconds=59), "59분 남음", "59 minutes left"),
        (dt.timedelta(hours=2, minutes=5), "2시간 5분 남음", "2 hours 5 minutes left"),
        (dt.timedelta(days=1, minutes=7), "1일 7분 남음", "1 day 7 minutes left"),
        (dt.timedelta(days=3, hours=4, minutes=5), "3일 4시간 남음", "3 days 4 hours left"),
    ],
)
def test_time_left_in_the_two_largest_units(left, korean, english):
    now = seoul(9)
    assert text.time_left(now + left, now=now) == korean
    with translation.override("en"):
        assert text.time_left(now + left, now=now) == english


@pytest.mark.parametrize(
    ("name", "masked"),
    [("홍길동", "홍*동"), ("김구", "김*"), ("남궁민수", "남**수"), ("홍", "홍"), ("", ""), ("Jo Na", "J***a")],
)
def test_the_middle_of_a_name_is_masked(name, masked):
    assert text.mask_name(name) == masked


@pytest.mark.parametrize(
    ("raw", "phone"),
    [
        ("01012345678", "010-1234-5678"),
        ("010-1234-5678", "010-1234-5678"),
        ("010.1234.5678", "010-1234-5678"),
        (" 010 1234 5678 ", "010-1234-5678"),
        ("+82 10-1234-5678", "010-1234-5678"),
        ("+82 (0)10-1234-5678", "010-1234-5678"),
        ("821012345678", "010-1234-5678"),
        ("0111234567", "011-123-4567"),
        ("0212345678", "02-1234-5678"),
        ("02-123-4567", "02-123-4567"),
        ("0311234567", "031-123-4567"),
        ("064-1234-5678", "064-1234-5678"),
        ("070-1234-5678", "070-1234-5678"),
        ("050712345678", "0507-1234-5678"),
        ("０１０－１２３４－５６７８", "010-1234-5678"),
        ("\u200b010\u20131234\u20145678\xa0", "010-1234-5678"),
        ("＋82 10 1234 5678", "010-1234-5678"),
        ("+1 212 555 0100", "+1 212-555-0100"),
        ("+1 (212) 555-0100", "+1 212-555-0100"),
        ("001-1-212-555-0100", "+1 212-555-0100"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
        ("+8613800138000", "+86 138 0013 8000"),
        ("+81 090-1234-5678", "+81 90-1234-5678"),
    ],
)
def test_any_usual_writing_of_a_phone(raw, phone):
    assert text.normalise_phone(raw) == phone


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "전화 없음",
        "1234",
        "010-1234-567",
        "0101234567890",
        "0391234567",
        "0501234567",
        "+1 212 555",
        "+999 123 4567",
        "212 555 0100",
        "010-1234-5678 x12",
        "1-800-FLOWERS",
    ],
)
def test_what_is_no_phone_is_refused(raw):
    with pytest.raises(ValueError):
        text.normalise_phone(raw)


@pytest.mark.parametrize(
    "raw",
    ["2026-01-05", "2026.1.5", "2026. 1. 5.", "2026/1/5", "20260105", "2026년 1월 5일", " 2026년1월5일 ", "2026-1-5"],
)
def test_a_date_as_people_type_it(raw):
    assert text.parse_day(raw) == MONDAY


@pytest.mark.parametrize("raw", ["", "내일", "2026-13-01", "2026-02-30", "20260230", "26-01-05", "2026-01-05-06"])
def test_what_is_no_date_is_refused(raw):
    with pytest.raises(ValueError):
        text.parse_day(raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1),
        (None, None), ("", None), ("-1", None), ("+1", None), ("1.0", None), (" 1", None), ("1_0", None), ("x", None),
        ("٣", None), ("３", None), ("²", None), ("9" * 19, None), ("9" * 5000, None),
    ],
)  # fmt: skip
def test_a_whole_number_is_read_from_plain_digits_only(raw, value):
    assert text.whole_number(raw) == value


def test_a_whole_number_has_a_bound():
    assert [text.whole_number(raw, most=9) for raw in ("9", "10")] == [9, None]
    assert text.whole_numbers(["3", "x", "", "5"]) == [3, 5]


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ("출석부", "출석부"),
        ("두 줄\n짜리", "두 줄 짜리"),
        ("가" * 100, "가" * 100),
        ("가" * 101, "가" * 99 + "…"),
        ("가" * 1_000_000, "가" * 99 + "…"),
        (" " * 1_000_000, "…"),
    ],
)
def test_what_was_sent_is_named_shortly(sent, named):
    assert text.quoted(sent) == named
