"""Giving and withdrawing consents, with version and time. Withdrawn consents stay as a record."""

from django.db import transaction

from apps.accounts import rules
from apps.accounts.models import Consent, Member
from apps.accounts.services.presence import lock_member
from apps.accounts.states import CONSENT_VERSIONS, ConsentKind
from apps.core import audit, clock


@transaction.atomic
def give_consent(*, by: Member, kind: ConsentKind) -> Consent:
    """Give a consent and return it. Giving it twice changes nothing."""
    lock_member(by.pk)
    live = Consent.objects.filter(member=by, kind=kind, withdrawn_at=None).first()
    if live is not None:
        return live
    consent = Consent.objects.create(member=by, kind=kind, version=CONSENT_VERSIONS[kind], agreed_at=clock.now())
    audit.record(by=by, act="accounts.consent_given", subject=consent, after={"kind": kind, "version": consent.version})
    return consent


@transaction.atomic
def withdraw_consent(*, by: Member, kind: ConsentKind) -> None:
    """Withdraw an optional consent. Withdrawing it twice changes nothing. Raises Conflict `required_consent`."""
    rules.check_can_withdraw(kind)
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    live = Consent.objects.filter(member=by, kind=kind, withdrawn_at=None).first()
    if live is None:
        return
    live.withdrawn_at = clock.now()
    live.save(update_fields=["withdrawn_at"])
    audit.record(by=by, act="accounts.consent_withdrawn", subject=live, before={"kind": kind, "version": live.version})
