"""The admin of what members follow, which only is looked at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from apps.core.admin_actions import ReadOnlyAdmin
from apps.following.models import Follow
from apps.following.sources import SOURCES


@admin.register(Follow)
class FollowAdmin(ReadOnlyAdmin):
    list_display = ("member", "kind", "mentor", "topic", "part", "created_at")
    list_filter = ("kind",)
    list_select_related = ("member", "mentor", "topic")
    search_fields = ("member__name", "member__email", "mentor__name")
    ordering = ("-id",)
    show_full_result_count = False
    fields = ("member", "kind", "mentor", "topic", "part", "search", "thing", "created_at")
    readonly_fields = ("part", "search", "thing")

    @admin.display(description=gettext_lazy("영역"), ordering="source", empty_value="-")
    def part(self, follow: Follow) -> str | None:
        return str(SOURCES[follow.source].label) if follow.source else None

    @admin.display(description=gettext_lazy("검색 조건"), empty_value="-")
    def search(self, follow: Follow) -> str | None:
        read = SOURCES[follow.source].read if follow.query else None
        return read(follow.query).name if read else None

    @admin.display(description=gettext_lazy("빈자리를 기다리는 곳"), empty_value="-")
    def thing(self, follow: Follow) -> str | None:
        found = SOURCES[follow.source].things([follow.thing_id]) if follow.thing_id else []
        return str(found[0].title) if found else None
