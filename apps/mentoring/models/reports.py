"""What a mentor reports of a session that was held."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import clock, columns
from apps.mentoring.models.sessions import MEMBER, Session
from apps.mentoring.querysets import ReportQuerySet
from apps.mentoring.states import REPORT_LOCKED, ReportStatus


class SessionReport(models.Model):
    """The report of a session (멘토링 보고). A draft may lack anything; what was submitted lacks nothing.

    `presences` keeps who came as it was when the report was submitted: the presence by the id of the application; until
    then it is read from the attendance. `reminded_days` is the last day after the end of the session on which the
    mentor was reminded. `revision` counts the writes from 1.
    """

    session = models.OneToOneField(
        Session, models.PROTECT, related_name="report", verbose_name=pgettext_lazy("record", "멘토링")
    )
    status = models.CharField(_("상태"), max_length=10, choices=ReportStatus, default=ReportStatus.DRAFT)
    place = columns.LineField(_("진행 장소"), max_length=100, blank=True)
    started_at = models.DateTimeField(_("실제 시작"), null=True, blank=True)
    ended_at = models.DateTimeField(_("실제 종료"), null=True, blank=True)
    excluded_minutes = models.PositiveSmallIntegerField(_("제외 시간(분)"), default=0)
    excluded_reason = columns.WordsField(_("제외 사유"), max_length=500, blank=True)
    topic = columns.LineField(pgettext_lazy("of a report", "주제"), max_length=200, blank=True)
    content = columns.TextField(_("진행 내용"), blank=True)
    absence_view = columns.WordsField(_("불참자에 대한 의견"), max_length=1000, blank=True)
    presences = models.JSONField(_("제출할 때의 참석 기록"), default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(_("처음 쓴 일시"))
    updated_at = models.DateTimeField(_("수정 일시"))
    submitted_at = models.DateTimeField(_("제출 일시"), null=True, blank=True)
    decided_at = models.DateTimeField(_("처리 일시"), null=True, blank=True)
    decided_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("처리한 사람")
    )
    return_reason = columns.WordsField(_("보완 요청 사유"), max_length=500, blank=True)
    reminded_days = models.PositiveSmallIntegerField(default=0, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "멘토링 보고")
        verbose_name_plural = pgettext_lazy("records", "멘토링 보고")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=REPORT_LOCKED)
                | Q(
                    submitted_at__isnull=False,
                    started_at__isnull=False,
                    ended_at__isnull=False,  # a comparison with nothing would not refuse
                    ended_at__gt=F("started_at"),
                ),
                name="mentoring_sessionreport_submitted_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ReportStatus.APPROVED, ReportStatus.RETURNED]) | Q(decided_at__isnull=False),
                name="mentoring_sessionreport_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.RETURNED) | ~Q(return_reason=""),
                name="mentoring_sessionreport_returned_says_why",
            ),
        ]
        indexes = [models.Index(fields=["status", "submitted_at", "id"], name="mentoring_sessionreport_desk")]

    def __str__(self) -> str:
        return f"{clock.local(self.session.starts_at):%Y-%m-%d} · {self.session.title}"

    @property
    def is_locked(self) -> bool:
        """Whether its author cannot write it now: it waits for staff, or was approved."""
        return self.status in REPORT_LOCKED
