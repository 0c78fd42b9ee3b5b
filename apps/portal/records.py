"""A student's learning record, as the parents and teachers linked with the student read it (docs/domain.md, Linking).

Each domain gives its part (apps.core.parts.RECORD); what is next, of every domain, stands here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock, parts, text
from apps.core.components import Badge
from apps.core.parts import RecordLine, RecordPart
from apps.planner import selectors as planner
from apps.planner.models import AppointmentRole

SHOWN = 20


def _next_lines(student: Member, now: datetime, most: int) -> list[RecordLine]:
    return [
        RecordLine(
            title=row.title,
            badge=Badge(_("진행 중"), "open")
            if row.starts_at <= now
            else Badge(text.time_left(row.starts_at, now=now), "plain"),
            meta=[text.span(row.starts_at, row.ends_at), str(AppointmentRole(row.role).label)],
        )
        for row in planner.list_upcoming(student, now, limit=most)
    ]


def _next_cells(ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    return {
        member: (text.moment(first), parts.count_words(count))
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
class Shown:
    """One part on the page. `more`: there are older ones that are not shown."""

    title: str
    nothing: str
    lines: list[RecordLine]
    more: bool


def record(student: Member) -> list[Shown]:
    """Return everything of one student, in a fixed number of queries.

    Who may read it is asked before: `linking.selectors`.
    """
    now = clock.now()
    told = [(part, part.lines(student, now, SHOWN + 1)) for part in parts.RECORD]
    return [Shown(str(part.title), str(part.nothing), lines[:SHOWN], more=len(lines) > SHOWN) for part, lines in told]


@dataclass(frozen=True)
class SideBySide:
    """`rows`: the student, and a word under each of `columns`."""

    columns: list[str]
    rows: list[tuple[Member, list[tuple[str, str]]]]


def side_by_side(students: list[Member]) -> SideBySide:
    """Return the records of several students in one line each, one query a part whatever their number."""
    now = clock.now()
    ids = [student.pk for student in students]
    told = [(part, part.cells(ids, now)) for part in parts.RECORD]
    columns = [str(column) for part, _cells in told for column in part.columns]
    rows = []
    for student in students:
        words = [word for part, cells in told for word in cells.get(student.pk, ("–",) * len(part.columns))]
        rows.append((student, list(zip(columns, words, strict=True))))
    return SideBySide(columns, rows)
