"""System checks of the registries and the database, run by `check --database default` and `migrate`."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.core.registry import Registry


@register()
def check_registries(**_kwargs: Any) -> list[CheckMessage]:
    """Report core.E002 for each domain that neither gave a part to a list that asks every domain nor said why."""
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
def check_databases(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report core.E001 for an encoding other than UTF-8, and core.W001 for LC_CTYPE=C.

    With LC_CTYPE=C PostgreSQL makes no trigrams of Korean letters.
    """
    return [fault for alias in databases or () for fault in database_faults(connections[alias])]


def database_faults(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        )
        ctype, encoding = cursor.fetchone()
    messages: list[CheckMessage] = []
    if encoding != "UTF8":
        messages.append(
            Error(
                f"The database '{connection.alias}' keeps text as {encoding}, which cannot hold Korean.",
                hint="Create it again with ENCODING 'UTF8'.",
                id="core.E001",
            )
        )
    if ctype in {"C", "POSIX"}:
        messages.append(
            Warning(
                f"The database '{connection.alias}' has LC_CTYPE={ctype}: searching for Korean words will be slow.",
                hint="PostgreSQL then makes no trigrams of Korean letters, and the search indexes serve nothing. "
                "Create the database again with LC_CTYPE 'C.UTF-8' or 'ko_KR.UTF-8' (see docs/operations.md).",
                id="core.W001",
            )
        )
    return messages
