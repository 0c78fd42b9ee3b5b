"""Members and mentor profiles."""

import functools

import factory
from django.contrib.auth.hashers import make_password

from apps.accounts.models import Member, MentorProfile
from apps.accounts.states import MemberType, MentorStatus
from apps.core import clock

PASSWORD = "baeumteo-test"


@functools.cache
def hashed(password: str) -> str:
    """Return the hash of a password, which nearly all members of the tests share."""
    return make_password(password)


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Member

    email = factory.Sequence(lambda n: f"member{n}@example.com")
    name = factory.Sequence(lambda n: f"회원{n}")
    nickname = factory.Sequence(lambda n: f"별명{n}")
    member_type = MemberType.STUDENT
    phone = factory.Sequence(lambda n: f"010-1000-{n % 10000:04d}")
    password = factory.Transformer(PASSWORD, transform=hashed)


class MentorProfileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MentorProfile

    member = factory.SubFactory(MemberFactory)
    career = "백엔드 개발 5년 경력"
    status = MentorStatus.APPROVED
    requested_at = factory.LazyFunction(clock.now)
    decided_at = factory.LazyFunction(clock.now)


def mentor(**fields) -> Member:
    """A member with an approved mentor profile."""
    return MentorProfileFactory(member=MemberFactory(**fields)).member
