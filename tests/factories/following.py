"""What members follow."""

from factory import LazyFunction, SubFactory
from factory.django import DjangoModelFactory

from apps.core import clock
from apps.following.models import Follow
from apps.following.states import FollowKind
from tests.factories import accounts


class FollowFactory(DjangoModelFactory):
    """A followed mentor, unless something else is given."""

    class Meta:
        model = Follow

    member = SubFactory(accounts.MemberFactory)
    kind = FollowKind.MENTOR
    mentor = LazyFunction(accounts.mentor)
    created_at = LazyFunction(clock.now)


def mark(member, source, thing) -> Follow:
    return FollowFactory(member=member, kind=FollowKind.SEAT, mentor=None, source=source, thing_id=thing.pk)


def saved(member, source, query) -> Follow:
    return FollowFactory(member=member, kind=FollowKind.SEARCH, mentor=None, source=source, query=query)
