"""The admin of courses, contents and classes; every write goes through the services."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core import clock, text
from apps.core.admin_actions import ReadOnlyAdmin, ask_reason, run_for_each
from apps.core.admin_saving import SavedByService
from apps.core.admin_sheets import ImportsSheets
from apps.core.errors import Conflict, DomainError, Invalid
from apps.core.http import add_error, sent
from apps.core.particles import fill
from apps.elearning.catalogue.admin_forms import (
    ClassForm,
    CopyForm,
    CourseForm,
)
from apps.elearning.catalogue.admin_inlines import ContentInline, MeetingInline, StepInline
from apps.elearning.catalogue.admin_series import MeetingSeries
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass
from apps.elearning.catalogue.querysets import CourseClassQuerySet
from apps.elearning.catalogue.selectors.use import is_used
from apps.elearning.catalogue.services import classes, copying, courses
from apps.elearning.catalogue.sheets import ClassResource, ContentResource, CourseResource
from apps.planner.forms import know_holidays


@admin.register(Course)
class CourseAdmin(ImportsSheets, SavedByService):
    form = CourseForm
    resource_classes = [CourseResource]
    exports_people = False
    list_display = ("title", "type", "level", "hours", "contents_count", "classes_count", "is_published", "created_at")
    list_filter = ("is_published", "type", "level")
    search_fields = ("title", "=id")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-id")
    show_full_result_count = False
    inlines = (ContentInline,)
    actions = ("publish", "unpublish")
    readonly_fields = ("on_site", "created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("title", "is_published", "on_site")}),
        (gettext_lazy("소개"), {"fields": ("content",)}),
        (gettext_lazy("분류"), {"fields": (("type", "level", "hours"), "topics")}),
        (gettext_lazy("기록"), {"fields": (("created_at", "updated_at"),), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Course]:
        rows = super().get_queryset(request)
        return rows.annotate(contents_n=Count("contents", distinct=True), classes_n=Count("classes", distinct=True))

    @admin.display(description=gettext_lazy("콘텐츠"))
    def contents_count(self, course: Course) -> int:
        return course.contents_n  # type: ignore[attr-defined]  # by get_queryset

    @admin.display(description=gettext_lazy("차수"))
    def classes_count(self, course: Course) -> str:
        address = reverse("admin:elearning_courseclass_changelist")
        number = course.classes_n  # type: ignore[attr-defined]  # by get_queryset
        return format_html('<a href="{}?course__id__exact={}">{}</a>', address, course.pk, number)

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, course: Course) -> str:
        return format_html('<a href="{}">{}</a>', course.get_absolute_url(), _("보기")) if course.pk else "-"

    def refused_inline(self, refused: DomainError) -> str:
        return "content"

    def save_through(self, request: HttpRequest, instance: Course, form: Any, formsets: dict, *, change: bool) -> None:
        contents = formsets["content"].given() if "content" in formsets else None
        topics = form.cleaned_data.get("topics")
        courses.save_course(by=member_of(request), course=instance, contents=contents, topics=topics)

    def has_delete_permission(self, request: HttpRequest, obj: Course | None = None) -> bool:
        """Refuse to delete many at once, or a course that has classes."""
        return obj is not None and super().has_delete_permission(request, obj) and not obj.classes.exists()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return the contents of the courses, which are deleted with them and need no permission of their own."""
        lines = [str(content) for course in objs for content in course.contents.all()]
        return lines, {str(Content._meta.verbose_name): len(lines)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Course) -> None:
        courses.delete_course(by=member_of(request), course_id=obj.pk)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(("elearning.add_course", "elearning.change_course"))

    @admin.action(description=gettext_lazy("선택한 과정 공개하기"), permissions=["change"])
    def publish(self, request: HttpRequest, rows: QuerySet[Course]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: courses.set_course_published(by=member_of(request), course_id=row.pk, published=True),
            done=_("과정 %(n)d개를 공개했습니다."),
        )

    @admin.action(description=gettext_lazy("선택한 과정 비공개로 변경하기"), permissions=["change"])
    def unpublish(self, request: HttpRequest, rows: QuerySet[Course]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: courses.set_course_published(by=member_of(request), course_id=row.pk, published=False),
            done=_("과정 %(n)d개를 비공개로 바꾸었습니다."),
        )


@admin.register(Content)
class ContentAdmin(ImportsSheets, ReadOnlyAdmin):
    """The list of all contents, with import and export by file. A single content is edited on its course's page."""

    resource_classes = [ContentResource]
    exports_people = False
    list_display = ("title", "course", "position", "type", "minutes", "is_required")
    list_filter = ("type", "is_required")
    list_select_related = ("course",)
    search_fields = ("title", "course__title")
    ordering = ("-id",)
    show_full_result_count = False
    fields = ("on_course", *courses.CONTENT_FIELDS, "seconds")
    readonly_fields = ("on_course", "seconds")

    @admin.display(description=gettext_lazy("과정"))
    def on_course(self, content: Content) -> str:
        address = reverse("admin:elearning_course_change", args=[content.course_id])
        return format_html('<a href="{}">{}</a>', address, content.course)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(("elearning.add_course", "elearning.change_course"))


class PhaseFilter(admin.SimpleListFilter):
    title = gettext_lazy("상태")
    parameter_name = "phase"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("open", _("모집중")),
            ("coming", _("모집예정")),
            ("running", _("진행중")),
            ("ended", _("종료")),
            ("called_off", _("폐강")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CourseClass]) -> QuerySet[CourseClass]:
        now = clock.now()
        chosen = {
            "coming": Q(opens_at__gt=now, called_off_at=None),
            "running": Q(starts_at__lte=now, ends_at__gt=now, called_off_at=None),
            "ended": Q(ends_at__lte=now, called_off_at=None),
            "called_off": Q(called_off_at__isnull=False),
        }.get(self.value() or "")
        if self.value() == "open":
            return cast(CourseClassQuerySet, queryset).open_at(now)
        return queryset.filter(chosen) if chosen else queryset


@admin.register(CourseClass)
class CourseClassAdmin(MeetingSeries, ImportsSheets, SavedByService):
    form = ClassForm
    resource_classes = [ClassResource]
    change_form_template = "admin/elearning/courseclass/change_form.html"
    list_display = ("title", "standing", "period", "applying", "seats", "charge", "is_published")
    list_filter = (PhaseFilter, "is_published", "course__type", "approval")
    list_select_related = ("course",)
    search_fields = ("course__title", "=id", "instructors__name")
    date_hierarchy = "start_date"
    ordering = ("-start_date", "-id")
    show_full_result_count = False
    autocomplete_fields = ("course", "instructors")
    inlines = (MeetingInline, StepInline)
    actions = ("publish", "unpublish", "call_off")
    readonly_fields = (
        "standing", "seats", "on_site", "called_off_at", "called_off_reason", "contents_kept_at", "created_at",
        "updated_at",
    )  # fmt: skip
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "course",
                    "number",
                    "instructors",
                    "is_published",
                    ("standing", "on_site"),
                    "seen",
                    "holidays",
                )
            },
        ),
        (
            gettext_lazy("기간"),
            {"fields": (("start_date", "end_date"), ("apply_start", "apply_end"), "join_url")},
        ),
        (
            gettext_lazy("모집"),
            {
                "fields": (
                    ("capacity", "least", "seats"),
                    "fee",
                    ("approval", "has_waiting_list", "promotion"),
                    "offer_hours",
                )
            },
        ),
        (
            gettext_lazy("수료 기준"),
            {
                "fields": (
                    ("attendance_weight", "assessment_weight", "progress_weight"),
                    ("least_attendance", "least_progress", "least_score"),
                    "lates_per_absence",
                )
            },
        ),
        (
            gettext_lazy("기록"),
            {
                "fields": (
                    ("created_at", "updated_at"),
                    ("called_off_at", "called_off_reason"),
                    "contents_kept_at",
                ),
                "classes": ("collapse",),
            },
        ),
    )

    @admin.display(description=gettext_lazy("차수"), ordering="course__title")
    def title(self, row: CourseClass) -> str:
        return row.label

    @admin.display(description=gettext_lazy("상태"))
    def standing(self, row: CourseClass) -> str:
        return str(row.phase_at(clock.now()).label) if row.pk else "-"

    @admin.display(description=gettext_lazy("기간"), ordering="start_date")
    def period(self, row: CourseClass) -> str:
        return text.period(row.start_date, row.end_date)

    @admin.display(description=gettext_lazy("신청 기간"), ordering="apply_start")
    def applying(self, row: CourseClass) -> str:
        return text.period(row.apply_start, row.apply_end)

    @admin.display(description=gettext_lazy("인원"), ordering="seats_taken")
    def seats(self, row: CourseClass) -> str:
        return f"{row.seats_taken}/{row.capacity}" if row.pk else "-"

    @admin.display(description=gettext_lazy("수강료"), ordering="fee")
    def charge(self, row: CourseClass) -> str:
        return text.fee(row.fee)

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, row: CourseClass) -> str:
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), _("보기")) if row.pk else "-"

    # --- Writing ---

    def get_readonly_fields(self, request: HttpRequest, obj: CourseClass | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "course") if obj is not None else self.readonly_fields

    def has_change_permission(self, request: HttpRequest, obj: CourseClass | None = None) -> bool:
        """Refuse to change a class that was called off: it stays as it was."""
        return super().has_change_permission(request, obj) and (obj is None or obj.called_off_at is None)

    def refused_inline(self, refused: DomainError) -> str:
        return "refundstep" if refused.field in {"days_before", "percent"} else "classmeeting"

    def lock_row(self, request: HttpRequest, pk: Any) -> None:
        """Lock nothing: the service locks hosts and venues first, and compares the revision."""

    def save_through(
        self, request: HttpRequest, instance: CourseClass, form: Any, formsets: dict, *, change: bool
    ) -> None:
        classes.save_class(
            by=member_of(request),
            course_class=instance,
            instructors=form.cleaned_data["instructors"],
            meetings=formsets["classmeeting"].given(),
            refund_steps=formsets["refundstep"].given(),
            expected_revision=form.cleaned_data.get("seen"),
            holidays=form.cleaned_data["holidays"],
        )

    def has_delete_permission(self, request: HttpRequest, obj: CourseClass | None = None) -> bool:
        """Refuse to delete many at once, or a class that anybody applied for."""
        return obj is not None and super().has_delete_permission(request, obj) and not is_used(obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return nothing: meetings and refund steps are deleted with the class and need no permission of their own."""
        lines = [str(meeting) for row in objs for meeting in row.meetings.all()]
        return lines, {str(ClassMeeting._meta.verbose_name): len(lines)}, set(), []

    def delete_model(self, request: HttpRequest, obj: CourseClass) -> None:
        classes.delete_class(by=member_of(request), class_id=obj.pk)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(("elearning.add_courseclass", "elearning.change_courseclass"))

    # --- Acts ---

    @admin.action(description=gettext_lazy("선택한 차수 공개하기"), permissions=["change"])
    def publish(self, request: HttpRequest, rows: QuerySet[CourseClass]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: classes.set_class_published(by=member_of(request), class_id=row.pk, published=True),
            done=_("차수 %(n)d개를 공개했습니다."),
        )

    @admin.action(description=gettext_lazy("선택한 차수 비공개로 변경하기"), permissions=["change"])
    def unpublish(self, request: HttpRequest, rows: QuerySet[CourseClass]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: classes.set_class_published(by=member_of(request), class_id=row.pk, published=False),
            done=_("차수 %(n)d개를 비공개로 바꾸었습니다."),
        )

    @admin.action(description=gettext_lazy("폐강 (사유 입력, 되돌릴 수 없음)"), permissions=["change"])
    def call_off(self, request: HttpRequest, rows: QuerySet[CourseClass]) -> HttpResponse | None:
        reason = ask_reason(self, request, rows, action="call_off", title=_("폐강하는 사유"), button=_("폐강하기"))
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: classes.call_off_class(by=member_of(request), class_id=row.pk, reason=reason),
            done=_("차수 %(n)d개를 폐강하고 신청한 사람과 강사에게 알렸습니다."),
        )
        return None

    def get_urls(self) -> list[URLPattern]:
        copy = path(
            "<int:class_id>/copy/", self.admin_site.admin_view(self.copy_view), name="elearning_courseclass_copy"
        )
        return [copy, *super().get_urls()]

    def copy_view(self, request: HttpRequest, class_id: int) -> HttpResponse:
        """Ask for the first day of the copy, then make it and open its page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        row = get_object_or_404(CourseClass.objects.select_related("course"), pk=class_id)
        form = CopyForm(sent(request))
        if request.method == "POST" and form.is_valid():
            try:
                made = copying.copy_class(by=member_of(request), class_id=class_id, **form.cleaned_data)
            except (Conflict, Invalid) as refused:
                add_error(form, refused)
                know_holidays(form, refused)
            else:
                self.log_addition(request, made, [{"added": {}}])
                done = fill(_("%(title)s[을/를] 만들었습니다. 확인하고 공개해 주세요."), {"title": made.label})
                messages.success(request, done)
                return redirect("admin:elearning_courseclass_change", made.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("다음 차수로 복사"),
            "form": form,
            "original": row,
            "opts": self.opts,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/elearning/courseclass/copy.html", context)
