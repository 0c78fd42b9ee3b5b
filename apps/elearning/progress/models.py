"""The model of progress: how far an enrolment has come in a content (seed 001, 3-11 to 3-16)."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.elearning.catalogue.models import Content
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.progress.played import AHEAD, Reached
from apps.elearning.progress.querysets import ProgressQuerySet
from apps.elearning.progress.states import ProgressStatus, status


class Progress(models.Model):
    """The progress of an enrolment in a content. Without a row it was not started.

    `progress_rate` is percent and never falls; 100 means completed. `last_position` and `learning_time` are seconds.
    `saved_at` is when the player last saved. Of a video, `seen` are the parts that were played (pairs of seconds),
    `length` its seconds as the player says (0: unknown), `ahead` see `played.Reached`.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="progresses", verbose_name=_("수강신청"))
    content = models.ForeignKey(Content, models.PROTECT, related_name="progresses", verbose_name=_("콘텐츠"))
    progress_rate = models.PositiveSmallIntegerField(_("진도율(%)"), default=0)
    last_position = models.PositiveIntegerField(_("마지막 위치(초)"), default=0)
    learning_time = models.PositiveIntegerField(_("학습 시간(초)"), default=0)
    started_at = models.DateTimeField(_("학습 시작"))
    saved_at = models.DateTimeField(_("마지막 학습"))
    completed_at = models.DateTimeField(_("학습 완료"), null=True, blank=True)
    seen = models.JSONField(_("본 구간(초)"), default=list, blank=True)
    length = models.PositiveIntegerField(_("재생기가 알린 길이(초)"), default=0)
    ahead = models.PositiveSmallIntegerField(_("앞서 인정한 시간(초)"), default=AHEAD, editable=False)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "학습 진도")
        verbose_name_plural = pgettext_lazy("records", "학습 진도")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "content"], name="elearning_progress_once"),
            models.CheckConstraint(
                condition=Q(progress_rate__lt=100, completed_at=None)
                | Q(progress_rate=100, completed_at__isnull=False),
                name="elearning_progress_whole_is_completed",
            ),
        ]
        indexes = [models.Index(fields=["-saved_at", "-id"], name="elearning_progress_newest")]

    def __str__(self) -> str:
        return f"{self.enrolment.member.name} · {self.content.title} · {self.progress_rate}%"

    @property
    def reached(self) -> Reached:
        seen = tuple((start, end) for start, end in self.seen)
        moments = {"started_at": self.started_at, "saved_at": self.saved_at}
        return Reached(self.progress_rate, self.learning_time, seen, self.length, self.ahead, **moments)

    def status_at(self, now: datetime) -> ProgressStatus:
        return status(saved_at=self.saved_at, completed_at=self.completed_at, now=now)
