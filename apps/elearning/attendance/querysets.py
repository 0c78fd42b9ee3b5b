"""Querysets of attendance and of absence requests."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.elearning.attendance.states import RequestState
from apps.elearning.catalogue.models import CourseClass


class AttendanceQuerySet(QuerySet):
    def visible_to(self, member: Any) -> "AttendanceQuerySet":
        """Return a learner's own records; for instructors those in their classes, for staff all."""
        if member.may("elearning.view_attendance"):
            return self
        taught = CourseClass.objects.taught_by(member).values("pk")
        return self.filter(Q(enrolment__member_id=member.pk) | Q(enrolment__course_class__in=taught))


class AbsenceRequestQuerySet(QuerySet):
    def open(self) -> "AbsenceRequestQuerySet":
        """Return the requests that wait for an answer."""
        return self.filter(state=RequestState.REQUESTED)

    def visible_to(self, member: Any) -> "AbsenceRequestQuerySet":
        """Return a learner's own requests; for instructors those in their classes, for staff all."""
        if member.may("elearning.view_absencerequest"):
            return self
        taught = CourseClass.objects.taught_by(member).values("pk")
        return self.filter(Q(enrolment__member_id=member.pk) | Q(enrolment__course_class__in=taught))
