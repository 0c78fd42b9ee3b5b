"""The form of hours of the week, and the field of holidays: the shape of what people choose. The rules decide."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import DomainError
from apps.core.fields import HalfHourField, choice_field, offered
from apps.core.http import put_back
from apps.core.text import parse_day, whole_number
from apps.planner import weekly_hours
from apps.planner.weekly_hours import WeeklySpan

MOST_ROWS = 14
FEWEST_ROWS = 2
LONGEST_CODE = 3000  # characters of `weekly_hours.code_of`: seven days of as many rows
_END_OF_DAY = "24:00"
_LONGEST_DAYS = 2000  # characters


def _end_of(raw: str) -> dt.time:
    return dt.time.min if raw == _END_OF_DAY else dt.time.fromisoformat(raw)


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
        choice_field(self, "end_time").choices = [*ends, (_END_OF_DAY, _END_OF_DAY)]
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
        return [WeeklySpan(day, given["start_time"], given["end_time"]) for day in given["days"]]


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
        days: dict[tuple[dt.time, dt.time], list[int]] = {}
        for span in hours:
            days.setdefault((span.start_time, span.end_time), []).append(span.weekday)
        initial = [
            {"days": weekdays, "start_time": start, "end_time": end}
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
