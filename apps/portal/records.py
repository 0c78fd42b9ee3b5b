"""A student's learning record, as the parents and teachers linked with the student read it (docs/domain.md, Linking).

Titles, times, states and the mentor's name: no messages, no reasons, nobody else. A domain adds its Part to PARTS.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock, text
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.completion.selectors.enrolment_outcomes import Outcome, outcomes_of
from apps.elearning.enrolment import badges as enrolments
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress import selectors as progress
from apps.lessons import badges as lessons
from apps.lessons.models import Lesson
from apps.lessons.states import LessonStatus
from apps.mentoring.badges import application_badge
from apps.mentoring.models import Application
from apps.mentoring.states import ApplicationState
from apps.planner import selectors as planner
from apps.planner.models import LONGEST, Appointment, AppointmentRole

SHOWN = 20


@dataclass(frozen=True)
class Line:
    """One thing of a record. `kind` is that of a badge."""

    title: str
    badge: str
    kind: str
    meta: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """What one domain tells of a student.

    `lines(student, now, most)` are at most so many, in a fixed number of queries. `cells(ids, now)` are the words under
    `columns` for each of these students who has any, in one query for all of them.
    """

    title: Any
    nothing: Any
    lines: Callable[[Member, datetime, int], list[Line]]
    columns: tuple[Any, ...]
    cells: Callable[[Collection[int], datetime], dict[int, tuple[str, ...]]]


# --- What is next, of every domain ------------------------------------------------------------------------------------


def _next_lines(student: Member, now: datetime, most: int) -> list[Line]:
    return [
        Line(
            title=row.title,
            badge=_("진행 중") if row.starts_at <= now else text.time_left(row.starts_at, now=now),
            kind="open" if row.starts_at <= now else "plain",
            meta=[text.span(row.starts_at, row.ends_at), str(AppointmentRole(row.role).label)],  # type: ignore[attr-defined]
        )
        for row in planner.upcoming(student, now, limit=most)
    ]


def _next_cells(ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    ahead = Appointment.objects.filter(
        member__in=ids, cancelled_at=None, starts_at__gt=now - LONGEST, ends_at__gt=now
    ).order_by()
    found = ahead.values("member").annotate(first=Min("starts_at"), n=Count("pk"))
    return {row["member"]: (text.moment(row["first"]), _count(row["n"])) for row in found}


def _count(number: int) -> str:
    return _("%(n)d건") % {"n": number}


# --- Mentoring --------------------------------------------------------------------------------------------------------


def _mentoring_lines(student: Member, now: datetime, most: int) -> list[Line]:
    rows = Application.objects.of(student).with_place().select_related("session__author")
    return [_mentoring_line(row, now) for row in rows.order_by("-applied_at", "-pk")[:most]]


def _mentoring_line(row: Application, now: datetime) -> Line:
    session = row.session
    badge = application_badge(row.state, row.place, took_part=session.ends_at <= now)
    return Line(
        title=session.title,
        badge=badge.text,
        kind=badge.kind,
        meta=[text.span(session.starts_at, session.ends_at), session.get_type_display(), _mentor(session.author)],
    )


def _mentor(member: Member) -> str:
    return _("%(name)s 멘토") % {"name": member.name}


def _mentoring_cells(ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    held = Q(state=ApplicationState.APPLIED)
    rows = Application.objects.filter(member__in=ids).order_by().values("member")
    found = rows.annotate(
        ahead=Count("pk", filter=held & Q(session__ends_at__gt=now)),
        past=Count("pk", filter=held & Q(session__ends_at__lte=now)),
    )
    return {row["member"]: (_count(row["ahead"]), _count(row["past"])) for row in found}


# --- One-to-one lessons -----------------------------------------------------------------------------------------------


def _lesson_lines(student: Member, now: datetime, most: int) -> list[Line]:
    rows = Lesson.objects.of_mentee(student).select_related("tutorial", "mentor").order_by("-created_at", "-pk")[:most]
    return [
        Line(
            title=row.tutorial.title,
            badge=lessons.status_badge(row.status).text,
            kind=lessons.status_badge(row.status).kind,
            meta=[text.span(row.starts_at, row.ends_at), _mentor(row.mentor)],
        )
        for row in rows
    ]


def _lesson_cells(ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    open_states = (LessonStatus.PENDING, LessonStatus.APPROVED, LessonStatus.IN_PROGRESS)
    rows = Lesson.objects.filter(mentee__in=ids).order_by().values("mentee")
    found = rows.annotate(
        ahead=Count("pk", filter=Q(status__in=open_states)), past=Count("pk", filter=Q(status=LessonStatus.COMPLETED))
    )
    return {row["mentee"]: (_count(row["ahead"]), _count(row["past"])) for row in found}


# --- Courses ----------------------------------------------------------------------------------------------------------


def _course_lines(student: Member, now: datetime, most: int) -> list[Line]:
    """With progress, attendance and completion of those that were approved. 6 queries."""
    known = Enrolment.objects.of(student).with_place().select_related("course_class__course")
    rows = list(known.newest_first()[:most])
    taken = [row.pk for row in rows if row.status == EnrolmentStatus.APPROVED]
    rates = {learned.enrolment.pk: learned.rate for learned in progress.learned(taken)}
    days = Attendance.objects.filter(enrolment__in=taken).order_by().values("enrolment", "type")
    seen: dict[int, dict[str, int]] = {}
    for row in days.annotate(n=Count("pk")):
        seen.setdefault(row["enrolment"], {})[row["type"]] = row["n"]
    ends = outcomes_of(taken)
    return [_course_line(row, rates.get(row.pk), seen.get(row.pk, {}), ends.get(row.pk), now) for row in rows]


def _course_line(
    row: Enrolment, rate: int | None, days: dict[str, int], outcome: Outcome | None, now: datetime
) -> Line:
    held = row.course_class
    badge = outcome.badge if outcome else enrolments.status_badge(row, row.place, took_part=held.ends_at <= now)
    attended = [
        _("%(kind)s %(n)d회") % {"kind": kind.label, "n": days[kind]} for kind in AttendanceType if kind in days
    ]
    return Line(
        title=held.title,
        badge=badge.text,
        kind=badge.kind,
        meta=[
            text.period(held.start_date, held.end_date),
            *([_("진도 %(rate)d%%") % {"rate": rate}] if rate is not None else []),
            *attended,
        ],
    )


def _course_cells(ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    taken = Q(status=EnrolmentStatus.APPROVED)
    rows = Enrolment.objects.filter(member__in=ids).order_by().values("member")
    found = rows.annotate(
        ahead=Count("pk", filter=taken & Q(course_class__ends_at__gt=now)),
        past=Count("pk", filter=taken & Q(course_class__ends_at__lte=now)),
    )
    return {row["member"]: (_count(row["ahead"]), _count(row["past"])) for row in found}


PARTS: tuple[Part, ...] = (
    Part(
        title=gettext_lazy("다가오는 일정"),
        nothing=gettext_lazy("예정된 일정이 없습니다."),
        lines=_next_lines,
        columns=(gettext_lazy("다음 일정"), gettext_lazy("예정된 일정")),
        cells=_next_cells,
    ),
    Part(
        title=gettext_lazy("멘토링"),
        nothing=gettext_lazy("신청한 멘토링이 없습니다."),
        lines=_mentoring_lines,
        columns=(gettext_lazy("신청한 멘토링"), gettext_lazy("마친 멘토링")),
        cells=_mentoring_cells,
    ),
    Part(
        title=gettext_lazy("1:1 수업"),
        nothing=gettext_lazy("신청한 1:1 수업이 없습니다."),
        lines=_lesson_lines,
        columns=(gettext_lazy("진행할 수업"), gettext_lazy("마친 수업")),
        cells=_lesson_cells,
    ),
    Part(
        title=gettext_lazy("과정"),
        nothing=gettext_lazy("수강신청한 과정이 없습니다."),
        lines=_course_lines,
        columns=(gettext_lazy("수강 중인 과정"), gettext_lazy("마친 과정")),
        cells=_course_cells,
    ),
)


@dataclass(frozen=True)
class Shown:
    """One part on the page. `more`: there are older ones that are not shown."""

    title: str
    nothing: str
    lines: list[Line]
    more: bool


def record(student: Member) -> list[Shown]:
    """Everything of one student, in a fixed number of queries. Who may read it is asked before: `linking.selectors`."""
    now = clock.now()
    found = [(part, part.lines(student, now, SHOWN + 1)) for part in PARTS]
    return [Shown(str(part.title), str(part.nothing), lines[:SHOWN], more=len(lines) > SHOWN) for part, lines in found]


@dataclass(frozen=True)
class SideBySide:
    """`rows`: the student, and a word under each of `columns`."""

    columns: list[str]
    rows: list[tuple[Member, list[tuple[str, str]]]]


def side_by_side(students: list[Member]) -> SideBySide:
    """The records of several students in one line each, one query a part whatever their number."""
    now = clock.now()
    ids = [student.pk for student in students]
    told = [(part, part.cells(ids, now)) for part in PARTS]
    columns = [str(column) for part in PARTS for column in part.columns]
    rows = []
    for student in students:
        words = [word for part, cells in told for word in cells.get(student.pk, ("–",) * len(part.columns))]
        rows.append((student, list(zip(columns, words, strict=True))))
    return SideBySide(columns, rows)
