"""The lists of a member's lessons, as mentee or as mentor: in rows and as a month."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import Badge, When
from apps.core.filters import Filters, choice, flag, month
from apps.core.month import Entry, Month, days_shown, month_of
from apps.core.paging import Page, page_of
from apps.core.prepared import PreparedForFew
from apps.lessons import badges
from apps.lessons.models import Lesson, OfferedTime
from apps.lessons.querysets import LessonQuerySet
from apps.lessons.states import AGREED, LIVE, LessonStatus, Role, ended_unanswered, is_missed
from apps.planner.selectors import holiday_names

PAGE_SIZE = 10
MOST_IN_A_MONTH = 500
# The states that a calendar shows if none is chosen: lessons that are, were or may be held.
HELD = (*LIVE, LessonStatus.COMPLETED)


@dataclass(frozen=True)
class LessonFilters(Filters):
    """The filters of a list of lessons. `role` belongs to the list and is not in its address."""

    role: Role = field(kw_only=True)
    status: str = choice(dict(LessonStatus.choices))
    calendar: bool = flag("calendar", name="view")
    month: str = month()

    def settled(self) -> Self:
        return self if self.calendar else replace(self, month="")


def _lessons_of(member: Member, role: Role) -> LessonQuerySet:
    return Lesson.objects.of_mentor(member) if role == Role.MENTOR else Lesson.objects.of_mentee(member)


@dataclass(frozen=True)
class StatusLink:
    """A state to choose, with the number of lessons in it."""

    label: str
    url: str
    count: int
    current: bool


def status_links(filters: LessonFilters, member: Member) -> list[StatusLink]:
    """Return a link for each state in which the member has lessons, and for the chosen one. Queries: 1."""
    counted = _lessons_of(member, filters.role).order_by().values_list("status").annotate(n=Count("pk"))
    counts = dict(counted)
    links = [StatusLink(_("모두"), filters.url(status=""), sum(counts.values()), not filters.status)]
    links += [
        StatusLink(str(status.label), filters.url(status=status), counts.get(status, 0), filters.status == status)
        for status in LessonStatus
        if counts.get(status) or filters.status == status
    ]
    return links


@dataclass(frozen=True)
class LessonRow:
    """A lesson as a list shows it, every part ready to print. `other` is the person whom the viewer meets."""

    pk: int
    url: str
    title: str
    day: date
    is_today: bool
    is_past: bool
    when: When
    other: str
    length: str
    price: str
    badge: Badge
    asked: str
    note: str
    reason: str


def get_lesson_list(filters: LessonFilters, number: int, member: Member, now: datetime) -> Page:
    """Return one page of the list, requests without an answer first. Queries: 3."""
    rows = _lessons_of(member, filters.role)
    if filters.status:
        rows = rows.filter(status=filters.status)
    return page_of(
        rows.waiting_first(), number, size=PAGE_SIZE, load=lambda keys: _lesson_rows(keys, filters.role, now)
    )


_shown = PreparedForFew(
    lambda keys: (
        Lesson.objects.filter(pk__in=keys)
        .annotate(offered_by=Subquery(OfferedTime.objects.filter(lesson=OuterRef("pk")).values("by")[:1]))
        .select_related("tutorial", "mentor", "mentee", "outcome")
        .defer("tutorial__description", "tutorial__description_key", "tutorial__title_key")
    )
)


def _lesson_rows(keys: list[int], role: Role, now: datetime) -> list[LessonRow]:
    by_key = {lesson.pk: lesson for lesson in _shown(keys)}
    return [lesson_row(by_key[key], role, now) for key in keys if key in by_key]


def lesson_row(lesson: Lesson, role: Role, now: datetime) -> LessonRow:
    """Return a lesson as the list of a mentor or a mentee (`role`) shows it."""
    day, today = clock.local(lesson.starts_at).date(), clock.local(now).date()
    other = lesson.mentee if role == Role.MENTOR else lesson.mentor
    return LessonRow(
        pk=lesson.pk,
        url=lesson.get_absolute_url(),
        title=lesson.tutorial.title,
        day=day,
        is_today=day == today,
        is_past=lesson.status not in LIVE or lesson.ends_at <= now,
        when=_when(lesson, day, today),
        other=other.name if role == Role.MENTOR else _("%(name)s 멘토") % {"name": other.name},
        length=text.length(lesson.duration),
        price=text.fee(lesson.price),
        badge=badges.lesson_badge(lesson),
        asked=_("%(when)s 신청") % {"when": text.moment(lesson.created_at)},
        note=_note(lesson, role, now),
        reason=lesson.reject_reason or lesson.cancel_reason,
    )


def _answers(lesson: Lesson, role: Role) -> bool:
    """Return whether the one in this role is to answer a request: the mentor, or who was offered other times."""
    by = lesson.offered_by  # type: ignore[attr-defined]
    if role == Role.MENTOR:
        return by != lesson.mentor_id
    return by == lesson.mentor_id


def _note(lesson: Lesson, role: Role, now: datetime) -> str:
    """Return until when a request is to be answered, and what was left undone when the time for it passed."""
    if ended_unanswered(lesson.status, lesson.cancelled_by_id, lesson.approved_at) or is_missed(
        lesson.status, lesson.answer_by, now
    ):
        return _("답변 기한이 지나 끝났습니다.")
    if lesson.status == LessonStatus.PENDING:
        until = {"when": spoken.say_until(lesson.answer_by, today=clock.local(now).date())}
        return _("%(when)s까지 답해 주세요.") % until if _answers(lesson, role) else _("답변 기한 %(when)s") % until
    if role == Role.MENTOR and lesson.status in AGREED and lesson.ends_at <= now:
        return _("수업 시간이 지났습니다. 수업을 마쳤으면 완료해 주세요.")
    return ""


def _when(lesson: Lesson, day: date, today: date) -> When:
    """Return the hours, which stand beside the day; with the day where the year is another."""
    if day.year != today.year:
        return spoken.when_span(lesson.starts_at, lesson.ends_at, today=today)
    return spoken.when_hours(lesson.starts_at, lesson.ends_at)


# --- As a month -------------------------------------------------------------------------------------------------------


def get_lesson_month(filters: LessonFilters, member: Member, now: datetime) -> tuple[Month, str]:
    """Return the chosen month, and the number of its lessons in words. Queries: 2."""
    today = clock.local(now).date()
    shown = date.fromisoformat(f"{filters.month}-01") if filters.month else today.replace(day=1)
    first, last = days_shown(shown.year, shown.month)
    rows = _lessons_of(member, filters.role).filter(
        status__in=[filters.status] if filters.status else HELD,
        starts_at__gte=clock.start_of(first),
        starts_at__lt=clock.start_of(last + timedelta(days=1)),
    )
    fields = ("pk", "status", "starts_at", "tutorial__title")
    entries: dict[date, list[Entry]] = defaultdict(list)
    within = 0
    for row in rows.order_by("starts_at", "pk").values(*fields)[:MOST_IN_A_MONTH]:
        when = clock.local(row["starts_at"])
        within += (when.year, when.month) == (shown.year, shown.month)
        entries[when.date()].append(_month_entry(row, when))
    month = month_of(shown.year, shown.month, entries, today=today, holidays=holiday_names(first, last))
    return month, text.total_of_month(within)


def _month_entry(row: dict[str, Any], when: datetime) -> Entry:
    badge = badges.status_badge(row["status"])
    url = Lesson(pk=row["pk"]).get_absolute_url()
    return Entry(url=url, time=f"{when:%H:%M}", title=row["tutorial__title"], kind=badge.kind, label=badge.text)
