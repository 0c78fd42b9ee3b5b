"""Sets of questions and attempts."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from apps.elearning.catalogue.models import CourseClass
from apps.elearning.quiz.states import GRACE


class QuestionQuerySet(QuerySet):
    def visible_to(self, member: Any) -> "QuestionQuerySet":
        """Return what the member may see: instructors their classes' questions, staff all.

        Learners see questions only through an attempt of theirs.
        """
        if member.may("elearning.view_question"):
            return self
        return self.filter(assessment__course_class__in=CourseClass.objects.taught_by(member).values("pk"))


class AttemptQuerySet(QuerySet):
    def of(self, member: Any) -> "AttemptQuerySet":
        return self.filter(enrolment__member_id=member.pk)

    def visible_to(self, member: Any) -> "AttemptQuerySet":
        """Return what the member may see: learners their own, instructors their classes', staff all."""
        if member.may("elearning.view_attempt"):
            return self
        taught = CourseClass.objects.taught_by(member).values("pk")
        return self.filter(Q(enrolment__member_id=member.pk) | Q(assessment__course_class__in=taught))

    def open(self) -> "AttemptQuerySet":
        return self.filter(submitted_at=None)

    def overdue(self, now: datetime) -> "AttemptQuerySet":
        """Return the open attempts whose time is over, including the grace for the last save."""
        return self.open().filter(due_at__lt=now - GRACE)
