"""Sets of tutorials, lessons and reviews."""

from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, SmallIntegerField, When

from apps.accounts.models import Member
from apps.core import search
from apps.lessons.states import AGREED, LIVE, Finding, LessonStatus, NoteKind, Role
from apps.topics.selectors import find_things


class TutorialQuerySet(QuerySet):
    """A set of tutorials."""

    def visible_to(self, member: Any) -> "TutorialQuerySet":
        """Return the tutorials on offer, and closed ones to their mentor, their mentees and staff."""
        if not member.is_authenticated:
            return self.on_offer()
        if member.may("lessons.view_tutorial"):
            return self
        lessons: Any = self.model._meta.get_field("lessons").related_model
        had_lessons = Q(pk__in=lessons.objects.of_mentee(member).values("tutorial"))
        on_offer = Q(is_open=True, mentor__is_active=True)
        return self.filter(on_offer | Q(mentor_id=member.pk) | had_lessons)

    def on_offer(self) -> "TutorialQuerySet":
        """Return the tutorials that take requests now: open, and the mentor is active."""
        return self.filter(is_open=True, mentor__is_active=True)

    def matching(self, word: str) -> "TutorialQuerySet":
        """Return the tutorials with each word in the title, the description, the mentor's name or a topic."""
        words = search.words_of(search.normalise_word(word))
        tutorial: Any = self.model
        tagged = find_things(tutorial.topics.through, "tutorial", words)
        return self.filter(*(self._has(each) | Q(pk__in=ids) for each, ids in zip(words, tagged, strict=True)))

    @staticmethod
    def _has(word: str) -> Q:
        # Look in the members first: these are thousands of rows only.
        mentors = Member.objects.filter(search.name_has("name", word), tutorials__isnull=False).values_list(
            "pk", flat=True
        )
        named = Q(mentor_id__in=list(mentors.distinct()[:1000]))
        return search.title_has("title", word) | search.text_has("description", word) | named


class WeeklyHoursQuerySet(QuerySet):
    """A set of times of the week."""

    def of_mentor(self, mentor_id: int) -> "WeeklyHoursQuerySet":
        """Return the mentor's own, which hold for the tutorials that have none."""
        return self.filter(mentor_id=mentor_id, tutorial=None)

    def for_tutorial(self, tutorial: Any) -> "WeeklyHoursQuerySet":
        """Return those that hold for a tutorial: its own if it has some, else its mentor's."""
        own = self.model._default_manager.filter(tutorial_id=tutorial.pk)
        return self.filter(Q(tutorial_id=tutorial.pk) | Q(mentor_id=tutorial.mentor_id, tutorial=None) & ~Exists(own))


class OpenHolidayQuerySet(QuerySet):
    """A set of public holidays on which mentors give lessons."""

    def days_of(self, mentor_id: int, first: date, last: date) -> set[date]:
        """Return those of a mentor from the first to the last day, both included. Statements: 1."""
        return set(self.filter(mentor_id=mentor_id, date__range=(first, last)).values_list("date", flat=True))


class LessonQuerySet(QuerySet):
    """A set of lessons."""

    def of_mentee(self, member: Any) -> "LessonQuerySet":
        return self.filter(mentee_id=member.pk)

    def of_mentor(self, member: Any) -> "LessonQuerySet":
        return self.filter(mentor_id=member.pk)

    def visible_to(self, member: Any) -> "LessonQuerySet":
        """Return the lessons of which the member is the mentor or the mentee (seed 003 §4); all of them to staff."""
        if member.may("lessons.view_lesson") or member.may("lessons.change_lesson"):
            return self
        return self.filter(Q(mentee_id=member.pk) | Q(mentor_id=member.pk))

    def to_review(self, member: Any) -> "LessonQuerySet":
        """Return the completed lessons that the member took, without those that the member missed or nobody held."""
        outcomes: Any = self.model._meta.get_field("outcome").related_model
        missed = outcomes.objects.with_absence_of(Role.MENTEE).filter(lesson=OuterRef("pk"))
        rows = self.of_mentee(member).filter(~Exists(missed), status=LessonStatus.COMPLETED)
        return rows.exclude(outcome__finding=Finding.NOT_HELD)

    def live(self) -> "LessonQuerySet":
        """Return the lessons that are not over: requested, approved or in progress."""
        return self.filter(status__in=LIVE)

    def unanswered(self, now: Any) -> "LessonQuerySet":
        """Return the requests that can still be answered."""
        return self.filter(status=LessonStatus.PENDING, answer_by__gt=now)

    def overdue(self, now: Any) -> "LessonQuerySet":
        """Return the requests whose time for an answer is over."""
        return self.filter(status=LessonStatus.PENDING, answer_by__lte=now)

    def left_unanswered(self, now: Any) -> "LessonQuerySet":
        """Return the requests that nobody answered in time, ended by the worker or about to be."""
        ended = Q(status=LessonStatus.CANCELLED, cancelled_by=None, approved_at=None)
        return self.filter(ended | Q(status=LessonStatus.PENDING, answer_by__lte=now))

    def held_between(self, start: Any, end: Any, *, now: Any, with_requests: Any, but: Any) -> "LessonQuerySet":
        """Return the lessons agreed or given in a time, without the lesson `but` (None: with all).

        `with_requests`: those too that are still to be answered.
        """
        holds = Q(status__in=(*AGREED, LessonStatus.COMPLETED))
        if with_requests:
            holds |= Q(status=LessonStatus.PENDING, answer_by__gt=now)
        return self.filter(holds, starts_at__lt=end, ends_at__gt=start).exclude(pk=but)

    def newest_first(self) -> "LessonQuerySet":
        """Order by the time of the request, the newest first, as the lists of seed 003 do."""
        return self.order_by("-created_at", "-pk")

    def waiting_first(self) -> "LessonQuerySet":
        """Order requests without an answer and then agreed lessons by the soonest; then those over by the latest."""
        group = Case(
            When(status=LessonStatus.PENDING, then=0),
            When(status__in=LIVE, then=1),
            default=2,
            output_field=SmallIntegerField(),
        )
        soonest = Case(When(status__in=LIVE, then=F("starts_at")), default=None)
        return self.order_by(group.asc(), soonest.asc(nulls_last=True), "-starts_at", "-pk")


class OutcomeQuerySet(QuerySet):
    """A set of what was said after lessons."""

    def with_absence_of(self, role: Role) -> "OutcomeQuerySet":
        """Return those that count as an absence of the mentee or the mentor.

        What was said counts unless somebody objected; then what staff found, and until then nothing.
        """
        return self.filter(Q(absent=role, objected_at=None) | Q(finding=role))

    def contested(self) -> "OutcomeQuerySet":
        """Return those with an objection that staff have not decided."""
        return self.filter(objected_at__isnull=False, decided_at=None)


class ReviewQuerySet(QuerySet):
    """A set of reviews."""

    def shown(self) -> "ReviewQuerySet":
        """Return the reviews that staff have not hidden."""
        return self.filter(hidden_at=None)

    def newest_first(self) -> "ReviewQuerySet":
        return self.order_by("-written_at", "-pk")


class LessonNoteQuerySet(QuerySet):
    """A set of notes and homework."""

    def visible_to(self, member: Any) -> "LessonNoteQuerySet":
        """Return what is for both to the two of the lesson and to staff, and notes to oneself to their author alone."""
        readable = ~Q(kind=NoteKind.PRIVATE) | Q(author_id=member.pk)
        if member.may("lessons.view_lesson") or member.may("lessons.change_lesson"):
            return self.filter(readable)
        return self.filter(Q(lesson__mentor_id=member.pk) | Q(lesson__mentee_id=member.pk), readable)
