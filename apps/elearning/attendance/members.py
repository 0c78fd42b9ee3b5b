"""What accounts ask of attendance: a member's own data, and who sees it."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.visibility import Facts
from apps.elearning.attendance.models import Attendance


def export(member: Member) -> list[dict[str, Any]]:
    rows = Attendance.objects.filter(enrolment__member=member).order_by("id")
    return list(
        rows.values(
            "id", "enrolment_id", "class_date", "type", "check_in_time", "check_out_time", "absence_reason",
            "recorded_at", "changed_at",
        )
    )  # fmt: skip


def facts_for_instructors(member: Member) -> Facts:
    """What the instructors of a class keep of its learners' attendance. 1 query."""
    if not Attendance.objects.filter(enrolment__member=member).exists():
        return []
    return [(_("출결"), _("수업일별 출결, 입실·퇴실 시각, 사유"))]
