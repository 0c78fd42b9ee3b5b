"""Completions (seed 001, 3-33 to 3-40)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.elearning.completion.querysets import CompletionQuerySet
from apps.elearning.completion.states import COMPLETED, DATED, CompletionStatus
from apps.elearning.enrolment.models import Enrolment

MEMBER = settings.AUTH_USER_MODEL
PERCENT: dict[str, Any] = {"max_digits": 5, "decimal_places": 2, "null": True, "blank": True}


class Completion(models.Model):
    """수료: the decision about one enrolment; without a row nothing is decided yet.

    Scores are percent as they were at the decision; None is a part that the class does not have. `is_manual`: a person
    gave a status or a score that differs from the class's rule, and `memo` says why. `revision` counts from 1.
    """

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="completion", verbose_name=_("수강신청"))
    status = models.CharField(_("수료 상태"), max_length=15, choices=CompletionStatus)
    completion_date = models.DateField(_("수료일"), null=True, blank=True)
    total_score = models.DecimalField(_("수료 총점"), **PERCENT)
    attendance_score = models.DecimalField(_("출석 점수"), **PERCENT)
    assessment_score = models.DecimalField(_("평가 점수"), **PERCENT)
    progress_score = models.DecimalField(_("진도 점수"), **PERCENT)
    is_manual = models.BooleanField(_("직접 정함"), default=False)
    memo = columns.WordsField(_("메모"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("처리한 사람")
    )
    decided_at = models.DateTimeField(_("처리 일시"))
    created_at = models.DateTimeField(_("등록일"))
    updated_at = models.DateTimeField(_("수정일"))
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "수료")
        verbose_name_plural = pgettext_lazy("records", "수료")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=sorted(DATED), completion_date__isnull=False)
                | (~Q(status__in=sorted(DATED)) & Q(completion_date=None)),
                name="elearning_completion_dated_when_completed",
            ),
            models.CheckConstraint(
                condition=Q(is_manual=False) | ~Q(memo=""), name="elearning_completion_manual_has_memo"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{score: None}) | Q(**{f"{score}__gte": 0, f"{score}__lte": 100}),
                    name=f"elearning_completion_{score.removesuffix('_score')}_percent",
                )
                for score in ("total_score", "attendance_score", "assessment_score", "progress_score")
            ),
        ]
        indexes = [models.Index(fields=["-decided_at", "-id"], name="elearning_completion_newest")]

    def __str__(self) -> str:
        return f"{self.enrolment.member.name} · {self.get_status_display()}"

    @property
    def is_completed(self) -> bool:
        """Return whether it is completed without a condition, so that a certificate may be issued."""
        return self.status in COMPLETED
