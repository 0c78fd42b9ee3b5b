"""What accounts asks of lessons: a member's own data, who sees it, and what happens when the member leaves."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.leaving import MOST_SHOWN, OpenEnd
from apps.accounts.models import Member
from apps.accounts.visibility import Facts
from apps.core import clock, no_shows, text
from apps.lessons import rules
from apps.lessons.models import (
    DayOff,
    Lesson,
    LessonNote,
    LessonSettings,
    NoteFile,
    OfferedTime,
    OpenHoliday,
    Review,
    Tutorial,
    WeeklyHours,
)
from apps.lessons.services import lessons
from apps.lessons.services.notes import erase_notes_of
from apps.lessons.states import LessonStatus, NoteKind
from apps.topics.selectors import topic_names

_LESSON = (
    "id", "tutorial_id", "tutorial__title", "status", "starts_at", "ends_at", "price", "duration", "reject_reason",
    "cancel_reason", "venue__name", "venue_text",
    "created_at", "answer_by", "approved_at", "rejected_at", "started_at", "completed_at", "cancelled_at",
    "outcome__confirmed_at", "outcome__absent", "outcome__absent_reason", "outcome__absent_at", "outcome__objection",
    "outcome__objected_at", "outcome__finding", "outcome__answer", "outcome__decided_at",
    "payment__amount", "payment__paid_on", "payment__taken_back_at", "payment__taken_back_reason",
)  # fmt: skip
_NOTE = ("id", "lesson_id", "kind", "text", "due_on", "homework_id", "written_at", "edited_at", "seen_at", "answer")
_TUTORIAL = (
    "id", "title", "description", "price", "duration", "venue__name", "venue_text", "join_url", "is_open", "created_at",
    "updated_at",
)  # fmt: skip
_ANSWER = ("id", "tutorial_id", "tutorial__title", "answer", "answered_at", "answer_changed_at")
_REVIEW = (*_ANSWER, "score", "words", "written_at", "changed_at", "hidden_at", "hidden_reason")


def export(member: Member) -> dict[str, Any]:
    """Return the member's own data. The messages of mentees in the lessons given belong to them and are left out."""
    tutorials = Tutorial.objects.filter(mentor=member).order_by("id")
    topics = {row.pk: topic_names(row) for row in tutorials.only("pk").prefetch_related("topics")}
    days_off = DayOff.objects.filter(mentor=member)
    return {
        "taken": list(Lesson.objects.of_mentee(member).order_by("id").values(*_LESSON, "request_message")),
        "given": list(Lesson.objects.of_mentor(member).order_by("id").values(*_LESSON, "join_url")),
        "tutorials": [{**row, "topics": topics[row["id"]]} for row in tutorials.values(*_TUTORIAL)],
        "weekly_hours": [
            {
                "tutorial_id": row.tutorial_id,
                "weekday": row.weekday,
                "start_time": f"{row.start_time:%H:%M}",
                "end_time": f"{row.end_time:%H:%M}",
            }
            for row in WeeklyHours.objects.filter(mentor=member)
        ],
        "settings": LessonSettings.objects.filter(mentor=member)
        .values("buffer", "notice", "most_a_day", "holds_requests")
        .first(),
        "offered_times": list(
            OfferedTime.objects.filter(by=member).order_by("id").values("lesson_id", "starts_at", "ends_at")
        ),
        "reviews": list(Review.objects.filter(mentee=member).order_by("id").values(*_REVIEW)),
        "answers_to_reviews": list(
            Review.objects.filter(tutorial__mentor=member).exclude(answer="").order_by("id").values(*_ANSWER)
        ),
        "notes": _export_notes(member),
        "days_off": list(days_off.values("first_day", "last_day", "note")),
        "open_holidays": list(OpenHoliday.objects.filter(mentor=member).values_list("date", flat=True)),
    }


def _export_notes(member: Member) -> list[dict[str, Any]]:
    """Return what the member wrote about lessons, with the names of the files; they are on the page of the note."""
    rows = list(LessonNote.objects.filter(author=member).order_by("id").values(*_NOTE))
    files: dict[int, list[str]] = {row["id"]: [] for row in rows}
    for note_id, name in NoteFile.objects.filter(note__in=files).values_list("note", "name"):
        files[note_id].append(name)
    return [{**row, "files": files[row["id"]]} for row in rows]


def facts_for_mentors(member: Member) -> Facts:
    """Return what a mentor sees of a member who asked for a lesson (seed 003 §3, §4).

    Queries: 1, and 1 for each domain where the site shows hosts the number of absences.
    """
    more = [(_("신청 메시지"), _("수업마다 쓴 그대로")), *no_shows.facts_for_hosts(member.pk, clock.now())]
    return _facts(member, Lesson.objects.of_mentee(member), more, (_("제출한 과제"), _("글과 파일")))


def facts_for_mentees(member: Member) -> Facts:
    """Return what a mentee sees of the mentor besides the public page (seed 003 §4). Queries: 1."""
    return _facts(member, Lesson.objects.of_mentor(member), [], (_("수업 노트와 과제"), _("함께 보는 글과 파일")))


def facts_for_everybody(member: Member) -> Facts:
    """Return what everybody reads of a member who reviewed tutorials. Queries: 1."""
    titles = Review.objects.shown().filter(mentee=member).newest_first().values_list("tutorial__title", flat=True)
    shown = list(titles[:MOST_SHOWN])
    if not shown:
        return []
    return [
        (_("이름"), text.mask_name(member.name)),
        (_("후기"), _("점수와 글, 쓴 날")),
        (_("해당 과외"), _in_short(shown)),
    ]


def _facts(member: Member, rows: Any, more: Facts, notes: tuple[str, str]) -> Facts:
    """Return what the other of lessons sees; `notes` where the member wrote something for both."""
    written = LessonNote.objects.filter(lesson=OuterRef("pk"), author=member).exclude(kind=NoteKind.PRIVATE)
    read = rows.annotate(noted=Exists(written)).newest_first().values_list("tutorial__title", "noted")[:_LESSONS_READ]
    found = list(read)
    shown = list(dict.fromkeys(title for title, _noted in found))
    if not shown:
        return []
    return [
        (_("이름"), member.name),
        (_("이메일"), member.email),
        *more,
        *([notes] if any(noted for _title, noted in found) else []),
        (_("해당 과외"), _in_short(shown)),
    ]


def _in_short(titles: list[str]) -> str:
    """Return the first three titles, and how many more there are."""
    more = _(" 외 %(n)d건") % {"n": len(titles) - 3} if len(titles) > 3 else ""
    return ", ".join(titles[:3]) + more


_LESSONS_READ = 1000  # how many lessons are read for the titles of their tutorials


def check_may_leave(member: Member) -> None:
    """Check that the member has no more lessons to give: approved and not over, or in progress.

    Raises Conflict `gives_lessons`.
    """
    rules.check_gives_no_lessons(_to_give(member).count())


def open_ends(member: Member) -> list[OpenEnd]:
    """Return the lessons that the member has still to give. Queries: 1."""
    return [
        OpenEnd(
            _("1:1 수업: %(title)s (%(when)s)")
            % {"title": row.tutorial.title, "when": text.span(row.starts_at, row.ends_at)},
            reverse("admin:lessons_lesson_change", args=[row.pk]),
        )
        for row in _to_give(member).select_related("tutorial").order_by("starts_at", "pk")[:MOST_SHOWN]
    ]


def _to_give(member: Member) -> QuerySet[Lesson]:
    agreed = Q(status=LessonStatus.APPROVED, ends_at__gt=clock.now()) | Q(status=LessonStatus.IN_PROGRESS)
    return Lesson.objects.of_mentor(member).filter(agreed)


def end_lessons(member: Member, by: Member) -> None:
    """End the lessons that wait or are ahead.

    The member's hours, settings, days off, opened holidays, messages to mentors, joining addresses, and what the member
    wrote about lessons, are deleted.
    """
    lessons.end_lessons_for_leaving(member=member, by=by)
    Tutorial.objects.filter(mentor=member).exclude(join_url="").update(join_url="")
    Lesson.objects.of_mentor(member).exclude(join_url="").update(join_url="")
    WeeklyHours.objects.filter(mentor=member).delete()
    LessonSettings.objects.filter(mentor=member).delete()
    DayOff.objects.filter(mentor=member).delete()
    OpenHoliday.objects.filter(mentor=member).delete()
    Lesson.objects.of_mentee(member).exclude(request_message="").update(request_message="")
    erase_notes_of(member)


def end_lessons_of_switched_off(member: Member, by: Member) -> None:
    """End what waits or is ahead of a member whom staff switch off; hours and messages stay."""
    lessons.end_lessons_for_leaving(member=member, by=by, switched_off=True)
