"""Scores as people type them, into a cell of the grade book or into a file.

A cell is named `s-<assessment>-<attempt>-<revision>`, with the revision of the row it was drawn from, `new` for none.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core import cells
from apps.core.errors import Invalid
from apps.core.spelling import plain
from apps.elearning.assessment.rules import NO_ROW
from apps.elearning.assessment.services.scores import ScoreEntry

_NAME = re.compile(r"s-(\d{1,18})-(\d{1,4})-(\d{1,9}|new)", re.ASCII)
_NONE = {"", "-"}


def cell_name(assessment_id: int, attempt: int, revision: int) -> str:
    return f"s-{assessment_id}-{attempt}-{'new' if revision == NO_ROW else revision}"


def parse_score(raw: str) -> Decimal | None:
    """Return the typed score, which a rule checks; None for an empty cell. Raises Invalid `score_unreadable`."""
    if plain(raw) in _NONE:
        return None
    try:
        return cells.read_number(raw, units=("점",))
    except ValueError:
        sentence = _("점수를 85나 85.5처럼 숫자로 입력해 주세요.")
        raise Invalid("score_unreadable", sentence, field="score") from None


def read_cells(sent: Mapping[str, str], enrolment_id: int) -> dict[int, list[ScoreEntry]]:
    """Return the scores of one learner that a form sent, by assessment. Raises Invalid."""
    return group_by_assessment(_cell(match, value, enrolment_id) for match, value in _named(sent))


def _named(sent: Mapping[str, str]) -> Iterable[tuple[re.Match[str], str]]:
    return ((match, value) for name, value in sent.items() if (match := _NAME.fullmatch(name)))


def _cell(match: re.Match[str], value: str, enrolment_id: int) -> tuple[int, ScoreEntry]:
    assessment_id, attempt, revision = match.groups()
    expected = NO_ROW if revision == "new" else int(revision)
    return int(assessment_id), ScoreEntry(enrolment_id, parse_score(value), int(attempt), expected)


def group_by_assessment(entries: Iterable[tuple[int, ScoreEntry]]) -> dict[int, list[ScoreEntry]]:
    gathered: dict[int, list[ScoreEntry]] = {}
    for assessment_id, entry in entries:
        gathered.setdefault(assessment_id, []).append(entry)
    return gathered
