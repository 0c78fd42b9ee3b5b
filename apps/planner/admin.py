"""The admin of venues and holidays, which staff manage; appointments and free hours can only be looked at."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core import clock, text
from apps.core.admin_actions import ReadOnlyAdmin, run_for_each
from apps.core.admin_filters import named_filter
from apps.core.admin_saving import RefusableForm, SavedByService
from apps.core.admin_sheets import ImportsSheets
from apps.core.fields import DayField
from apps.planner import selectors, services, weekly_hours
from apps.planner.models import Appointment, FreeHours, Holiday, Venue
from apps.planner.sheets import VenueResource


@admin.register(Venue)
class VenueAdmin(ImportsSheets, SavedByService):
    """The admin of venues. A venue that was ever used is switched off, never deleted, because records name it."""

    resource_classes = [VenueResource]
    exports_people = False
    list_display = ("name", "group", "seats", "is_online", "is_active", "upcoming", "note")
    list_filter = ("is_active", "is_online", "group")
    search_fields = ("name", "group", "note")
    actions = ("switch_on", "switch_off")
    fieldsets = (
        (None, {"fields": ("name", "group", "note")}),
        (gettext_lazy("쓰임"), {"fields": ("seats", "is_online", "is_active")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Venue]:
        live = Q(appointments__cancelled_at=None, appointments__ends_at__gt=clock.now())
        return super().get_queryset(request).annotate(upcoming_count=Count("appointments", filter=live))

    @admin.display(description=gettext_lazy("예정된 일정"), ordering="upcoming_count")
    def upcoming(self, venue: Venue) -> int | str:
        """Return the number of coming appointments; an online venue is never occupied."""
        return "–" if venue.is_online else venue.upcoming_count  # type: ignore[attr-defined]  # by get_queryset

    def save_through(
        self, request: HttpRequest, instance: Any, form: Any, formsets: dict[str, Any], *, change: bool
    ) -> None:
        services.save_venue(by=member_of(request), venue=instance)

    def has_delete_permission(self, request: HttpRequest, obj: Venue | None = None) -> bool:
        """Return whether one venue may be deleted: never several at once, and none that a record names."""
        return obj is not None and super().has_delete_permission(request, obj) and not selectors.is_used(obj)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(("planner.add_venue", "planner.change_venue"))

    @admin.action(description=gettext_lazy("선택한 장소 다시 사용하기"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Venue]) -> None:
        self._switch(request, queryset, active=True, done=_("%(n)d곳을 다시 쓰도록 했습니다."))

    @admin.action(description=gettext_lazy("선택한 장소 사용 중지하기"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Venue]) -> None:
        self._switch(
            request, queryset, active=False, done=_("%(n)d곳을 그만 쓰도록 했습니다. 잡힌 일정은 그대로입니다.")
        )

    def _switch(self, request: HttpRequest, rows: QuerySet[Venue], *, active: bool, done: str) -> None:
        def act(venue: Venue) -> None:
            services.set_venue_active(by=member_of(request), venue_id=venue.pk, active=active)

        run_for_each(request, rows, act, done=done)


class HolidayForm(RefusableForm):
    date = DayField(label=gettext_lazy("날짜"))

    class Meta:
        model = Holiday
        fields = services.HOLIDAY_FIELDS


@admin.register(Holiday)
class HolidayAdmin(SavedByService):
    """The admin of public holidays. One is switched off, never deleted: the worker would fill it in again."""

    form = HolidayForm
    list_display = ("date", "name", "name_en", "is_closed", "is_active")
    list_filter = ("is_active", "is_closed")
    search_fields = ("name", "name_en")
    date_hierarchy = "date"
    ordering = ("date",)

    def save_through(
        self, request: HttpRequest, instance: Any, form: Any, formsets: dict[str, Any], *, change: bool
    ) -> None:
        services.save_holiday(by=member_of(request), holiday=instance)

    def has_delete_permission(self, request: HttpRequest, obj: Holiday | None = None) -> bool:
        return False


class LiveFilter(admin.SimpleListFilter):
    title = gettext_lazy("상태")
    parameter_name = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("coming", _("예정")), ("past", _("지남")), ("cancelled", _("취소"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Appointment]) -> QuerySet[Appointment]:
        match self.value():
            case "coming":
                return queryset.filter(cancelled_at=None, ends_at__gt=clock.now())
            case "past":
                return queryset.filter(cancelled_at=None, ends_at__lte=clock.now())
            case "cancelled":
                return queryset.filter(cancelled_at__isnull=False)
        return queryset


def _name_source(source: str) -> str:
    """Return the name of the app that an appointment comes from, or the source itself if that app is gone."""
    config = apps.app_configs.get(source.partition(".")[0])
    return str(config.verbose_name) if config else source


@admin.register(Appointment)
class AppointmentAdmin(ReadOnlyAdmin):
    list_display = ("title", "when", "who", "role", "place", "cancelled")
    list_filter = (
        LiveFilter,
        "role",
        ("source", named_filter(_name_source)),
        ("venue", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("title", "place", "member__name", "member__email")
    date_hierarchy = "starts_at"
    list_select_related = ("member",)
    ordering = ("-starts_at", "-id")
    show_full_result_count = False
    fields = (
        "member", "origin", "role", "title", "place", "venue", "join_url", "path", "starts_at", "ends_at", "sequence",
        "changed_at", "cancelled_at", "day_reminded_at", "hour_reminded_at",
    )  # fmt: skip
    readonly_fields = ("origin",)

    @admin.display(description=gettext_lazy("일시"), ordering="starts_at")
    def when(self, appointment: Appointment) -> str:
        return text.span(appointment.starts_at, appointment.ends_at)

    @admin.display(description=gettext_lazy("회원"), ordering="member__name")
    def who(self, appointment: Appointment) -> str:
        return appointment.member.name

    @admin.display(description=gettext_lazy("출처"))
    def origin(self, appointment: Appointment) -> str:
        return _name_source(appointment.source)

    @admin.display(description=gettext_lazy("취소"))
    def cancelled(self, appointment: Appointment) -> str:
        return _("취소됨") if appointment.cancelled_at else ""


@admin.register(FreeHours)
class FreeHoursAdmin(ReadOnlyAdmin):
    list_display = ("member", "day", "hours")
    list_filter = (("weekday", named_filter(weekly_hours.name_of_weekday)),)
    list_select_related = ("member",)
    search_fields = ("member__name", "member__email")
    ordering = ("member", "weekday", "start_time")
    show_full_result_count = False
    fields = ("member", "day", "hours")
    readonly_fields = ("day", "hours")

    @admin.display(description=gettext_lazy("요일"), ordering="weekday")
    def day(self, row: FreeHours) -> str:
        return weekly_hours.weekday_name(row.weekday)

    @admin.display(description=gettext_lazy("시간"), ordering="start_time")
    def hours(self, row: FreeHours) -> str:
        return weekly_hours.span_in_words(row)
