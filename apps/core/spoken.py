"""Days and times as people say them: `12월 6일 (일) 저녁 7시–9시`. The exact forms for tables are in `core.text`."""

from datetime import date, datetime, time, timedelta

from apps.core import clock, text
from apps.core.components import When
from apps.core.text import ENGLISH_MONTHS, ENGLISH_WEEKDAYS, KOREAN_WEEKDAYS, is_english

# The parts of a day by the hour they begin with. Noon has its own word: 오후 12시 is read as midnight, too.
_PARTS = ((0, "새벽"), (6, "오전"), (12, "낮"), (13, "오후"), (18, "저녁"), (21, "밤"))
_START_OF_DAY, _END_OF_DAY = "0시", "밤 12시"


def say_day(value: date, *, today: date) -> str:
    """Return a day: `12월 6일 (일)`, `Sun 6 Dec`. The year is said only if it is not this year."""
    if is_english():
        return f"{ENGLISH_WEEKDAYS[value.weekday()]} {say_date(value, today=today)}"
    return f"{say_date(value, today=today)} ({KOREAN_WEEKDAYS[value.weekday()]})"


def say_date(value: date, *, today: date) -> str:
    """Return a day without its weekday: `12월 6일`, `6 Dec`. The year is said only if it is not this year."""
    if is_english():
        year = "" if value.year == today.year else f" {value.year}"
        return f"{value.day} {ENGLISH_MONTHS[value.month - 1]}{year}"
    year = "" if value.year == today.year else f"{value.year}년 "
    return f"{year}{value.month}월 {value.day}일"


def say_period(first: date, last: date, *, today: date) -> str:
    """Return a period of days: `12월 5일 (토) – 2027년 1월 1일 (금)`; one day alone if it is one.

    A year that both days share is said once: `2027년 2월 4일 (목) – 3월 17일 (수)`, `Thu 4 Feb – Wed 17 Mar 2027`.
    """
    if first == last:
        return say_day(first, today=today)
    if first.year != last.year:
        return f"{say_day(first, today=today)} – {say_day(last, today=today)}"
    opens, ends = (last, today) if is_english() else (today, first)
    return f"{say_day(first, today=opens)} – {say_day(last, today=ends)}"


def say_near_day(value: date, *, today: date) -> str:
    """Return a day as seen from today: `오늘`, `내일`, otherwise like `say_day`. In English for within a sentence."""
    words = ("today", "tomorrow") if is_english() else ("오늘", "내일")
    ahead = (value - today).days
    return words[ahead] if ahead in (0, 1) else say_day(value, today=today)


def say_part_of_week(moment: datetime) -> str:
    """Return the weekday and the part of the day: `목요일 저녁`, `Thu evening`."""
    moment = clock.local(moment)
    if is_english():
        part = "morning" if moment.hour < 12 else "afternoon" if moment.hour < 18 else "evening"
        return f"{ENGLISH_WEEKDAYS[moment.weekday()]} {part}"
    return f"{KOREAN_WEEKDAYS[moment.weekday()]}요일 {_part(moment.hour)}"


def say_time(moment: datetime) -> str:
    """Return a time in Seoul: `저녁 7시`, `오전 10시 30분`, `낮 12시`, `0시`; in English `7 pm`, `10:30 am`."""
    moment = clock.local(moment)
    if moment.time() == time.min and not is_english():
        return _START_OF_DAY
    return _say_english(moment) if is_english() else f"{_part(moment.hour)} {_hour(moment)}"


def say_hours(start: datetime, end: datetime) -> str:
    """Return two times: `저녁 7시–9시`, `오전 10시–낮 12시`; an end at midnight is `밤 12시`. English: `7–9 pm`."""
    first, last = clock.local(start), clock.local(end)
    if is_english():
        return _say_english_hours(first, last)
    if last.time() == time.min:
        return f"{say_time(start)}–{_END_OF_DAY}"
    same_part = _part(first.hour) == _part(last.hour) or (_part(first.hour), _part(last.hour)) == ("저녁", "밤")
    return f"{say_time(start)}–{_hour(last) if same_part else say_time(end)}"


def say_span(start: datetime, end: datetime, *, today: date) -> str:
    """Return a time span: `12월 6일 (일) 저녁 7시–9시`, `Sun 6 Dec, 7–9 pm`."""
    joint = ", " if is_english() else " "
    return f"{say_day(clock.local(start).date(), today=today)}{joint}{say_hours(start, end)}"


def say_moment(moment: datetime, *, today: date) -> str:
    """Return a moment: `12월 6일 (일) 저녁 7시`, `Sun 6 Dec, 7 pm`."""
    joint = ", " if is_english() else " "
    return f"{say_day(clock.local(moment).date(), today=today)}{joint}{say_time(moment)}"


def say_until(end: datetime, *, today: date, read_later: bool = False) -> str:
    """Return the moment until which something goes on; midnight is the end of the day before: `오늘 밤 12시`.

    `read_later`: it is read on another day, as a mail is, so that no day is today or tomorrow.
    """
    last, say = clock.local(end), say_day if read_later else say_near_day
    joint = ", " if is_english() else " "
    if last.time() != time.min:
        return f"{say(last.date(), today=today)}{joint}{say_time(end)}"
    day = say(last.date() - timedelta(days=1), today=today)
    return f"{day}, midnight" if is_english() else f"{day} {_END_OF_DAY}"


# --- With the exact form beside ---------------------------------------------------------------------------------------


def when_day(value: date, *, today: date) -> When:
    return When(say_day(value, today=today), text.day(value))


def when_period(first: date, last: date, *, today: date) -> When:
    return When(say_period(first, last, today=today), text.period(first, last))


def when_hours(start: datetime, end: datetime) -> When:
    return When(say_hours(start, end), text.hours(start, end))


def when_span(start: datetime, end: datetime, *, today: date) -> When:
    return When(say_span(start, end, today=today), text.span(start, end))


# --- Hours ------------------------------------------------------------------------------------------------------------


def _part(hour: int) -> str:
    return next(word for begins, word in reversed(_PARTS) if hour >= begins)


def _hour(moment: datetime) -> str:
    hour = moment.hour if moment.hour <= 12 else moment.hour - 12
    return f"{hour}시" if not moment.minute else f"{hour}시 {moment.minute}분"


def _clock_face(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    return str(hour) if not moment.minute else f"{hour}:{moment:%M}"


def _half(moment: datetime) -> str:
    return "am" if moment.hour < 12 else "pm"


def _say_english(moment: datetime) -> str:
    return f"{_clock_face(moment)} {_half(moment)}"


def _say_english_hours(first: datetime, last: datetime) -> str:
    if last.time() == time.min:
        return f"{_say_english(first)}–midnight"
    start = _clock_face(first) if _half(first) == _half(last) else _say_english(first)
    return f"{start}–{_say_english(last)}"
