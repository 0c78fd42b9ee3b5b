"""The attendee list as a file for spreadsheets."""

from django.utils.translation import gettext as _

from apps.core.sheets import Cell
from apps.mentoring.selectors.detail import ApplicantGroups, ApplicantRow

WIDTHS = (8, 16, 14, 24, 24, 40)


def rows_of(people: ApplicantGroups) -> list[list[Cell]]:
    """The head and a row for each who applied: with a seat, waiting, cancelled."""
    head: list[str | int] = [_("번호"), _("이름"), _("상태"), _("신청일시"), _("취소일시"), _("비고")]
    return [head, *(_row(person) for person in (*people.holding, *people.waiting, *people.cancelled))]


def _row(person: ApplicantRow) -> list[Cell]:
    note = " · ".join(word for word in (person.note, person.reason) if word)
    return [person.number, person.name, person.state, person.applied, person.cancelled, note]
