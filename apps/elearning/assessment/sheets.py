"""The grade book as a file for spreadsheets: to download, and to read in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from apps.core import sheet_reading, spelling
from apps.core.errors import Invalid
from apps.core.particles import fill
from apps.core.rules import preview_over
from apps.core.sheets import Cell as Written
from apps.core.text import quoted, whole_number
from apps.elearning.assessment.score_cells import group_by_assessment, parse_score
from apps.elearning.assessment.selectors import labels
from apps.elearning.assessment.selectors.gradebook import GradeBook, GradeRow
from apps.elearning.assessment.services.scores import ScoreEntry, ScoreFault, ScorePlan

WIDTHS = (10, 16, 14, 14, 14, 14, 14, 14, 14, 14)  # of the first columns, in letters
_NUMBERED = re.compile(r"\(#(\d{1,18})\)\s*$", re.ASCII)
_SALT = "elearning.grades"
_KEPT = 3600  # seconds that a preview can be applied


# --- Out --------------------------------------------------------------------------------------------------------------


def rows_of(grid: GradeBook) -> list[list[Written]]:
    """Return the head and a row for each learner; ids identify both when the file is read in."""
    names = [f"{column.assessment.name} (#{column.assessment.pk})" for column in grid.columns]
    head: list[Written] = [_("신청 번호"), _("이름"), *names, _("평가 합계(100점 환산)")]
    return [head, *(_written(row) for row in grid.rows)]


def _written(row: GradeRow) -> list[Written]:
    scores = ["" if cell.score is None else cell.score for cell in row.cells]
    return [row.enrolment_id, row.name, *scores, "" if row.total == labels.MISSING else Decimal(row.total)]


# --- In ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a row of the file, by its number there."""

    line: int
    name: str
    message: str


@dataclass(frozen=True)
class ScoreSheet:
    """What a file asks for: scores by assessment, and the rows that could not be read.

    `lines`: the line of each learner in the file.
    """

    cells: dict[int, list[ScoreEntry]] = field(default_factory=dict)
    wrong: list[RowFault] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)


def read_sheet(upload: Any, grid: GradeBook) -> ScoreSheet:
    """Return the scores of a CSV or XLSX file for this grade book. Empty cells change nothing.

    Raises Invalid `file_not_taken`, `file_too_large`, `head_unknown`.
    """
    lines = sheet_reading.read(upload)
    head = lines[0] if lines else []
    columns = _columns(head, grid)
    people = {row.enrolment_id: row for row in grid.rows}
    positions = {column.assessment.pk: number for number, column in enumerate(grid.columns)}
    wrong: list[RowFault] = []
    entries: list[tuple[int, ScoreEntry]] = []
    seen: dict[int, int] = {}
    for line, given in enumerate(lines[1:], start=2):
        if not any(given):
            continue
        try:
            row = _row_of(given, people, seen)
        except Invalid as error:
            wrong.append(RowFault(line, quoted(given[1]) if len(given) > 1 else "", error.message))
            continue
        seen[row.enrolment_id] = line
        for place, assessment_id in columns:
            try:
                score = parse_score(given[place] if place < len(given) else "")
            except Invalid as error:
                wrong.append(
                    RowFault(line, row.name, f"{quoted(head[place])} ‘{quoted(given[place])}’: {error.message}")
                )
                continue
            cell = row.cells[positions[assessment_id]]
            if score is not None and score != cell.score:
                entries.append((assessment_id, ScoreEntry(row.enrolment_id, score, cell.attempt, cell.revision)))
    return ScoreSheet(group_by_assessment(entries), wrong, seen)


def _columns(head: Sequence[str], grid: GradeBook) -> list[tuple[int, int]]:
    """Return which column of the file is which assessment: by its id, or by its name where only one has that name."""
    known = {column.assessment.pk: column.assessment.name for column in grid.columns}
    names = [spelling.comparable(name) for name in known.values()]
    named = {name: pk for pk, name in zip(known, names, strict=True) if names.count(name) == 1}
    columns = []
    for place, word in enumerate(head[2:], start=2):
        numbered = _NUMBERED.search(word)
        pk = int(numbered[1]) if numbered else named.get(spelling.comparable(word))
        if pk in known:
            columns.append((place, pk))
    if not columns or len({pk for _place, pk in columns}) < len(columns):
        raise Invalid(
            "head_unknown",
            _("첫 줄에서 이 차수의 평가를 찾지 못했습니다. 내려받은 파일의 첫 줄을 그대로 두고 점수만 수정해 주세요."),
        )
    return columns


def _row_of(given: Sequence[str], people: dict[int, GradeRow], seen: dict[int, int]) -> GradeRow:
    row = people.get(whole_number(spelling.plain(given[0])) or 0)
    if row is None:
        raise Invalid(
            "learner_unknown",
            fill(_("신청 번호 ‘%(number)s’[은/는] 이 차수의 수강생이 아닙니다."), {"number": quoted(given[0])}),
        )
    if row.enrolment_id in seen:
        raise Invalid("twice", _("%(line)d번째 줄에 이미 있는 학습자입니다.") % {"line": seen[row.enrolment_id]})
    if len(given) > 1 and given[1] and spelling.comparable(given[1]) != spelling.comparable(row.name):
        raise Invalid(
            "name_differs",
            _("신청 번호와 이름이 맞지 않습니다. 이 번호의 수강생은 %(name)s 님입니다.") % {"name": row.name},
        )
    return row


# --- The preview ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PreviewLine:
    name: str
    assessment: str
    before: str
    after: str


@dataclass(frozen=True)
class SheetPreview:
    """What a file would change. `token` applies it, '' where something is wrong or nothing would change."""

    lines: list[PreviewLine]
    wrong: list[RowFault]
    token: str


def preview_of(sheet: ScoreSheet, plan: ScorePlan, grid: GradeBook, *, for_whom: str) -> SheetPreview:
    """Return the preview of a file. `for_whom`: who may apply it, and to which class."""
    called = {column.assessment.pk: column.assessment.name for column in grid.columns}
    names = {row.enrolment_id: row.name for row in grid.rows}
    faults = [_fault(fault, sheet, called, names) for fault in plan.faults]
    lines = [
        PreviewLine(
            names[change.row.enrolment_id],
            called[change.row.assessment_id],
            labels.score(_decimal(change.before.get("score"))),
            labels.score(change.row.score),
        )
        for change in plan.changes
    ]
    wrong = sorted([*sheet.wrong, *faults], key=lambda fault: fault.line)
    return SheetPreview(lines, wrong, "" if wrong or not lines else sign_scores(sheet.cells, for_whom))


def _fault(fault: ScoreFault, sheet: ScoreSheet, called: dict[int, str], names: dict[int, str]) -> RowFault:
    sentence = f"{called[fault.assessment_id]}: {fault.error.message}"
    return RowFault(sheet.lines[fault.enrolment_id], names[fault.enrolment_id], sentence)


def _decimal(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)


def sign_scores(cells: dict[int, list[ScoreEntry]], for_whom: str) -> str:
    kept = {
        pk: [(entry.enrolment_id, str(entry.score), entry.attempt, entry.expected_revision) for entry in column]
        for pk, column in cells.items()
    }
    return signing.dumps(kept, salt=f"{_SALT}.{for_whom}", compress=True)


def read_signed_scores(token: str, for_whom: str) -> dict[int, list[ScoreEntry]]:
    """Return the scores of a token. Raises Invalid `preview_over` for a token that is too old or not ours."""
    try:
        kept = signing.loads(token, salt=f"{_SALT}.{for_whom}", max_age=_KEPT)
    except signing.BadSignature:
        raise preview_over() from None
    return {
        int(pk): [
            ScoreEntry(learner, Decimal(score), attempt, revision) for learner, score, attempt, revision in column
        ]
        for pk, column in kept.items()
    }
