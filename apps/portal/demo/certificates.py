"""Certificates of the demo's completed class: valid ones, a revoked one, a corrected one."""

from datetime import timedelta

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.certificate import services
from apps.portal.demo.courses import LAID_CLASS
from apps.portal.demo.earlier_starts import ids_by_key

CERTIFIED = "demo.class_certified"
CLASS = "coach#completed"
REVOKED = "출석 확인 과정에서 대리 출석이 확인되어 수료를 다시 심사합니다."
CORRECTED = "개명하셔서 이름을 고쳐 다시 발급했습니다."


def make_certificates(members: dict[str, Member]) -> None:
    """Issue the certificates once; what people changed since stays."""
    class_ids = ids_by_key(LAID_CLASS)
    if CLASS not in class_ids or AuditEntry.objects.filter(act=CERTIFIED).exists():
        return
    row = CourseClass.objects.prefetch_related("instructors").get(pk=class_ids[CLASS])
    teacher, staff, student = row.instructors.all()[0], members["staff@example.com"], members["student@example.com"]
    try:
        with clock.pretending(row.ends_at + timedelta(days=2, hours=10)):
            issued = services.issue_certificates(by=teacher, class_id=row.pk)
        others = [
            result.certificate
            for result in issued
            if result.certificate is not None and result.completion.enrolment.member_id != student.pk
        ]
        with clock.pretending(row.ends_at + timedelta(days=9, hours=15)):
            if others:
                services.revoke_certificate(by=staff, certificate_id=others[0].pk, reason=REVOKED)
            if others[1:]:
                services.correct_certificate(by=staff, certificate_id=others[1].pk, reason=CORRECTED)
    except DomainError:
        pass  # someone who uses the demo changed what this builds on
    audit.record(by=None, act=CERTIFIED, subject=row)
