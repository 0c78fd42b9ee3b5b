"""What lessons have for a member's day: requests without an answer, lessons to give, lessons to settle."""

from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.parts import SHOWN, Awaited, Card, Column
from apps.core.prepared import Given, Prepared
from apps.lessons.models import Lesson
from apps.lessons.states import LessonStatus

_NOW = Given("now", DateTimeField())
_AGREED = (LessonStatus.APPROVED, LessonStatus.IN_PROGRESS)

_asked = Prepared(
    lambda: (
        Lesson.objects.unanswered(_NOW)
        .filter(mentee_id=Given("member"))
        .select_related("tutorial")
        .only("starts_at", "tutorial__title")
        .order_by("starts_at", "pk")[:SHOWN]
    )
)
_to_give = Prepared(
    lambda: (
        Lesson.objects.filter(mentor_id=Given("member"), status__in=_AGREED, ends_at__gt=_NOW)
        .select_related("tutorial", "mentee")
        .only("starts_at", "ends_at", "tutorial__title", "mentee__name")
        .order_by("starts_at", "pk")[:SHOWN]
    )
)


def _to_settle_rows() -> Any:
    unanswered = Q(status=LessonStatus.PENDING, starts_at__gt=_NOW)
    held = Q(status__in=_AGREED, ends_at__lte=_NOW)
    rows = Lesson.objects.filter(unanswered | held, mentor_id=Given("member")).order_by().values("mentor_id")
    return rows.annotate(
        unanswered=Count("pk", filter=unanswered),
        soonest=Min("starts_at", filter=unanswered),
        held=Count("pk", filter=held),
        first_held=Min("pk", filter=held),
        first_asked=Min("pk", filter=unanswered),
    ).values_list("unanswered", "soonest", "held", "first_held", "first_asked", named=True)


_to_settle = Prepared(_to_settle_rows)


def requests_awaited(member: Member, now: datetime) -> list[Awaited]:
    """Return the member's own requests that have no answer yet, the soonest first."""
    rows = _asked(member=member.pk, now=now)
    return [Awaited(row.tutorial.title, row.get_absolute_url(), _("답변 대기")) for row in rows]


def lessons_held(member: Member, now: datetime) -> list[Card]:
    """Return the lessons that a mentor gives now and next."""
    if not member.has_mentor_profile:
        return []
    return [_card(row, now) for row in _to_give(member=member.pk, now=now)]


def _card(row: Any, now: datetime) -> Card:
    runs, today = row.starts_at <= now, clock.local(now).date()
    until = _("%(when)s까지") % {"when": spoken.say_until(row.ends_at, today=today)}
    return Card(
        column=Column.RUNNING if runs else Column.AHEAD,
        title=row.tutorial.title,
        url=row.get_absolute_url(),
        at=row.starts_at,
        when=until if runs else spoken.say_moment(row.starts_at, today=today),
        notes=[_("%(name)s 님") % {"name": row.mentee.name}],
    )


def lessons_to_settle(member: Member, now: datetime) -> list[Card]:
    """Return one card: requests that the mentor has to answer, and past lessons that were not completed yet."""
    found = _to_settle.first(member=member.pk, now=now) if member.has_mentor_profile else None
    if found is None:
        return []
    return [
        Card(
            column=Column.SETTLE,
            title=_("1:1 수업"),
            url=reverse("lessons:requests"),
            at=found.soonest or now,
            when=_soonest_words(found.soonest, now),
            acts=[
                *_act(_("답변 대기 %(n)d건"), found.unanswered, found.first_asked),
                *_act(_("완료로 바꿀 수업 %(n)d건"), found.held, found.first_held),
            ],
        )
    ]


def _soonest_words(soonest: datetime | None, now: datetime) -> str:
    if soonest is None:
        return ""
    return _("가장 이른 수업 %(when)s") % {"when": spoken.say_moment(soonest, today=clock.local(now).date())}


def _act(words: str, count: int, first: int | None) -> list[tuple[str, str]]:
    """Return the link to the only lesson, or to the list of several; none for no lesson."""
    if not count:
        return []
    url = Lesson(pk=first).get_absolute_url() if count == 1 else reverse("lessons:requests")
    return [(words % {"n": count}, url)]
