"""Sets of tutorials and lessons."""

from typing import Any

from django.db.models import Q, QuerySet


class TutorialQuerySet(QuerySet):
    def visible_to(self, member: Any) -> "TutorialQuerySet":
        """Open tutorials are there for everyone; a closed one for its mentor, its mentees and staff."""
        if not member.is_authenticated:
            return self.filter(is_open=True)
        if member.may("lessons.view_tutorial"):
            return self
        had_lessons = Q(
            pk__in=self.model._meta.get_field("lessons").related_model.objects.of_mentee(member).values("tutorial")
        )
        return self.filter(Q(is_open=True) | Q(mentor_id=member.pk) | had_lessons)


class LessonQuerySet(QuerySet):
    def of_mentee(self, member: Any) -> "LessonQuerySet":
        return self.filter(mentee_id=member.pk)

    def of_mentor(self, member: Any) -> "LessonQuerySet":
        return self.filter(mentor_id=member.pk)

    def visible_to(self, member: Any) -> "LessonQuerySet":
        """A lesson is between its mentor and its mentee (seed 003 §4); staff may look."""
        if member.may("lessons.view_lesson"):
            return self
        return self.filter(Q(mentee_id=member.pk) | Q(mentor_id=member.pk))
