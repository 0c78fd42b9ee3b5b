"""Certificates of the demo's completed class: valid ones, one that was revoked, one that was corrected."""

from datetime import timedelta

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.certificate import services
from apps.portal.demo.courses import LAID_CLASS, laid

CERTIFIED = "demo.class_certified"
CLASS = "coach#completed"
REVOKED = "출석 확인 과정에서 대리 출석이 확인되어 수료를 다시 심사합니다."
CORRECTED = "개명하셔서 이름을 고쳐 다시 발급했습니다."


def lay(members: dict[str, Member]) -> None:
    """Tell it once; what people made of it since stays."""
    there = laid(LAID_CLASS)
    if CLASS not in there or AuditEntry.objects.filter(act=CERTIFIED).exists():
        return
    row = CourseClass.objects.prefetch_related("instructors").get(pk=there[CLASS])
    teacher, staff, student = row.instructors.all()[0], members["staff@example.com"], members["student@example.com"]
    try:
        with clock.pretending(row.ends_at + timedelta(days=2, hours=10)):
            issued = services.issue_certificates(by=teacher, class_id=row.pk)
        others = [
            one.certificate
            for one in issued
            if one.certificate is not None and one.completion.enrolment.member_id != student.pk
        ]
        with clock.pretending(row.ends_at + timedelta(days=9, hours=15)):
            if others:
                services.revoke_certificate(by=staff, certificate_id=others[0].pk, reason=REVOKED)
            if others[1:]:
                services.correct_certificate(by=staff, certificate_id=others[1].pk, reason=CORRECTED)
    except DomainError:
        pass  # someone who uses the demo changed what this builds on
    audit.record(by=None, act=CERTIFIED, subject=row)
