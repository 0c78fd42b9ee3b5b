"""The parts of lessons in the pages and jobs that are made from several domains."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from apps.accounts.models import Member
from apps.core import clock, parts, spoken
from apps.core.errors import allowed
from apps.core.parts import DeskItem, GivesUp, MenuLine, Offer, Openings, Pick, RecordLine, RecordPart
from apps.core.prepared import Given, Prepared
from apps.lessons import badges, notices, rules
from apps.lessons.models import Lesson, LessonOutcome, Tutorial
from apps.lessons.selectors import today, tutorials
from apps.lessons.selectors.no_shows import missed_lessons
from apps.lessons.services import lessons, outcomes, recognising, requests, times
from apps.lessons.services.note_files import delete_lost_files
from apps.lessons.states import LIVE, Finding, LessonStatus

APP = "lessons"
_MEMBER = SimpleNamespace(pk=Given("member"))


def register() -> None:
    tutorials_line = MenuLine(
        pgettext_lazy("all of them", "과외"),
        reverse_lazy("tutorials:list"),
        "mortarboard",
        also=reverse_lazy("lessons:mine"),
    )
    parts.MENU.add(APP, "tutorials", tutorials_line, place=20)
    parts.TODAY.add(APP, "questions about lessons", today.open_questions, place=10)
    parts.TODAY.add(APP, "homework", today.homework_to_do, place=15)
    parts.TODAY.add(APP, "lessons held", today.lessons_held, place=65)
    parts.TODAY.add(APP, "lessons to settle", today.lessons_to_settle, place=10)
    parts.OFFERS.add(APP, "tutorials", open_tutorials, place=30)
    parts.OPENINGS.add(APP, "tutorials", OPENINGS, place=20)
    parts.RECORD.add(APP, "lessons", RECORD, place=20)
    parts.DESK.add(APP, "objections", TO_DECIDE, place=40)
    parts.WAITED_FOR.none(APP, "a request waits for its mentor's answer, and for no seat")
    parts.NO_SHOWS.add(APP, "lessons", missed_lessons)
    parts.HIDDEN.add(APP, "lessons", "/lessons/")
    parts.CHORES.add(APP, "lost files of notes", delete_lost_files, place=52)
    parts.GIVES_UP.add(APP, Lesson.SOURCE, GivesUp(can_give_up, give_up_lesson))
    parts.DUE.add(APP, "reminders to answer", requests.remind_to_answer)
    parts.DUE.add(APP, "requests without an answer", requests.end_unanswered_requests)
    parts.DUE.add(APP, "lessons that ended", outcomes.complete_ended_lessons)
    parts.DUE.add(APP, "lessons that count", recognising.recognise_lessons)
    parts.DUE.add(APP, "offers without an answer", times.end_lapsed_offers)


def can_give_up(mentee: Member, lesson_id: int, now: datetime) -> bool:
    """Return whether the mentee could cancel the lesson. Statements: 1."""
    lesson = Lesson.objects.of_mentee(mentee).filter(pk=lesson_id).first()
    return lesson is not None and allowed(rules.check_can_cancel, mentee, lesson, now=now)


def give_up_lesson(mentee: Member, lesson_id: int) -> Lesson:
    """Cancel the mentee's lesson. Raises what `services.lessons.cancel_lesson` refuses."""
    return lessons.cancel_lesson(lesson_id=lesson_id, by=mentee)


def mentor_in_words(mentor: Member) -> str:
    return _("%(name)s 멘토") % {"name": mentor.name}


# --- The desk of the staff --------------------------------------------------------------------------------------------

TO_DECIDE = DeskItem(
    title=gettext_lazy("처리를 기다리는 수업의 이의"),
    model=LessonOutcome,
    rows=lambda: LessonOutcome.objects.contested(),
    query="?objection=waiting",
    since="objected_at",
    kind=notices.TO_DECIDE,
)


# --- The first page ---------------------------------------------------------------------------------------------------


def open_tutorials(member: Any, now: datetime, word: str = "") -> Offer:
    """Return the tutorials that take requests, the newest first."""
    rows = tutorials.list_newest_tutorials(member, word)
    return Offer(
        title=_("수업을 신청할 수 있는 과외"),
        template="portal/_tutorials.html",
        context={"rows": rows},
        picks=() if word else [_pick(row) for row in rows[: parts.PICKED]],
        url=reverse("tutorials:list") + tutorials.TutorialFilters(word=word).url(),
        label=_("과외 모두 보기"),
    )


def _pick(row: tutorials.TutorialRow) -> Pick:
    return Pick(
        title=row.title,
        url=row.url,
        why=_("일대일 과외"),
        when=_price_in_words(row),
        text=row.excerpt,
        by=_("%(name)s 멘토") % {"name": row.mentor},
        note=row.mine,
    )


def _price_in_words(row: tutorials.TutorialRow) -> str:
    """Return the price, the length of a lesson and the rating, if there is one."""
    words = _("%(price)s · 1회 %(length)s") % {"price": row.price, "length": row.length}
    return f"{words} · {row.rating.line}" if row.rating else words


# --- A mentor's page --------------------------------------------------------------------------------------------------


def _own_pick(row: tutorials.TutorialRow) -> Pick:
    return replace(_pick(row), why="", by="")


OPENINGS = Openings(
    title=gettext_lazy("1:1 과외"),
    label=gettext_lazy("이 멘토의 과외 모두 보기"),
    open_for=lambda now: Tutorial.objects.on_offer().order_by().values("mentor_id"),
    counts=parts.prepare_counts(lambda now: Tutorial.objects.on_offer(), "mentor"),
    words=lambda number: ngettext("과외 %(n)d개", "과외 %(n)d개", number) % {"n": number},
    picks=lambda member_id, now: [_own_pick(row) for row in tutorials.list_open_tutorials(member_id)],
    url=lambda name: reverse("tutorials:list") + tutorials.TutorialFilters(word=name).url(),
)


# --- A student's record -----------------------------------------------------------------------------------------------


# What the badge of a lesson reads of its outcome.
_OUTCOME = ("outcome__absent", "outcome__objected_at", "outcome__finding", "outcome__decided_at")


@cache
def _newest(most: int) -> Prepared:
    return Prepared(
        lambda: (
            Lesson.objects.of_mentee(_MEMBER)
            .select_related("tutorial", "mentor", "outcome")
            .only("status", "starts_at", "ends_at", "tutorial__title", "mentor__name", *_OUTCOME)
            .newest_first()[:most]
        )
    )


def _record_lines(student: Member, now: datetime, most: int) -> list[RecordLine]:
    day = clock.local(now).date()
    return [
        RecordLine(
            title=row.tutorial.title,
            badge=badges.lesson_badge(row),
            meta=[spoken.say_span(row.starts_at, row.ends_at, today=day), mentor_in_words(row.mentor)],
        )
        for row in _newest(most)(member=student.pk)
    ]


# Completed, and nobody said that somebody did not come; where somebody objected, what staff found.
_HELD = Q(status=LessonStatus.COMPLETED) & (
    Q(outcome=None) | Q(outcome__absent="", outcome__finding="") | Q(outcome__finding=Finding.HELD)
)


def _record_cells(ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    rows = Lesson.objects.filter(mentee__in=ids).order_by().values("mentee")
    counts = rows.annotate(ahead=Count("pk", filter=Q(status__in=LIVE)), past=Count("pk", filter=_HELD))
    return {row["mentee"]: (parts.count_words(row["ahead"]), parts.count_words(row["past"])) for row in counts}


RECORD = RecordPart(
    title=gettext_lazy("1:1 수업"),
    nothing=gettext_lazy("신청한 1:1 수업이 없습니다."),
    lines=_record_lines,
    columns=(gettext_lazy("진행할 수업"), gettext_lazy("마친 수업")),
    cells=_record_cells,
)
