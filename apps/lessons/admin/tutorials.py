"""The admin of tutorials."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core import text
from apps.core.admin_actions import ReadOnlyAdmin, ask_reason, run_for_each
from apps.core.admin_sheets import ExportsSheets
from apps.lessons.models import Tutorial
from apps.lessons.services import tutorials
from apps.lessons.sheets import TutorialResource


class FeeFilter(admin.SimpleListFilter):
    title = gettext_lazy("수업료")
    parameter_name = "fee"

    def lookups(self, request, model_admin):
        return [("free", _("무료")), ("paid", _("유료"))]

    def queryset(self, request, queryset):
        match self.value():
            case "free":
                return queryset.filter(price=0)
            case "paid":
                return queryset.filter(price__gt=0)
        return queryset


@admin.register(Tutorial)
class TutorialAdmin(ExportsSheets, ReadOnlyAdmin):
    resource_classes = [TutorialResource]
    list_display = ("title", "mentor", "fee", "length", "is_open", "created_at")
    list_filter = ("is_open", FeeFilter)
    list_select_related = ("mentor",)
    search_fields = ("title", "mentor__name", "mentor__email")
    search_help_text = gettext_lazy("제목, 멘토의 이름이나 이메일로 찾습니다.")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-id")
    show_full_result_count = False
    actions = ("close",)
    fieldsets = (
        (None, {"fields": ("title", "mentor", "topics", "is_open", "on_site")}),
        (gettext_lazy("수업"), {"fields": ("fee", "length", "venue", "venue_text", "join_url", "description")}),
        (gettext_lazy("기록"), {"fields": ("created_at", "updated_at")}),
    )
    readonly_fields = ("fee", "length", "on_site")

    @admin.display(description=gettext_lazy("수업료"), ordering="price")
    def fee(self, tutorial: Tutorial) -> str:
        return text.fee(tutorial.price)

    @admin.display(description=gettext_lazy("수업 길이"), ordering="duration")
    def length(self, tutorial: Tutorial) -> str:
        return text.length(tutorial.duration)

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, tutorial: Tutorial) -> str:
        edit = reverse("tutorials:edit", args=[tutorial.pk])
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>', tutorial.get_absolute_url(), _("보기"), edit, _("수정")
        )

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("lessons.change_tutorial")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return member_of(request).may("lessons.view_tutorial")

    @admin.action(description=gettext_lazy("신청 닫기 (사유 입력)"), permissions=["act"])
    def close(self, request: HttpRequest, rows: QuerySet[Tutorial]) -> HttpResponse | None:
        reason = ask_reason(
            self, request, rows, action="close", title=_("과외의 신청을 닫는 사유"), button=_("신청 닫기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: tutorials.close_tutorial(tutorial_id=row.pk, by=member_of(request), reason=reason),
            done=_("과외 %(n)d건의 신청을 닫고 멘토에게 알렸습니다."),
        )
        return None
