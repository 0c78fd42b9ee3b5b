import datetime as dt
from decimal import Decimal

import pytest

from apps.core import cells


@pytest.mark.parametrize(
    "raw",
    [
        "46356", "2026-11-30", "2026-11-30 0:00", "2026-11-30 00:00:00", "2026-11-30T00:00:00", "2026. 11. 30.",
        "2026.11.30", "2026/11/30", "20261130", "2026년 11월 30일", "2026-11-30(월)", "2026. 11. 30. (월)",
        "２０２６－１１－３０", " 2026-11-30 ", "2026-11-30(Mon)", "2026-11-30 오전 12:00:00",
    ],
)  # fmt: skip
def test_a_day_is_read_as_programs_and_people_write_it(raw):
    assert cells.read_day(raw) == dt.date(2026, 11, 30)


@pytest.mark.parametrize("raw", ["", "어제", "11/30", "2026-11-31", "12", "463561", "2026-11-30 9:00", "2026-13-01"])
def test_what_is_no_day(raw):
    with pytest.raises(ValueError):
        cells.read_day(raw)


@pytest.mark.parametrize(
    ("raw", "hour", "minute"),
    [
        ("9:00", 9, 0), ("09:00", 9, 0), ("09:00:30", 9, 0), ("0905", 9, 5), ("905", 9, 5), ("9시", 9, 0),
        ("9시 5분", 9, 5),
        ("9시5분", 9, 5), ("9시 반", 9, 30), ("오전 9:00", 9, 0), ("오후 9:05:00", 21, 5), ("오전 12:00", 0, 0),
        ("오후 12:10", 12, 10), ("9:00 AM", 9, 0), ("9:00PM", 21, 0), ("PM 9:00", 21, 0), ("9 pm", 21, 0),
        ("9:05 p.m.", 21, 5), ("오후 2시 30분", 14, 30), ("９：００", 9, 0), ("0.375", 9, 0), (".5", 12, 0),
        ("23:59", 23, 59),
    ],
)  # fmt: skip
def test_a_time_is_read_as_programs_and_people_write_it(raw, hour, minute):
    assert cells.read_time(raw) == dt.time(hour, minute)


@pytest.mark.parametrize(
    "raw",
    ["", "9", "아침", "24:00", "9:60", "오후 13:00", "오전 9:00 AM", "0시 pm", "9:0", "1.5", "0.99999"],
)
def test_what_is_no_time(raw):
    with pytest.raises(ValueError):
        cells.read_time(raw)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("33,333", "33333"), ("1,075", "1075"), ("８５．５", "85.5"), ("−1", "-1"), ("+5", "5"), ("10％", "10"),
        ("1,234,567.5", "1234567.5"), (" 7 ", "7"), ("33,333 원", "33333"), ("007", "7"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_programs_and_people_write_it(raw, number):
    assert cells.read_number(raw, units=("%", "원")) == Decimal(number)


@pytest.mark.parametrize("raw", ["", "1e2", "NaN", "1,07", "10,00", ",5", "5.", "일", "10%", "1" * 16, "5 6", "0x1"])
def test_what_is_no_number(raw):
    with pytest.raises(ValueError):
        cells.read_number(raw, units=("원",))


def test_a_whole_number_may_be_written_with_a_point():
    assert cells.read_whole("1,075.0") == 1075
    with pytest.raises(ValueError):
        cells.read_whole("1.5")
