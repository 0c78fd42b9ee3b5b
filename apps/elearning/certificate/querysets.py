"""Sets of certificates."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.elearning.catalogue.models import CourseClass
from apps.elearning.certificate.states import CertificateStatus


class CertificateQuerySet(QuerySet):
    def visible_to(self, member: Any) -> "CertificateQuerySet":
        """Return what the member may see: learners their own, instructors their classes', staff all."""
        if member.may("elearning.view_certificate"):
            return self
        taught = CourseClass.objects.taught_by(member).values("pk")
        return self.filter(Q(completion__enrolment__member_id=member.pk) | Q(course_class__in=taught))

    def of(self, member: Any) -> "CertificateQuerySet":
        return self.filter(completion__enrolment__member_id=member.pk)

    def valid(self) -> "CertificateQuerySet":
        return self.filter(status=CertificateStatus.VALID)

    def ended(self) -> "CertificateQuerySet":
        """Return those that were revoked, or replaced by a corrected one."""
        return self.exclude(status=CertificateStatus.VALID)
