"""Times of the week: a value type, what lies within them, and their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from apps.core import clock, text

_DAY = 24 * 60


class Hours(Protocol):
    """What a WeeklySpan and a row of WeeklyHours have in common."""

    @property
    def weekday(self) -> int: ...
    @property
    def start_time(self) -> time: ...
    @property
    def end_time(self) -> time: ...


@dataclass(frozen=True, order=True)
class WeeklySpan:
    """A time of one weekday; 0 is Monday. An `end_time` of 00:00 is the end of the day."""

    weekday: int
    start_time: time
    end_time: time


def minutes_of(span: Hours) -> tuple[int, int]:
    """Return start and end in minutes since midnight."""
    return _minute(span.start_time), _minute(span.end_time) or _DAY


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def merge_spans(spans: Iterable[WeeklySpan]) -> list[WeeklySpan]:
    """Return the spans in order, those that touch united, so that a lesson may run over the point where they met."""
    merged: list[WeeklySpan] = []
    for span in sorted(spans):
        last = merged[-1] if merged else None
        if last and last.weekday == span.weekday and minutes_of(last)[1] == minutes_of(span)[0]:
            merged[-1] = WeeklySpan(span.weekday, last.start_time, span.end_time)
        else:
            merged.append(span)
    return merged


def contain_time(hours: Iterable[Hours], starts_at: datetime, ends_at: datetime) -> bool:
    """Return whether the whole time lies within the spans, by Seoul's clock.

    Over midnight it goes on into the next day's span if that begins there.
    """
    start = clock.local(starts_at)
    left = int((ends_at - starts_at) / timedelta(minutes=1))
    spans, weekday, first = list(hours), start.weekday(), _minute(start.time())
    while left > 0:
        ends = [
            end
            for span in spans
            if span.weekday == weekday
            for begin, end in [minutes_of(span)]
            if begin <= first < end
        ]
        if not ends:
            return False
        left -= max(ends) - first
        if left > 0 and max(ends) < _DAY:
            return False
        weekday, first = (weekday + 1) % 7, 0
    return True


def join_nights(hours: Iterable[Hours]) -> list[tuple[int, int, int]]:
    """Return weekday, start and end in minutes of each span; one that goes on after midnight ends on the next day.

    A whole day stays by itself, else days after each other would have no end.
    """
    spans = {(span.weekday, *minutes_of(span)) for span in hours}
    joined = []
    for weekday, start, end in sorted(spans):
        after = next((one for one in spans if one[:2] == ((weekday + 1) % 7, 0) and one[2] < _DAY), None)
        before = (start, end < _DAY) == (0, True) and any(
            one[0] == (weekday - 1) % 7 and one[1] > 0 and one[2] == _DAY for one in spans
        )
        if start > 0 and end == _DAY and after is not None:
            joined.append((weekday, start, _DAY + after[2]))
        elif not before:
            joined.append((weekday, start, end))
    return joined


def hours_in_words(hours: Iterable[Hours]) -> str:
    """Return `월·수 19:00~22:00, 토 10:00~12:00·14:00~18:00`: days with the same times together; '' for none."""
    return ", ".join(f"{weekdays_in_words(days)} {times}" for days, times in group_by_times(hours))


def code_of(hours: Iterable[Hours]) -> str:
    """Return the hours in a form of no language: `0 19:00-22:00, 2 19:00-22:00`; '' for none."""
    ordered = sorted(hours, key=lambda span: (span.weekday, span.start_time))
    return ", ".join(f"{span.weekday} {span.start_time:%H:%M}-{span.end_time:%H:%M}" for span in ordered)


def group_by_times(hours: Iterable[Hours]) -> list[tuple[list[int], str]]:
    """Return the weekdays that have the same times, each group with these times in words, in the order of the week."""
    days: dict[int, list[tuple[int, int]]] = {}
    for weekday, start, end in join_nights(hours):
        days.setdefault(weekday, []).append((start, end))
    groups: dict[str, list[int]] = {}
    for weekday, spans in sorted(days.items()):
        groups.setdefault("·".join(_time_range(*span) for span in sorted(spans)), []).append(weekday)
    return [(weekdays, times) for times, weekdays in groups.items()]


def _time_range(start: int, end: int) -> str:
    if end > _DAY:
        return f"{_time(start)}~{_('다음 날 %(time)s') % {'time': _time(end - _DAY)}}"
    return f"{_time(start)}~{_time(end)}"


def _time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def span_in_words(span: Hours) -> str:
    """Return `19:00~22:00`; the end of the day is 24:00."""
    return _time_range(*minutes_of(span))


def weekday_name(weekday: int) -> str:
    """Return `월요일` or `Mon`."""
    return text.ENGLISH_WEEKDAYS[weekday] if text.is_english() else f"{text.KOREAN_WEEKDAYS[weekday]}요일"


def name_of_weekday(value: str) -> str:
    """Return the name of a weekday that a filter shows as a text."""
    return weekday_name(int(value))


def weekdays_in_words(weekdays: Sequence[int]) -> str:
    """Return `매일`, `월~금` or `월·수`: three or more days in a row become a range."""
    if len(weekdays) == 7:
        return _("매일")
    english = text.is_english()
    names = text.ENGLISH_WEEKDAYS if english else text.KOREAN_WEEKDAYS
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and runs[-1][-1] == weekday - 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    parts = []
    for run in runs:
        parts += [f"{names[run[0]]}~{names[run[-1]]}"] if len(run) > 2 else [names[weekday] for weekday in run]
    return ("·" if not english else ", ").join(parts)
