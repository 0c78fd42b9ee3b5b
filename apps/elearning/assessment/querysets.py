"""Sets of assessments and results."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus


class AssessmentQuerySet(QuerySet):
    def visible_to(self, member: Any) -> "AssessmentQuerySet":
        """Return what the member may see.

        Learners see the active assessments of the classes they take part in, instructors all of their classes, staff
        all.
        """
        if member.may("elearning.view_assessment"):
            return self
        taught = CourseClass.objects.taught_by(member).values("pk")
        taken = Enrolment.objects.of(member).filter(status=EnrolmentStatus.APPROVED).values("course_class")
        return self.filter(Q(course_class__in=taught) | Q(course_class__in=taken, is_active=True))


class ResultQuerySet(QuerySet):
    def visible_to(self, member: Any) -> "ResultQuerySet":
        """Return what the member may see: learners their own once published, instructors their classes', staff all."""
        if member.may("elearning.view_assessmentresult"):
            return self
        taught = CourseClass.objects.taught_by(member).values("pk")
        own = Q(enrolment__member_id=member.pk, assessment__published_at__isnull=False)
        return self.filter(own | Q(assessment__course_class__in=taught))
