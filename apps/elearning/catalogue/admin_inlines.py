"""Rows that staff edit on the page of a course or a class: contents, meetings, refund steps."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.core.admin_saving import RefusableFormSet
from apps.elearning.catalogue.admin_forms import ContentForm, ContentFormSet, MeetingForm, StepForm
from apps.elearning.catalogue.models import ClassMeeting, Content, RefundStep


class WithParent:
    """Rows that are part of another object: who may change that object may change them."""

    parent: str

    def _may(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"elearning.change_{self.parent}") or request.user.has_perm(
            f"elearning.add_{self.parent}"
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"elearning.view_{self.parent}") or self._may(request)


class ContentInline(WithParent, admin.StackedInline):
    parent = "course"
    model = Content
    form = ContentForm
    formset = ContentFormSet
    extra = 0
    fields = (
        ("position", "title", "type"),
        ("minutes", "least_minutes", "is_required"),
        "file",
        "captions",
        "url",
        "text",
    )


class NamedFields(InlineModelAdmin):
    """A table whose columns have heads but whose fields have no labels: each field gets its name as an `aria-label`."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            for widget in getattr(field.widget, "widgets", [field.widget]):
                widget.attrs.setdefault("aria-label", str(db_field.verbose_name))
        return field


class MeetingInline(NamedFields, WithParent, admin.TabularInline):
    parent = "courseclass"
    model = ClassMeeting
    form = MeetingForm
    formset = RefusableFormSet
    extra = 0
    autocomplete_fields = ("venue",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClassMeeting]:
        return super().get_queryset(request).select_related("venue")


class StepInline(NamedFields, WithParent, admin.TabularInline):
    parent = "courseclass"
    model = RefundStep
    form = StepForm
    formset = RefusableFormSet
    extra = 0
