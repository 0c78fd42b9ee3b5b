"""Staff's view of attendance: it is kept where the class is run, and every change of it is in the audit trail."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from apps.core.admin_actions import ReadOnlyAdmin
from apps.elearning.attendance.models import Attendance


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = (
        "id", "class_date", "learner", "course_class", "type", "check_in_time", "check_out_time", "absence_reason",
        "recorded_by", "changed_at",
    )  # fmt: skip
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
        return str(row.enrolment.member)

    @admin.display(description=gettext_lazy("차수"))
    def course_class(self, row: Attendance) -> str:
        return str(row.enrolment.course_class)
