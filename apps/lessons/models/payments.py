"""Whether a lesson was paid."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns, text
from apps.lessons.models.lessons import Lesson
from apps.lessons.models.tutorials import MEMBER


class LessonPayment(models.Model):
    """A record that a lesson was paid (결제): no money moves here. `amount` in whole KRW, as the lesson has it.

    One row for a lesson, so that nothing is recorded twice; what was taken back stays with its reason until the lesson
    is recorded as paid again.
    """

    lesson = models.OneToOneField(Lesson, models.CASCADE, related_name="payment", verbose_name=_("수업"))
    amount = models.PositiveIntegerField(_("결제 금액(원)"))
    paid_on = models.DateField(_("결제일"))
    recorded_at = models.DateTimeField(_("기록한 시각"))
    recorded_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("기록한 사람")
    )
    taken_back_at = models.DateTimeField(_("기록을 취소한 시각"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("기록을 취소한 사람")
    )
    taken_back_reason = columns.WordsField(_("기록을 취소한 사유"), max_length=500, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("record of a lesson", "결제 기록")
        verbose_name_plural = pgettext_lazy("records of lessons", "결제 기록")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="lessons_payment_amount"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_reason="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_reason="")),
                name="lessons_payment_taken_back_why",
            ),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.lesson} · {text.won(self.amount)}"

    @property
    def counts(self) -> bool:
        """Return whether the lesson counts as paid: the record was not taken back."""
        return self.taken_back_at is None
