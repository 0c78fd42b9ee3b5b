"""Making a code, looking one up, and deleting what has expired."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import hold_member, lock_member
from apps.core import clock, spelling, throttle
from apps.linking import rules
from apps.linking.models import AccountLink, TempCode, VerifiedClaim
from apps.linking.states import ALPHABET, CLAIM_LIVES, CODE_LENGTH, CODE_LIVES, LinkRefusal

_MEMBER_SCOPE = "link_code"
_ADDRESS_SCOPE = "link_code_address"
_RETRIES = 3


def generate_code() -> str:
    """Return six random letters and digits (seed 002)."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))


@transaction.atomic
def make_code(*, by: Member) -> TempCode:
    """Make a new code for `by`, valid for five minutes. The code before it and its look-ups end.

    Every member may have a code (seed 002 §1). Raises NotAllowed `left`.
    """
    lock_member(by.pk)
    # Delete the code first: this waits for a look-up that holds its row, so that its claim is deleted as well.
    TempCode.objects.filter(member=by).delete()
    VerifiedClaim.objects.filter(owner=by).delete()
    now = clock.now()
    for _attempt in range(_RETRIES):
        try:
            with transaction.atomic():
                return TempCode.objects.create(
                    member=by, code=generate_code(), expire_at=now + CODE_LIVES, created_at=now
                )
        except IntegrityError:  # another member has the same code: one chance in thirty thousand million
            continue
    raise rules.no_free_code()


def verify_code(*, by: Member, code: str, address: str) -> Member:
    """Return the member whose live code this is; `by` may link with them for the next five minutes.

    `address` is the client's IP address. Expired codes are deleted first (seed 002, 구현 시 주의사항 5).

    Raises CannotLink with the words of seed 002 in its order, and Throttled after too many wrong codes, even if this
    code is right. Only `no match` counts as wrong: the other refusals are given to someone who has a right code.
    """
    code = spelling.plain(code).replace(" ", "")
    _check_may_guess(by, address)
    delete_expired_codes(clock.now())
    owner = _claim_owner(by, code, address) if rules.is_code(code) else None
    if owner is None:
        _count_wrong_code(by, address)
        raise rules.CannotLink(LinkRefusal.NO_MATCH)
    return owner


@transaction.atomic
def _claim_owner(by: Member, code: str, address: str) -> Member | None:
    """Record the look-up of a live code and return its owner; None if nobody has this code. Raises CannotLink."""
    hold_member(by.pk)
    now = clock.now()
    rows = TempCode.objects.select_for_update(no_key=True, of=("self",)).select_related("member")
    row = rows.filter(code=code, expire_at__gt=now, member__is_active=True).first()
    if row is None:
        return None
    # Once more under the lock: of many requests at once, those that come after the limit must learn nothing.
    _check_may_guess(by, address)
    owner = row.member
    rules.check_can_link(by, owner, linked=AccountLink.objects.of_pair(by.pk, owner.pk).exists())
    VerifiedClaim.objects.bulk_create(
        [VerifiedClaim(member=by, owner=owner, verified_at=now)],
        update_conflicts=True,
        update_fields=["verified_at"],
        unique_fields=["member", "owner"],
    )
    return owner


def _check_may_guess(by: Member, address: str) -> None:
    throttle.check(_MEMBER_SCOPE, str(by.pk), *rules.WRONG_CODES_OF_MEMBER)
    throttle.check(_ADDRESS_SCOPE, throttle.network_of(address), *rules.WRONG_CODES_OF_NETWORK)


@transaction.atomic
def _count_wrong_code(by: Member, address: str) -> None:
    throttle.hit(_MEMBER_SCOPE, str(by.pk), *rules.WRONG_CODES_OF_MEMBER)
    throttle.hit(_ADDRESS_SCOPE, throttle.network_of(address), *rules.WRONG_CODES_OF_NETWORK)


def delete_expired_codes(now: datetime) -> int:
    """Delete the codes that have expired and return their number."""
    return TempCode.objects.filter(expire_at__lte=now).delete()[0]


def delete_expired_claims(now: datetime) -> int:
    """Delete the look-ups that are too old for a link and return their number."""
    return VerifiedClaim.objects.filter(verified_at__lte=now - CLAIM_LIVES).delete()[0]
