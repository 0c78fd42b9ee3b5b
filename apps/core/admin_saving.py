"""An admin form that is saved by one service call; a refusal is shown beside its field.

It overrides methods of Django's admin that its stubs leave out: the reason for each `type: ignore` here.
"""

from typing import Any

from django import forms
from django.db import transaction
from django.forms.models import BaseInlineFormSet, _get_foreign_key
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.core.admin_actions import ListAdmin
from apps.core.errors import DomainError, NotAllowed
from apps.core.fields import read_plainly
from apps.core.stale import GuardedForm
from apps.core.text import whole_number


class ServedForm(forms.ModelForm):
    """A form that leaves all validation of the model to the service, so that each error has our own wording."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            read_plainly(field)

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
        return [form for form in rows if not self._should_delete_form(form)]  # type: ignore[attr-defined]

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


class _GuardedAdminForm(GuardedForm):
    """The change form of an admin, with the rows of its inlines."""

    inlines: dict[str, tuple[str, Any]]  # label and rows, by `inline:model`
    revision_field = "seen"

    def saved_values(self) -> dict[str, Any]:
        return {**super().saved_values(), **{name: rows for name, (_label, rows) in self.inlines.items()}}

    def would_overwrite(self, name: str) -> bool:
        return name in self.inlines or super().would_overwrite(name)

    def shown(self, name: str) -> tuple[str, str]:
        if name not in self.inlines:
            return super().shown(name)
        label, rows = self.inlines[name]
        return label, _("%(n)d건") % {"n": len(rows)}


class GuardedAdmin(ListAdmin):
    """An admin whose change form notices what was saved after it was opened (see `core.stale`).

    The marks stand on the page by the template `admin/change_form.html`. The row is locked before it is read, so that
    of two forms sent at once the second finds what the first saved.
    """

    def lock_row(self, request: HttpRequest, pk: Any) -> None:
        """Lock the row that a form is about to write over, within the transaction that saves it.

        Override it where the service takes other locks first, or compares a revision under its own.
        """
        self.model._base_manager.select_for_update(no_key=True).filter(pk=pk).exists()

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        if request.method == "POST" and object_id is not None and (pk := whole_number(object_id)) is not None:
            self.lock_row(request, pk)
        return super()._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if not change or obj is None or "fields" not in kwargs:
            return form
        return type(form.__name__, (_GuardedAdminForm, form), {"inlines": self._inline_rows(request, obj)})

    def _inline_rows(self, request: HttpRequest, obj: Any) -> dict[str, tuple[str, Any]]:
        """Return the rows that the page lets one change. 1 query for each kind."""
        rows: dict[str, tuple[str, Any]] = {}
        for inline in self.get_inline_instances(request, obj):
            if not inline.has_change_permission(request, obj):
                continue
            options = inline.model._meta
            key = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name).name
            columns = [column.attname for column in options.concrete_fields]
            found = list(inline.model._base_manager.filter(**{key: obj}).values_list(*columns))
            rows[f"inline:{options.model_name}"] = str(options.verbose_name_plural), found
        return rows


class SavedByService(GuardedAdmin):
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
            request.refused = refused  # type: ignore[attr-defined]
            return super()._changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        refused = getattr(request, "refused", None)
        return type(form.__name__, (form,), {"refused": refused}) if refused is not None else form

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
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
