"""Show completions to staff; decisions go through the services."""

from itertools import groupby

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core.admin_actions import ReadOnlyAdmin
from apps.core.admin_sheets import ExportsSheets
from apps.core.errors import DomainError
from apps.elearning.completion import services
from apps.elearning.completion.models import Completion
from apps.elearning.completion.selectors.pages import batch_line
from apps.elearning.completion.sheets import CompletionResource


@admin.register(Completion)
class CompletionAdmin(ExportsSheets, ReadOnlyAdmin):
    resource_classes = [CompletionResource]
    list_display = (
        "learner",
        "course_class",
        "status",
        "completion_date",
        "total_score",
        "is_manual",
        "decided_by",
        "decided_at",
    )
    list_filter = ("status", "is_manual")
    list_select_related = ("enrolment__member", "enrolment__course_class__course", "decided_by")
    search_fields = ("=enrolment__id", "enrolment__member__name", "enrolment__member__email", "memo")
    search_help_text = gettext_lazy("수강신청 번호, 학습자의 이름이나 이메일, 메모로 찾습니다.")
    date_hierarchy = "decided_at"
    ordering = ("-decided_at", "-id")
    show_full_result_count = False
    actions = ("complete",)
    fieldsets = (
        (None, {"fields": ("enrolment", "learner", "course_class", "status", "completion_date", "on_site")}),
        (
            gettext_lazy("점수"),
            {"fields": ("attendance_score", "assessment_score", "progress_score", "total_score")},
        ),
        (
            gettext_lazy("기록"),
            {"fields": ("is_manual", "memo", "decided_by", "decided_at", "created_at", "updated_at", "revision")},
        ),
    )
    readonly_fields = ("learner", "course_class", "on_site", "revision")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("elearning.change_completion")

    @admin.display(description=gettext_lazy("학습자"))
    def learner(self, row: Completion) -> str:
        return row.enrolment.member.name

    @admin.display(description=gettext_lazy("차수"))
    def course_class(self, row: Completion) -> str:
        return str(row.enrolment.course_class)

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, row: Completion) -> str:
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse("enrolments:completion", args=[row.enrolment_id]),
            _("수료 정하기"),
            reverse("classes:completion", args=[row.enrolment.course_class_id]),
            _("차수의 수료"),
        )

    @admin.action(description=gettext_lazy("일괄 수료 처리 (기준을 채운 학습자)"), permissions=["decide"])
    def complete(self, request: HttpRequest, rows: QuerySet[Completion]) -> None:
        """Complete the learners of the rows, in one batch for each class."""
        chosen = rows.select_related("enrolment__course_class__course").order_by(
            "enrolment__course_class_id", "enrolment_id"
        )
        for course_class, members in groupby(chosen, key=lambda row: row.enrolment.course_class):
            try:
                planned = services.complete_learners(
                    by=member_of(request),
                    course_id=course_class.course_id,
                    class_id=course_class.pk,
                    student_ids=[row.enrolment.member_id for row in members],
                )
            except DomainError as error:
                messages.error(request, f"{course_class}: {error.message}")
                continue
            for line in map(batch_line, planned):
                say = messages.success if line["is_done"] else messages.warning
                say(request, f"{line['name']} · {course_class}: {line['sentence']}")
