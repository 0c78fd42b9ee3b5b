"""What those who came to a session say of it without their names, and which sessions they were asked about."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.mentoring.models.sessions import MEMBER, Session
from apps.mentoring.states import Pace


class SessionFeedback(models.Model):
    """One answer to the three questions. It has no time, and nobody reads it with its `member`.

    `member` keeps a second answer away and belongs to their own data; it goes when they leave.
    """

    session = models.ForeignKey(
        Session,
        models.PROTECT,
        related_name="feedback",
        db_index=False,
        verbose_name=pgettext_lazy("record", "멘토링"),
    )
    member = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, related_name="feedback_given", verbose_name=_("답한 사람")
    )
    useful = models.PositiveSmallIntegerField(_("도움이 된 정도"))
    pace = models.CharField(_("진행 속도"), max_length=5, choices=Pace)
    recommends = models.BooleanField(_("추천 여부"))
    comment = columns.WordsField(_("하고 싶은 말"), max_length=500, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "만족도 답변")
        verbose_name_plural = pgettext_lazy("records", "만족도 답변")
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="mentoring_feedback_once"),
            models.CheckConstraint(condition=Q(useful__gte=1, useful__lte=5), name="mentoring_feedback_useful"),
        ]

    def __str__(self) -> str:
        return str(self.session_id)


class FeedbackRequest(models.Model):
    """A session whose attendees were asked for their feedback."""

    session = models.OneToOneField(
        Session,
        models.CASCADE,
        primary_key=True,
        related_name="feedback_request",
        verbose_name=pgettext_lazy("record", "멘토링"),
    )
    asked_at = models.DateTimeField(_("물은 시각"))

    class Meta:
        verbose_name = pgettext_lazy("record", "만족도 요청")
        verbose_name_plural = pgettext_lazy("records", "만족도 요청")

    def __str__(self) -> str:
        return str(self.session_id)
