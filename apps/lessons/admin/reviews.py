"""The admin of reviews."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core.admin_actions import ReadOnlyAdmin, ask_reason, run_for_each
from apps.lessons.models import Review
from apps.lessons.services import reviews


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
