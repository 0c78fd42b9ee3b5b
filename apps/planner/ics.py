"""Appointments as iCalendar text (RFC 5545): for a file, an attachment and the private feed.

It names no person, unless the title does: a calendar service may know the address of a feed, and whoever has the
address can read the feed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from apps.core import clock
from apps.planner import selectors
from apps.planner.models import Appointment, AppointmentRole

_END = "END:VCALENDAR\r\n"
CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODID = "-//Baeumteo//Baeumteo 1.0//KO"
# How often a calendar should fetch the feed again.
REFRESH = timedelta(hours=1)


def calendar_text(appointments: Iterable[Appointment], *, name: str = "") -> str:
    """Return a calendar with these appointments, with lines folded at 75 octets and ended by CRLF.

    The UID never changes and SEQUENCE grows with every change, so that a second import updates the first.
    `name` is the name of the calendar for programs that subscribe to the feed.
    """
    head, tail = _frame(name)
    return head + "".join(_event(appointment).to_ical().decode() for appointment in appointments) + tail


@lru_cache
def _frame(name: str) -> tuple[str, str]:
    """Return what stands in a calendar before its events, and after them.

    It is the same for every file, and takes longer to write than an event.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", str(clock.SEOUL))
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(_seoul())
    whole = calendar.to_ical().decode()
    return whole.removesuffix(_END), _END


@dataclass(frozen=True)
class CalendarOf:
    """Whose appointments a mail carries as a file: those of these things, each member's own.

    What a mail told may have changed before it is sent. So a file holds what is booked then; one that `removes` holds
    what is cancelled then, to take it out of a calendar. A reminder `attaches` no file: it only says where to join.
    """

    source: str
    source_ids: Sequence[int]
    removes: bool = False
    attaches: bool = True

    def stored(self) -> dict[str, Any]:
        """Return it for a JSON field."""
        return {**asdict(self), "source_ids": list(self.source_ids)}

    def read_for(self, member_id: int) -> tuple[str, str]:
        """Return the member's calendar file, '' if no appointment is left for it, and where all of them are joined.

        Queries: 1.
        """
        rows = selectors.list_appointments_of(member_id, self.source, self.source_ids, cancelled=self.removes)
        addresses = {row.join_url for row in rows}
        file = calendar_text(rows) if rows and self.attaches else ""
        return file, addresses.pop() if len(addresses) == 1 else ""


def _seoul() -> Timezone:
    """Return the time zone Asia/Seoul as it has been since 1988; no appointment is older."""
    standard = TimezoneStandard()
    standard.add("dtstart", clock.at(date(1988, 10, 9), time(3)).replace(tzinfo=None))
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=9))
    standard.add("tzname", "KST")
    zone = Timezone()
    zone.add("tzid", str(clock.SEOUL))
    zone.add_component(standard)
    return zone


def _line(words: str) -> str:
    return "".join(letter for letter in " ".join(words.split()) if letter.isprintable())


def _event(appointment: Appointment) -> Event:
    url = settings.SITE_URL + appointment.path
    event = Event()
    # Without the host, so that a site that moves keeps its events.
    event.add("uid", f"{appointment.uid}@baeumteo")
    event.add("summary", _line(appointment.label))
    event.add("dtstart", clock.local(appointment.starts_at))
    event.add("dtend", clock.local(appointment.ends_at))
    event.add("dtstamp", appointment.changed_at)
    event.add("last-modified", appointment.changed_at)
    event.add("sequence", appointment.sequence)
    event.add("status", "CANCELLED" if appointment.cancelled_at else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if appointment.cancelled_at else "OPAQUE")
    join_url = "" if appointment.cancelled_at else appointment.join_url
    if appointment.place or join_url:
        event.add("location", _line(appointment.place or join_url))
    role = _("진행하는 일정") if appointment.role == AppointmentRole.HOST else _("참여하는 일정")
    # Also in the description, because many programs show no URL.
    joining = [_("참여 주소: %(address)s") % {"address": join_url}] if join_url else []
    event.add("description", "\n".join([role, *joining, url]))
    event.add("url", join_url or url)
    return event
