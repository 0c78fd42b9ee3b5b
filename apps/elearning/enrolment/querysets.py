"""Sets of enrolments."""

from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.states import LIVE


class EnrolmentQuerySet(QuerySet):
    model: Any  # known when the model is made of it

    def live(self) -> "EnrolmentQuerySet":
        return self.filter(status__in=LIVE)

    def of(self, member: Any) -> "EnrolmentQuerySet":
        return self.filter(member_id=member.pk)

    def in_classes_of(self, member: Any) -> "EnrolmentQuerySet":
        """Those of the classes that the member teaches."""
        return self.filter(course_class__in=CourseClass.objects.taught_by(member).values("pk"))

    def visible_to(self, member: Any) -> "EnrolmentQuerySet":
        """Learners their own, instructors their classes', staff all."""
        if member.may("elearning.view_enrolment"):
            return self
        taught = CourseClass.objects.taught_by(member).values("pk")
        return self.filter(Q(member_id=member.pk) | Q(course_class__in=taught))

    def newest_first(self) -> "EnrolmentQuerySet":
        return self.order_by("-applied_at", "-pk")

    def in_line(self) -> "EnrolmentQuerySet":
        """Those who wait, first come first, with their `line_key`."""
        return self.filter(is_waiting=True).annotate(line_key=self.model.line).order_by("line_key")

    def with_place(self) -> "EnrolmentQuerySet":
        """With `place`: 1-based among those who wait now for the same class, 0 for one who does not wait."""
        mine = Coalesce(OuterRef("line_position"), OuterRef("id"))
        line = self.model._default_manager.filter(course_class_id=OuterRef("course_class_id")).in_line()
        up_to_me = line.filter(line_key__lte=mine).order_by().values("course_class_id")
        counted = up_to_me.annotate(n=Count("pk")).values("n")
        return self.annotate(place=Case(When(is_waiting=True, then=Subquery(counted)), default=Value(0)))

    def with_money(self) -> "EnrolmentQuerySet":
        """With `paid` and `refunded`, in whole KRW."""
        return self.annotate(paid=_sum_of(self.model, "payments"), refunded=_sum_of(self.model, "refunds"))


def _sum_of(enrolment: Any, records: str) -> Coalesce:
    model = enrolment._meta.get_field(records).related_model
    rows = model._default_manager.filter(enrolment_id=OuterRef("pk")).order_by().values("enrolment_id")
    return Coalesce(Subquery(rows.annotate(all=Sum("amount")).values("all")), Value(0))
