"""Writing notices and mails in one statement, for an act that many do at the same time."""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from apps.notices.models import MailSwitch, Notice, OutboxMail


def write_at_once(notices: list[Notice], mails: list[OutboxMail]) -> None:
    """Insert notices, and the mails whose kind their reader did not switch off.

    Statements: 1 on PostgreSQL, elsewhere 3; none if there is nothing to insert.
    """
    if not notices:
        return
    if connection.vendor == "postgresql":
        told, sent = _fields(Notice), _fields(OutboxMail)
        values = [_saved(field, notice) for notice in notices for field in told]
        values += [_saved(field, mail) for mail in mails for field in sent]
        with connection.cursor() as cursor:
            cursor.execute(_sql(len(notices), len(mails)), values)
        return
    Notice.objects.bulk_create(notices)
    switches = MailSwitch.objects.filter(member__in={mail.member_id for mail in mails})
    off = set(switches.values_list("member_id", "kind"))
    OutboxMail.objects.bulk_create(mail for mail in mails if (mail.member_id, mail.kind) not in off)


@cache
def _sql(notices: int, mails: int) -> str:
    told, sent = _fields(Notice), _fields(OutboxMail)
    places = ", ".join(["%s"] * len(told))
    # The types stand in the first row of VALUES: a column of nothing but NULL would be one of words.
    typed = ", ".join(f"CAST(%s AS {field.db_type(connection)})" for field in sent)
    rows = [f"({typed})", *[f"({', '.join(['%s'] * len(sent))})"] * (mails - 1)]
    columns = ", ".join(_column(field) for field in sent)
    # Only names of our own go into it.
    return f"""
        WITH told AS (
            INSERT INTO {Notice._meta.db_table} ({", ".join(map(_column, told))})
            VALUES {", ".join([f"({places})"] * notices)}
        )
        INSERT INTO {OutboxMail._meta.db_table} ({columns})
        SELECT {columns} FROM (VALUES {", ".join(rows)}) AS mail ({columns})
        WHERE NOT EXISTS (
            SELECT 1 FROM {MailSwitch._meta.db_table} AS switch
            WHERE switch.member_id = mail.member_id AND switch.kind = mail.kind
        )
    """  # noqa: S608


@cache
def _fields(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _column(field: Field) -> str:
    return connection.ops.quote_name(str(field.column))


def _saved(field: Field, row: Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)
