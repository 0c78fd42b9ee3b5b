"""The models of enrolments, payments and refunds (seed 001 §수강신청)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns, text
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.querysets import EnrolmentQuerySet
from apps.elearning.enrolment.states import LIVE, EnrolmentStatus, PaymentMethod, PaymentStatus, RefundStatus
from apps.seats.models import SeatClaim

MEMBER = settings.AUTH_USER_MODEL
FOLLOWED = "elearning"  # the name of classes among what members follow


class Enrolment(SeatClaim):
    """A member's enrolment in a class. `fee` (KRW) is the class's fee at the time of the application.

    The two money states follow from the payments and refunds. `line_position` is set only if staff changed the order of
    the waiting list.
    """

    paid: int  # in KRW, as `refunded`; set by `with_money()`
    refunded: int

    pool_field = "course_class"
    line = ("line_position", "id")

    course_class = models.ForeignKey(CourseClass, models.PROTECT, related_name="enrolments", verbose_name=_("차수"))
    member = models.ForeignKey(MEMBER, models.PROTECT, related_name="enrolments", verbose_name=_("학습자"))
    status = models.CharField(_("상태"), max_length=9, choices=EnrolmentStatus, default=EnrolmentStatus.PENDING)
    line_position = models.BigIntegerField(null=True, editable=False)
    fee = models.PositiveIntegerField(_("수강료(원)"))
    payment_status = models.CharField(
        _("결제"), max_length=9, choices=PaymentStatus, default=PaymentStatus.NONE, editable=False
    )
    refund_status = models.CharField(
        _("환불"), max_length=9, choices=RefundStatus, default=RefundStatus.NONE, editable=False
    )
    applied_at = models.DateTimeField(_("신청일"))
    promoted_at = models.DateTimeField(_("대기에서 자리를 얻은 날"), null=True, blank=True)
    approved_at = models.DateTimeField(_("승인일"), null=True, blank=True)
    rejected_at = models.DateTimeField(_("거부일"), null=True, blank=True)
    rejection_reason = columns.WordsField(_("거부 사유"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("처리한 사람")
    )
    cancelled_at = models.DateTimeField(_("취소일"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("취소한 사람")
    )
    cancel_reason = columns.WordsField(_("취소 사유"), max_length=500, blank=True)
    refund_due = models.PositiveIntegerField(
        _("환불할 금액(원)"), default=0, help_text=_("취소할 때 환불 기준에 따라 정해진 금액입니다.")
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta(SeatClaim.Meta):
        abstract = False
        verbose_name = pgettext_lazy("record", "수강신청")
        verbose_name_plural = pgettext_lazy("records", "수강신청")
        constraints = [
            *SeatClaim.Meta.constraints,
            models.UniqueConstraint(
                fields=["course_class", "member"], condition=Q(status__in=LIVE), name="elearning_enrolment_one_live"
            ),
            models.CheckConstraint(
                condition=Q(status=EnrolmentStatus.PENDING, holds_seat=~F("is_waiting"))
                | Q(status=EnrolmentStatus.APPROVED, holds_seat=True)
                | Q(
                    status__in=(EnrolmentStatus.REJECTED, EnrolmentStatus.CANCELLED), holds_seat=False, is_waiting=False
                ),
                name="elearning_enrolment_status_is_its_seat",
            ),
            models.CheckConstraint(
                condition=~Q(status=EnrolmentStatus.REJECTED)
                | (Q(rejected_at__isnull=False) & ~Q(rejection_reason="")),
                name="elearning_enrolment_rejected_why",
            ),
            models.CheckConstraint(
                condition=~Q(status=EnrolmentStatus.CANCELLED) | Q(cancelled_at__isnull=False),
                name="elearning_enrolment_cancelled_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=EnrolmentStatus.APPROVED) | Q(approved_at__isnull=False),
                name="elearning_enrolment_approved_has_time",
            ),
        ]
        indexes = [
            *SeatClaim.Meta.indexes,
            models.Index(fields=["member", "-applied_at", "-id"], name="elearning_enrolment_mine"),
            models.Index(fields=["course_class", "status", "-id"], name="elearning_enrolment_roster"),
            models.Index(fields=["-applied_at", "-id"], name="elearning_enrolment_newest"),
            models.Index(
                "course_class",
                Coalesce("line_position", "id"),
                condition=Q(is_waiting=True),
                name="elearning_enrolment_line",
            ),
            models.Index(
                fields=["course_class"], condition=Q(released_at__isnull=False), name="elearning_enrolment_released"
            ),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="elearning_enrolment_remind"),
        ]

    def __str__(self) -> str:
        return f"{self.member.name} · {self.course_class} · {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("enrolments:detail", args=[self.pk])


class Payment(models.Model):
    """A record that money came (결제), never card data. `amount` in whole KRW. A reference is recorded once."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="payments", verbose_name=_("수강신청"))
    amount = models.PositiveIntegerField(_("결제 금액(원)"))
    method = models.CharField(_("결제 방법"), max_length=15, choices=PaymentMethod)
    reference = columns.LineField(_("결제 정보"), max_length=200, blank=True)
    paid_at = models.DateTimeField(_("결제일"))
    recorded_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("기록한 사람")
    )

    class Meta:
        verbose_name = pgettext_lazy("record", "결제")
        verbose_name_plural = pgettext_lazy("records", "결제")
        ordering = ["paid_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "reference"], condition=~Q(reference=""), name="elearning_payment_reference_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(method=PaymentMethod.FREE, amount=0), name="elearning_payment_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.member.name} · {text.won(self.amount)}"


class Refund(models.Model):
    """A record that money went back (환불). `amount` in whole KRW. A reference is recorded once."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="refunds", verbose_name=_("수강신청"))
    amount = models.PositiveIntegerField(_("환불 금액(원)"))
    reason = columns.WordsField(_("환불 사유"), max_length=500)
    reference = columns.LineField(_("환불 정보"), max_length=200, blank=True)
    refunded_at = models.DateTimeField(_("환불일"))
    recorded_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("기록한 사람")
    )

    class Meta:
        verbose_name = pgettext_lazy("record", "환불")
        verbose_name_plural = pgettext_lazy("records", "환불")
        ordering = ["refunded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "reference"], condition=~Q(reference=""), name="elearning_refund_reference_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="elearning_refund_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.member.name} · {text.won(self.amount)}"
