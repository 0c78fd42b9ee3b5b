"""The member's row is read again, under a lock, by every act that writes something new for the member.

Who leaves the site is locked first, then all that is theirs ends. An act that began before and writes afterwards would
leave a living row of somebody who is gone: a seat that nobody can give back. So it takes one of these locks before all
others (docs/architecture.md, One act) and is refused to whoever is not here any more.
"""

from collections.abc import Iterable

from django.db import connection

from apps.accounts import rules
from apps.accounts.models import Member

_SHARED = " FOR SHARE"


def hold_member(member_id: int) -> None:
    """Keep the member from leaving until the transaction ends; their other acts go on beside it. Statements: 1.

    It is a shared lock, so that many acts of one member do not queue. Whoever changes the member's row afterwards, or
    must be alone, takes `lock_member` instead. Raises NotAllowed `left`.
    """
    share = _SHARED if connection.vendor == "postgresql" else ""  # SQLite has one writer at a time
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT is_active FROM {Member._meta.db_table} WHERE id = %s{share}", [member_id])  # noqa: S608
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise rules.gone()


def lock_member(member_id: int) -> Member:
    """Lock the member's row and return it: one act of the member at a time. Raises NotAllowed `left`. Statements: 1."""
    member = Member.objects.select_for_update(no_key=True).filter(pk=member_id, is_active=True).first()
    if member is None:
        raise rules.gone()
    return member


def lock_superusers() -> set[int]:
    """Lock all superusers and return their ids, so that two cannot take each other's permissions away at once."""
    rows = Member.objects.select_for_update(no_key=True)
    return set(rows.filter(is_superuser=True, is_active=True).order_by("pk").values_list("pk", flat=True))


def hold_who_is_idle(member_ids: Iterable[int]) -> set[int]:
    """Lock the members among these who are here and whom no other act holds now, and return their ids. Statements: 1.

    Nobody is waited for, so it may be asked while other locks are held.
    """
    rows = Member.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=set(member_ids))
    return set(rows.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
