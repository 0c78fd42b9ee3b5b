"""Querysets of courses and classes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Manager, Q, QuerySet

from apps.core import search
from apps.topics.selectors import MOST_FOUND, find_things


class CourseQuerySet(QuerySet):
    model: Any  # set when a manager is made of it

    def published(self) -> "CourseQuerySet":
        return self.filter(is_published=True)

    def visible_to(self, member: Any) -> "CourseQuerySet":
        """Return published courses; for instructors also those of their own classes, for staff all."""
        if not member.is_authenticated:
            return self.published()
        if member.may("elearning.view_course"):
            return self
        taught = self.model.classes.rel.related_model.objects.filter(instructors=member.pk)
        return self.filter(Q(is_published=True) | Q(pk__in=taught.values("course_id")))

    def matching(self, word: str, now: datetime) -> "CourseQuerySet":
        """Return courses with each word in their title, their text, a topic or the name of who teaches them.

        Queries: 1, and those of `find_things`.
        """
        words = search.words_of(search.normalise_word(word))
        tagged, taught = find_things(self.model.topics.through, "course", words), self._taught_by(words, now)
        return self.filter(
            *(
                search.title_has("title", each) | search.text_has("content", each) | Q(pk__in=[*topic, *teacher])
                for each, topic, teacher in zip(words, tagged, taught, strict=True)
            )
        )

    def _taught_by(self, words: Sequence[str], now: datetime) -> list[list[int]]:
        """Return for each word the ids of the courses in which somebody of that name teaches now or soon.

        Classes that not everybody sees do not count. Queries: 1.
        """
        classes: Any = self.model.classes.rel.related_model
        named = Q(*(search.name_has("instructors__name", each) for each in words), _connector=Q.OR)
        rows = classes.objects.filter(named, is_published=True, called_off_at=None, ends_at__gt=now)
        found = set(rows.values_list("course_id", "instructors__name")[:MOST_FOUND]) if words else set()
        return [[pk for pk, name in found if search.name_matches(name, each)] for each in words]


class ContentManager(Manager):
    """Contents that their course offers: those that were retired are there for the classes that keep them alone."""

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(retired_at=None)


class CourseClassQuerySet(QuerySet):
    model: Any  # set when a manager is made of it

    def visible_to(self, member: Any) -> "CourseClassQuerySet":
        """Return classes of published courses; for instructors also their own classes, for staff all."""
        published = Q(is_published=True, course__is_published=True)
        if not member.is_authenticated:
            return self.filter(published)
        if member.may("elearning.view_courseclass"):
            return self
        return self.filter(
            published
            | Q(pk__in=self.model.instructors.through.objects.filter(member_id=member.pk).values("courseclass_id"))
        )

    def taught_by(self, member: Any) -> "CourseClassQuerySet":
        return self.filter(instructors=member.pk)

    def with_course(self) -> "CourseClassQuerySet":
        """Join the course, without its long texts."""
        return self.select_related("course").defer("course__content", "course__content_key", "course__title_key")

    def open_at(self, now: datetime) -> "CourseClassQuerySet":
        """Return classes that are open (모집중): applications are open and a seat is left (as `states.OPEN_PHASES`)."""
        return self.filter(
            called_off_at=None, opens_at__lte=now, closes_at__gt=now, ends_at__gt=now, seats_taken__lt=F("capacity")
        )

    def of_open_courses(self, now: datetime) -> "CourseClassQuerySet":
        """Return the classes that are open and that everyone may see."""
        return self.open_at(now).filter(is_published=True, course__is_published=True)
