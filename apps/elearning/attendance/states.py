"""The words of attendance (seed 001, 3-17)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AttendanceType(TextChoices):
    PRESENT = "PRESENT", _("출석")
    LATE = "LATE", _("지각")
    EARLY_LEAVE = "EARLY_LEAVE", _("조퇴")
    ABSENT = "ABSENT", _("결석")
    EXCUSED = "EXCUSED", _("공결")


KINDS = frozenset(AttendanceType.values)
HALF = frozenset({AttendanceType.LATE, AttendanceType.EARLY_LEAVE})  # so many of them make an absence
