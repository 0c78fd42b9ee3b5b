"""Who was there, late or away, a day at a time (seed 001, 3-17 to 3-22)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.elearning.attendance.querysets import AttendanceQuerySet
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.enrolment.models import Enrolment

MEMBER = settings.AUTH_USER_MODEL


class Attendance(models.Model):
    """One enrolment on one day in Seoul. The times are of that day; `revision` counts its changes from 1."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances", verbose_name=_("수강신청"))
    class_date = models.DateField(_("수업일"))
    type = models.CharField(_("출결"), max_length=11, choices=AttendanceType)
    check_in_time = models.TimeField(_("입실"), null=True, blank=True)
    check_out_time = models.TimeField(_("퇴실"), null=True, blank=True)
    absence_reason = models.CharField(_("사유"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("기록한 때"))
    changed_at = models.DateTimeField(_("고친 때"))
    recorded_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("기록한 사람")
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("출결")
        verbose_name_plural = _("출결")
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
        return f"{self.enrolment_id} · {self.class_date} · {self.get_type_display()}"
