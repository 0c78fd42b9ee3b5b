"""An admin form that is saved by one service call; a refusal is shown beside its field."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from apps.core.errors import DomainError, NotAllowed


class ServedForm(forms.ModelForm):
    """A form that leaves all validation of the model to the service, so that each error has our own wording."""

    def _get_validation_exclusions(self) -> set[str]:
        return {field.name for field in self._meta.model._meta.get_fields()}


class RefusableForm(ServedForm):
    """A form that can show the service's refusal of its values."""

    refused: DomainError | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refused is not None and "index" not in self.refused.extra:
            field = self.refused.field
            self.add_error(field if field in self.fields else None, self.refused.message)
        return cleaned


class RefusableFormSet(BaseInlineFormSet):
    """The rows of an inline. The `index` of a refusal counts the rows that the service was given."""

    refused: DomainError | None = None

    def add_fields(self, form: Any, index: int | None) -> None:
        """Give the delete box an accessible name, because in a table it has only the column's heading."""
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
        """Check nothing: the service does."""

    def given_forms(self) -> list[forms.ModelForm]:
        """Return the forms of the rows to keep or add, in order, without deleted and blank ones."""
        rows = [form for form in self.forms if form.has_changed() or form.instance.pk is not None]
        return [form for form in rows if not self._should_delete_form(form)]

    def given(self) -> list[Any]:
        """Return the rows for the service, followed by those that others added since the form was opened.

        Also sets `changed_objects` and the like, which the admin's history reads.
        """
        self.save(commit=False)
        seen = {form.instance.pk for form in self.forms}
        return [
            *(form.instance for form in self.given_forms()),
            *(row for row in self.get_queryset() if row.pk not in seen),
        ]


class SavedByService(admin.ModelAdmin):
    """An admin that saves a form and its inlines with one service call, in `save_through`, and writes nothing else.

    After a refusal the form is shown again with the sentence beside its field, as with any other error.
    `refused_inline` returns the model name of the inline that a refusal with an `index` is about.
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
        """Save nothing yet: `save_related` saves the form together with the inlines."""

    def save_related(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> None:
        by_model = {formset.model._meta.model_name: formset for formset in formsets}
        self.save_through(request, form.instance, form, by_model, change=change)
