"""Reminders of appointments, a day and an hour before, to hosts and guests, once each.

They stand in the portal because they join the planner with the notices, which do not know each other.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core import clock, parts
from apps.core.parts import Brings
from apps.notices.kinds import DAY_BEFORE, HOUR_BEFORE, NoticeKind, Span, Title
from apps.notices.services import tell
from apps.planner.ics import CalendarOf
from apps.planner.models import Appointment

GROUP = _("일정 알림")

KINDS = (
    NoticeKind(
        DAY_BEFORE,
        _("일정 하루 전이 되었을 때"),
        _("하루 전 알림: ‘%(title)s’ %(when)s"),
        _("%(place)s\n준비물: %(preparation)s\n자료: %(handout)s"),
        subject=_("하루 전: %(title)s (%(when)s)"),
        group=GROUP,
    ),
    NoticeKind(
        HOUR_BEFORE,
        _("일정 한 시간 전이 되었을 때"),
        _("한 시간 전 알림: ‘%(title)s’ %(when)s"),
        _("%(place)s\n준비물: %(preparation)s\n자료: %(handout)s"),
        subject=_("한 시간 전: %(title)s (%(when)s)"),
        group=GROUP,
    ),
)

_BATCH = 200


@dataclass(frozen=True)
class Reminder:
    """A reminder. It is sent from `before` to `latest` ahead of the start; `stamp` is the field that keeps the time."""

    kind: str
    stamp: str
    before: timedelta
    latest: timedelta


REMINDERS = (
    Reminder(DAY_BEFORE, "day_reminded_at", timedelta(hours=24), timedelta(hours=1)),
    Reminder(HOUR_BEFORE, "hour_reminded_at", timedelta(hours=1), timedelta(0)),
)


def remind_due() -> int:
    """Tell everyone whose reminder is due and return how many were told. Safe to repeat, and beside another worker.

    No reminder goes to a member who booked, or was told of a new time, after the reminder was due.
    """
    told = 0
    for reminder in REMINDERS:
        while batch := _remind_batch(reminder):
            told += batch
    return told


def _due(reminder: Reminder, now: datetime) -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        **{reminder.stamp: None},
        cancelled_at=None,
        starts_at__gt=now + reminder.latest,
        starts_at__lte=now + reminder.before,
        changed_at__lte=F("starts_at") - reminder.before,
        member__is_active=True,
    ).order_by("source", "source_id", "pk")


@transaction.atomic
def _remind_batch(reminder: Reminder) -> int:
    now = clock.now()
    due = _due(reminder, now).select_related("member")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
    rows = list(due[:_BATCH])
    Appointment.objects.filter(pk__in=[row.pk for row in rows]).update(**{reminder.stamp: now})
    for _thing, group in groupby(rows, key=lambda row: (row.source, row.source_id)):
        appointments = list(group)
        first = appointments[0]
        tell(
            [appointment.member for appointment in appointments],
            reminder.kind,
            path=first.path,
            title=Title(first.source, first.title),
            when=Span(first.starts_at, first.ends_at),
            place=first.place,
            **asdict(_what_to_bring(first)),
            calendar=CalendarOf(first.source, [first.source_id], attaches=False),
        )
    return len(rows)


def _what_to_bring(appointment: Appointment) -> Brings:
    source = appointment.source
    return parts.BRINGS[source](appointment.source_id) if source in parts.BRINGS else Brings()
