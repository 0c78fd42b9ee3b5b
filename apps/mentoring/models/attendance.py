"""Who came to a session, and the codes by which members check in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns, text
from apps.mentoring.models.applications import Application
from apps.mentoring.models.sessions import MEMBER, Session
from apps.mentoring.querysets import AttendanceQuerySet
from apps.mentoring.states import (
    Presence,
)


class Attendance(models.Model):
    """Whether somebody with a seat came to the session, and what they object to that. `revision` counts from 1."""

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="attendance", verbose_name=pgettext_lazy("record", "멘토링 신청")
    )
    presence = models.CharField(pgettext_lazy("of a session", "참석 여부"), max_length=8, choices=Presence)
    reason = columns.WordsField(_("사유"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("기록 일시"))
    changed_at = models.DateTimeField(_("수정 일시"))
    recorded_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("기록한 사람")
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    objection = columns.WordsField(_("이의 내용"), max_length=500, blank=True)
    objected_at = models.DateTimeField(_("이의 제기 일시"), null=True, blank=True)
    decided_at = models.DateTimeField(_("처리 일시"), null=True, blank=True)
    decided_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("처리한 사람")
    )
    answer = columns.WordsField(_("답변"), max_length=500, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "멘토링 참석 기록")
        verbose_name_plural = pgettext_lazy("records", "멘토링 참석 기록")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(objected_at__isnull=False),
                name="mentoring_attendance_decides_objection",
            ),
        ]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="mentoring_attendance_newest")]

    def __str__(self) -> str:
        return f"{self.application.member.name} · {self.application.session.title} · {self.get_presence_display()}"

    @property
    def is_contested(self) -> bool:
        """Whether an objection waits for its decision."""
        return self.objected_at is not None and self.decided_at is None


class CheckInCode(models.Model):
    """The one live code of a session: somebody with a seat who enters it before `closes_at` is recorded as there."""

    session = models.OneToOneField(
        Session,
        models.CASCADE,
        primary_key=True,
        related_name="check_in_code",
        verbose_name=pgettext_lazy("record", "멘토링"),
    )
    code = models.CharField(_("코드"), max_length=6)
    opened_at = models.DateTimeField(_("연 시각"))
    closes_at = models.DateTimeField(_("닫히는 시각"), db_index=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "멘토링 출석 코드")
        verbose_name_plural = pgettext_lazy("records", "멘토링 출석 코드")

    def __str__(self) -> str:
        return f"{self.session_id} · {text.moment(self.closes_at)}"  # without the code: this goes into logs
