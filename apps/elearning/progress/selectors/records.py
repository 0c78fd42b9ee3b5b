"""Selectors for the rows of progress and their sums, each with a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, Max, Q, QuerySet, Sum

from apps.accounts.models import Member
from apps.core.paging import Page, asked_page_of
from apps.core.prepared import PreparedForFew
from apps.elearning.catalogue.models import ClassContent, Content, CourseClass
from apps.elearning.catalogue.selectors.contents import Weights, as_the_class_has_it, contents_of, weights_of
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress import rules
from apps.elearning.progress.models import Progress


@dataclass(frozen=True)
class CourseProgress:
    """A learner's progress in the course: `rate` in percent, `seconds` learned, contents completed.

    `rate` is by `rules.course_rate`. `last_at` is when they last learned, None for never.
    """

    enrolment: Enrolment
    rate: int
    seconds: int
    completed: int
    contents: int
    last_at: datetime | None


def get_progress(progress_id: int, member: Member) -> Progress:
    """Return a row of progress. Raises Progress.DoesNotExist for one that `member` may not see. 1 query.

    1 more where the class keeps contents of its own.
    """
    rows = Progress.objects.visible_to(member).select_related("content", "enrolment__course_class")
    row = rows.defer("content__text").get(pk=progress_id)
    course_class = row.enrolment.course_class
    if course_class.contents_kept_at is not None:
        kept = ClassContent.objects.filter(course_class=course_class, content=row.content_id)
        row.content = next((as_the_class_has_it(own) for own in kept.select_related("content")), row.content)
    return row


def list_of_enrolment(enrolment_id: int, member: Member) -> list[tuple[Content, Progress | None]]:
    """Return every content of the class in order, with the enrolment's progress in it (None: not started).

    Raises Enrolment.DoesNotExist, NotAllowed. 3 queries, one more for staff and instructors.
    """
    enrolment = Enrolment.objects.visible_to(member).select_related("course_class").get(pk=enrolment_id)
    is_own = enrolment.member_id == member.pk
    rules.check_can_see(member, is_own=is_own, teaches=not is_own and teaches(member, enrolment.course_class_id))
    rows = {row.content_id: row for row in Progress.objects.filter(enrolment=enrolment)}
    return [(content, rows.get(content.pk)) for content in contents_of(enrolment.course_class)]


def list_of_class(course_id: int, class_id: int, member: Member, page: int, size: int) -> Page:
    """Return a page of the class's approved learners, in the order in which they applied (seed 001, 3-16).

    Raises CourseClass.DoesNotExist, also if the class is not the course's, and NotAllowed. 7 queries.
    """
    course_class = CourseClass.objects.visible_to(member).get(pk=class_id, course_id=course_id)
    rules.check_can_see(member, is_own=False, teaches=teaches(member, class_id))
    rows = Enrolment.objects.filter(course_class=course_class, status=EnrolmentStatus.APPROVED).order_by("pk")
    return asked_page_of(rows, page, size=size, load=list_course_progress)


def list_course_progress(enrolment_ids: Iterable[int]) -> list[CourseProgress]:
    """Return the progress of enrolments in their courses, in the order of the ids, for pages, API and admin. 3 queries.

    It is computed on request: a sum kept with the enrolment would make every save of a player write a second row.
    """
    ids = list(enrolment_ids)
    found = progress_of(Enrolment.objects.select_related("member", "course_class").in_bulk(ids).values())
    return [found[pk] for pk in ids if pk in found]


def progress_of(enrolments: Iterable[Enrolment]) -> dict[int, CourseProgress]:
    """Return the progress of enrolments that were read with their class, by id. 2 queries, none without enrolments."""
    rows = {row.pk: row for row in enrolments}
    weights = weights_of(row.course_class for row in rows.values())
    reached: dict[int, _Reached] = {}
    for is_kept in (False, True):
        of_kind = [pk for pk, row in rows.items() if (row.course_class.contents_kept_at is not None) is is_kept]
        reached |= _reached(of_kind, Weighed(is_kept))
    return {pk: _course_progress(row, weights, reached.get(pk, _NOTHING)) for pk, row in rows.items()}


def rates(course_class: CourseClass, enrolment_ids: Iterable[int]) -> dict[int, int | None]:
    """Return the rates of a class's enrolments, by id; None if the class has no contents. 2 queries."""
    ids = list(enrolment_ids)
    weights = weights_of([course_class])[course_class.pk]
    reached = _reached(ids, Weighed(course_class.contents_kept_at is not None))
    if not weights.contents:
        return dict.fromkeys(ids)
    return {pk: _rate(weights, reached.get(pk, _NOTHING)) for pk in ids}


class Weighed:
    """How rows of progress are weighed: by their contents (`is_kept` False), or by what the class keeps of them.

    The expressions fit `rows`, which lead from the contents to the progress in a class that keeps its own.
    """

    def __init__(self, is_kept: bool) -> None:
        self.is_kept = is_kept
        self.progress, content = ("content__progresses__", "") if is_kept else ("", "content__")
        self.reached = F(f"{self.progress}progress_rate") * F(f"{content}minutes")
        self.required = Q(**{f"{content}is_required": True})

    def rows(self, **where: Any) -> QuerySet:
        """Return rows of progress that fit `where`, conditions on progress, grouped by `of_enrolment`."""
        conditions = {f"{self.progress}{name}": value for name, value in where.items()}
        rows: QuerySet
        if not self.is_kept:
            rows = Progress.objects.filter(**conditions)
        else:  # in one `filter`, so that all conditions are of one row of progress
            same = {f"{self.progress}enrolment__course_class_id": F("course_class_id")}
            rows = ClassContent.objects.filter(**conditions, **same)
        return rows.order_by().values(of_enrolment=F(f"{self.progress}enrolment_id"))


@dataclass(frozen=True)
class _Reached:
    required: int = 0
    any_: int = 0
    seconds: int = 0
    completed: int = 0
    last_at: datetime | None = None


_NOTHING = _Reached()


def _reached(enrolment_ids: list[int], by: Weighed) -> dict[int, _Reached]:
    """Return by enrolment: percent × minutes over the required contents and over all, and the other sums.

    1 query, none without ids.
    """
    return {enrolment_id: _Reached(*sums) for enrolment_id, *sums in _reached_sums[by.is_kept](enrolment_ids)}


def _sums_of(by: Weighed, enrolment_ids: list[Any]) -> QuerySet:
    """Return rows of the id of an enrolment and the fields of `_Reached`."""
    sums = by.rows(enrolment__pk__in=enrolment_ids).annotate(
        required=Sum(by.reached, filter=by.required, default=0, output_field=IntegerField()),
        any_=Sum(by.reached, output_field=IntegerField()),
        seconds=Sum(f"{by.progress}learning_time"),
        completed=Count(f"{by.progress}completed_at"),
        last_at=Max(f"{by.progress}saved_at"),
    )
    names = [part.name for part in fields(_Reached)]
    return sums.values_list("of_enrolment", *names, named=True)


_reached_sums = {
    False: PreparedForFew(lambda ids: _sums_of(Weighed(False), ids)),
    True: PreparedForFew(lambda ids: _sums_of(Weighed(True), ids)),
}


def _rate(weights: Weights, reached: _Reached) -> int:
    return rules.course_rate(required=(reached.required, weights.required), any_=(reached.any_, weights.any_))


def _course_progress(enrolment: Enrolment, weights: dict[int, Weights], reached: _Reached) -> CourseProgress:
    own = weights[enrolment.course_class_id]
    return CourseProgress(
        enrolment, _rate(own, reached), reached.seconds, reached.completed, own.contents, reached.last_at
    )
