"""The photos and files of a report as its page shows them."""

from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.mentoring.models import ReportFile, SessionReport
from apps.mentoring.selectors.reports import get_report
from apps.mentoring.states import ReportFileKind


@dataclass(frozen=True)
class ReportFileRow:
    """A photo or file. `image_url` is '' for a file; `note` is its size."""

    pk: int
    kind: str
    name: str
    note: str
    url: str
    image_url: str
    alt: str
    remove_url: str


def file_rows(report: SessionReport) -> list[ReportFileRow]:
    """Return the photos, the start and end first, and then the files. Queries: 1, none without a saved report."""
    rows = list(ReportFile.objects.filter(report=report)) if report.pk else []
    order = ReportFileKind.values
    return [_row(row, report.session_id) for row in sorted(rows, key=lambda row: (order.index(row.kind), row.pk))]


def _row(row: ReportFile, session_id: int) -> ReportFileRow:
    url = reverse("mentoring:report_file", args=[session_id, row.pk])
    label = str(row.get_kind_display())
    return ReportFileRow(
        pk=row.pk,
        kind=label,
        name=row.name,
        note=filesizeformat(row.size),
        url=url,
        image_url=url if row.is_photo else "",
        alt=_("%(kind)s: 올린 사진") % {"kind": label},
        remove_url=reverse("mentoring:report_file_remove", args=[session_id, row.pk]),
    )


def get_report_file(session_id: int, file_id: int, member: Any) -> ReportFile:
    """Return a file of a report that the member may see. Raises SessionReport.DoesNotExist, ReportFile.DoesNotExist."""
    report = get_report(session_id, member)
    row = ReportFile.objects.get(report=report, pk=file_id)
    row.report = report
    return row
