"""Certificates as a file for spreadsheets."""

from django.utils.translation import gettext_lazy
from import_export import fields, resources

from apps.core import text
from apps.core.admin_sheets import ExportedRows
from apps.elearning.certificate.models import Certificate


class CertificateResource(ExportedRows, resources.ModelResource):
    number = fields.Field("number", column_name=gettext_lazy("증서 번호"))
    name = fields.Field(column_name=gettext_lazy("이름"))
    course = fields.Field(column_name=gettext_lazy("과정"))
    class_number = fields.Field(column_name=gettext_lazy("차수"))
    completed = fields.Field(column_name=gettext_lazy("수료일"))
    status = fields.Field("get_status_display", column_name=gettext_lazy("상태"))
    issued = fields.Field(column_name=gettext_lazy("발급일시"))
    issued_by = fields.Field("issued_by__name", column_name=gettext_lazy("발급한 사람"))
    ended = fields.Field(column_name=gettext_lazy("취소·정정 일시"))
    reason = fields.Field("end_reason", column_name=gettext_lazy("취소·정정 사유"))

    class Meta:
        model = Certificate
        fields = export_order = (
            "number",
            "name",
            "course",
            "class_number",
            "completed",
            "status",
            "issued",
            "issued_by",
            "ended",
            "reason",
        )

    def dehydrate_name(self, row: Certificate) -> str:
        return row.says["facts"]["name"]

    def dehydrate_course(self, row: Certificate) -> str:
        return row.says["facts"]["course"]

    def dehydrate_class_number(self, row: Certificate) -> int:
        return row.says["facts"]["class_number"]

    def dehydrate_completed(self, row: Certificate) -> str:
        return row.says["facts"]["completed_on"]

    def dehydrate_issued(self, row: Certificate) -> str:
        return text.moment(row.issued_at)

    def dehydrate_ended(self, row: Certificate) -> str:
        return text.moment(row.ended_at) if row.ended_at else ""
