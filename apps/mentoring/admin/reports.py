"""The admin of reports. The page of one shows all that staff decide by, and leads on to the next that waits."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.accounts.requests import member_of
from apps.core import clashes, text
from apps.core.admin_actions import ReadOnlyAdmin, ReasonForm, run_for_each
from apps.core.errors import DomainError, allowed
from apps.core.text import whole_number
from apps.mentoring.models import SessionReport
from apps.mentoring.rules import reports as rules
from apps.mentoring.rules.report_files import check_has_evidence
from apps.mentoring.selectors import reports as selectors
from apps.mentoring.selectors.report_files import file_rows
from apps.mentoring.services import reports

BREAK = SafeString("<br>")


@admin.register(SessionReport)
class SessionReportAdmin(ReadOnlyAdmin):
    change_form_template = "admin/mentoring/sessionreport/change_form.html"
    list_display = ("session", "author", "status", "recognised", "submitted_at", "decided_at")
    list_filter = ("status", "session__type")
    list_select_related = ("session__author", "session__venue", "decided_by")
    search_fields = ("session__title", "session__author__name", "session__author__email")
    search_help_text = gettext_lazy("멘토링 제목, 멘토의 이름이나 이메일로 찾습니다.")
    date_hierarchy = "submitted_at"
    ordering = ("-submitted_at", "-id")
    show_full_result_count = False
    actions = ("approve",)
    fieldsets = (
        (None, {"fields": ("session", "author", "status", "on_site")}),
        (
            gettext_lazy("시간과 장소"),
            {
                "fields": (
                    "planned",
                    "started_at",
                    "ended_at",
                    "excluded_minutes",
                    "excluded_reason",
                    "recognised",
                    "place",
                )
            },
        ),
        (gettext_lazy("참석"), {"fields": ("people", "absence_view")}),
        (gettext_lazy("내용"), {"fields": ("topic", "words", "photos")}),
        (
            gettext_lazy("기록"),
            {"fields": ("created_at", "updated_at", "submitted_at", "decided_at", "decided_by", "return_reason")},
        ),
    )
    readonly_fields = ("on_site", "planned", "recognised", "people", "words", "photos", "author")

    @admin.display(description=gettext_lazy("멘토"))
    def author(self, report: SessionReport) -> str:
        return report.session.author.name

    @admin.display(description=gettext_lazy("인정 시간"))
    def recognised(self, report: SessionReport) -> str:
        return text.length(rules.recognised_minutes(report))

    @admin.display(description=gettext_lazy("예정 일시"))
    def planned(self, report: SessionReport) -> str:
        return text.span(report.session.starts_at, report.session.ends_at)

    @admin.display(description=gettext_lazy("참석"), empty_value="-")
    def people(self, report: SessionReport) -> SafeString | None:
        people = selectors.people_of(report)
        found = [(person.name, person.badge.text if person.badge else _("미기록")) for person in people]
        return format_html_join(BREAK, "{} · {}", found) or None

    @admin.display(description=gettext_lazy("진행 내용"), empty_value="-")
    def words(self, report: SessionReport) -> SafeString | None:
        return format_html_join(BREAK, "{}", ((line,) for line in report.content.splitlines())) or None

    @admin.display(description=gettext_lazy("사진과 파일"), empty_value="-")
    def photos(self, report: SessionReport) -> SafeString | None:
        links = [(row.url, row.name or row.kind) for row in file_rows(report)]
        if allowed(check_has_evidence, report):
            links.append((reverse("mentoring:evidence", args=[report.session_id]), _("증빙 PDF 받기")))
        return format_html_join(" · ", '<a href="{}">{}</a>', links) or None

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, report: SessionReport) -> str:
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            *(reverse("mentoring:report", args=[report.session_id]), _("보고 보기")),
            *(report.session.get_absolute_url(), _("멘토링 보기")),
        )

    # --- Deciding -----------------------------------------------------------------------------------------------------

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mentoring.change_sessionreport")

    @admin.action(description=pgettext_lazy("the act", "보고 승인"), permissions=["act"])
    def approve(self, request: HttpRequest, rows: QuerySet[SessionReport]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: reports.approve_report(session_id=row.session_id, by=member_of(request)),
            done=_("보고 %(n)d건을 승인하고 멘토에게 알렸습니다."),
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a report with the buttons that decide on it, or do what they ask and go on to the next that waits."""
        report = self.get_object(request, object_id) if object_id and self.has_view_permission(request) else None
        form = ReasonForm(request.POST if "return" in request.POST else None)
        if report is not None and request.POST.keys() & {"approve", "return"}:
            if decided := self._decide(request, report, form):
                return decided
            request.method = "GET"  # the page again, with what is missing
        member = member_of(request)
        shown = {
            "reason_form": form,
            "can_approve": report is not None and allowed(rules.check_can_approve, member, report),
            "can_return": report is not None and allowed(rules.check_can_return, member, report),
        }
        return super().changeform_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def _decide(self, request: HttpRequest, report: SessionReport, form: ReasonForm) -> HttpResponse | None:
        """Approve a report or send it back. Return None where the page is to be shown again."""
        given = {
            "by": member_of(request),
            "session_id": report.session_id,
            "expected_revision": whole_number(request.POST.get("revision")),
        }
        try:
            if "approve" in request.POST:
                clashes.once_more(reports.approve_report, **given)
                messages.success(request, _("보고를 승인하고 멘토에게 알렸습니다."))
            elif form.is_valid():
                clashes.once_more(reports.return_report, **given, reason=form.cleaned_data["reason"])
                messages.success(request, _("보완을 요청하고 멘토에게 알렸습니다."))
            else:
                return None
        except DomainError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(self._next_address(request))

    def _next_address(self, request: HttpRequest) -> str:
        """Return the page of the next report that waits and is not their own, else the list."""
        waiting = SessionReport.objects.to_decide().exclude(session__author=member_of(request))
        key = waiting.values_list("pk", flat=True).first()
        if key is None:
            return reverse("admin:mentoring_sessionreport_changelist")
        return reverse("admin:mentoring_sessionreport_change", args=[key])
