"""Sets of tutorials and lessons."""

from typing import Any

from django.db.models import Case, F, Q, QuerySet, SmallIntegerField, When

from apps.accounts.models import Member
from apps.core import search
from apps.lessons.states import LIVE, LessonStatus


class TutorialQuerySet(QuerySet):
    def visible_to(self, member: Any) -> "TutorialQuerySet":
        """What is on offer is there for everyone; a closed one for its mentor, its mentees and staff."""
        if not member.is_authenticated:
            return self.on_offer()
        if member.may("lessons.view_tutorial"):
            return self
        lessons: Any = self.model._meta.get_field("lessons").related_model
        had_lessons = Q(pk__in=lessons.objects.of_mentee(member).values("tutorial"))
        on_offer = Q(is_open=True, mentor__is_active=True)
        return self.filter(on_offer | Q(mentor_id=member.pk) | had_lessons)

    def on_offer(self) -> "TutorialQuerySet":
        """What takes requests now: open, of a mentor who is still there."""
        return self.filter(is_open=True, mentor__is_active=True)

    def matching(self, word: str) -> "TutorialQuerySet":
        """Tutorials with `word` in their title, description or mentor's name, whatever its case."""
        word = search.normalise_word(word)
        if not word:
            return self
        # Members first: a name is a matter of thousands of rows. Korean has no case, and asking for none is cheaper.
        lookup = "contains" if word.lower() == word.upper() else "icontains"
        mentors = Member.objects.filter(**{f"name__{lookup}": word}, tutorials__isnull=False).values_list(
            "pk", flat=True
        )
        named = Q(mentor_id__in=list(mentors.distinct()[:1000]))
        return self.filter(search.contains("title", word) | search.contains("description", word) | named)


class LessonQuerySet(QuerySet):
    def of_mentee(self, member: Any) -> "LessonQuerySet":
        return self.filter(mentee_id=member.pk)

    def of_mentor(self, member: Any) -> "LessonQuerySet":
        return self.filter(mentor_id=member.pk)

    def visible_to(self, member: Any) -> "LessonQuerySet":
        """A lesson is between its mentor and its mentee (seed 003 §4); staff may look."""
        if member.may("lessons.view_lesson") or member.may("lessons.change_lesson"):
            return self
        return self.filter(Q(mentee_id=member.pk) | Q(mentor_id=member.pk))

    def live(self) -> "LessonQuerySet":
        """Asked for, agreed or running: what is not over yet."""
        return self.filter(status__in=LIVE)

    def unanswered(self, now: Any) -> "LessonQuerySet":
        """Return requests that can still be answered."""
        return self.filter(status=LessonStatus.PENDING, starts_at__gt=now)

    def newest_first(self) -> "LessonQuerySet":
        """As the lists of seed 003 are read: by when they were asked for."""
        return self.order_by("-created_at", "-pk")

    def waiting_first(self) -> "LessonQuerySet":
        """What waits for an answer, then what is agreed, the soonest first; then what is over, the latest first."""
        standing = Case(
            When(status=LessonStatus.PENDING, then=0),
            When(status__in=LIVE, then=1),
            default=2,
            output_field=SmallIntegerField(),
        )
        soonest = Case(When(status__in=LIVE, then=F("starts_at")), default=None)
        return self.order_by(standing.asc(), soonest.asc(nulls_last=True), "-starts_at", "-pk")
