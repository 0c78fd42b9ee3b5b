"""What lessons have for a member's day: requests without an answer, lessons to give, lessons to settle."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, DateTimeField, Exists, F, Min, OuterRef, Q, When
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.parts import SHOWN, Awaited, Card, Column, TodayPart, Todo
from apps.core.prepared import Given, Prepared
from apps.lessons.models import Lesson, LessonNote, OfferedTime
from apps.lessons.rules.notes import WRITTEN_WITHIN
from apps.lessons.rules.outcomes import SAID_WITHIN, counts_at
from apps.lessons.rules.reviews import ASKED_FOR
from apps.lessons.selectors.outcomes import is_to_confirm
from apps.lessons.selectors.reviews import is_to_review
from apps.lessons.states import OFFERS_TIMES, WRITTEN_OF, LessonStatus, NoteKind

_NOW = Given("now", DateTimeField())
_AGREED = (LessonStatus.APPROVED, LessonStatus.IN_PROGRESS)


def _open_rows() -> Any:
    others = OfferedTime.objects.filter(lesson=OuterRef("pk")).exclude(by_id=Given("member"))
    mine = Q(mentee_id=Given("member")) | Q(mentor_id=Given("member"))
    waits = Q(status=LessonStatus.PENDING, mentee_id=Given("member"))
    is_open = Q(waits | Q(asks=True), status__in=OFFERS_TIMES, answer_by__gt=_NOW)
    rows = Lesson.objects.filter(mine).annotate(asks=Exists(others))
    rows = rows.annotate(
        to_review=Case(When(is_to_review(), then=True), default=False),
        to_confirm=Case(When(is_to_confirm(), then=True), default=False),
    )
    is_over = Q(Q(to_review=True) | Q(to_confirm=True), mentee_id=Given("member"))
    rows = rows.filter(is_open | is_over).select_related("tutorial")
    rows = rows.only("answer_by", "completed_at", "ends_at", "tutorial__title")
    return rows.order_by(F("completed_at").asc(nulls_first=True), "answer_by", "pk")[:SHOWN]


_open = Prepared(_open_rows)


def _homework_rows() -> Any:
    is_open = Q(lesson__status__in=WRITTEN_OF, lesson__ends_at__gt=Given("since", DateTimeField()))
    to_hand_in = Q(is_open, lesson__mentee_id=Given("member"), handed_in=None)
    to_see = Q(lesson__mentor_id=Given("member"), handed_in__isnull=False, handed_in__seen_at=None)
    rows = LessonNote.objects.filter(to_hand_in | to_see, kind=NoteKind.HOMEWORK)
    rows = rows.select_related("lesson__tutorial", "lesson__mentee").only(
        "due_on", "homework_id", "lesson__mentor_id", "lesson__tutorial__title", "lesson__mentee__name"
    )
    return rows.order_by("due_on", "pk")[:SHOWN]


_homework = Prepared(_homework_rows)
_to_give = Prepared(
    lambda: (
        Lesson.objects.filter(mentor_id=Given("member"), status__in=_AGREED, ends_at__gt=_NOW)
        .select_related("tutorial", "mentee")
        .only("starts_at", "ends_at", "tutorial__title", "mentee__name")
        .order_by("starts_at", "pk")[:SHOWN]
    )
)


def _to_settle_rows() -> Any:
    unanswered = Q(status=LessonStatus.PENDING, answer_by__gt=_NOW)
    held = Q(status__in=_AGREED, ends_at__lte=_NOW)
    rows = Lesson.objects.filter(unanswered | held, mentor_id=Given("member")).order_by().values("mentor_id")
    return rows.annotate(
        unanswered=Count("pk", filter=unanswered),
        soonest=Min("answer_by", filter=unanswered),
        held=Count("pk", filter=held),
        first_held=Min("pk", filter=held),
        first_asked=Min("pk", filter=unanswered),
    ).values_list("unanswered", "soonest", "held", "first_held", "first_asked", named=True)


_to_settle = Prepared(_to_settle_rows)


def open_questions(member: Member, now: datetime) -> list[TodayPart]:
    """Return what waits in a member's lessons: times to choose from, own requests, lessons to confirm and to review."""
    rows = _open(member=member.pk, now=now, since=now - ASKED_FOR, said_since=now - SAID_WITHIN)
    return [
        *(_question(row, now) for row in rows if not row.completed_at),
        *(_confirm_todo(row) for row in rows if row.to_confirm),
        *{row.tutorial_id: _review_todo(row) for row in rows if row.to_review}.values(),
    ]


def _question(row: Any, now: datetime) -> Todo | Awaited:
    if row.asks:
        return Todo(_("제안된 시간 선택하기"), row.get_absolute_url(), note=row.tutorial.title, due=row.answer_by)
    until = spoken.say_until(row.answer_by, today=clock.local(now).date())
    return Awaited(row.tutorial.title, row.get_absolute_url(), _("%(when)s까지 답변 대기") % {"when": until})


def _confirm_todo(row: Any) -> Todo:
    due = counts_at(row.completed_at, row.ends_at)
    return Todo(_("수업 확인하기"), row.get_absolute_url(), note=row.tutorial.title, due=due)


def _review_todo(row: Any) -> Todo:
    return Todo(_("후기 쓰기"), reverse("tutorials:review", args=[row.tutorial_id]), note=row.tutorial.title)


def homework_to_do(member: Member, now: datetime) -> list[TodayPart]:
    """Return the homework that the member has to hand in, and what mentees handed in and the member has not seen."""
    return [_homework_todo(row, member) for row in _homework(member=member.pk, now=now, since=now - WRITTEN_WITHIN)]


def _homework_todo(row: Any, member: Member) -> Todo:
    title, url = row.lesson.tutorial.title, row.get_absolute_url()
    if row.lesson.mentor_id == member.pk:
        note = _("%(title)s · %(name)s 님") % {"title": title, "name": row.lesson.mentee.name}
        return Todo(_("제출한 과제 확인하기"), url, note=note)
    return Todo(_("과제 제출하기"), url, note=title, due=clock.start_of(row.due_on + timedelta(days=1)))


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
    return _("%(when)s까지 답변") % {"when": spoken.say_until(soonest, today=clock.local(now).date())}


def _act(words: str, count: int, first: int | None) -> list[tuple[str, str]]:
    """Return the link to the only lesson, or to the list of several; none for no lesson."""
    if not count:
        return []
    url = Lesson(pk=first).get_absolute_url() if count == 1 else reverse("lessons:requests")
    return [(words % {"n": count}, url)]
