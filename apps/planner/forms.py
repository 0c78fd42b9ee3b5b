"""The form of hours of the week, and the field of holidays: the shape of what people choose. The rules decide."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import DomainError
from apps.core.fields import HALF_HOURS, DayField, HalfHourField, NumberField, choice_field, offered
from apps.core.http import put_back
from apps.core.text import parse_day, whole_number
from apps.planner import weekly_hours
from apps.planner.recurrence import Recurrence
from apps.planner.weekly_hours import WeeklySpan

MOST_ROWS = 14
FEWEST_ROWS = 2
LONGEST_CODE = 3000  # characters of `weekly_hours.code_of`: seven days of as many rows
_END_OF_DAY = "24:00"
_AFTER = "+"  # before a time of the next day
_LATEST_NEXT_DAY = dt.time(12)
_LONGEST_DAYS = 2000  # characters


@dataclass(frozen=True)
class NextDay:
    """A time of the day after, at which hours over midnight end."""

    at: dt.time


def _end_of(raw: str) -> dt.time | NextDay:
    if raw.startswith(_AFTER):
        return NextDay(dt.time.fromisoformat(raw.removeprefix(_AFTER)))
    return dt.time.min if raw == _END_OF_DAY else dt.time.fromisoformat(raw)


def _next_day_choice(at: dt.time) -> tuple[str, str]:
    return f"{_AFTER}{at:%H:%M}", _("다음 날 %(time)s") % {"time": f"{at:%H:%M}"}


def _time_of(minute: int) -> dt.time | str:
    """Return a minute of the day as the form takes it; one after midnight as the value of its choice."""
    at = dt.time(minute // 60 % 24, minute % 60)
    return at if minute <= 24 * 60 else _next_day_choice(at)[0]


class HolidaysField(forms.CharField):
    """The public holidays that the page has named already; cleans to their dates. Put it in a form as `holidays`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": _LONGEST_DAYS, "widget": forms.HiddenInput, **kwargs})

    def clean(self, value: Any) -> list[dt.date]:
        days = []
        for raw in super().clean(value).split():
            try:
                days.append(parse_day(raw))
            except ValueError:
                continue  # no page of ours wrote it
        return days


def know_holidays(form: Any, error: DomainError) -> None:
    """Note in the form the holidays that the refusal named, so that sending it again goes on."""
    if error.code == "holiday":
        days = [*form.cleaned_data.get("holidays", []), *error.extra["days"]]
        put_back(form, holidays=" ".join(day.isoformat() for day in days))


class RepeatForm(forms.Form):
    """The fields that say how something comes back. The form that has them says on which day it begins."""

    repeat = forms.TypedChoiceField(
        label=gettext_lazy("반복"),
        choices=[("1", gettext_lazy("매주")), ("2", gettext_lazy("2주마다"))],
        coerce=int,
        empty_value=None,
        initial="1",
    )
    times = NumberField(
        label=gettext_lazy("횟수"),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "input-s", "inputmode": "numeric"}),
    )
    until = DayField(label=gettext_lazy("마지막 날"), required=False)
    skip_holidays = forms.BooleanField(label=gettext_lazy("공휴일은 빼기"), required=False, initial=True)
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def recurrence(self, first: dt.date, weekdays: Iterable[int] = ()) -> Recurrence:
        """Return what a valid form says."""
        given = self.cleaned_data
        return Recurrence(first, given["repeat"], given["times"], given["until"], frozenset(weekdays))


class WeekRowForm(forms.Form):
    """The same hours on one or several days of the week."""

    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("요일"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    start_time = HalfHourField(label=gettext_lazy("시작 시각"), required=False)
    end_time = HalfHourField(label=gettext_lazy("종료 시각"), required=False, coerce=_end_of)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "days").choices = [
            (weekday, weekly_hours.weekdays_in_words([weekday])) for weekday in range(7)
        ]
        for name in ("start_time", "end_time"):
            if isinstance(self.initial.get(name), dt.time):
                cast(HalfHourField, self.fields[name]).offer(self.initial[name])
        ends = [value for value in offered(self, "end_time") if value[0] != "00:00"]
        nights = {at for at in HALF_HOURS if dt.time.min < at <= _LATEST_NEXT_DAY}
        kept = self.initial.get("end_time")
        if isinstance(kept, str) and kept.startswith(_AFTER):
            nights.add(dt.time.fromisoformat(kept.removeprefix(_AFTER)))
        later = [_next_day_choice(at) for at in sorted(nights)]
        choice_field(self, "end_time").choices = [*ends, (_END_OF_DAY, _END_OF_DAY), *later]
        if self.initial.get("end_time") == dt.time.min:
            self.initial["end_time"] = _END_OF_DAY

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        start, end, days = given.get("start_time"), given.get("end_time"), given.get("days")
        if self.errors or not (days or start or end):
            return given
        if not days:
            self.add_error("days", _("요일을 하나 이상 선택해 주세요."))
        if start is None:
            self.add_error("start_time", _("시작 시각을 선택해 주세요."))
        if end is None:
            self.add_error("end_time", _("종료 시각을 선택해 주세요."))
        return given

    def spans(self) -> list[WeeklySpan]:
        given = self.cleaned_data
        start, end = given["start_time"], given["end_time"]
        if not isinstance(end, NextDay):
            return [WeeklySpan(day, start, end) for day in given["days"]]
        evenings = [WeeklySpan(day, start, dt.time.min) for day in given["days"]]
        return evenings + [WeeklySpan((day + 1) % 7, dt.time.min, end.at) for day in given["days"]]


class WeekForm:
    """All rows of the weekly hours. Rows can be added and removed without a script, before anything is saved."""

    def __init__(self, rows: list[WeekRowForm], *, bound: bool = False, read_at: str | None = None) -> None:
        """`read_at`: the hours that the page was made from (`weekly_hours.code_of`), None for those of now."""
        self.rows = rows
        self.bound = bound
        self.read_at = read_at
        self.refusal = ""

    @classmethod
    def of(cls, hours: Iterable[Any]) -> "WeekForm":
        """Return the form of these hours: one row for each time with all its weekdays, and an empty row."""
        days: dict[tuple[int, int], list[int]] = {}
        for weekday, start, end in weekly_hours.join_nights(hours):
            days.setdefault((start, end), []).append(weekday)
        initial = [
            {"days": weekdays, "start_time": _time_of(start), "end_time": _time_of(end)}
            for (start, end), weekdays in sorted(days.items(), key=lambda item: (item[1], item[0]))
        ]
        return cls._showing([*initial, {}])

    @classmethod
    def _showing(cls, initial: list[dict[str, Any]], read_at: str | None = None) -> "WeekForm":
        initial = initial + [{} for _ in range(FEWEST_ROWS - len(initial))]
        rows = [WeekRowForm(initial=values, prefix=f"row{number}") for number, values in enumerate(initial)]
        return cls(rows, read_at=read_at)

    @classmethod
    def sent(cls, data: Any) -> "WeekForm":
        raw = data.get("rows", "")
        count = min(whole_number(raw, most=999) or 0, MOST_ROWS)
        rows = [WeekRowForm(data, prefix=f"row{number}") for number in range(count)]
        read_at = data.get("read_at")
        return cls(rows, bound=True, read_at=read_at and read_at[:LONGEST_CODE])

    def rearranged(self, *, drop: str | None) -> "WeekForm":
        """Return the form with what was typed so far, and one row less or one more."""
        typed = [
            {
                "days": cast(QueryDict, row.data).getlist(f"{row.prefix}-days"),
                **{name: row.data.get(f"{row.prefix}-{name}", "") for name in ("start_time", "end_time")},
            }
            for row in self.rows
        ]
        if drop is None:
            typed.append({})
        else:
            typed = [values for number, values in enumerate(typed) if str(number) != drop]
        return self._showing(typed[:MOST_ROWS], self.read_at)

    @property
    def may_grow(self) -> bool:
        return len(self.rows) < MOST_ROWS

    def is_valid(self) -> bool:
        return all(row.is_valid() for row in self.rows)

    def refuse(self, error: DomainError) -> None:
        """Show a refusal of the service above all rows. Saved once more, the form replaces what others saved."""
        self.refusal = error.message
        if error.code == "changed_meanwhile":
            self.read_at = None

    def spans(self) -> list[WeeklySpan]:
        return [span for row in self.rows for span in row.spans()]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return each error with the id of its field, '' for an error about all rows."""
        if not self.bound:
            return []
        errors = [("", self.refusal)] if self.refusal else []
        for number, row in enumerate(self.rows, start=1):
            for field in row:
                where = _("시간대 %(n)d %(field)s") % {"n": number, "field": field.label}
                target = field.auto_id if field.name == "days" else field.id_for_label
                errors += [(target, f"{where} – {sentence}") for sentence in field.errors]
        return errors
