"""The rows of the grade book: `{% load grades %}`, then `{% grade_rows grid action csrf %}`.

They are built in Python because there are thousands of cells: a template takes ten times as long for each.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.elearning.assessment.rules import plain
from apps.elearning.assessment.score_cells import cell_name

if TYPE_CHECKING:
    from apps.elearning.assessment.selectors.gradebook import GradeBook, GradeCell, GradeRow

register = template.Library()

_HEAD = """<tr id="learner-{pk}"><th scope="row"><form id="f{pk}" method="post" action="{action}"><input type="hidden" name="csrfmiddlewaretoken" value="{csrf}"><input type="hidden" name="enrolment" value="{pk}"></form><span id="p{pk}">{name}</span> <button class="btn btn-sm no-js-only" type="submit" form="f{pk}">{save}<span class="visually-hidden">: {name}</span></button></th>"""  # noqa: E501 (as it stands on the page)
_CELL = '<td><input form="f{pk}" name="{name}" value="{score}" placeholder="–" inputmode="decimal" autocomplete="off" maxlength="11" aria-labelledby="p{pk} a{assessment}"{more}></td>'  # noqa: E501
_FAILED = ' class="is-failed"'
_WAITS = ' data-waits title="{}"'


@register.simple_tag
def grade_rows(grid: GradeBook, action: str, csrf: str) -> SafeString:
    """Return a table row for each learner, each a form of its own, with every value escaped here."""
    columns = [column.assessment.pk for column in grid.columns]
    head = {"action": escape(action), "csrf": escape(str(csrf)), "save": escape(_("저장"))}
    waits = _WAITS.format(escape(_("아직 채점하지 않은 응시가 있습니다.")))
    return mark_safe("".join(_row(row, columns, head, waits) for row in grid.rows))  # noqa: S308


def _row(row: GradeRow, columns: list[int], head: dict[str, str], waits: str) -> str:
    cells = "".join(
        _cell(row.enrolment_id, assessment_id, cell, waits)
        for assessment_id, cell in zip(columns, row.cells, strict=True)
    )
    drawn = _HEAD.format(pk=row.enrolment_id, name=escape(row.name), **head)
    return f'{drawn}{cells}<td class="grades-total" data-total>{escape(row.total)}</td></tr>'


def _cell(pk: int, assessment_id: int, cell: GradeCell, waits: str) -> str:
    more = (_FAILED if cell.passed is False else "") + (waits if cell.waits else "")
    score = "" if cell.score is None else plain(cell.score)
    name = cell_name(assessment_id, cell.attempt, cell.revision)
    return _CELL.format(pk=pk, name=name, score=score, assessment=assessment_id, more=more)
