"""Writing notices and mails in one statement of PostgreSQL, for an act that many do at the same time."""

import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection

from apps.accounts.models import Member
from apps.notices import kinds
from apps.notices.models import MailChoice, Notice, OutboxMail
from apps.notices.states import MailTiming

# A column and its type, in the order of `_values`.
_COLUMNS = {
    "member_id": "bigint",
    "about_id": "bigint",
    "kind": "text",
    "params": "jsonb",
    "path": "text",
    "created_at": "timestamptz",
    "calendar_of": "jsonb",
    "timing": "text",
    "place": "integer",
}


# A notice to be written, and the `calendar_of` of its mail.
Written = tuple[Notice, dict[str, Any] | None]


def write_at_once(notices: Sequence[Written], *, elsewhere: Callable[[Sequence[Written]], None]) -> None:
    """Insert notices, and the mails that their readers want at once; `elsewhere` does it on other databases.

    Statements: 1 on PostgreSQL, none if there is nothing to insert.
    """
    if connection.vendor != "postgresql":
        elsewhere(notices)
    elif notices:
        with connection.cursor() as cursor:
            cursor.execute(
                _sql(len(notices)),
                [value for place, pair in enumerate(notices) for value in (*_values(*pair), place)],
            )


def _values(notice: Notice, calendar: dict[str, Any] | None) -> tuple[Any, ...]:
    return (
        notice.member_id,
        notice.about_id,
        notice.kind,
        json.dumps(notice.params),
        notice.path,
        notice.created_at,
        json.dumps(calendar) if calendar is not None else None,
        kinds.get(notice.kind).timing,
    )


@cache
def _sql(number: int) -> str:
    row = f"({', '.join(f'%s::{kind}' for kind in _COLUMNS.values())})"
    # Only names of our own go into it. Address and language are read where the mail is written.
    return f"""
        WITH told ({", ".join(_COLUMNS)}) AS (VALUES {", ".join([row] * number)}), meant AS (
            SELECT told.*, coalesce(choice.timing, told.timing) AS chosen, reader.email, reader.language
            FROM told JOIN {Member._meta.db_table} AS reader ON reader.id = told.member_id
            LEFT JOIN {MailChoice._meta.db_table} AS choice
                ON choice.member_id = told.member_id AND choice.kind = told.kind
        ), noticed AS (
            INSERT INTO {Notice._meta.db_table} (
                member_id, about_id, kind, params, path, created_at, waits_for_digest
            )
            SELECT member_id, about_id, kind, params, path, created_at, chosen = '{MailTiming.DAILY}'
            FROM meant ORDER BY place
        )
        INSERT INTO {OutboxMail._meta.db_table} (
            member_id, about_id, kind, params, path, created_at, calendar_of,
            due_at, "to", language, subject, text, is_secret, attempts, error
        )
        SELECT member_id, about_id, kind, params, path, created_at, calendar_of,
            created_at, email, language, '', '', FALSE, 0, ''
        FROM meant WHERE chosen = '{MailTiming.AT_ONCE}' ORDER BY place
    """  # noqa: S608
