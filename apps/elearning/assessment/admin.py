"""Show assessments and results to staff, read only.

Acts go through the services, and scores are entered in the grade book of the class.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from import_export import fields, resources

from apps.accounts.requests import member_of
from apps.core import text
from apps.core.admin_actions import ReadOnlyAdmin, run_for_each
from apps.core.admin_sheets import ExportedRows, ExportsSheets
from apps.elearning.assessment import badges, services
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.selectors import labels


class PublishedFilter(admin.SimpleListFilter):
    title = gettext_lazy("결과 공개")
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", _("공개함")), ("no", _("공개 전"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        hidden = {"yes": False, "no": True}.get(self.value() or "")
        return queryset if hidden is None else queryset.filter(published_at__isnull=hidden)


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    list_display = (
        "name",
        "course_class",
        "type",
        "when",
        "marks",
        "weight",
        "counting",
        "is_required",
        "is_active",
        "published_at",
    )
    list_filter = ("type", "is_active", PublishedFilter)
    list_select_related = ("course_class__course",)
    search_fields = ("=id", "name", "course_class__course__title")
    search_help_text = gettext_lazy("평가 번호, 평가명, 과정명으로 찾습니다.")
    date_hierarchy = "start_date"
    ordering = ("-start_date", "-id")
    show_full_result_count = False
    actions = ("publish", "switch_on", "switch_off")
    fieldsets = (
        (None, {"fields": ("course_class", "name", "type", "description", "on_site")}),
        (
            gettext_lazy("응시와 점수"),
            {
                "fields": (
                    "start_date",
                    "end_date",
                    "total_score",
                    "pass_score",
                    "time_limit",
                    "attempt_limit",
                    "weight",
                    "counting",
                    "is_required",
                )
            },
        ),
        (
            gettext_lazy("기록"),
            {"fields": ("is_active", "published_at", "created_by", "created_at", "updated_at", "revision")},
        ),
    )
    readonly_fields = ("on_site", "revision")

    def has_assess_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("elearning.change_assessment")

    @admin.display(description=gettext_lazy("기간"), ordering="start_date")
    def when(self, row: Assessment) -> str:
        return text.period(row.start_date, row.end_date)

    @admin.display(description=gettext_lazy("점수"))
    def marks(self, row: Assessment) -> str:
        return labels.marks(row)

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, row: Assessment) -> str:
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse("classes:assessment", args=[row.course_class_id, row.pk]),
            _("평가"),
            reverse("classes:grades", args=[row.course_class_id]),
            _("차수의 성적"),
        )

    @admin.action(description=pgettext_lazy("the act", "결과 공개"), permissions=["assess"])
    def publish(self, request: HttpRequest, rows: QuerySet[Assessment]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: services.publish_results(assessment_id=row.pk, by=member_of(request)),
            done=_("평가 %(n)d건의 결과를 공개했습니다."),
        )

    @admin.action(description=gettext_lazy("학습자에게 보이기"), permissions=["assess"])
    def switch_on(self, request: HttpRequest, rows: QuerySet[Assessment]) -> None:
        self._switch(request, rows, done=_("평가 %(n)d건을 학습자에게 다시 보입니다."), is_active=True)

    @admin.action(description=gettext_lazy("학습자에게 숨기기"), permissions=["assess"])
    def switch_off(self, request: HttpRequest, rows: QuerySet[Assessment]) -> None:
        self._switch(request, rows, done=_("평가 %(n)d건을 학습자에게 숨겼습니다."), is_active=False)

    def _switch(self, request: HttpRequest, rows: QuerySet[Assessment], *, done: str, is_active: bool) -> None:
        changes = {"is_active": is_active}
        run_for_each(
            request,
            rows,
            lambda row: services.edit_assessment(assessment_id=row.pk, by=member_of(request), changes=changes),
            done=done,
        )


class ResultResource(ExportedRows, resources.ModelResource):
    id = fields.Field("id", column_name=gettext_lazy("번호"))
    assessment = fields.Field("assessment__name", column_name=gettext_lazy("평가"))
    course = fields.Field("enrolment__course_class__course__title", column_name=gettext_lazy("과정"))
    number = fields.Field("enrolment__course_class__number", column_name=gettext_lazy("차수"))
    enrolment = fields.Field("enrolment_id", column_name=gettext_lazy("신청 번호"))
    name = fields.Field("enrolment__member__name", column_name=gettext_lazy("이름"))
    attempt = fields.Field("attempt", column_name=gettext_lazy("응시 회차"))
    score = fields.Field("score", column_name=gettext_lazy("점수"))
    passed = fields.Field(column_name=gettext_lazy("합격 여부"))
    feedback = fields.Field("feedback", column_name=gettext_lazy("피드백"))
    graded = fields.Field(column_name=gettext_lazy("채점한 시각"))

    class Meta:
        model = AssessmentResult
        fields = export_order = (
            "id",
            "assessment",
            "course",
            "number",
            "enrolment",
            "name",
            "attempt",
            "score",
            "passed",
            "feedback",
            "graded",
        )

    def dehydrate_passed(self, row: AssessmentResult) -> str:
        badge = badges.pass_badge(row.passed)
        return badge.text if badge else labels.MISSING

    def dehydrate_graded(self, row: AssessmentResult) -> str:
        return text.moment(row.graded_at) if row.graded_at else ""


@admin.register(AssessmentResult)
class ResultAdmin(ExportsSheets, ReadOnlyAdmin):
    resource_classes = [ResultResource]
    list_display = (
        "assessment",
        "learner",
        "course_class",
        "attempt",
        "score",
        "passed",
        "graded_by",
        "graded_at",
    )
    list_filter = ("passed", "assessment__type")
    list_select_related = ("assessment", "enrolment__member", "enrolment__course_class__course", "graded_by")
    search_fields = ("=enrolment__id", "enrolment__member__name", "enrolment__member__email", "assessment__name")
    search_help_text = gettext_lazy("수강신청 번호, 학습자의 이름이나 이메일, 평가명으로 찾습니다.")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-id")
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("assessment", "enrolment", "learner", "course_class", "attempt", "on_site")}),
        (gettext_lazy("결과"), {"fields": ("score", "passed", "pass_is_given", "feedback")}),
        (
            gettext_lazy("기록"),
            {
                "fields": (
                    "started_at",
                    "ended_at",
                    "graded_by",
                    "graded_at",
                    "created_at",
                    "updated_at",
                    "revision",
                )
            },
        ),
    )
    readonly_fields = ("learner", "course_class", "on_site", "pass_is_given", "revision")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description=gettext_lazy("학습자"))
    def learner(self, row: AssessmentResult) -> str:
        return row.enrolment.member.name

    @admin.display(description=gettext_lazy("차수"))
    def course_class(self, row: AssessmentResult) -> str:
        return str(row.enrolment.course_class)

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, row: AssessmentResult) -> str:
        address = reverse("classes:result", args=[row.assessment.course_class_id, row.assessment_id, row.pk])
        return format_html('<a href="{}">{}</a>', address, _("채점과 바뀐 내역"))
