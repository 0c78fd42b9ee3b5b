"""The learning record of a student, read by linked parents and teachers (docs/domain.md, Linking).

Each domain gives its part (apps.core.parts.RECORD); the appointments to come, of every domain, are added here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock, parts, spoken, text
from apps.core.components import Badge
from apps.core.parts import RecordLine, RecordPart
from apps.planner import selectors as planner
from apps.planner.models import AppointmentRole

SHOWN = 20


def _next_lines(student: Member, now: datetime, most: int) -> list[RecordLine]:
    today = clock.local(now).date()
    return [
        RecordLine(
            title=row.label,
            badge=Badge(_("진행 중"), "open")
            if row.starts_at <= now
            else Badge(text.time_left(row.starts_at, now=now), "plain"),
            meta=[spoken.say_span(row.starts_at, row.ends_at, today=today), str(AppointmentRole(row.role).label)],
        )
        for row in planner.list_upcoming(student, now, limit=most)
    ]


def _next_cells(ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    today = clock.local(now).date()
    return {
        member: (spoken.say_moment(first, today=today), parts.count_words(count))
        for member, (first, count) in planner.count_upcoming(ids, now).items()
    }


NEXT = RecordPart(
    title=gettext_lazy("다가오는 일정"),
    nothing=gettext_lazy("예정된 일정이 없습니다."),
    lines=_next_lines,
    columns=(gettext_lazy("다음 일정"), gettext_lazy("예정된 일정")),
    cells=_next_cells,
)


@dataclass(frozen=True)
class RecordSection:
    """A part of the record on the page. `more`: older lines are not shown."""

    title: str
    nothing: str
    lines: list[RecordLine]
    more: bool


def student_record(student: Member) -> list[RecordSection]:
    """Return the record of a student, in a fixed number of queries.

    The caller checks who may read it (`linking.selectors.students_open_to`).
    """
    now = clock.now()
    shown = [(part, part.lines(student, now, SHOWN + 1)) for part in parts.RECORD]
    return [
        RecordSection(str(part.title), str(part.nothing), lines[:SHOWN], more=len(lines) > SHOWN)
        for part, lines in shown
    ]


@dataclass(frozen=True)
class RecordTable:
    """The records of several students. `rows`: each student, with the column and the word in it."""

    columns: list[str]
    rows: list[tuple[Member, list[tuple[str, str]]]]


def record_table(students: list[Member]) -> RecordTable:
    """Return the records of several students, a line each. Queries: 1 for each part, for any number of students."""
    now = clock.now()
    ids = [student.pk for student in students]
    shown = [(part, part.cells(ids, now)) for part in parts.RECORD]
    columns = [str(column) for part, _cells in shown for column in part.columns]
    rows = []
    for student in students:
        words = [word for part, cells in shown for word in cells.get(student.pk, ("–",) * len(part.columns))]
        rows.append((student, list(zip(columns, words, strict=True))))
    return RecordTable(columns, rows)
