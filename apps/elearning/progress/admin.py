"""The admin of progress, read-only: only the learners' players write it."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import clock
from apps.core.admin_actions import ReadOnlyAdmin
from apps.elearning.progress import labels
from apps.elearning.progress.models import Progress
from apps.elearning.progress.selectors import list_course_progress


class CompletedFilter(admin.SimpleListFilter):
    title = gettext_lazy("학습 완료")
    parameter_name = "completed"

    def lookups(self, request, model_admin):
        return [("yes", _("완료")), ("no", _("학습중"))]

    def queryset(self, request, queryset):
        done = {"yes": False, "no": True}.get(self.value() or "")
        return queryset if done is None else queryset.filter(completed_at__isnull=done)


@admin.register(Progress)
class ProgressAdmin(ReadOnlyAdmin):
    list_display = ("learner", "course_class", "content", "progress_rate", "minutes_learned", "saved_at", "state")
    list_filter = (CompletedFilter, "content__type")
    list_select_related = ("enrolment__member", "enrolment__course_class__course", "content")
    search_fields = ("=enrolment__id", "enrolment__member__name", "enrolment__member__email", "content__title")
    search_help_text = gettext_lazy("수강신청 번호, 학습자의 이름이나 이메일, 콘텐츠 제목으로 찾습니다.")
    date_hierarchy = "saved_at"
    ordering = ("-saved_at", "-id")
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("enrolment", "learner", "course_class", "content", "state")}),
        (
            gettext_lazy("진도"),
            {
                "fields": (
                    "progress_rate",
                    "seen_parts",
                    "missing",
                    "length",
                    "last_position",
                    "learning_time",
                    "whole_course",
                )
            },
        ),
        (gettext_lazy("경과"), {"fields": ("started_at", "saved_at", "completed_at")}),
    )
    readonly_fields = ("learner", "course_class", "state", "whole_course", "seen_parts", "missing")

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).defer("content__text")

    @admin.display(description=gettext_lazy("학습자"))
    def learner(self, row: Progress) -> str:
        return row.enrolment.member.name

    @admin.display(description=gettext_lazy("차수"))
    def course_class(self, row: Progress) -> str:
        return str(row.enrolment.course_class)

    @admin.display(description=gettext_lazy("학습 시간(분)"), ordering="learning_time")
    def minutes_learned(self, row: Progress) -> int:
        return row.learning_time // 60

    @admin.display(description=gettext_lazy("상태"))
    def state(self, row: Progress) -> str:
        return str(row.status_at(clock.now()).label)

    @admin.display(description=gettext_lazy("본 구간"))
    def seen_parts(self, row: Progress) -> str:
        return labels.parts_text(row.reached.seen)

    @admin.display(description=gettext_lazy("보지 않은 구간"))
    def missing(self, row: Progress) -> str:
        return labels.missing_text(row.content, row)

    @admin.display(description=gettext_lazy("과정 전체 진도율(%)"))
    def whole_course(self, row: Progress) -> int:
        return list_course_progress([row.enrolment_id])[0].rate
