"""Sets of enrolments."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.elearning.enrolment.states import LIVE


class EnrolmentQuerySet(QuerySet):
    def live(self) -> "EnrolmentQuerySet":
        return self.filter(status__in=LIVE)

    def of(self, member: Any) -> "EnrolmentQuerySet":
        return self.filter(member_id=member.pk)

    def visible_to(self, member: Any) -> "EnrolmentQuerySet":
        """Learners their own, instructors their classes', staff all."""
        if member.may("elearning.view_enrolment"):
            return self
        taught = self.model._meta.get_field("course_class").related_model.objects.taught_by(member).values("pk")
        return self.filter(Q(member_id=member.pk) | Q(course_class__in=taught))
