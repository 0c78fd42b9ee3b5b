"""The models of attendance by day (seed 001, 3-17 to 3-22), of absence requests, and of the codes for checking in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.elearning.attendance.querysets import AbsenceRequestQuerySet, AttendanceQuerySet
from apps.elearning.attendance.states import AttendanceType, RequestState
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment

MEMBER = settings.AUTH_USER_MODEL


class Attendance(models.Model):
    """The attendance of an enrolment on a day in Seoul. `revision` counts its changes from 1."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances", verbose_name=_("수강신청"))
    class_date = models.DateField(_("수업일"))
    type = models.CharField(_("출결"), max_length=11, choices=AttendanceType)
    check_in_time = models.TimeField(_("입실"), null=True, blank=True)
    check_out_time = models.TimeField(_("퇴실"), null=True, blank=True)
    absence_reason = columns.WordsField(_("사유"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("기록 일시"))
    changed_at = models.DateTimeField(_("수정 일시"))
    recorded_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("기록한 사람")
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "출결")
        verbose_name_plural = pgettext_lazy("records", "출결")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "class_date"], name="elearning_attendance_once_a_day"),
            models.CheckConstraint(
                condition=Q(check_in_time=None) | Q(check_out_time=None) | Q(check_out_time__gte=F("check_in_time")),
                name="elearning_attendance_out_after_in",
            ),
            models.CheckConstraint(
                condition=~Q(type=AttendanceType.ABSENT) | Q(check_in_time=None, check_out_time=None),
                name="elearning_attendance_absent_has_no_times",
            ),
        ]
        indexes = [models.Index(fields=["-class_date", "-id"], name="elearning_attendance_newest")]

    def __str__(self) -> str:
        return f"{self.enrolment.member.name} · {self.class_date} · {self.get_type_display()}"


class AbsenceRequest(models.Model):
    """A learner's request to excuse a class day (결석 사유서), past or future. `file` is evidence."""

    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="absence_requests", verbose_name=_("수강신청")
    )
    class_date = models.DateField(_("수업일"))
    reason = columns.WordsField(_("사유"), max_length=500, blank=True)
    file = models.FileField(_("증빙 파일"), upload_to="absences/%Y/%m", blank=True)
    state = models.CharField(_("상태"), max_length=9, choices=RequestState, default=RequestState.REQUESTED)
    asked_at = models.DateTimeField(_("제출일"))
    decided_at = models.DateTimeField(_("처리 일시"), null=True, blank=True)
    decided_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("처리한 사람")
    )
    answer = columns.WordsField(_("답변"), max_length=500, blank=True)

    objects = AbsenceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "결석 사유서")
        verbose_name_plural = pgettext_lazy("records", "결석 사유서")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "class_date"],
                condition=Q(state=RequestState.REQUESTED),
                name="elearning_absencerequest_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(RequestState.ACCEPTED, RequestState.DECLINED), decided_at__isnull=False)
                | Q(state__in=(RequestState.REQUESTED, RequestState.WITHDRAWN), decided_at=None),
                name="elearning_absencerequest_decided_has_time",
            ),
        ]
        indexes = [models.Index(fields=["-asked_at", "-id"], name="elearning_absence_newest")]

    def __str__(self) -> str:
        return f"{self.enrolment.member.name} · {self.class_date} · {self.get_state_display()}"


class CheckInCode(models.Model):
    """The one live code of a class: a learner who enters it before `closes_at` is recorded as present."""

    course_class = models.OneToOneField(
        CourseClass, models.CASCADE, primary_key=True, related_name="check_in_code", verbose_name=_("차수")
    )
    code = models.CharField(_("코드"), max_length=6)
    class_date = models.DateField(_("수업일"))
    opened_at = models.DateTimeField(_("연 시각"))
    closes_at = models.DateTimeField(_("마감 일시"), db_index=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "출석 코드")
        verbose_name_plural = pgettext_lazy("records", "출석 코드")

    def __str__(self) -> str:
        return f"{self.course_class_id} · {self.class_date}"  # without the code: this goes into logs
