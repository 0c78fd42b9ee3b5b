"""Columns for what people type. They keep it in one spelling, whatever door it came through (see core.spelling).

A column is Django's own to the database and to migrations.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models
from django.forms import Field

from apps.core import fields, spelling
from apps.core.fields import LONGEST_ADDRESS


class _Typed(models.Field):
    """A mixin of columns. `keep` returns what is kept, `form_field` is the field of a form that takes it."""

    keep: ClassVar[Callable[[str], str]]
    form_field: ClassVar[type[Field]]

    def to_python(self, value: Any) -> Any:
        return self._kept(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return self._kept(super().get_prep_value(value))

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        kept = self._kept(super().pre_save(instance, add))
        setattr(instance, self.attname, kept)
        return kept

    def _kept(self, value: Any) -> Any:
        return type(self).keep(value) if isinstance(value, str) else value

    def deconstruct(self) -> Any:
        """Return it as Django's own column, so that migrations do not depend on this module."""
        name, _path, args, kwargs = super().deconstruct()
        own = next(kind for kind in type(self).__mro__ if kind.__module__.startswith("django."))
        return name, f"django.db.models.{own.__name__}", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_field, **kwargs})


class LineField(_Typed, models.CharField):
    """One line: a name, a title, a number on paper."""

    keep = spelling.line
    form_field = fields.LineField


class WordsField(_Typed, models.CharField):
    """A few lines: a reason, a memo."""

    keep = spelling.text
    form_field = fields.WordsField


class TextField(_Typed, models.TextField):
    """Text of any length."""

    keep = spelling.text
    form_field = fields.WordsField


class JoinUrlField(LineField):
    """The address of an online meeting (see `core.rules.check_join_url`)."""

    form_field = fields.JoinUrlField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST_ADDRESS, "blank": True, **kwargs})


class AddressField(_Typed, models.EmailField):
    """An e-mail address, in lower case."""

    keep = spelling.address
    form_field = fields.AddressField
