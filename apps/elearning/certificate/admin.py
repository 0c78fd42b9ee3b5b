"""Show certificates to staff, who revoke them and issue corrected ones; what a certificate says never changes."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core.admin_actions import ReadOnlyAdmin, ask_reason, run_for_each
from apps.core.admin_sheets import ExportsSheets
from apps.elearning.certificate import services
from apps.elearning.certificate.models import Certificate
from apps.elearning.certificate.sheets import CertificateResource


@admin.register(Certificate)
class CertificateAdmin(ExportsSheets, ReadOnlyAdmin):
    resource_classes = [CertificateResource]
    list_display = ("number", "who", "course_class", "status", "revision", "issued_at", "issued_by", "ended_at")
    list_filter = ("status",)
    list_select_related = ("course_class__course", "completion__enrolment__member", "issued_by")
    search_fields = (
        "number",
        "completion__enrolment__member__name",
        "completion__enrolment__member__email",
        "course_class__course__title",
    )
    search_help_text = gettext_lazy("증서 번호, 학습자의 이름이나 이메일, 과정명으로 찾습니다.")
    date_hierarchy = "issued_at"
    ordering = ("-issued_at", "-id")
    show_full_result_count = False
    actions = ("revoke", "correct")
    fieldsets = (
        (None, {"fields": ("number", "status", "on_site")}),
        (gettext_lazy("증서 내용"), {"fields": ("who", "course_class", "content")}),
        (gettext_lazy("발급"), {"fields": ("completion", "revision", "issued_at", "issued_by", "replaces", "newer")}),
        (gettext_lazy("취소와 정정"), {"fields": ("ended_at", "ended_by", "end_reason")}),
    )
    readonly_fields = ("who", "content", "on_site", "newer")

    @admin.display(description=gettext_lazy("이름"))
    def who(self, row: Certificate) -> str:
        """Return the name on the certificate, which may differ from the member's name today."""
        return row.says["facts"]["name"]

    @admin.display(description=gettext_lazy("내용"))
    def content(self, row: Certificate) -> str:
        return " · ".join(f"{label}: {value}" for label, value in row.says["ko"]["facts"])

    @admin.display(description=gettext_lazy("정정 후 수료증"), empty_value="-")
    def newer(self, row: Certificate) -> Certificate | None:
        return getattr(row, "replaced_by", None)

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, row: Certificate) -> str:
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">PDF</a>',
            row.get_absolute_url(),
            _("보기"),
            reverse("certificates:pdf", args=[row.number]),
        )

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("elearning.view_certificate")

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("elearning.change_certificate")

    @admin.action(description=gettext_lazy("발급 취소 (사유 입력)"), permissions=["act"])
    def revoke(self, request: HttpRequest, rows: QuerySet[Certificate]) -> HttpResponse | None:
        reason = ask_reason(
            self, request, rows, action="revoke", title=_("수료증 발급을 취소하는 사유"), button=_("발급 취소하기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: services.revoke_certificate(certificate_id=row.pk, by=member_of(request), reason=reason),
            done=_("수료증 %(n)d건의 발급을 취소하고 학습자에게 알렸습니다."),
        )
        return None

    @admin.action(description=gettext_lazy("정정 발급 (사유 입력)"), permissions=["act"])
    def correct(self, request: HttpRequest, rows: QuerySet[Certificate]) -> HttpResponse | None:
        """Issue new documents with today's name, course and completion."""
        reason = ask_reason(
            self, request, rows, action="correct", title=_("수료증을 정정하는 사유"), button=_("정정 발급하기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: services.correct_certificate(certificate_id=row.pk, by=member_of(request), reason=reason),
            done=_("수료증 %(n)d건을 지금의 내용으로 다시 발급하고 학습자에게 알렸습니다."),
        )
        return None
