"""The photos and files of a report."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.mentoring.models.reports import SessionReport
from apps.mentoring.states import ONE_EACH, ReportFileKind


class ReportFile(models.Model):
    """A photo or a file that shows what the report says. Only its author and staff see it.

    Photos are encoded again as JPEG. `name` is what a file is called when it is saved, '' for a photo.
    """

    report = models.ForeignKey(
        SessionReport, models.PROTECT, related_name="files", verbose_name=pgettext_lazy("record", "멘토링 보고")
    )
    kind = models.CharField(_("종류"), max_length=5, choices=ReportFileKind)
    file = models.FileField(_("파일"), upload_to="report-files/%Y/%m/", max_length=200)
    name = columns.LineField(_("파일 이름"), max_length=100, blank=True)
    size = models.PositiveIntegerField(_("파일 크기(바이트)"))
    created_at = models.DateTimeField(_("올린 일시"))

    class Meta:
        verbose_name = pgettext_lazy("record", "보고의 사진과 파일")
        verbose_name_plural = pgettext_lazy("records", "보고의 사진과 파일")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind"], condition=Q(kind__in=sorted(ONE_EACH)), name="mentoring_reportfile_one_each"
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportFileKind.FILE) & ~Q(name="") | ~Q(kind=ReportFileKind.FILE) & Q(name=""),
                name="mentoring_reportfile_files_have_names",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.report_id}"

    @property
    def is_photo(self) -> bool:
        return self.kind != ReportFileKind.FILE
