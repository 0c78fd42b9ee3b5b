"""Find the columns that can hold personal data, and the rows of the test world in which they do."""

import json
from collections.abc import Iterator

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from apps.accounts.models import Member

WORDS = (models.CharField, models.TextField, models.JSONField, models.FileField, models.GenericIPAddressField)


def own_models() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models() if model.__module__.startswith("apps."))


def worded_columns() -> dict[str, models.Field]:
    """Return every column of ours into which words can be written, by `app.Model.column`."""
    return {
        f"{model._meta.label}.{column.name}": column
        for model in own_models()
        for column in model._meta.fields
        if isinstance(column, WORDS) and not column.choices
    }


def columns_to_members() -> dict[str, models.Field]:
    """Return every column that leads to a member, those of Django's and allauth's models too."""
    return {
        f"{model._meta.label}.{column.name}": column
        for model in apps.get_models()
        for column in (*model._meta.fields, *model._meta.many_to_many)
        if column.remote_field and column.remote_field.model is Member
    }


def canaries_in(column: models.Field, canaries: dict[str, str]) -> set[str]:
    """Return the names of the canaries that stand in a column, whatever the row. 1 query."""
    values = column.model._base_manager.values_list(column.name, flat=True).distinct()
    text = json.dumps(list(values), ensure_ascii=False, cls=DjangoJSONEncoder)
    return {name for name, canary in canaries.items() if canary in text}


def to_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, cls=DjangoJSONEncoder)
