"""The admin of lessons."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core import clock, text
from apps.core.admin_actions import ReadOnlyAdmin, ask_reason, run_for_each
from apps.core.admin_sheets import ExportsSheets
from apps.lessons.models import Lesson
from apps.lessons.selectors.offers import offered_in_words
from apps.lessons.selectors.payments import say_payment
from apps.lessons.services import lessons
from apps.lessons.sheets import LessonResource
from apps.lessons.states import LessonStatus


class StandingFilter(admin.SimpleListFilter):
    """A filter for what the state alone does not say: the lesson is still ahead, or got no answer in time."""

    title = gettext_lazy("수업 시각")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("ahead", _("앞으로 할 수업")), ("missed", _("답 없이 끝난 신청"))]

    def queryset(self, request, queryset):
        match self.value():
            case "ahead":
                return queryset.live().filter(starts_at__gt=clock.now())
            case "missed":
                return queryset.left_unanswered(clock.now())
        return queryset


class PaymentFilter(admin.SimpleListFilter):
    """A filter for completed lessons that cost something, by whether they were paid."""

    title = gettext_lazy("결제")
    parameter_name = "paid"

    def lookups(self, request, model_admin):
        return [("yes", _("결제 기록 있음")), ("no", _("완료됐지만 결제 기록 없음"))]

    def queryset(self, request, queryset):
        paid = Q(payment__isnull=False, payment__taken_back_at=None)
        match self.value():
            case "yes":
                return queryset.filter(paid)
            case "no":
                return queryset.filter(status=LessonStatus.COMPLETED, price__gt=0).exclude(paid)
        return queryset


@admin.register(Lesson)
class LessonAdmin(ExportsSheets, ReadOnlyAdmin):
    resource_classes = [LessonResource]
    list_display = ("tutorial", "mentor", "mentee", "when", "status", "created_at")
    list_display_links = ("tutorial",)
    list_filter = ("status", StandingFilter, PaymentFilter)
    list_select_related = ("tutorial", "mentor", "mentee", "payment")
    search_fields = ("=id", "tutorial__title", "mentor__name", "mentor__email", "mentee__name", "mentee__email")
    search_help_text = gettext_lazy("수업 번호, 과외 제목, 멘토나 멘티의 이름이나 이메일로 찾습니다.")
    date_hierarchy = "starts_at"
    ordering = ("-starts_at", "-id")
    show_full_result_count = False
    actions = ("cancel",)
    fieldsets = (
        (None, {"fields": ("tutorial", "mentor", "mentee", "status", "on_site")}),
        (
            gettext_lazy("수업"),
            {
                "fields": (
                    "starts_at",
                    "ends_at",
                    "price",
                    "duration",
                    "venue",
                    "venue_text",
                    "join_url",
                    "offered",
                    "paid",
                )
            },
        ),
        (
            gettext_lazy("경과"),
            {
                "fields": (
                    "created_at",
                    "answer_by",
                    "approved_at",
                    "rejected_at",
                    "started_at",
                    "completed_at",
                    "cancelled_at",
                )
            },
        ),
        (gettext_lazy("사유"), {"fields": ("reject_reason", "cancelled_by", "cancel_reason")}),
    )
    readonly_fields = ("offered", "paid", "on_site")

    @admin.display(description=gettext_lazy("제안한 시간"))
    def offered(self, lesson: Lesson) -> str:
        return offered_in_words(lesson, clock.today()) or _("없음")

    @admin.display(description=gettext_lazy("결제"))
    def paid(self, lesson: Lesson) -> str:
        return say_payment(lesson, clock.now())

    @admin.display(description=gettext_lazy("일시"), ordering="starts_at")
    def when(self, lesson: Lesson) -> str:
        return text.span(lesson.starts_at, lesson.ends_at)

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, lesson: Lesson) -> str:
        return format_html('<a href="{}">{}</a>', lesson.get_absolute_url(), _("보기"))

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("lessons.change_lesson")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return member_of(request).may("lessons.view_lesson")

    @admin.action(description=gettext_lazy("수업 취소 (사유 입력)"), permissions=["act"])
    def cancel(self, request: HttpRequest, rows: QuerySet[Lesson]) -> HttpResponse | None:
        reason = ask_reason(
            self, request, rows, action="cancel", title=_("수업을 취소하는 사유"), button=_("수업 취소하기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: lessons.cancel_lesson(lesson_id=row.pk, by=member_of(request), reason=reason),
            done=_("수업 %(n)d건을 취소하고 두 사람에게 알렸습니다."),
        )
        return None
