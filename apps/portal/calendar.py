"""The calendar of my page: the member's appointments, a month as a grid or a week as a list."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import clock, text
from apps.core.month import Entry, Weeks, days_ahead, days_shown, month_of, weeks_ahead
from apps.planner.models import Appointment, AppointmentRole

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True)
class WeekEntry:
    """An appointment on a day of the week."""

    url: str
    hours: str
    title: str
    place: str
    role: str
    is_host: bool
    clashes: bool


@dataclass(frozen=True)
class WeekDay:
    day: date
    words: str
    is_today: bool
    entries: list[WeekEntry] = field(default_factory=list)
    holiday: str = ""


@dataclass(frozen=True)
class CalendarRange:
    """The days that are shown: the weeks ahead, a month (`?month=2026-06`) or seven days (`?week=2026-06-15`)."""

    day: date
    is_week: bool
    today: date
    is_ahead: bool = False

    @property
    def first(self) -> date:
        return self.day if self.is_week else self._month[0]

    @property
    def last(self) -> date:
        return self.first + 6 * clock.ONE_DAY if self.is_week else self._month[1]

    @property
    def _month(self) -> tuple[date, date]:
        return days_ahead(self.today) if self.is_ahead else days_shown(self.day.year, self.day.month)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return from when to when appointments are shown: of the weeks ahead nothing before today."""
        return clock.start_of(self.today if self.is_ahead else self.first), clock.start_of(self.last + clock.ONE_DAY)

    @property
    def is_now(self) -> bool:
        return self.day == self.today if self.is_week else self.is_ahead

    @property
    def previous_url(self) -> str:
        if self.is_week:
            return _url(self.day - 7 * clock.ONE_DAY, week=True)
        begins = self.day.replace(day=1)
        return _url(begins if self.is_ahead and self.first > begins else begins - clock.ONE_DAY, week=False)

    @property
    def next_url(self) -> str:
        after = self.last + clock.ONE_DAY if self.is_week else self.day.replace(day=1) + 31 * clock.ONE_DAY
        return _url(after, week=self.is_week)

    @property
    def today_url(self) -> str:
        if self.is_now:
            return ""
        return _url(self.today, week=True) if self.is_week else _ahead_url()

    @property
    def views(self) -> list[dict]:
        """The links that switch between month and week, as near as possible to the days shown now."""
        near = self.today if self.is_now else self.day
        month_url = _ahead_url() if self.is_now else _url(near, week=False)
        return [
            {
                "label": _("월"),
                "url": month_url,
                "icon": "calendar3",
                "current": not self.is_week,
            },
            {"label": _("주"), "url": _url(near, week=True), "icon": "list-ul", "current": self.is_week},
        ]


def read_range(month: str | None, week: str | None, today: date) -> CalendarRange:
    """Return the range that the address asks for. If it asks for none, or for none that exists: the weeks ahead."""
    if week:
        try:
            day = text.parse_day(week)
        except ValueError:
            day = None
        if day and clock.EARLIEST <= day <= clock.LATEST:
            return CalendarRange(day, is_week=True, today=today)
    match = _MONTH.fullmatch(month or "")
    if match and clock.EARLIEST.year <= int(match[1]) <= clock.LATEST.year and 1 <= int(match[2]) <= 12:
        return CalendarRange(date(int(match[1]), int(match[2]), 1), is_week=False, today=today)
    return CalendarRange(today, is_week=False, today=today, is_ahead=True)


def month_grid(
    shown: CalendarRange, appointments: Sequence[Appointment], now: datetime, holidays: Mapping[date, str]
) -> Weeks:
    clashing = clashing_of(appointments)
    entries: dict[date, list[Entry]] = {}
    for appointment in appointments:
        for day in _days_of(appointment):
            entries.setdefault(day, []).append(_entry(appointment, day, now, appointment.pk in clashing))
    more_url = reverse("portal:me") + "?week=%s#calendar"
    given: dict[str, Any] = {"today": shown.today, "more_url": more_url, "holidays": holidays}
    if shown.is_ahead:
        return weeks_ahead(entries, **given)
    return month_of(shown.day.year, shown.day.month, entries, **given)


def week_list(shown: CalendarRange, appointments: Sequence[Appointment], holidays: Mapping[date, str]) -> list[WeekDay]:
    clashing = clashing_of(appointments)
    days = [shown.first + n * clock.ONE_DAY for n in range(7)]
    entries: dict[date, list[WeekEntry]] = {day: [] for day in days}
    for appointment in appointments:
        for day in _days_of(appointment):
            if day in entries:
                entries[day].append(_week_entry(appointment, appointment.pk in clashing))
    return [WeekDay(day, day_words(day), day == shown.today, entries[day], holidays.get(day, "")) for day in days]


def week_title(shown: CalendarRange) -> str:
    """Return `2026년 11월 22일~28일`. The second month and year are named only if they differ."""
    first, last = shown.first, shown.last
    values = {
        "year": first.year, "month": _month_words(first), "day": first.day,
        "to_year": last.year, "to_month": _month_words(last), "to_day": last.day,
    }  # fmt: skip
    if first.year != last.year:
        return _("%(year)d년 %(month)s %(day)d일~%(to_year)d년 %(to_month)s %(to_day)d일") % values
    if first.month != last.month:
        return _("%(year)d년 %(month)s %(day)d일~%(to_month)s %(to_day)d일") % values
    return _("%(year)d년 %(month)s %(day)d일~%(to_day)d일") % values


def _month_words(day: date) -> str:
    return text.ENGLISH_MONTHS[day.month - 1] if text.is_english() else f"{day.month}월"


def day_words(day: date) -> str:
    """Return `11월 22일 (일)`."""
    if text.is_english():
        return f"{text.ENGLISH_WEEKDAYS[day.weekday()]}, {day.day} {text.ENGLISH_MONTHS[day.month - 1]}"
    return f"{day.month}월 {day.day}일 ({text.KOREAN_WEEKDAYS[day.weekday()]})"


def clashing_of(appointments: Sequence[Appointment]) -> set[int]:
    """Return the ids of the appointments that overlap another one. They must be in the order of their start."""
    clashing: set[int] = set()
    latest: Appointment | None = None
    for appointment in appointments:
        if latest is not None and appointment.starts_at < latest.ends_at:
            clashing |= {latest.pk, appointment.pk}
        if latest is None or appointment.ends_at > latest.ends_at:
            latest = appointment
    return clashing


def _days_of(appointment: Appointment) -> list[date]:
    """Return the day an appointment starts on and, if it goes on past midnight, the next day."""
    first = clock.local(appointment.starts_at).date()
    second = first + clock.ONE_DAY
    return [first, second] if appointment.ends_at > clock.start_of(second) else [first]


def _entry(appointment: Appointment, day: date, now: datetime, clashes: bool) -> Entry:
    start = clock.local(appointment.starts_at)
    is_host = appointment.role == AppointmentRole.HOST
    kind = "done" if appointment.ends_at <= now else "clash" if clashes else "info" if is_host else "open"
    label = _("다른 일정과 겹침") if clashes else str(AppointmentRole(appointment.role).label)
    shown_time = f"{start:%H:%M}" if start.date() == day else f"~{clock.local(appointment.ends_at):%H:%M}"
    return Entry(appointment.path, shown_time, appointment.label, kind, label)


def _week_entry(appointment: Appointment, clashes: bool) -> WeekEntry:
    return WeekEntry(
        url=appointment.path,
        hours=text.hours(appointment.starts_at, appointment.ends_at),
        title=appointment.label,
        place=appointment.place,
        role=str(AppointmentRole(appointment.role).label),
        is_host=appointment.role == AppointmentRole.HOST,
        clashes=clashes,
    )


def _ahead_url() -> str:
    return reverse("portal:me") + "#calendar"


def _url(day: date, *, week: bool) -> str:
    query = f"week={day:%Y-%m-%d}" if week else f"month={day:%Y-%m}"
    return f"{reverse('portal:me')}?{query}#calendar"
