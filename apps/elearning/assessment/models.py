"""Assessments and their results (seed 001 §평가 관리)."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.elearning.assessment.querysets import AssessmentQuerySet, ResultQuerySet
from apps.elearning.assessment.states import AssessmentType, Counting
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment

MEMBER = settings.AUTH_USER_MODEL


class Assessment(models.Model):
    """평가 of a class, open from the beginning of `start_date` to the end of `end_date` in Seoul.

    `time_limit` in minutes. `weight` counts among the assessments of the class, in whose mean `counting` says. Learners
    see their results once they are published.
    """

    course_class = models.ForeignKey(CourseClass, models.PROTECT, related_name="assessments", verbose_name=_("차수"))
    name = columns.LineField(_("평가명"), max_length=200)
    type = models.CharField(_("유형"), max_length=10, choices=AssessmentType)
    description = columns.TextField(_("설명"), blank=True, max_length=5000)
    start_date = models.DateField(_("시작일"))
    end_date = models.DateField(_("종료일"))
    total_score = models.DecimalField(_("총점"), max_digits=6, decimal_places=2)
    pass_score = models.DecimalField(_("합격 점수"), max_digits=6, decimal_places=2)
    time_limit = models.PositiveSmallIntegerField(_("제한 시간(분)"), null=True, blank=True)
    attempt_limit = models.PositiveSmallIntegerField(_("응시 가능 횟수"), default=1, validators=[MinValueValidator(1)])
    weight = models.PositiveSmallIntegerField(_("비중"), default=1)
    counting = models.CharField(_("반영"), max_length=8, choices=Counting, default=Counting.ALL)
    is_required = models.BooleanField(_("수료에 필요"), default=False)
    is_active = models.BooleanField(_("사용"), default=True)
    published_at = models.DateTimeField(_("결과를 공개한 시각"), null=True, blank=True)
    created_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("만든 사람")
    )
    created_at = models.DateTimeField(_("등록일"))
    updated_at = models.DateTimeField(_("수정일"))
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "평가")
        verbose_name_plural = pgettext_lazy("records", "평가")
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_score__gte=0, pass_score__lte=F("total_score"), total_score__gt=0),
                name="elearning_assessment_scores_in_order",
            ),
            models.CheckConstraint(
                condition=Q(start_date__lte=F("end_date")), name="elearning_assessment_dates_in_order"
            ),
            models.CheckConstraint(condition=Q(attempt_limit__gte=1), name="elearning_assessment_attempts_positive"),
            models.CheckConstraint(
                condition=Q(counting__in=Counting.values), name="elearning_assessment_counting_known"
            ),
            models.CheckConstraint(
                condition=Q(is_required=False) | Q(counting=Counting.ALL),
                name="elearning_assessment_required_counts_for_all",
            ),
        ]
        indexes = [models.Index(fields=["course_class", "start_date", "id"], name="elearning_assessment_of_class")]

    def __str__(self) -> str:
        return self.name


class AssessmentResult(models.Model):
    """평가 결과: one attempt of one learner.

    `score` is None until it is graded. `passed` follows from it, unless the instructor decided it (`pass_is_given`).
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="results", verbose_name=_("평가"))
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="results", verbose_name=_("수강신청"))
    attempt = models.PositiveSmallIntegerField(_("응시 회차"))
    score = models.DecimalField(_("점수"), max_digits=6, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(_("합격"), null=True, blank=True)
    pass_is_given = models.BooleanField(_("합격 여부를 직접 정함"), default=False, editable=False)
    started_at = models.DateTimeField(_("시작한 시각"), null=True, blank=True)
    ended_at = models.DateTimeField(_("끝낸 시각"), null=True, blank=True)
    feedback = columns.TextField(_("피드백"), blank=True, max_length=5000)
    graded_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("채점한 사람")
    )
    graded_at = models.DateTimeField(_("채점한 시각"), null=True, blank=True)
    created_at = models.DateTimeField(_("등록일"))
    updated_at = models.DateTimeField(_("수정일"))
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "평가 결과")
        verbose_name_plural = pgettext_lazy("records", "평가 결과")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "enrolment", "attempt"], name="elearning_assessmentresult_attempt_once"
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0), name="elearning_assessmentresult_score_positive"
            ),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(ended_at=None) | Q(started_at__lte=F("ended_at")),
                name="elearning_assessmentresult_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(score=None, graded_at=None) | Q(score__isnull=False, graded_at__isnull=False),
                name="elearning_assessmentresult_graded_has_time",
            ),
            models.CheckConstraint(condition=Q(attempt__gte=1), name="elearning_assessmentresult_attempt_positive"),
        ]
        indexes = [models.Index(fields=["enrolment", "assessment", "attempt"], name="elearning_result_of_enrolment")]

    def __str__(self) -> str:
        return f"{self.enrolment.member.name} · {self.assessment.name} · {self.attempt}"
