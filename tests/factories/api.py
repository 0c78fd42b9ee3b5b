"""Log-ins through the API."""

import datetime as dt
import secrets

import factory

from apps.accounts import tokens
from apps.accounts.models import TokenFamily
from apps.core import clock
from tests.factories.accounts import MemberFactory


class TokenFamilyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TokenFamily

    member = factory.SubFactory(MemberFactory)
    refresh_hash = factory.LazyFunction(lambda: tokens.fingerprint(secrets.token_hex()))
    password_hash = factory.LazyAttribute(lambda row: tokens.fingerprint(row.member.password))
    created_at = factory.LazyFunction(clock.now)
    refreshed_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyFunction(lambda: clock.now() + dt.timedelta(days=14))
