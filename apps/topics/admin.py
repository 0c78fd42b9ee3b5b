"""The admin of topics. One that was ever used is switched off: a topic is deleted only while nothing has it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.core.admin_saving import SavedByService
from apps.topics import selectors, services
from apps.topics.models import Topic


@admin.register(Topic)
class TopicAdmin(SavedByService):
    list_display = ("name", "name_en", "order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "name_en")
    fields = services.TOPIC_FIELDS

    def save_through(
        self, request: HttpRequest, instance: Any, form: Any, formsets: dict[str, Any], *, change: bool
    ) -> None:
        services.save_topic(by=request.user, topic=instance)

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        """Return whether one topic may be deleted: never several at once, and none that something has."""
        return obj is not None and super().has_delete_permission(request, obj) and not selectors.is_used(obj)
