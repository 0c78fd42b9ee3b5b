"""Sets of links and of the rows that say who looks after whom."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.linking.states import UseYn


class AccountLinkQuerySet(QuerySet):
    """A set of links."""

    def of(self, member: Any) -> "AccountLinkQuerySet":
        """Return the links of the member, whichever side asked."""
        return self.filter(Q(member_id=member.pk) | Q(linked_member_id=member.pk))

    def of_pair(self, first: int, second: int) -> "AccountLinkQuerySet":
        """Return the link between two members, given by their ids in any order."""
        return self.filter(Q(member_id=first, linked_member_id=second) | Q(member_id=second, linked_member_id=first))


class AdminClassQuerySet(QuerySet):
    """A set of rows that say who looks after whom."""

    def of(self, member: Any) -> "AdminClassQuerySet":
        """Return the rows of those whom the member looks after now."""
        return self.filter(member_id=member.pk, use_yn=UseYn.YES)

    def of_pair(self, first: int, second: int) -> "AdminClassQuerySet":
        """Return both directions of a pair, given by their ids in any order."""
        return self.filter(Q(member_id=first, target_member_id=second) | Q(member_id=second, target_member_id=first))
