"""What mentees say of a tutorial after a lesson of it, and what its mentor answers."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.lessons.models.tutorials import MEMBER, Tutorial
from apps.lessons.querysets import ReviewQuerySet


class Review(models.Model):
    """A mentee's review of a tutorial, one for each, with the mentor's answer. Staff may hide it.

    `changed_at` and `answer_changed_at` are None while the words are those that were written first.
    """

    tutorial = models.ForeignKey(
        Tutorial, models.PROTECT, related_name="reviews", db_index=False, verbose_name=_("과외")
    )
    mentee = models.ForeignKey(MEMBER, models.PROTECT, related_name="reviews_written", verbose_name=_("멘티"))
    score = models.PositiveSmallIntegerField(_("점수"))
    words = columns.WordsField(_("후기"), max_length=500)
    written_at = models.DateTimeField(_("쓴 시각"))
    changed_at = models.DateTimeField(_("수정한 시각"), null=True, blank=True)
    answer = columns.WordsField(_("멘토의 답글"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("답글을 쓴 시각"), null=True, blank=True)
    answer_changed_at = models.DateTimeField(_("답글을 수정한 시각"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("숨긴 시각"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("숨긴 사람")
    )
    hidden_reason = columns.WordsField(_("숨긴 사유"), max_length=500, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "후기")
        verbose_name_plural = pgettext_lazy("records", "후기")
        constraints = [
            models.UniqueConstraint(fields=["tutorial", "mentee"], name="lessons_review_once"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="lessons_review_score"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="lessons_review_answer_with_time",
            ),
            models.CheckConstraint(
                condition=Q(answer_changed_at=None) | Q(answer_changed_at__gte=F("answered_at")),
                name="lessons_review_answer_changed_after",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_reason="") | (Q(hidden_at__isnull=False) & ~Q(hidden_reason="")),
                name="lessons_review_hidden_why",
            ),
        ]
        indexes = [
            models.Index(fields=["tutorial", "-written_at", "-id"], name="lessons_review_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.mentee.name} · {self.tutorial.title} · {self.score}"

    def get_absolute_url(self) -> str:
        return reverse("tutorials:reviews", args=[self.tutorial_id])
