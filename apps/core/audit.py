"""The audit trail: every ruled change is recorded in its own transaction, or does not happen."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django.db import models

from apps.core import clock
from apps.core.logs import request_id
from apps.core.models import AuditEntry
from apps.core.prepared import insert, insert_both

# The number of the mail from which the person acts who is not logged in; 0 on every other way.
_mail: ContextVar[int] = ContextVar("mail", default=0)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.local(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def snapshot(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """Return the current values of the named fields of a row, for a later `record(before=…)`."""
    columns = {field.name: field.attname for field in row._meta.concrete_fields}
    return {name: _plain(getattr(row, columns[name])) for name in fields}


def entry(
    *,
    by: models.Model | None,
    act: str,
    subject: models.Model | tuple[type[models.Model], int],
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> AuditEntry:
    """Return an unsaved entry. Fields with the same value in `before` and `after` are left out."""
    model, pk = (type(subject), subject.pk) if isinstance(subject, models.Model) else subject
    old = {k: _plain(v) for k, v in (before or {}).items()}
    new = {k: _plain(v) for k, v in (after or {}).items()}
    if by is not None and (mail := _mail.get()):
        new["mail"] = mail
    same = {k for k in old.keys() & new.keys() if old[k] == new[k]}
    return AuditEntry(
        at=at or clock.now(),
        actor_id=by.pk if by is not None else None,
        act=act,
        subject_type=model._meta.label_lower,
        subject_id=pk,
        before={k: v for k, v in old.items() if k not in same},
        after={k: v for k, v in new.items() if k not in same},
        reason=reason,
        request_id=request_id.get(),
    )


def record(**kwargs: Any) -> AuditEntry:
    """Write one entry. Takes the arguments of `entry`."""
    row = entry(**kwargs)
    insert(row)
    return row


def record_new(new: models.Model, **kwargs: Any) -> AuditEntry:
    """Write a new row and its entry. Takes the arguments of `entry` except `subject`."""
    row = entry(subject=(type(new), 0), **kwargs)
    insert_both(new, row, "subject_id")
    return row


def record_many(entries: Iterable[AuditEntry]) -> None:
    AuditEntry.objects.bulk_create(entries, batch_size=500)


@contextmanager
def answering_mail(mail_id: int) -> Iterator[None]:
    """Name the mail in what people do within: its number stands in `after` of their entries."""
    outside = _mail.set(mail_id)
    try:
        yield
    finally:
        _mail.reset(outside)


def was_answered(mail_id: int, subject: models.Model) -> bool:
    """Return whether the mail was answered with an act on the subject. Statements: 1."""
    of_subject = AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return of_subject.filter(after__mail=mail_id).exists()
