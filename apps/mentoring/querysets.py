"""Sets of sessions and applications."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.accounts.models import Member
from apps.core import search
from apps.seats.querysets import SeatClaimQuerySet, waiting_count


class SessionQuerySet(QuerySet):
    def existing(self) -> "SessionQuerySet":
        return self.filter(deleted_at=None)

    def undecided(self) -> "SessionQuerySet":
        """Return those that staff have neither approved nor declined."""
        return self.existing().filter(approved_at=None, declined_at=None)

    def visible_to(self, member: Any) -> "SessionQuerySet":
        """What the member may know of: a session that staff turned down is there for its author and staff only."""
        rows = self.existing()
        if not member.is_authenticated:
            return rows.filter(declined_at=None)
        if member.may("mentoring.view_session"):
            return rows
        return rows.filter(Q(declined_at=None) | Q(author_id=member.pk))

    def open_at(self, now: datetime) -> "SessionQuerySet":
        """접수중: registration is open and a seat is left (docs/domain.md, Mentoring; as states.OPEN_PHASES).

        Registration closes before the start, so that asking for the start too only bounds the search by an index.
        """
        return self.filter(
            deleted_at=None, declined_at=None, starts_at__gt=now, opens_at__lte=now, closes_at__gt=now,
            seats_taken__lt=F("capacity"),
        )  # fmt: skip

    def closed_at(self, now: datetime) -> "SessionQuerySet":
        """마감: everything that is not open."""
        return self.filter(
            Q(opens_at__gt=now)
            | Q(closes_at__lte=now)
            | Q(seats_taken__gte=F("capacity"))
            | Q(declined_at__isnull=False)
        )

    def found_in(self, field: str, word: str) -> "SessionQuerySet":
        """Sessions with `word` in their `field` (title, author or content), whatever its case."""
        word = search.normalise_word(word)
        if not word:
            return self
        if field == "author":
            # Members first: a name is a matter of thousands of rows, sessions of millions.
            # Korean has no case, and asking for none is cheaper.
            lookup = "contains" if word.lower() == word.upper() else "icontains"
            # Only who opened one: there are few mentors among many members, and no more are asked for than fit.
            opened = Exists(self.model._default_manager.filter(author_id=OuterRef("pk"), deleted_at=None))
            found = Member.objects.filter(opened, **{f"name__{lookup}": word}).values_list("pk", flat=True)[:1000]
            return self.filter(author_id__in=list(found))
        return self.filter(search.contains(field, word))

    def with_waiting(self) -> "SessionQuerySet":
        """Annotate `waiting`: how many wait for a seat."""
        return self.annotate(waiting=waiting_count(self.model._meta.get_field("applications").related_model))

    def newest_first(self) -> "SessionQuerySet":
        return self.order_by("-starts_at", "-pk")


class ApplicationQuerySet(SeatClaimQuerySet):
    def active(self) -> "ApplicationQuerySet":
        """Applied or waiting: what still can become or be a seat."""
        return self.filter(Q(holds_seat=True) | Q(is_waiting=True))

    def of(self, member: Any) -> "ApplicationQuerySet":
        return self.filter(member_id=member.pk)
