"""All rows of the product, to compare before and after an act."""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import models

from tests.fields.columns import own_models

# What an act leaves behind: who did it, who is told, and what makes a repeated request harmless.
TRACES = frozenset(
    {
        "core.AuditEntry",
        "core.IdempotentAnswer",
        "core.ThrottleBucket",
        "core.ThrottleHit",
        "notices.Notice",
        "notices.OutboxMail",
        "accounts.TokenFamily",
    }
)

Rows = dict[tuple[str, object], dict[str, object]]


def all_rows() -> Rows:
    """Return every row without the traces, by its model and key. 1 query for each model."""
    return {
        (model._meta.label, row["pk"]): row
        for model in _kept_models()
        for row in model._base_manager.values("pk", *(column.attname for column in model._meta.concrete_fields))
    }


def _kept_models() -> Iterator[type[models.Model]]:
    """Return our models, what stands between two of them, and the groups of staff."""
    ours = set(own_models())
    for model in apps.get_models(include_auto_created=True):
        if (model in ours or model._meta.auto_created in ours or model is Group) and model._meta.label not in TRACES:
            yield model


def differences(before: Rows, after: Rows) -> dict[str, object]:
    """Return the new value of every column that differs, by `app.Model.column`; a new or a gone row by its model."""
    told: dict[str, object] = {}
    for key in before.keys() | after.keys():
        if key not in before or key not in after:
            told[f"{key[0]} {'gone' if key in before else 'new'}"] = key[1]
            continue
        told |= {f"{key[0]}.{name}": after[key][name] for name in before[key] if before[key][name] != after[key][name]}
    return told


def column(model: type[models.Model], name: str) -> str:
    """Return how `differences` names a column; of many-to-many ones, that there are other rows between."""
    between = {relation.name: relation.remote_field.through for relation in model._meta.many_to_many}
    return f"{between[name]._meta.label} new" if name in between else f"{model._meta.label}.{name}"
