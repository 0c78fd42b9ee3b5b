"""Questions of an assessment and the attempts at them (docs/domain.md, Online quizzes)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.quiz.querysets import AttemptQuerySet, QuestionQuerySet
from apps.elearning.quiz.states import MOST_POINTS, Correction, Part, QuestionKind

MEMBER = settings.AUTH_USER_MODEL


class Opening(models.Model):
    """The act that opened a quiz to its learners. A quiz without one is a draft."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="quiz_opening", verbose_name=_("평가"))
    opened_at = models.DateTimeField(_("연 시각"))
    opened_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("연 사람")
    )

    class Meta:
        verbose_name = pgettext_lazy("record", "시험 열기")
        verbose_name_plural = pgettext_lazy("records", "시험 열기")

    def __str__(self) -> str:
        return self.assessment.name


class Question(models.Model):
    """One question of an online quiz. `explanation` is shown together with the right answer.

    `correction`: how it was last put right after somebody had submitted, and why (`services.corrections`).
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="questions", verbose_name=_("평가"))
    position = models.PositiveSmallIntegerField(_("순서"))
    kind = models.CharField(_("유형"), max_length=8, choices=QuestionKind)
    text = columns.TextField(pgettext_lazy("record", "문항"), max_length=5000)
    points = models.PositiveSmallIntegerField(
        _("배점"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_POINTS)]
    )
    explanation = columns.TextField(_("해설"), blank=True, max_length=5000)
    correction = models.CharField(_("바로잡음"), max_length=8, choices=Correction, blank=True, editable=False)
    correction_reason = columns.WordsField(_("바로잡은 사유"), max_length=500, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "문항")
        verbose_name_plural = pgettext_lazy("records", "문항")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="elearning_question_position",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=1, points__lte=MOST_POINTS), name="elearning_question_points_in_range"
            ),
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="elearning_question_kind_known"),
            models.CheckConstraint(
                condition=Q(correction__in=["", *Correction.values]), name="elearning_question_correction_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text[:40]}"

    def words_of(self, given: str | list[int]) -> str:
        """Return the texts of the chosen options, or the written text."""
        if not isinstance(given, list):
            return given
        return ", ".join(option.text for option in self.options.all() if option.pk in given)


class Option(models.Model):
    """An answer to choose from."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="options", verbose_name=pgettext_lazy("record", "문항")
    )
    position = models.PositiveSmallIntegerField(_("순서"))
    text = columns.LineField(_("선택지"), max_length=500)
    is_right = models.BooleanField(_("정답"), default=False)

    class Meta:
        verbose_name = pgettext_lazy("record", "선택지")
        verbose_name_plural = pgettext_lazy("records", "선택지")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="elearning_option_position"),
        ]

    def __str__(self) -> str:
        return self.text


class AcceptedAnswer(models.Model):
    """A short answer that is right. `key` is what is compared (see `rules.key_of`)."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="accepted", verbose_name=pgettext_lazy("record", "문항")
    )
    text = columns.LineField(_("정답"), max_length=200)
    key = models.CharField(max_length=600, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("record", "정답으로 인정하는 답")
        verbose_name_plural = pgettext_lazy("records", "정답으로 인정하는 답")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="elearning_acceptedanswer_once")]

    def __str__(self) -> str:
        return self.text


class Attempt(models.Model):
    """응시: one learner's attempt at one quiz, the `number`th.

    Answers are taken until `due_at`, by the server's clock. `result` comes with the submission. `is_timed_out`: the
    server submitted it with the saved answers.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="attempts", verbose_name=_("평가"))
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts", verbose_name=_("수강신청"))
    number = models.PositiveSmallIntegerField(_("응시 회차"))
    started_at = models.DateTimeField(_("시작한 시각"))
    due_at = models.DateTimeField(_("마감 시각"))
    submitted_at = models.DateTimeField(_("제출한 시각"), null=True, blank=True)
    is_timed_out = models.BooleanField(_("시간이 끝나 자동으로 제출"), default=False)
    result = models.OneToOneField(
        AssessmentResult, models.PROTECT, null=True, blank=True, related_name="quiz_attempt", verbose_name=_("결과")
    )
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "응시")
        verbose_name_plural = pgettext_lazy("records", "응시")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "enrolment", "number"], name="elearning_attempt_once"),
            models.UniqueConstraint(
                fields=["assessment", "enrolment"],
                condition=Q(submitted_at=None),
                name="elearning_attempt_one_open",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="elearning_attempt_number_positive"),
            models.CheckConstraint(condition=Q(due_at__gt=F("started_at")), name="elearning_attempt_due_after_start"),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(submitted_at__gte=F("started_at"), submitted_at__lte=F("due_at")),
                name="elearning_attempt_submitted_in_time",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, result=None, is_timed_out=False)
                | Q(submitted_at__isnull=False, result__isnull=False),
                name="elearning_attempt_submitted_has_result",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(submitted_at=None), name="elearning_attempt_open"),
            models.Index(fields=["enrolment", "assessment"], name="elearning_attempt_of_enrolment"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.member.name} · {self.assessment.name} · {self.number}"


class Answer(models.Model):
    """The answer to one question: ids of options, or text. `points` None: not marked.

    `revision` counts the times it was written, so that a page can say which one it showed (`rules.fate_of`).
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers", verbose_name=_("응시"))
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="answers", verbose_name=pgettext_lazy("record", "문항")
    )
    given = models.JSONField(_("답"), default=str, blank=True)
    points = models.DecimalField(_("받은 점수"), max_digits=5, decimal_places=2, null=True, blank=True)
    feedback = columns.TextField(_("피드백"), blank=True, max_length=5000)
    saved_at = models.DateTimeField(_("저장한 시각"))
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("record", "답")
        verbose_name_plural = pgettext_lazy("records", "답")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question"], name="elearning_answer_once"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0, points__lte=MOST_POINTS),
                name="elearning_answer_points_in_range",
            ),
        ]

    def __str__(self) -> str:
        return _("%(n)d번 문항") % {"n": self.question.position}

    @property
    def part(self) -> Part:
        """Return what the answer adds to the score."""
        return Part(self.points, self.question.points, self.question.correction == Correction.DROPPED)

    @property
    def in_words(self) -> str:
        """Return the texts of the chosen options, or the written text."""
        return self.question.words_of(self.given)


class EarlierAnswer(models.Model):
    """What stood in an answer before, or was not taken because another window had written meanwhile.

    Kept for those who mark the attempt. `saved_at`: when it was written.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="earlier", verbose_name=_("답"))
    given = models.JSONField(_("이전 답"), default=str, blank=True)
    saved_at = models.DateTimeField(_("저장한 시각"))
    is_refused = models.BooleanField(_("반영하지 않은 답"), default=False)

    class Meta:
        verbose_name = pgettext_lazy("record", "이전 답")
        verbose_name_plural = pgettext_lazy("records", "이전 답")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.answer_id} · {self.pk}"


class WithdrawnAttempt(models.Model):
    """An attempt that was going on when the instructor took the opening back: its answers, kept apart in words.

    It counts for nothing. `attempt_key` is the id that the attempt had, so that its page can say where it went;
    `answers` are pairs of a question and what was answered.
    """

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="withdrawn_attempts", verbose_name=_("평가")
    )
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="withdrawn_attempts", verbose_name=_("수강신청")
    )
    attempt_key = models.PositiveBigIntegerField(unique=True, editable=False)
    started_at = models.DateTimeField(_("시작한 시각"))
    withdrawn_at = models.DateTimeField(_("닫힌 시각"))
    answers = models.JSONField(_("답"), default=list, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "닫힌 응시")
        verbose_name_plural = pgettext_lazy("records", "닫힌 응시")
        ordering = ["-withdrawn_at", "-id"]

    def __str__(self) -> str:
        return f"{self.enrolment.member.name} · {self.assessment.name}"


class Accommodation(models.Model):
    """The terms of one learner at one quiz, where they differ from everybody's (`rules.terms_of`).

    A day that is None is the assessment's own.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="accommodations", verbose_name=_("평가"))
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="accommodations", verbose_name=_("수강신청"))
    extra_minutes = models.PositiveSmallIntegerField(_("더 주는 시간(분)"), default=0)
    extra_attempts = models.PositiveSmallIntegerField(_("더 주는 응시 횟수"), default=0)
    start_date = models.DateField(_("따로 정한 시작일"), null=True, blank=True)
    end_date = models.DateField(_("따로 정한 종료일"), null=True, blank=True)
    updated_at = models.DateTimeField(_("수정일"))
    updated_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("정한 사람")
    )
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("record", "응시 조건")
        verbose_name_plural = pgettext_lazy("records", "응시 조건")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "enrolment"], name="elearning_accommodation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.member.name} · {self.assessment.name}"
