"""Forms that notice what was saved after they were opened, in another window or by somebody else.

A form carries a mark for each value that its reader saw. When it is sent, a value that is no longer what was seen, and
that the form would overwrite with something else, refuses it: the sentence says what is there now, all that was typed
stays, and the form carries new marks, so that saving once more overwrites knowingly. A form that carries no marks was
not made by our page and is not checked.

Two that are sent at the same instant would both find nothing changed. So it is asked again where only one can be: a
service without a revision of its own calls `GuardedForm.check_again` under its lock, and the admin takes the lock of
the row before it reads it (`core.admin_saving.GuardedAdmin`).
"""

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Any

from django import forms
from django.db import models
from django.forms.models import model_to_dict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.core.errors import Conflict
from apps.core.rules import saved_meanwhile

FIELD = "read_at"
_LONGEST = 60  # characters of a value in the sentence
_MOST = 8_000  # characters of all marks


def marks_of(values: Mapping[str, Any]) -> str:
    """Return the marks of the values, `name=mark` for each."""
    return " ".join(f"{name}={_mark(value)}" for name, value in sorted(values.items()))


def names_changed(marks: str, values: Mapping[str, Any]) -> list[str]:
    """Return the names of the values that differ from what the marks were made of; of no marks, nothing."""
    seen = dict(part.split("=", 1) for part in marks.split() if "=" in part)
    return [name for name, value in values.items() if seen and seen.get(name) != _mark(value)]


def _mark(value: Any) -> str:
    return blake2b(_plain(value).encode(), digest_size=6).hexdigest()


def _plain(value: Any) -> str:
    """Return the value as one text, the same whether it comes from a row or from a form."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        return "[" + ",".join(sorted(_plain(part) for part in value)) + "]"
    return "" if value is None else str(value).replace("\r\n", "\n")


def sentence(changed: Iterable[tuple[str, Any]]) -> str:
    """Return the refusal. `changed`: the label and the present value of each field that would be overwritten."""
    now = ", ".join(f"{label}: {Truncator(str(value)).chars(_LONGEST) or _('비어 있음')}" for label, value in changed)
    return saved_meanwhile(now)


class _MarksField(forms.CharField):
    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return False: the marks are no input of the person."""
        return False


class GuardedForm(forms.BaseForm):
    """A form over something that exists; its `initial` (or instance) is what is saved now, also when it is sent.

    A form that has the field `revision_field` sends it on to its service, which checks it once more under its lock.
    """

    revision_field = "revision"
    _marks = ""

    def __init__(self, *args: Any, again: Callable[[], dict[str, Any]] | None = None, **kwargs: Any) -> None:
        """`again` reads the initial values once more, where the form has no instance."""
        self._read_again = again
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = _MarksField(required=False, max_length=_MOST, widget=forms.HiddenInput)
        self._now = self.saved_values() if self.is_over_something() else {}
        self.initial[FIELD] = marks_of(self._now)

    def is_over_something(self) -> bool:
        """Return whether something is saved that the form writes over: a form to create has nothing."""
        return self.revision_field not in self.fields or self.revision_field in self.initial

    def saved_values(self) -> dict[str, Any]:
        """Return what is saved now, by the names of the fields."""
        return {
            name: self.get_initial_for_field(field, name)
            for name, field in self.fields.items()
            if name not in (FIELD, self.revision_field) and not field.disabled
        }

    def clean(self) -> dict[str, Any]:
        self._marks = self.cleaned_data.pop(FIELD, "")
        cleaned = super().clean() or self.cleaned_data
        if refusal := self._refusal():
            self.add_error(None, refusal)
        return cleaned

    def check_again(self) -> None:
        """Compare once more with what is saved now: a service calls it under its lock.

        Raises Conflict `changed_meanwhile`.
        """
        if not self._marks:
            return
        self.initial.update(self._saved_again())
        self._bound_fields_cache: dict[str, Any] = {}
        self.__dict__.pop("changed_data", None)  # it was made of what was saved before
        self._now = self.saved_values()
        self.initial[FIELD] = marks_of(self._now)
        if refusal := self._refusal():
            raise Conflict("changed_meanwhile", refusal)

    def _saved_again(self) -> dict[str, Any]:
        if self._read_again is not None:
            return self._read_again()
        form: Any = self
        if form.instance.pk is None:
            return {}
        form.instance.refresh_from_db()
        return model_to_dict(form.instance, form._meta.fields)

    def _refusal(self) -> str:
        """Return the sentence about what would be lost, '' for nothing. The form then carries new marks."""
        lost = [name for name in names_changed(self._marks, self._now) if self.would_overwrite(name)]
        if not lost:
            return ""
        data: Any = self.data
        self.data = data = data.copy()
        for name in {FIELD, self.revision_field} & self.fields.keys():
            data[self.add_prefix(name)] = self.initial[name]
        return sentence(self.shown(name) for name in lost)

    def would_overwrite(self, name: str) -> bool:
        """Return whether saving would write something else over what is saved now."""
        return name in self.changed_data

    def shown(self, name: str) -> tuple[str, str]:
        """Return the label and what is saved now, in words."""
        value = self._now[name]
        choices = dict(_flat(getattr(self.fields[name], "choices", ())))
        parts = value if isinstance(value, list | tuple) else [value]
        words = [str(choices.get(_plain(part), "" if part is None else part)) for part in parts]
        return str(self.fields[name].label or name), ", ".join(words)


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)
