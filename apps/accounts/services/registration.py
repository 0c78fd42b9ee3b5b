"""Signing up, and deleting those who never confirmed their e-mail."""

import contextlib
import datetime as dt
from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import ProtectedError

from apps.accounts import rules
from apps.accounts.models import Consent, Member
from apps.accounts.states import CONSENT_VERSIONS, ConsentKind, MemberType
from apps.core import audit, clock, spelling

UNCONFIRMED_STAY = dt.timedelta(days=30)


@transaction.atomic
def register_member(
    *,
    email: str,
    password: str,
    name: str,
    nickname: str,
    member_type: MemberType,
    phone: str,
    consents: Collection[ConsentKind],
    language: str = "ko",
) -> Member:
    """Create a member with an unconfirmed e-mail and with consents to the current versions of the texts.

    Raises Invalid `consent_missing`, `name_missing`, `name_has_address`, `phone`, and IntegrityError if the e-mail is
    taken, which the caller must not reveal.
    """
    rules.check_required_consents(set(consents))
    name, nickname = spelling.line(name), spelling.line(nickname)
    rules.check_name(name)
    rules.check_name(nickname, field="nickname")
    member = Member.objects.create_user(
        email,
        password,
        name=name,
        nickname=nickname,
        member_type=member_type,
        phone=rules.kept_phone(phone),
        language=language,
    )
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=False)
    now = clock.now()
    Consent.objects.bulk_create(
        Consent(member=member, kind=kind, version=CONSENT_VERSIONS[kind], agreed_at=now) for kind in consents
    )
    audit.record(by=member, act="accounts.signed_up", subject=member, after={"consents": ", ".join(sorted(consents))})
    return member


def delete_unconfirmed_members(now: dt.datetime) -> int:
    """Delete members who never confirmed an e-mail or logged in within UNCONFIRMED_STAY. Return their number.

    So a mistyped address, or another person's, is free for its owner again.
    """
    confirmed = EmailAddress.objects.filter(verified=True).values("user_id")
    never_came = Member.objects.filter(
        date_joined__lt=now - UNCONFIRMED_STAY, last_login=None, left_at=None, is_staff=False
    ).exclude(pk__in=confirmed)
    count = 0
    for member in never_came.filter(pk__in=EmailAddress.objects.values("user_id")):
        # A member whom a record of others protects stays.
        with contextlib.suppress(ProtectedError), transaction.atomic():
            audit.record(by=None, act="accounts.sign_up_forgotten", subject=member)
            member.delete()
            count += 1
    return count
