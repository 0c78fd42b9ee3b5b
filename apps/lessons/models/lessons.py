"""One-to-one lessons, and the times offered for them (seed 003)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.lessons.models.tutorials import MEMBER, Tutorial
from apps.lessons.querysets import LessonQuerySet
from apps.lessons.states import LIVE, LessonStatus
from apps.planner.models import Venue


class Lesson(models.Model):
    """A lesson that a mentee asked a mentor for.

    `price` (KRW) and `duration` (minutes) are copied from the tutorial at the request and do not change any more; the
    place and the joining address at the approval.
    """

    SOURCE = "lessons.lesson"  # names lessons in the planner

    tutorial = models.ForeignKey(Tutorial, models.PROTECT, related_name="lessons", verbose_name=_("과외"))
    # No indexes on these alone: indexes below begin with them.
    mentor = models.ForeignKey(
        MEMBER, models.PROTECT, related_name="lessons_given", db_index=False, verbose_name=_("멘토")
    )
    mentee = models.ForeignKey(
        MEMBER, models.PROTECT, related_name="lessons_taken", db_index=False, verbose_name=_("멘티")
    )
    status = models.CharField(_("상태"), max_length=11, choices=LessonStatus, default=LessonStatus.PENDING)
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))
    price = models.PositiveIntegerField(_("수업료(원)"))
    duration = models.PositiveSmallIntegerField(_("수업 시간(분)"))
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="lessons", verbose_name=_("장소")
    )
    venue_text = columns.LineField(_("장소 이름"), max_length=100, blank=True)
    join_url = columns.JoinUrlField(_("참여 주소"))
    request_message = columns.TextField(_("신청 메시지"), max_length=1000, blank=True)
    reject_reason = columns.WordsField(_("거절 사유"), max_length=500, blank=True)
    cancel_reason = columns.WordsField(_("취소 사유"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("신청한 시각"))
    updated_at = models.DateTimeField(_("바뀐 시각"))
    answer_by = models.DateTimeField(_("답변 기한"))
    remind_at = models.DateTimeField(null=True, editable=False)  # of the question; None once that is done
    approved_at = models.DateTimeField(_("승인한 시각"), null=True, blank=True)
    rejected_at = models.DateTimeField(_("거절한 시각"), null=True, blank=True)
    started_at = models.DateTimeField(_("시작한 시각"), null=True, blank=True)
    completed_at = models.DateTimeField(_("완료한 시각"), null=True, blank=True)
    counts_at = models.DateTimeField(null=True, editable=False)  # unless somebody objects; None once that is settled
    cancelled_at = models.DateTimeField(_("취소한 시각"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("취소한 사람")
    )

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "수업")
        verbose_name_plural = pgettext_lazy("records", "수업")
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="lessons_lesson_ends_after_start"),
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="lessons_lesson_two_people"),
            models.CheckConstraint(
                condition=Q(
                    status=LessonStatus.PENDING, approved_at=None, rejected_at=None, started_at=None,
                    completed_at=None, cancelled_at=None,
                )
                | Q(
                    status=LessonStatus.APPROVED, approved_at__isnull=False, rejected_at=None, started_at=None,
                    completed_at=None, cancelled_at=None,
                )
                | Q(
                    status=LessonStatus.REJECTED, approved_at=None, rejected_at__isnull=False, started_at=None,
                    completed_at=None, cancelled_at=None,
                )
                | Q(
                    status=LessonStatus.IN_PROGRESS, approved_at__isnull=False, rejected_at=None,
                    started_at__isnull=False, completed_at=None, cancelled_at=None,
                )
                | Q(
                    status=LessonStatus.COMPLETED, approved_at__isnull=False, rejected_at=None,
                    started_at__isnull=False, completed_at__isnull=False, cancelled_at=None,
                )
                | Q(
                    status=LessonStatus.CANCELLED, rejected_at=None, started_at=None, completed_at=None,
                    cancelled_at__isnull=False,
                ),
                name="lessons_lesson_stamps_are_its_state",
            ),
            models.CheckConstraint(
                condition=~Q(status=LessonStatus.REJECTED) | ~Q(reject_reason=""), name="lessons_lesson_rejected_why"
            ),
            # A double click makes one request.
            models.UniqueConstraint(
                fields=["mentee", "tutorial", "starts_at"],
                condition=Q(status__in=LIVE),
                name="lessons_lesson_one_live",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["mentee", "-created_at", "-id"], name="lessons_lesson_mentee"),
            models.Index(fields=["mentee", "status", "-created_at", "-id"], name="lessons_lesson_mentee_status"),
            models.Index(fields=["mentor", "-created_at", "-id"], name="lessons_lesson_mentor"),
            models.Index(fields=["mentor", "status", "-created_at", "-id"], name="lessons_lesson_mentor_status"),
            models.Index(fields=["mentor", "starts_at"], name="lessons_lesson_mentor_time"),
            models.Index(
                fields=["answer_by"], condition=Q(status=LessonStatus.PENDING), name="lessons_lesson_unanswered"
            ),
            models.Index(fields=["counts_at"], condition=Q(counts_at__isnull=False), name="lessons_lesson_counts"),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="lessons_lesson_remind"),
        ]

    def __str__(self) -> str:
        return f"{self.mentee.name} · {self.tutorial.title} · {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("lessons:detail", args=[self.pk])

    @property
    def venue_name(self) -> str:
        return self.venue.name if self.venue is not None else self.venue_text


class OfferedTime(models.Model):
    """Another time for a lesson that one of its two people offers and the other may take, until `lesson.answer_by`.

    The rows of a lesson are one question and go with its answer; the audit trail keeps what was offered.
    """

    lesson = models.ForeignKey(
        Lesson, models.CASCADE, related_name="offered_times", db_index=False, verbose_name=_("수업")
    )
    by = models.ForeignKey(MEMBER, models.CASCADE, related_name="+", verbose_name=_("제안한 사람"))
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))

    class Meta:
        verbose_name = _("제안한 시간")
        verbose_name_plural = _("제안한 시간")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "starts_at"], name="lessons_offeredtime_once"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="lessons_offeredtime_in_order"),
        ]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.lesson_id} · {self.starts_at:%Y-%m-%d %H:%M}"
