"""Sets of completions."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.elearning.catalogue.models import CourseClass


class CompletionQuerySet(QuerySet):
    def visible_to(self, member: Any) -> "CompletionQuerySet":
        """Return what the member may see: learners their own, instructors their classes', staff all."""
        if member.may("elearning.view_completion"):
            return self
        taught = CourseClass.objects.taught_by(member).values("pk")
        return self.filter(Q(enrolment__member_id=member.pk) | Q(enrolment__course_class__in=taught))
