"""Capacity and waiting list of mentoring sessions and classes.

A *pool* has `capacity` seats; a *claim* holds one of them or waits for one. A claim that waits may have an *offer*: a
seat is kept for it until a deadline. Who holds a seat may release it: they keep it until somebody else takes it. The
offer of a released seat names the claim that holds it, and takes no seat of its own. The database itself counts: a
trigger (see triggers.py) changes `seats_taken` with every claim that begins or ends to hold a seat or an offer of a
free one, whoever writes it, and a check constraint of the pool refuses one too many.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.seats.states import OFFER_HOURS, offer_is_open


class SeatPool(models.Model):
    capacity = models.PositiveIntegerField(_("정원"))
    seats_taken = models.PositiveIntegerField(_("신청 인원"), default=0, editable=False)
    offer_hours = models.PositiveSmallIntegerField(_("자리 제안 기한(시간)"), default=OFFER_HOURS)
    revision = models.PositiveIntegerField(default=0, editable=False)  # counts the changes that people make

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(capacity__gte=1), name="%(app_label)s_%(class)s_capacity_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(seats_taken__gte=0, seats_taken__lte=models.F("capacity")),
                name="%(app_label)s_%(class)s_seats_within_capacity",
            ),
        ]

    @property
    def seats_left(self) -> int:
        return self.capacity - self.seats_taken

    @property
    def is_full(self) -> bool:
        return self.seats_taken >= self.capacity


class SeatClaim(models.Model):
    """A claim to a seat of a pool. `pool_field` names the foreign key to the pool.

    Waiting claims are sorted by the first of the `line` fields that is set. By default this is the id, which is given
    while the pool is locked.
    """

    pool_field: str
    line: tuple[str, ...] = ("id",)
    place: int  # in the waiting list; annotated by `with_place()`
    seat_of_id: int | None

    holds_seat = models.BooleanField(_("자리 있음"), default=False, editable=False)
    is_waiting = models.BooleanField(_("대기"), default=False, editable=False)
    offered_until = models.DateTimeField(_("자리 제안 기한"), null=True, blank=True, editable=False)
    remind_at = models.DateTimeField(null=True, blank=True, editable=False)  # of an offer that nobody has answered yet
    released_at = models.DateTimeField(_("자리 내놓은 일시"), null=True, blank=True, editable=False)
    # Of an offer: the claim whose released seat it is; None for a free seat. Unique, so that a seat is offered once.
    seat_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("내놓은 사람")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(holds_seat=True, is_waiting=True), name="%(app_label)s_%(class)s_seat_or_waiting"
            ),
            models.CheckConstraint(
                condition=models.Q(offered_until=None) | models.Q(is_waiting=True),
                name="%(app_label)s_%(class)s_offered_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(released_at=None) | models.Q(holds_seat=True),
                name="%(app_label)s_%(class)s_released_holds",
            ),
            models.CheckConstraint(
                condition=models.Q(seat_of=None) | models.Q(offered_until__isnull=False),
                name="%(app_label)s_%(class)s_seat_of_offered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["offered_until"],
                condition=models.Q(offered_until__isnull=False),
                name="%(app_label)s_%(class)s_offers",
            ),
        ]

    @property
    def is_offered(self) -> bool:
        """Whether a seat is kept for one who waits, also if the deadline has passed and nobody has ended it yet."""
        return self.offered_until is not None

    @property
    def takes_seat(self) -> bool:
        """Whether the claim is one of the pool's `seats_taken`: it holds a seat, or a free one is kept for it."""
        return self.holds_seat or (self.is_offered and self.seat_of_id is None)

    def has_open_offer(self, now: datetime) -> bool:
        """Return whether one who waits may take the seat that is kept for them."""
        return offer_is_open(self.offered_until, now)

    @classmethod
    def pool(cls) -> type[SeatPool]:
        """Return the model whose seats this one claims."""
        return cls._meta.get_field(cls.pool_field).related_model  # type: ignore[return-value]

    @classmethod
    def line_key(cls, path: str = "", ref: type[F] = F) -> Any:
        """Return the expression that sorts waiting claims. `path` leads from the row to the claim."""
        keys = [ref(path + name) for name in cls.line]
        return keys[0] if len(keys) == 1 else Coalesce(*keys, output_field=models.BigIntegerField())
