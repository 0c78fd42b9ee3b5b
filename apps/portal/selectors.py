"""Values that the portal's pages print, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core import clock, text
from apps.planner.models import Appointment, AppointmentRole

SHOWN_NEXT = 5


@dataclass(frozen=True)
class UpcomingItem:
    """An appointment to come. `left` says how long until it starts, or that it runs."""

    title: str
    url: str
    day: datetime
    is_today: bool
    is_running: bool
    meta: list[str]
    left: str


def upcoming_items(appointments: list[Appointment], now: datetime) -> list[UpcomingItem]:
    return [_upcoming_item(appointment, now) for appointment in appointments]


def _upcoming_item(appointment: Appointment, now: datetime) -> UpcomingItem:
    running = appointment.starts_at <= now
    role: Any = AppointmentRole(appointment.role).label
    return UpcomingItem(
        title=appointment.title,
        url=appointment.path,
        day=clock.local(appointment.starts_at),
        is_today=clock.local(appointment.starts_at).date() == clock.local(now).date(),
        is_running=running,
        meta=[
            text.hours(appointment.starts_at, appointment.ends_at),
            appointment.place or _("장소 미정"),
            str(role),
        ],
        left=_("진행 중") if running else text.time_left(appointment.starts_at, now=now),
    )


def manifest() -> dict[str, Any]:
    return {
        "name": _("배움터"),
        "short_name": _("배움터"),
        "lang": get_language(),
        "start_url": reverse("portal:me"),
        "display": "standalone",
        "background_color": "#faf9f6",
        "theme_color": "#0b6b53",
        "icons": [{"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
