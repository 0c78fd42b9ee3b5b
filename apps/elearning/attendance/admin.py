"""The admin of attendance, read-only: attendance is kept on the pages of the class.

Absence requests can be decided here, through the services. The codes for checking in are not shown.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core.admin_actions import ReadOnlyAdmin, ask_reason, run_for_each
from apps.elearning.attendance.models import AbsenceRequest, Attendance
from apps.elearning.attendance.services import absences


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = (
        "class_date",
        "learner",
        "course_class",
        "type",
        "check_in_time",
        "check_out_time",
        "absence_reason",
        "recorded_by",
        "changed_at",
    )
    list_filter = ("type",)
    list_select_related = ("enrolment__member", "enrolment__course_class__course", "recorded_by")
    search_fields = ("=enrolment__id", "enrolment__member__name", "enrolment__member__email", "absence_reason")
    search_help_text = gettext_lazy("수강신청 번호, 학습자의 이름이나 이메일, 사유로 찾습니다.")
    date_hierarchy = "class_date"
    ordering = ("-class_date", "-id")
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("enrolment", "learner", "course_class", "class_date", "type")}),
        (gettext_lazy("시각과 사유"), {"fields": ("check_in_time", "check_out_time", "absence_reason")}),
        (gettext_lazy("기록"), {"fields": ("recorded_by", "recorded_at", "changed_at", "revision")}),
    )
    readonly_fields = ("learner", "course_class", "revision")

    @admin.display(description=gettext_lazy("학습자"))
    def learner(self, row: Attendance) -> str:
        return row.enrolment.member.name

    @admin.display(description=gettext_lazy("차수"))
    def course_class(self, row: Attendance) -> str:
        return str(row.enrolment.course_class)


@admin.register(AbsenceRequest)
class AbsenceRequestAdmin(ReadOnlyAdmin):
    list_display = ("class_date", "learner", "course_class", "reason", "state", "asked_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("enrolment__member", "enrolment__course_class__course", "decided_by")
    search_fields = ("=enrolment__id", "enrolment__member__name", "enrolment__member__email")
    search_help_text = gettext_lazy("수강신청 번호, 학습자의 이름이나 이메일로 찾습니다.")
    date_hierarchy = "class_date"
    ordering = ("-asked_at", "-id")
    show_full_result_count = False
    actions = ("accept", "decline")
    fieldsets = (
        (None, {"fields": ("enrolment", "learner", "course_class", "class_date", "reason", "evidence", "asked_at")}),
        (gettext_lazy("처리"), {"fields": ("state", "decided_at", "decided_by", "answer")}),
    )
    readonly_fields = ("learner", "course_class", "evidence")

    @admin.display(description=gettext_lazy("학습자"))
    def learner(self, row: AbsenceRequest) -> str:
        return row.enrolment.member.name

    @admin.display(description=gettext_lazy("차수"))
    def course_class(self, row: AbsenceRequest) -> str:
        return str(row.enrolment.course_class)

    @admin.display(description=gettext_lazy("증빙 파일"), empty_value="-")
    def evidence(self, row: AbsenceRequest) -> str | None:
        if not row.file:
            return None
        url = reverse("enrolments:absence_file", args=[row.enrolment_id, row.pk])
        return format_html('<a href="{}">{}</a>', url, _("파일 받기"))

    @admin.action(description=gettext_lazy("인정하고 공결로 기록하기"), permissions=["decide"])
    def accept(self, request: HttpRequest, rows: QuerySet[AbsenceRequest]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: absences.accept_absence(by=member_of(request), request_id=row.pk),
            name=_named,
            done=_("결석 사유서 %(n)d건을 인정하고 학습자에게 알렸습니다."),
        )

    @admin.action(description=gettext_lazy("반려하기"), permissions=["decide"])
    def decline(self, request: HttpRequest, rows: QuerySet[AbsenceRequest]) -> HttpResponse | None:
        reason = ask_reason(self, request, rows, action="decline", title=_("결석 사유서 반려"), button=_("반려하기"))
        if isinstance(reason, HttpResponse):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: absences.decline_absence(by=member_of(request), request_id=row.pk, reason=reason),
            name=_named,
            done=_("결석 사유서 %(n)d건을 반려하고 학습자에게 알렸습니다."),
        )
        return None

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("elearning.change_attendance")


def _named(row: AbsenceRequest) -> str:
    return row.enrolment.member.name
