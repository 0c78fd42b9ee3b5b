"""The admin of the ledger: read-only, with totals, the mentors of a month, and the correction of a line."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core import clock, text
from apps.core.admin_actions import ReadOnlyAdmin, ask_page, run_for_each
from apps.core.admin_filters import named_filter
from apps.core.admin_sheets import ExportsSheets
from apps.hours import selectors, services
from apps.hours.forms import CorrectForm
from apps.hours.models import HoursEntry
from apps.hours.sheets import HoursEntryResource
from apps.hours.sources import SOURCES


def name_source(source: str) -> str:
    return str(SOURCES[source].label) if source in SOURCES else source


@admin.register(HoursEntry)
class HoursEntryAdmin(ExportsSheets, ReadOnlyAdmin):
    resource_classes = [HoursEntryResource]
    import_export_change_list_template = "admin/hours/hoursentry/change_list.html"
    list_display = ("day", "mentor", "title", "kind", "time", "recognised", "by", "created_at")
    list_filter = ("kind", ("source", named_filter(name_source)))
    list_select_related = ("mentor", "by")
    search_fields = ("title", "mentor__name", "mentor__email")
    search_help_text = gettext_lazy("제목, 멘토의 이름이나 이메일로 찾습니다.")
    date_hierarchy = "day"
    ordering = ("-day", "-id")
    show_full_result_count = False
    actions = ("correct",)
    fields = ("mentor", "day", "title", "of", "kind", "time", "recognised", "reason", "number", "by", "created_at")
    readonly_fields = ("of", "time", "recognised")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "mentor__id__exact" or super().lookup_allowed(lookup, value, request)

    # --- What is shown ---

    @admin.display(description=gettext_lazy("시간"), ordering="minutes")
    def time(self, row: HoursEntry) -> str:
        return selectors.entry_row(row).time

    @admin.display(description=gettext_lazy("합계"), ordering="total")
    def recognised(self, row: HoursEntry) -> str:
        return text.length(row.total)

    @admin.display(description=gettext_lazy("대상"), ordering="source")
    def of(self, row: HoursEntry) -> str:
        return format_html('<a href="{}">{}</a>', selectors.entry_row(row).url, name_source(row.source))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say above the list what its lines come to."""
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", None) or {}
        if "cl" in shown:
            sum_of_all = shown["cl"].queryset.order_by().aggregate(sum=Sum("minutes"))["sum"]
            shown["total"] = text.length(sum_of_all or 0)
            shown["month_url"] = selectors.staff_month_url(clock.today())
        return response

    # --- Who may ---

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_correct_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("hours.add_hoursentry")

    # --- Acts ---

    @admin.action(description=gettext_lazy("정정 (시간과 사유 입력)"), permissions=["correct"])
    def correct(self, request: HttpRequest, rows: QuerySet[HoursEntry]) -> HttpResponse | None:
        form = CorrectForm(request.POST if "minutes" in request.POST else None)
        if not form.is_valid():
            note = _("다음 대상마다 인정 시간을 정정합니다. 앞의 줄은 그대로 남고, 사유는 멘토에게 전달됩니다.")
            return ask_page(
                self, request, rows, form, action="correct", title=_("인정 시간 정정"), button=_("정정하기"), note=note
            )
        given = form.cleaned_data
        run_for_each(
            request,
            rows,
            lambda row: services.correct_hours(by=member_of(request), entry_id=row.pk, **given),
            done=_("인정 시간 %(n)d건을 정정하고 멘토에게 알렸습니다."),
        )
        return None

    # --- The mentors of a month ---

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.month_view)
        return [
            path("month/<int:year>/<int:month>/", view, name="hours_hoursentry_month"),
            *super().get_urls(),
        ]

    def month_view(self, request: HttpRequest, year: int, month: int) -> HttpResponse:
        """Show what each mentor has in a month."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **selectors.staff_month(selectors.first_of(year, month)),
            "opts": self.opts,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/hours/hoursentry/month.html", context)
