"""The admin of tutorials and lessons. Rows can only be read; every act goes through its service."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core import clock, text
from apps.core.admin_actions import ReadOnlyAdmin, ask_reason, run_for_each
from apps.core.admin_filters import named_filter
from apps.core.admin_sheets import ExportsSheets
from apps.lessons.models import (
    DayOff,
    Lesson,
    LessonOutcome,
    LessonSettings,
    OpenHoliday,
    Review,
    Tutorial,
    WeeklyHours,
)
from apps.lessons.selectors.offers import offered_in_words
from apps.lessons.selectors.payments import say_payment
from apps.lessons.services import lessons, reviews, tutorials
from apps.lessons.sheets import LessonResource, TutorialResource
from apps.lessons.states import LessonStatus, Role
from apps.planner import weekly_hours


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


@admin.register(Lesson)
class LessonAdmin(ExportsSheets, ReadOnlyAdmin):
    resource_classes = [LessonResource]
    list_display = ("tutorial", "mentor", "mentee", "when", "status", "created_at")
    list_display_links = ("tutorial",)
    list_filter = ("status", StandingFilter, PaymentFilter)
    list_select_related = ("tutorial", "mentor", "mentee")
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


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ("tutorial", "mentee", "score", "words", "written_at", "is_shown")
    list_filter = ("score", ("hidden_at", admin.EmptyFieldListFilter))
    list_select_related = ("tutorial", "mentee", "hidden_by")
    search_fields = ("words", "answer", "tutorial__title", "mentee__name", "mentee__email", "tutorial__mentor__name")
    search_help_text = gettext_lazy("후기와 답글의 글, 과외 제목, 멘티나 멘토의 이름으로 찾습니다.")
    date_hierarchy = "written_at"
    ordering = ("-written_at", "-id")
    show_full_result_count = False
    actions = ("hide", "show")
    fieldsets = (
        (None, {"fields": ("tutorial", "mentee", "score", "words", "written_at", "changed_at", "on_site")}),
        (gettext_lazy("답글"), {"fields": ("answer", "answered_at", "answer_changed_at")}),
        (gettext_lazy("숨김"), {"fields": ("hidden_at", "hidden_by", "hidden_reason")}),
    )
    readonly_fields = ("on_site",)

    @admin.display(description=gettext_lazy("보임"), boolean=True, ordering="hidden_at")
    def is_shown(self, review: Review) -> bool:
        return review.hidden_at is None

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, review: Review) -> str:
        return format_html('<a href="{}">{}</a>', review.get_absolute_url(), _("보기"))

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("lessons.change_review")

    @admin.action(description=gettext_lazy("후기 숨기기 (사유 입력)"), permissions=["act"])
    def hide(self, request: HttpRequest, rows: QuerySet[Review]) -> HttpResponse | None:
        reason = ask_reason(self, request, rows, action="hide", title=_("후기를 숨기는 사유"), button=_("후기 숨기기"))
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: reviews.hide_review(review_id=row.pk, by=member_of(request), reason=reason),
            done=_("후기 %(n)d개를 숨기고 멘티와 멘토에게 알렸습니다."),
        )
        return None

    @admin.action(description=gettext_lazy("숨긴 후기 다시 보이기"), permissions=["act"])
    def show(self, request: HttpRequest, rows: QuerySet[Review]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: reviews.show_review(review_id=row.pk, by=member_of(request)),
            done=_("후기 %(n)d개를 다시 보이고 멘티와 멘토에게 알렸습니다."),
        )


@admin.register(WeeklyHours)
class WeeklyHoursAdmin(ReadOnlyAdmin):
    list_display = ("mentor", "tutorial", "day", "hours")
    list_filter = (("weekday", named_filter(weekly_hours.name_of_weekday)),)
    list_select_related = ("mentor", "tutorial")
    search_fields = ("mentor__name", "mentor__email")
    search_help_text = gettext_lazy("멘토의 이름이나 이메일로 찾습니다.")
    ordering = ("mentor", "weekday", "start_time")
    show_full_result_count = False
    fields = ("mentor", "tutorial", "day", "hours")
    readonly_fields = ("day", "hours")

    @admin.display(description=gettext_lazy("요일"), ordering="weekday")
    def day(self, row: WeeklyHours) -> str:
        return weekly_hours.weekday_name(row.weekday)

    @admin.display(description=gettext_lazy("시간"), ordering="start_time")
    def hours(self, row: WeeklyHours) -> str:
        return weekly_hours.span_in_words(row)


@admin.register(LessonSettings)
class LessonSettingsAdmin(ReadOnlyAdmin):
    list_display = ("mentor", "buffer", "notice", "most_a_day", "holds_requests")
    list_filter = ("holds_requests",)
    list_select_related = ("mentor",)
    search_fields = ("mentor__name", "mentor__email")
    search_help_text = gettext_lazy("멘토의 이름이나 이메일로 찾습니다.")
    ordering = ("mentor",)
    show_full_result_count = False
    fields = ("mentor", "buffer", "notice", "most_a_day", "holds_requests")


@admin.register(OpenHoliday)
class OpenHolidayAdmin(ReadOnlyAdmin):
    list_display = ("mentor", "date")
    list_select_related = ("mentor",)
    search_fields = ("mentor__name", "mentor__email")
    search_help_text = gettext_lazy("멘토의 이름이나 이메일로 찾습니다.")
    date_hierarchy = "date"
    ordering = ("-date", "-id")
    show_full_result_count = False
    fields = ("mentor", "date")


@admin.register(DayOff)
class DayOffAdmin(ReadOnlyAdmin):
    """The days off without the note, which only the mentor sees."""

    list_display = ("mentor", "first_day", "last_day")
    list_select_related = ("mentor",)
    search_fields = ("mentor__name", "mentor__email")
    search_help_text = gettext_lazy("멘토의 이름이나 이메일로 찾습니다.")
    date_hierarchy = "first_day"
    ordering = ("-first_day", "-id")
    show_full_result_count = False
    fields = ("mentor", "first_day", "last_day")
