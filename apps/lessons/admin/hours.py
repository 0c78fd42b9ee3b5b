"""The admin of when mentors give lessons, and of what they ask of their times."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from apps.core.admin_actions import ReadOnlyAdmin
from apps.core.admin_filters import named_filter
from apps.lessons.models import (
    DayOff,
    LessonSettings,
    OpenHoliday,
    WeeklyHours,
)
from apps.planner import weekly_hours


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
