"""The admin of sessions, of the applications to them and of attendance."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from apps.accounts.requests import member_of
from apps.core import clock, html, text
from apps.core.admin_actions import ReadOnlyAdmin, ask_reason, run_for_each
from apps.mentoring.models import Application, Attendance, Session
from apps.mentoring.services import applications, decisions, series, sessions


class DecisionFilter(admin.SimpleListFilter):
    title = gettext_lazy("개설 승인")
    parameter_name = "decision"

    def lookups(self, request, model_admin):
        return [("waiting", _("승인 대기")), ("approved", _("승인")), ("declined", _("반려"))]

    def queryset(self, request, queryset):
        if self.value() == "waiting":
            return queryset.undecided()
        chosen = {
            "approved": Q(approved_at__isnull=False),
            "declined": Q(declined_at__isnull=False),
        }.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


class StatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("상태")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [("open", _("접수중")), ("closed", _("마감")), ("deleted", _("삭제"))]

    def queryset(self, request, queryset):
        match self.value():
            case "open":
                return queryset.open_at(clock.now())
            case "closed":
                return queryset.existing().closed_at(clock.now())
            case "deleted":
                return queryset.filter(deleted_at__isnull=False)
        return queryset


class ContestedFilter(admin.SimpleListFilter):
    title = gettext_lazy("이의")
    parameter_name = "objection"

    def lookups(self, request, model_admin):
        return [("waiting", _("처리 대기"))]

    def queryset(self, request, queryset):
        return queryset.contested() if self.value() == "waiting" else queryset


class ApplicationInline(admin.TabularInline):
    model = Application
    fk_name = "session"
    fields = readonly_fields = (
        "member",
        "state",
        "applied_at",
        "offered_until",
        "seat_of",
        "released_at",
        "promoted_at",
        "cancelled_at",
        "cancel_cause",
        "cancel_reason",
    )
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("member", "session")


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    list_display = ("title", "type", "author", "when", "seats", "standing", "decision", "created_at")
    list_filter = (DecisionFilter, StatusFilter, "type", "venue")
    list_select_related = ("author", "venue")
    search_fields = ("title", "author__name", "author__email")
    date_hierarchy = "starts_at"
    ordering = ("-starts_at", "-id")
    show_full_result_count = False
    inlines = (ApplicationInline,)
    actions = ("approve", "approve_all_of_series", "decline", "delete_sessions")
    fieldsets = (
        (
            None,
            {"fields": ("title", "type", "author", "topics", "preparation", "handout_link", "handout_name", "on_site")},
        ),
        (
            gettext_lazy("일정과 장소"),
            {"fields": ("starts_at", "ends_at", "series", "reg_start", "reg_end", "venue", "venue_text", "join_url")},
        ),
        (gettext_lazy("정원"), {"fields": ("capacity", "seats_taken", "offer_hours")}),
        (gettext_lazy("개설 승인"), {"fields": ("approved_at", "declined_at", "decided_by", "decline_reason")}),
        (gettext_lazy("기록"), {"fields": ("created_at", "updated_at", "deleted_at", "deleted_by", "shown_text")}),
    )
    readonly_fields = ("on_site", "handout_link", "shown_text", "series")

    @admin.display(description=gettext_lazy("진행 일시"), ordering="starts_at")
    def when(self, session: Session) -> str:
        return text.span(session.starts_at, session.ends_at)

    @admin.display(description=gettext_lazy("인원"))
    def seats(self, session: Session) -> str:
        return f"{session.seats_taken}/{session.capacity}"

    @admin.display(description=gettext_lazy("상태"))
    def standing(self, session: Session) -> str:
        return str(session.phase_at(clock.now()).label)

    @admin.display(description=gettext_lazy("개설 승인"))
    def decision(self, session: Session) -> str:
        return _("승인") if session.approved else _("반려") if session.declined_at else _("승인 대기")

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, session: Session) -> str:
        if session.deleted_at is not None:
            return _("삭제된 멘토링입니다.")
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a> · <a href="{}">{}</a>',
            *(session.get_absolute_url(), _("보기")),
            *(reverse("mentoring:edit", args=[session.pk]), _("수정")),
            *(reverse("mentoring:attendees", args=[session.pk]), _("신청자 명단")),
        )

    @admin.display(description=gettext_lazy("내용"), empty_value="-")
    def shown_text(self, session: Session) -> SafeString | None:
        return html.trusted(session.content) or None

    @admin.display(description=gettext_lazy("자료"))
    def handout_link(self, session: Session) -> str:
        if not session.handout:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("mentoring:handout", args=[session.pk]), _("파일 받기"))

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mentoring.change_session")

    @admin.action(description=pgettext_lazy("the act", "개설 승인"), permissions=["act"])
    def approve(self, request: HttpRequest, rows: QuerySet[Session]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: decisions.approve_session(session_id=row.pk, by=member_of(request)),
            done=_("멘토링 %(n)d건의 개설을 승인했습니다."),
        )

    @admin.action(description=gettext_lazy("반복 일정의 개설 모두 승인"), permissions=["act"])
    def approve_all_of_series(self, request: HttpRequest, rows: QuerySet[Session]) -> None:
        """Approve every session of the series of the chosen rows, each series once, and say how many they were."""
        approved: list[int] = []
        chosen = {row.series or row.pk: row.pk for row in rows}
        run_for_each(
            request,
            rows.filter(pk__in=chosen.values()),
            lambda row: approved.append(series.approve_series(session_id=row.pk, by=member_of(request))),
            done=_("반복 일정 %(n)d개의 개설을 승인했습니다."),
        )
        if approved:
            number = sum(approved)
            words = ngettext("멘토링 %(n)d개를 승인했습니다.", "멘토링 %(n)d개를 승인했습니다.", number)
            self.message_user(request, words % {"n": number})

    @admin.action(description=gettext_lazy("개설 반려 (사유 입력)"), permissions=["act"])
    def decline(self, request: HttpRequest, rows: QuerySet[Session]) -> HttpResponse | None:
        reason = ask_reason(
            self, request, rows, action="decline", title=_("개설을 반려하는 사유"), button=_("개설 반려하기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: decisions.decline_session(session_id=row.pk, by=member_of(request), reason=reason),
            done=_("멘토링 %(n)d건의 개설을 반려하고 신청자에게 알렸습니다."),
        )
        return None

    @admin.action(description=gettext_lazy("멘토링 삭제 (신청자에게 알림)"), permissions=["act"])
    def delete_sessions(self, request: HttpRequest, rows: QuerySet[Session]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: sessions.delete_session(session_id=row.pk, by=member_of(request)),
            done=_("멘토링 %(n)d건을 삭제했습니다."),
        )


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ("session", "member", "state", "applied_at", "promoted_at", "cancelled_at", "cancel_cause")
    list_filter = ("state", "cancel_cause", "session__type")
    list_select_related = ("session", "member")
    search_fields = ("=id", "session__title", "member__name", "member__email")
    date_hierarchy = "applied_at"
    ordering = ("-applied_at", "-id")
    show_full_result_count = False
    actions = ("cancel",)
    fieldsets = (
        (None, {"fields": ("session", "member", "state")}),
        (
            gettext_lazy("경과"),
            {"fields": ("applied_at", "offered_until", "seat_of", "released_at", "promoted_at", "cancelled_at")},
        ),
        (pgettext_lazy("the act", "취소"), {"fields": ("cancel_cause", "cancelled_by", "cancel_reason")}),
    )

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mentoring.change_application")

    @admin.action(description=gettext_lazy("신청 취소 (사유 입력)"), permissions=["act"])
    def cancel(self, request: HttpRequest, rows: QuerySet[Application]) -> HttpResponse | None:
        reason = ask_reason(
            self, request, rows, action="cancel", title=_("신청을 취소하는 사유"), button=_("신청 취소하기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: applications.cancel_application(application_id=row.pk, by=member_of(request), reason=reason),
            done=_("신청 %(n)d건을 취소하고 신청자에게 알렸습니다."),
        )
        return None


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = ("application", "presence", "changed_at", "recorded_by", "objected_at", "decided_at")
    list_filter = ("presence", ContestedFilter)
    list_select_related = ("application__session", "application__member", "recorded_by")
    search_fields = ("=application__id", "application__session__title", "application__member__name")
    date_hierarchy = "changed_at"
    ordering = ("-changed_at", "-id")
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("application", "presence", "reason", "on_site")}),
        (gettext_lazy("이의"), {"fields": ("objection", "objected_at", "answer", "decided_at", "decided_by")}),
        (gettext_lazy("기록"), {"fields": ("recorded_at", "changed_at", "recorded_by")}),
    )
    readonly_fields = ("on_site",)

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, row: Attendance) -> str:
        session_id = row.application.session_id
        return format_html(
            '<a href="{}">{}</a>', reverse("mentoring:attendance", args=[session_id]), _("참석 기록 수정하기")
        )
