"""The shape of scores as people type them: into a cell of the grade book, or into a file.

A cell is named `s-<assessment>-<attempt>-<revision>`, the revision that of the row it was drawn from, `new` for none.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.errors import Invalid
from apps.elearning.assessment.rules import NO_ROW
from apps.elearning.assessment.services.scores import Cell

_NAME = re.compile(r"s-(\d{1,18})-(\d{1,4})-(\d{1,9}|new)", re.ASCII)
_SCORE = re.compile(r"\d{1,6}(\.\d{1,4})?", re.ASCII)
_NONE = {"", "-", "–", "—"}


def name_of(assessment_id: int, attempt: int, revision: int) -> str:
    return f"s-{assessment_id}-{attempt}-{'new' if revision == NO_ROW else revision}"


def parse_score(raw: str) -> Decimal | None:
    """None for an empty cell. Raises Invalid `score_unreadable`."""
    typed = unicodedata.normalize("NFKC", raw).strip()
    if typed in _NONE:
        return None
    if not _SCORE.fullmatch(typed):
        raise Invalid("score_unreadable", _("점수를 85나 85.5처럼 숫자로 입력해 주세요."), field="score")
    return Decimal(typed)


def read_cells(sent: Mapping[str, str], enrolment_id: int) -> dict[int, list[Cell]]:
    """The cells of one learner that a form sent, by assessment. Raises Invalid."""
    return by_assessment(_cell(found, value, enrolment_id) for found, value in _named(sent))


def _named(sent: Mapping[str, str]) -> Iterable[tuple[re.Match[str], str]]:
    return ((found, value) for name, value in sent.items() if (found := _NAME.fullmatch(name)))


def _cell(found: re.Match[str], value: str, enrolment_id: int) -> tuple[int, Cell]:
    assessment_id, attempt, revision = found.groups()
    expected = NO_ROW if revision == "new" else int(revision)
    return int(assessment_id), Cell(enrolment_id, parse_score(value), int(attempt), expected)


def by_assessment(cells: Iterable[tuple[int, Cell]]) -> dict[int, list[Cell]]:
    gathered: dict[int, list[Cell]] = {}
    for assessment_id, cell in cells:
        gathered.setdefault(assessment_id, []).append(cell)
    return gathered
