"""The audit trail in words: acts, subjects, and the names and values of what changed."""

import re
from dataclasses import dataclass
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
_NUMBERS = re.compile(r"\[\d+(?:, \d+)*\]")
# The subject type under which an app names what the entries of every subject may keep.
ANY = ""


@dataclass(frozen=True)
class Key:
    """What an entry keeps beside the columns of its subject: its name; the choices, or the model, of its value."""

    name: Any
    choices: Any = None
    model: str = ""


def name_act(act: str) -> str:
    """Return an act in words, or as it is kept if its app no longer knows it."""
    return str(_words().get(act, act))


def name_subject(subject_type: str) -> str:
    """Return the name of a kind of record."""
    model = _model(subject_type)
    return str(capfirst(model._meta.verbose_name)) if model else subject_type


def name_field(subject_type: str, name: str) -> str:
    """Return the name of a column or of what else an entry keeps, or the key itself if nobody names it.

    A key may end in a number: `points 4` is `점수 4`.
    """
    if field := _field(subject_type, name):
        return str(capfirst(field.verbose_name))
    key, number = _key(subject_type, name), name.partition(" ")[2]
    return f"{key.name} {number}".strip() if key else name


def say_value(subject_type: str, name: str, value: Any) -> str:
    """Return a value that an entry keeps: choices, yes or no, moments and other rows in words.

    Statements: those that say another row, for a value that is the number of one.
    """
    field, key = _field(subject_type, name), _key(subject_type, name)
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if choices := field.flatchoices if field else key.choices.choices if key and key.choices else ():
        return str(dict(choices).get(value, value))
    if model := field.related_model if field else _model(key.model) if key and key.model else None:
        return _say_rows(model, value)
    if isinstance(field, models.DateTimeField) and isinstance(moment := _moment(value), datetime):
        return text.moment(moment)
    shown = str(value)
    return shown if len(shown) <= _LONGEST_VALUE else shown[:_LONGEST_VALUE] + "…"


def _say_rows(model: type[models.Model], value: Any) -> str:
    """Return the rows of a number, or of numbers in brackets, in words; a number whose row is gone, as it is."""
    if not (isinstance(value, int) or _NUMBERS.fullmatch(str(value))):
        return str(value)
    numbers = [int(number) for number in re.findall(r"\d+", str(value))]
    rows = model._base_manager.in_bulk(numbers)
    return ", ".join(f"{rows[number]} ({number})" if number in rows else str(number) for number in numbers)


def _moment(value: Any) -> datetime | None:
    try:
        return parse_datetime(str(value))
    except ValueError:
        return None


@cache
def _words() -> dict[str, Any]:
    """Return the words of all apps, each of which keeps its own in `acts.WORDS`."""
    return {act: words for acts in _acts() for act, words in acts.WORDS.items()}


@cache
def _keys() -> dict[tuple[str, str], Key]:
    """Return the keys of all apps, which keep them in `acts.KEYS`, by subject type and key."""
    tables = [acts.KEYS for acts in _acts() if hasattr(acts, "KEYS")]
    return {(kind, name): key for table in tables for kind, keys in table.items() for name, key in keys.items()}


def _acts() -> list[Any]:
    names = [config.name for config in apps.get_app_configs() if config.name.startswith("apps.")]
    return [import_module(f"{name}.acts") for name in names if module_has_submodule(import_module(name), "acts")]


def _key(subject_type: str, name: str) -> Key | None:
    word = name.partition(" ")[0]
    return _keys().get((subject_type, word)) or _keys().get((ANY, word))


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
