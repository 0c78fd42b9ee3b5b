"""Ending of log-ins, in browsers and through the API."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from apps.accounts.models import Member, TokenFamily
from apps.core import audit, clock


@transaction.atomic
def end_sessions(*, by: Member, keep_key: str, session_id: int | None = None) -> int:
    """End one's own log-in `session_id`, or all except `keep_key`. Return the number of ended log-ins."""
    rows = UserSession.objects.filter(user=by).exclude(session_key=keep_key)
    if session_id is not None:
        rows = rows.filter(pk=session_id)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=by, session_key__in=keys).delete()
    if keys:
        audit.record(by=by, act="accounts.sessions_ended", subject=(Member, by.pk), after={"count": len(keys)})
    return len(keys)


@transaction.atomic
def revoke_token_family(*, by: Member, family_id: int) -> TokenFamily:
    """End an API log-in. Ending it twice changes nothing."""
    family = TokenFamily.objects.select_for_update(no_key=True).get(pk=family_id)
    if family.revoked_at is None:
        family.revoked_at = clock.now()
        family.save(update_fields=["revoked_at"])
        audit.record(by=by, act="accounts.token_revoked", subject=family)
    return family
