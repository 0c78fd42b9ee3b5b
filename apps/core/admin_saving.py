"""An admin form that is saved by one call of a service, whose refusal stands beside the field it is about."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from apps.core.errors import DomainError, NotAllowed


class ServedForm(forms.ModelForm):
    """A form whose rules are the service's: what the database would say in its own words is not asked for."""

    def _get_validation_exclusions(self) -> set[str]:
        return {field.name for field in self._meta.model._meta.get_fields()}


class RefusableForm(ServedForm):
    """A form that can be told what the service said to its values."""

    refused: DomainError | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refused is not None and "index" not in self.refused.extra:
            field = self.refused.field
            self.add_error(field if field in self.fields else None, self.refused.message)
        return cleaned


class RefusableFormSet(BaseInlineFormSet):
    """The rows of an inline. A refusal with an `index` is about one of those that are given to the service."""

    refused: DomainError | None = None

    def add_fields(self, form: Any, index: int | None) -> None:
        """In a table of rows the box that deletes one stands under a head, without a label of its own."""
        super().add_fields(form, index)
        if (box := form.fields.get("DELETE")) is not None:
            box.widget.attrs["aria-label"] = str(box.label)

    def clean(self) -> None:
        super().clean()
        if self.refused is None:
            return
        given = self.given_forms()
        index = self.refused.extra["index"]
        form = given[index] if index is not None and index < len(given) else None
        if form is None:
            raise forms.ValidationError(self.refused.message)
        field = self.refused.field
        form.add_error(field if field in form.fields else None, self.refused.message)

    def validate_unique(self) -> None:
        """The service says it."""

    def given_forms(self) -> list[forms.ModelForm]:
        """The rows that stay or come, in their order: neither those to be deleted nor those left blank."""
        rows = [form for form in self.forms if form.has_changed() or form.instance.pk is not None]
        return [form for form in rows if not self._should_delete_form(form)]

    def given(self) -> list[Any]:
        """The rows as the service takes them, and behind them those that came in since the form was opened.

        Tells the admin's history what changed.
        """
        self.save(commit=False)
        seen = {form.instance.pk for form in self.forms}
        return [
            *(form.instance for form in self.given_forms()),
            *(row for row in self.get_queryset() if row.pk not in seen),
        ]


class SavedByService(admin.ModelAdmin):
    """`save_through` calls the service once, with the form and the inlines; nothing else is written.

    A refusal is said where it belongs: the form is shown again with it, as with any other error. `refused_inline`
    names the inline (its model's name) that a refusal with an index is about.
    """

    form = RefusableForm

    def save_through(
        self, request: HttpRequest, instance: Any, form: Any, formsets: dict[str, RefusableFormSet], *, change: bool
    ) -> None:
        raise NotImplementedError

    def refused_inline(self, refused: DomainError) -> str:
        return str(refused.extra.get("inline", ""))

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        try:
            with transaction.atomic():
                return super()._changeform_view(request, object_id, form_url, extra_context)
        except NotAllowed:
            raise
        except DomainError as refused:
            request.refused = refused
            return super()._changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        refused = getattr(request, "refused", None)
        return type(form.__name__, (form,), {"refused": refused}) if refused is not None else form

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)
        refused = getattr(request, "refused", None)
        if refused is not None and "index" in refused.extra:
            for formset in formsets:
                if formset.model._meta.model_name == self.refused_inline(refused):
                    formset.refused = refused
        return formsets, inlines

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Later, together with the inlines."""

    def save_related(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> None:
        by_model = {formset.model._meta.model_name: formset for formset in formsets}
        self.save_through(request, form.instance, form, by_model, change=change)
