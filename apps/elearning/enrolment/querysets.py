"""Querysets of enrolments."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.states import LIVE
from apps.seats.querysets import SeatClaimQuerySet


class EnrolmentQuerySet(SeatClaimQuerySet):
    def live(self) -> "EnrolmentQuerySet":
        return self.filter(status__in=LIVE)

    def of(self, member: Any) -> "EnrolmentQuerySet":
        return self.filter(member_id=member.pk)

    def in_classes_of(self, member: Any) -> "EnrolmentQuerySet":
        """Return the enrolments in the classes that the member teaches."""
        return self.filter(course_class__in=CourseClass.objects.taught_by(member).values("pk"))

    def visible_to(self, member: Any) -> "EnrolmentQuerySet":
        """Return a learner's own enrolments; for instructors those in their classes, for staff all."""
        if member.may("elearning.view_enrolment"):
            return self
        taught = CourseClass.objects.taught_by(member).values("pk")
        return self.filter(Q(member_id=member.pk) | Q(course_class__in=taught))

    def newest_first(self) -> "EnrolmentQuerySet":
        return self.order_by("-applied_at", "-pk")

    def with_money(self) -> "EnrolmentQuerySet":
        """Annotate `paid` and `refunded`, in whole KRW."""
        return self.annotate(paid=_sum_of(self.model, "payments"), refunded=_sum_of(self.model, "refunds"))


def _sum_of(enrolment: Any, records: str) -> Coalesce:
    model = enrolment._meta.get_field(records).related_model
    rows = model._default_manager.filter(enrolment_id=OuterRef("pk")).order_by().values("enrolment_id")
    return Coalesce(Subquery(rows.annotate(all=Sum("amount")).values("all")), Value(0))
