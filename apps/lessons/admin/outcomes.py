"""The admin of what was said after lessons, and of objections to it."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.admin_actions import ReadOnlyAdmin
from apps.lessons.models import LessonOutcome
from apps.lessons.states import Role


class ObjectionFilter(admin.SimpleListFilter):
    """A filter for objections, by what became of them."""

    title = gettext_lazy("이의")
    parameter_name = "objection"

    def lookups(self, request, model_admin):
        return [("waiting", _("처리 대기")), ("decided", _("처리함")), ("none", _("이의 없음"))]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return queryset.contested()
            case "decided":
                return queryset.filter(decided_at__isnull=False)
            case "none":
                return queryset.filter(objected_at=None)
        return queryset


class AbsenceFilter(admin.SimpleListFilter):
    """A filter for what counts as an absence, whatever was said at first."""

    title = gettext_lazy("불참")
    parameter_name = "absent"

    def lookups(self, request, model_admin):
        return [(role.value, role.label) for role in (Role.MENTEE, Role.MENTOR)]

    def queryset(self, request, queryset):
        roles: dict[str | None, Role] = {role.value: role for role in (Role.MENTEE, Role.MENTOR)}
        return queryset.with_absence_of(roles[self.value()]) if self.value() in roles else queryset


@admin.register(LessonOutcome)
class LessonOutcomeAdmin(ReadOnlyAdmin):
    list_display = ("lesson", "absent", "absent_at", "objected_at", "finding", "decide", "confirmed_at")
    list_filter = (ObjectionFilter, AbsenceFilter, "finding")
    list_select_related = ("lesson__tutorial", "lesson__mentee")
    search_fields = ("=lesson__id", "lesson__tutorial__title", "lesson__mentor__name", "lesson__mentee__name")
    search_help_text = gettext_lazy("수업 번호, 과외 제목, 멘토나 멘티의 이름으로 찾습니다.")
    ordering = ("-id",)
    show_full_result_count = False
    fields = (
        "lesson", "confirmed_at", "absent", "absent_said_by", "absent_at", "absent_reason", "objected_by",
        "objected_at", "objection", "finding", "answer", "decided_by", "decided_at", "decide",
    )  # fmt: skip
    readonly_fields = ("decide",)

    @admin.display(description=gettext_lazy("사이트에서"))
    def decide(self, outcome: LessonOutcome) -> str:
        if outcome.is_contested:
            return format_html(
                '<a href="{}">{}</a>', reverse("lessons:objection", args=[outcome.lesson_id]), _("이의 처리하기")
            )
        return format_html('<a href="{}">{}</a>', reverse("lessons:detail", args=[outcome.lesson_id]), _("보기"))
