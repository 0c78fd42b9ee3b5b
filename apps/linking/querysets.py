"""Sets of links and of the rows that say who looks after whom."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.linking.states import UseYn


class AccountLinkQuerySet(QuerySet):
    def of(self, member: Any) -> "AccountLinkQuerySet":
        """Whichever side asked."""
        return self.filter(Q(member_id=member.pk) | Q(linked_member_id=member.pk))

    def between(self, one: int, other: int) -> "AccountLinkQuerySet":
        return self.filter(Q(member_id=one, linked_member_id=other) | Q(member_id=other, linked_member_id=one))


class AdminClassQuerySet(QuerySet):
    def of(self, member: Any) -> "AdminClassQuerySet":
        """Whom the member looks after now."""
        return self.filter(member_id=member.pk, use_yn=UseYn.YES)

    def between(self, one: int, other: int) -> "AdminClassQuerySet":
        """Both directions."""
        return self.filter(Q(member_id=one, target_member_id=other) | Q(member_id=other, target_member_id=one))
