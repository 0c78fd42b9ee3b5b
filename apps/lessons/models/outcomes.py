"""What was said after a lesson, and what staff decided of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.lessons.models.lessons import Lesson
from apps.lessons.models.tutorials import MEMBER
from apps.lessons.querysets import OutcomeQuerySet
from apps.lessons.states import Finding, Role


class LessonOutcome(models.Model):
    """What was said after a lesson: the mentee's word that it took place, who did not come, and one objection.

    Staff decide an objection: `finding` is then what counts, whatever was said, and `answer` the reason for it.
    """

    lesson = models.OneToOneField(Lesson, models.CASCADE, related_name="outcome", verbose_name=_("수업"))
    confirmed_at = models.DateTimeField(_("멘티가 확인한 시각"), null=True, blank=True)
    absent = models.CharField(_("불참"), max_length=6, choices=Role, blank=True)
    absent_reason = columns.WordsField(_("불참 사유"), max_length=500, blank=True)
    absent_said_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("불참을 알린 사람")
    )
    absent_at = models.DateTimeField(_("불참을 알린 시각"), null=True, blank=True)
    objection = columns.WordsField(_("이의"), max_length=500, blank=True)
    objected_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("이의를 제기한 사람")
    )
    objected_at = models.DateTimeField(_("이의를 제기한 시각"), null=True, blank=True)
    finding = models.CharField(_("처리 결과"), max_length=8, choices=Finding, blank=True)
    answer = columns.WordsField(_("답변"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("이의를 처리한 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("이의를 처리한 사람")
    )

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "수업 확인")
        verbose_name_plural = pgettext_lazy("records", "수업 확인")
        constraints = [
            models.CheckConstraint(
                condition=Q(absent="", absent_at=None) | (~Q(absent="") & Q(absent_at__isnull=False)),
                name="lessons_outcome_absent_with_time",
            ),
            models.CheckConstraint(
                condition=Q(objection="", objected_at=None) | (~Q(objection="") & Q(objected_at__isnull=False)),
                name="lessons_outcome_objection_with_time",
            ),
            models.CheckConstraint(
                condition=Q(finding="", answer="", decided_at=None)
                | (~Q(finding="") & ~Q(answer="") & Q(decided_at__isnull=False, objected_at__isnull=False)),
                name="lessons_outcome_decided_objection",
            ),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.lesson)

    @property
    def is_contested(self) -> bool:
        """Return whether an objection waits for its decision: until then nothing counts against anybody."""
        return self.objected_at is not None and self.decided_at is None

    @property
    def counted_absence(self) -> str:
        """Return the role of who counts as absent, '' for nobody (the same as `OutcomeQuerySet.with_absence_of`)."""
        if self.is_contested:
            return ""
        said = self.finding if self.decided_at is not None else self.absent
        return said if said in Role.values else ""
