"""Codes, look-ups and links, as the services leave them."""

import datetime as dt
import uuid

import factory

from apps.accounts.models import Member
from apps.core import clock
from apps.linking.models import AccountLink, AdminClass, TempCode, VerifiedClaim
from apps.linking.states import ALPHABET, UseYn
from tests.factories.accounts import MemberFactory


def _code(number: int) -> str:
    signs = []
    for _place in range(6):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(reversed(signs))


class TempCodeFactory(factory.django.DjangoModelFactory):
    """Live for five minutes."""

    class Meta:
        model = TempCode

    member = factory.SubFactory(MemberFactory)
    code = factory.Sequence(lambda n: _code(n + 1000))
    created_at = factory.LazyFunction(clock.now)
    expire_at = factory.LazyAttribute(lambda row: row.created_at + dt.timedelta(minutes=5))


class VerifiedClaimFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VerifiedClaim

    member = factory.SubFactory(MemberFactory)
    owner = factory.SubFactory(MemberFactory)
    verified_at = factory.LazyFunction(clock.now)


class AccountLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AccountLink

    member = factory.SubFactory(MemberFactory)
    linked_member = factory.SubFactory(MemberFactory)
    created_at = factory.LazyFunction(clock.now)


class AdminClassFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AdminClass

    member = factory.SubFactory(MemberFactory)
    target_member = factory.SubFactory(MemberFactory)
    use_yn = UseYn.YES
    first_reg_dt = factory.LazyFunction(clock.today)
    last_mod_dt = factory.LazyFunction(clock.today)


def linked(one: Member, other: Member, group: str = "") -> AccountLink:
    """A link that `one` asked for, with both directions; `group` is the name of the group that `one` has `other` in."""
    AdminClassFactory(
        member=one,
        target_member=other,
        group_id=uuid.uuid5(uuid.NAMESPACE_URL, group).hex if group else "",
        group_name=group,
    )
    AdminClassFactory(member=other, target_member=one)
    return AccountLinkFactory(member=one, linked_member=other)
