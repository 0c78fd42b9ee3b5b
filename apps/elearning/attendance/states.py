"""The types of attendance (seed 001, 3-17) and the states of absence requests."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AttendanceType(TextChoices):
    PRESENT = "PRESENT", _("출석")
    LATE = "LATE", _("지각")
    EARLY_LEAVE = "EARLY_LEAVE", _("조퇴")
    ABSENT = "ABSENT", _("결석")
    EXCUSED = "EXCUSED", _("공결")


KINDS = frozenset(AttendanceType.values)
HALF = frozenset({AttendanceType.LATE, AttendanceType.EARLY_LEAVE})  # so many of them count as an absence


class RequestState(TextChoices):
    REQUESTED = "REQUESTED", _("확인 중")
    ACCEPTED = "ACCEPTED", _("인정")
    DECLINED = "DECLINED", _("반려")
    WITHDRAWN = "WITHDRAWN", _("철회")
