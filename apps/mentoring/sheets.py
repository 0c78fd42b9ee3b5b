"""The attendee list as a file for spreadsheets."""

from django.utils.translation import gettext as _

from apps.core.sheets import Cell
from apps.mentoring.selectors.applicants import ApplicantGroups, ApplicantRow

WIDTHS = (8, 16, 14, 24, 24, 40)


def rows_of(groups: ApplicantGroups) -> list[list[Cell]]:
    """Return the head and a row for each applicant: with a seat, waiting, cancelled."""
    head: list[Cell] = [_("번호"), _("이름"), _("상태"), _("신청일시"), _("취소일시"), _("비고")]
    return [head, *(_row(applicant) for applicant in (*groups.holding, *groups.waiting, *groups.cancelled))]


def _row(applicant: ApplicantRow) -> list[Cell]:
    note = " · ".join(filter(None, (applicant.note, applicant.reason)))
    return [applicant.number, applicant.name, applicant.state, applicant.applied, applicant.cancelled, note]
