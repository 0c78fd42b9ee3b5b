"""Making a code, and looking one up."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, throttle
from apps.core.errors import Conflict
from apps.linking import rules
from apps.linking.models import AccountLink, TempCode, VerifiedClaim
from apps.linking.states import ALPHABET, CLAIM_LIVES, CODE_LENGTH, CODE_LIVES, LinkRefusal

_MEMBER_SCOPE = "link_code"
_ADDRESS_SCOPE = "link_code_address"
_RETRIES = 3


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))


@transaction.atomic
def make_code(*, by: Member) -> TempCode:
    """A new code for `by`, good for five minutes; the one before ends, and with it what was looked up by it.

    Anyone may have one (seed 002 §1). Raises Member.DoesNotExist for one who left meanwhile.
    """
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk, is_active=True)
    # The code first: a look-up that holds its row leaves a claim, which must be there to be taken away.
    TempCode.objects.filter(member=by).delete()
    VerifiedClaim.objects.filter(owner=by).delete()
    now = clock.now()
    for _attempt in range(_RETRIES):
        try:
            with transaction.atomic():
                return TempCode.objects.create(member=by, code=new_code(), expire_at=now + CODE_LIVES, created_at=now)
        except IntegrityError:  # another member's code is the same: one in thirty thousand million
            continue
    raise Conflict("no_free_code", _("코드를 만들지 못했습니다. 다시 한번 만들어 주세요."))


def verify(*, by: Member, code: str, address: str) -> Member:
    """Whose live code it is; from now on `by` may link with them for five minutes.

    Raises CannotLink with the seed's words in the seed's order, and Throttled, also for a right code, after too many
    wrong ones. Only `no match` counts as wrong: the other words are told to those who have a right code. `address` is
    the client's. Expired codes are deleted on the way (seed 002, 구현 시 주의사항 5).
    """
    _check_may_look(by, address)
    forget_expired(clock.now())
    owner = _owner_of(by, code, address) if rules.is_code(code) else None
    if owner is None:
        _count_wrong(by, address)
        raise rules.CannotLink(LinkRefusal.NO_MATCH)
    return owner


@transaction.atomic
def _owner_of(by: Member, code: str, address: str) -> Member | None:
    now = clock.now()
    rows = TempCode.objects.select_for_update(no_key=True, of=("self",)).select_related("member")
    found = rows.filter(code=code, expire_at__gt=now, member__is_active=True).first()
    if found is None:
        return None
    _check_may_look(by, address)  # of many at once, what settles after the limit was reached tells nothing
    owner = found.member
    rules.check_can_link(by, owner, linked=AccountLink.objects.between(by.pk, owner.pk).exists())
    VerifiedClaim.objects.bulk_create(
        [VerifiedClaim(member=by, owner=owner, verified_at=now)],
        update_conflicts=True, update_fields=["verified_at"], unique_fields=["member", "owner"],
    )  # fmt: skip
    return owner


def _check_may_look(by: Member, address: str) -> None:
    throttle.check(_MEMBER_SCOPE, str(by.pk), *rules.WRONG_CODES_OF_MEMBER)
    throttle.check(_ADDRESS_SCOPE, throttle.network_of(address), *rules.WRONG_CODES_OF_NETWORK)


@transaction.atomic
def _count_wrong(by: Member, address: str) -> None:
    throttle.hit(_MEMBER_SCOPE, str(by.pk), *rules.WRONG_CODES_OF_MEMBER)
    throttle.hit(_ADDRESS_SCOPE, throttle.network_of(address), *rules.WRONG_CODES_OF_NETWORK)


def forget_expired(now: datetime) -> int:
    """Delete the codes that have run out. Returns how many."""
    return TempCode.objects.filter(expire_at__lte=now).delete()[0]


def forget_claims(now: datetime) -> int:
    """Delete the look-ups that nobody can link by any more. Returns how many."""
    return VerifiedClaim.objects.filter(verified_at__lte=now - CLAIM_LIVES).delete()[0]
