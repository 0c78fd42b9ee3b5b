"""What can be wrong with the ground the product stands on, said at `check --database default` and at `migrate`."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.core.registry import Registry


@register()
def registries_are_answered(**_kwargs: Any) -> list[CheckMessage]:
    """E002: a domain has to give a part to each list that asks every domain, or to say why it has none."""
    return [
        Error(
            f"{registry.name}: the app '{label}' gives no part and does not say why.",
            hint="See docs/architecture.md, the table of lists. `add` a part where the app is loaded, or `none` it.",
            id="core.E002",
        )
        for registry in Registry.every
        for label in registry.missing()
    ]


@register(Tags.database)
def database_knows_korean(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """W001: with LC_CTYPE=C PostgreSQL's trigrams know no Korean letter. E001: text must be kept as UTF-8."""
    return [fault for alias in databases or () for fault in faults(connections[alias])]


def faults(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        )
        ctype, encoding = cursor.fetchone()
    found: list[CheckMessage] = []
    if encoding != "UTF8":
        found.append(
            Error(
                f"The database '{connection.alias}' keeps text as {encoding}, which cannot hold Korean.",
                hint="Create it anew with ENCODING 'UTF8'.",
                id="core.E001",
            )
        )
    if ctype in {"C", "POSIX"}:
        found.append(
            Warning(
                f"The database '{connection.alias}' has LC_CTYPE={ctype}: searching for Korean words will be slow.",
                hint="PostgreSQL then makes no trigrams of Korean letters, and the search indexes serve nothing. "
                "Create the database anew with LC_CTYPE 'C.UTF-8' or 'ko_KR.UTF-8' (see docs/operations.md).",
                id="core.W001",
            )
        )
    return found
