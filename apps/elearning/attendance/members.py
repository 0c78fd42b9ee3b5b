"""What accounts ask of attendance: a member's own data, who sees it, and what happens when the member leaves."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.visibility import Facts
from apps.core.models import AuditEntry
from apps.core.storage import erase_after_commit
from apps.elearning.attendance.models import AbsenceRequest, Attendance
from apps.elearning.attendance.services import absences


def export(member: Member) -> list[dict[str, Any]]:
    rows = Attendance.objects.filter(enrolment__member=member).order_by("id")
    return [
        dict(row)
        for row in rows.values(
            "id",
            "enrolment_id",
            "class_date",
            "type",
            "check_in_time",
            "check_out_time",
            "absence_reason",
            "recorded_at",
            "changed_at",
        )
    ]


def export_absences(member: Member) -> list[dict[str, Any]]:
    rows = AbsenceRequest.objects.filter(enrolment__member=member).order_by("id")
    names = ("id", "enrolment_id", "class_date", "reason", "file", "state", "asked_at", "decided_at", "answer")
    return [dict(row) for row in rows.values(*names)]


def facts_for_instructors(member: Member) -> Facts:
    """Return what the instructors of a class see of the learners' attendance. 2 queries."""
    facts = []
    if Attendance.objects.filter(enrolment__member=member).exists():
        facts.append((_("출결"), _("수업일별 출결, 입실·퇴실 시각, 사유")))
    if AbsenceRequest.objects.filter(enrolment__member=member).exists():
        facts.append((_("결석 사유서"), _("제출한 사유와 증빙 파일, 처리 결과")))
    return facts


def erase_reasons(member: Member, by: Member) -> None:
    """Withdraw the member's open absence requests, and erase reasons and files, also in the audit trail.

    Days and states stay.
    """
    absences.withdraw_absences_of(by=by, member=member)
    records = Attendance.objects.filter(enrolment__member=member)
    keys = list(records.values_list("pk", flat=True))
    records.exclude(absence_reason="").update(absence_reason="")
    entries = list(AuditEntry.objects.filter(subject_type=Attendance._meta.label_lower, subject_id__in=keys))
    for entry in entries:
        for values in (entry.before, entry.after):
            if "absence_reason" in values:
                values["absence_reason"] = ""
    AuditEntry.objects.bulk_update(entries, ["before", "after"], batch_size=500)
    requests = AbsenceRequest.objects.filter(enrolment__member=member)
    for row in requests.exclude(file=""):
        erase_after_commit(row.file)
    asked = list(requests.values_list("pk", flat=True))
    AuditEntry.objects.filter(subject_type=AbsenceRequest._meta.label_lower, subject_id__in=asked).update(reason="")
    requests.update(reason="", answer="", file="")


EXPORTS = {"elearning_attendance": export, "elearning_absences": export_absences}
FAREWELLS = (erase_reasons,)
