"""The applications to mentoring sessions (seed 000)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.mentoring.models.sessions import MEMBER, Session
from apps.mentoring.querysets import ApplicationQuerySet
from apps.mentoring.states import (
    ApplicationState,
    CancelCause,
)
from apps.seats.models import SeatClaim


class Application(SeatClaim):
    """A member's application to a session. To apply again after a cancel makes a new row; its id is `applySn`."""

    pool_field = "session"

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="applications", verbose_name=pgettext_lazy("record", "멘토링")
    )
    member = models.ForeignKey(MEMBER, models.PROTECT, related_name="mentoring_applications", verbose_name=_("신청자"))
    state = models.CharField(_("상태"), max_length=10, choices=ApplicationState)
    applied_at = models.DateTimeField(_("신청일"))
    promoted_at = models.DateTimeField(_("대기에서 신청 완료된 날"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("취소일"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("취소한 사람")
    )
    cancel_cause = models.CharField(_("취소 구분"), max_length=10, choices=CancelCause, blank=True)
    cancel_reason = columns.WordsField(_("취소 사유"), max_length=500, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta(SeatClaim.Meta):
        abstract = False
        verbose_name = pgettext_lazy("record", "멘토링 신청")
        verbose_name_plural = pgettext_lazy("records", "멘토링 신청")
        constraints = [
            *SeatClaim.Meta.constraints,
            models.UniqueConstraint(
                fields=["session", "member"],
                condition=~Q(state=ApplicationState.CANCELLED),
                name="mentoring_application_one_live",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.APPLIED, holds_seat=True)
                | Q(state=ApplicationState.WAITING, is_waiting=True)
                | Q(state=ApplicationState.CANCELLED, holds_seat=False, is_waiting=False),
                name="mentoring_application_state_is_its_seat",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=ApplicationState.CANCELLED) & Q(cancelled_at=None)),
                name="mentoring_application_cancelled_has_time",
            ),
        ]
        indexes = [
            *SeatClaim.Meta.indexes,
            models.Index(fields=["member", "-applied_at", "-id"], name="mentoring_application_history"),
            models.Index(fields=["session", "id"], condition=Q(is_waiting=True), name="mentoring_application_line"),
            models.Index(fields=["session", "id"], condition=Q(holds_seat=True), name="mentoring_application_seats"),
            models.Index(
                fields=["session"], condition=Q(released_at__isnull=False), name="mentoring_application_released"
            ),
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False), name="mentoring_application_remind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.name} · {self.session.title} · {self.get_state_display()}"
