"""Querysets of progress."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.elearning.catalogue.models import CourseClass


class ProgressQuerySet(QuerySet):
    def visible_to(self, member: Any) -> "ProgressQuerySet":
        """Return a learner's own progress; for instructors that in their classes, for staff all."""
        if member.may("elearning.view_progress"):
            return self
        taught = CourseClass.objects.taught_by(member).values("pk")
        return self.filter(Q(enrolment__member_id=member.pk) | Q(enrolment__course_class__in=taught))
