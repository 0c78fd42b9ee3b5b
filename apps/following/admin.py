"""The admin of what members follow, which only is looked at."""

from django.contrib import admin

from apps.core.admin_actions import ReadOnlyAdmin
from apps.following.models import Follow


@admin.register(Follow)
class FollowAdmin(ReadOnlyAdmin):
    list_display = ("member", "kind", "mentor", "topic", "source", "created_at")
    list_filter = ("kind",)
    list_select_related = ("member", "mentor", "topic")
    search_fields = ("member__name", "member__email", "mentor__name")
    ordering = ("-id",)
    show_full_result_count = False
    fields = ("member", "kind", "mentor", "topic", "source", "query", "thing_id", "created_at")
