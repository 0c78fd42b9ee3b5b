"""The audit trail in words: acts, subjects, and the names and values of what changed."""

from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import module_has_submodule
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.core import text

_LONGEST_VALUE = 200


def name_act(act: str) -> str:
    """Return an act in words, or as it is kept if its app no longer knows it."""
    return str(_words().get(act, act))


def name_subject(subject_type: str) -> str:
    """Return the name of a kind of record."""
    model = _model(subject_type)
    return str(capfirst(model._meta.verbose_name)) if model else subject_type


def name_field(subject_type: str, name: str) -> str:
    """Return the name of a column, or the key itself where the entry tells of something else."""
    field = _field(subject_type, name)
    return str(capfirst(field.verbose_name)) if field else name


def say_value(subject_type: str, name: str, value: Any) -> str:
    """Return a value that an entry keeps: choices, yes or no and moments in words."""
    field = _field(subject_type, name)
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if field and field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField) and isinstance(moment := _moment(value), datetime):
        return text.moment(moment)
    shown = str(value)
    return shown if len(shown) <= _LONGEST_VALUE else shown[:_LONGEST_VALUE] + "…"


def _moment(value: Any) -> datetime | None:
    try:
        return parse_datetime(str(value))
    except ValueError:
        return None


@cache
def _words() -> dict[str, Any]:
    """Return the words of all apps, each of which keeps its own in `acts.WORDS`."""
    found: dict[str, Any] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("apps.") and module_has_submodule(import_module(config.name), "acts"):
            found |= import_module(f"{config.name}.acts").WORDS
    return found


def _model(subject_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(subject_type)
    except (LookupError, ValueError):
        return None


def _field(subject_type: str, name: str) -> Any:
    model = _model(subject_type)
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None
