"""Selectors for the rows of progress and their sums, each with a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, Max, Q, Sum

from apps.accounts.models import Member
from apps.core.paging import Page, page_of
from apps.elearning.catalogue.models import Content, CourseClass
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
    """Return a row of progress. Raises Progress.DoesNotExist for one that `member` may not see. 1 query."""
    rows = Progress.objects.visible_to(member).select_related("content").defer("content__text")
    return rows.get(pk=progress_id)


def list_of_enrolment(enrolment_id: int, member: Member) -> list[tuple[Content, Progress | None]]:
    """Return every content of the course in order, with the enrolment's progress in it (None: not started).

    Raises Enrolment.DoesNotExist, NotAllowed. 3 queries, one more for staff and instructors.
    """
    enrolment = Enrolment.objects.visible_to(member).select_related("course_class").get(pk=enrolment_id)
    is_own = enrolment.member_id == member.pk
    rules.check_can_see(member, is_own=is_own, teaches=not is_own and teaches(member, enrolment.course_class_id))
    rows = {row.content_id: row for row in Progress.objects.filter(enrolment=enrolment)}
    contents = Content.objects.filter(course_id=enrolment.course_class.course_id).defer("text")
    return [(content, rows.get(content.pk)) for content in contents]


def list_of_class(course_id: int, class_id: int, member: Member, page: int, size: int) -> Page:
    """Return a page of the class's approved learners, in the order in which they applied (seed 001, 3-16).

    Raises CourseClass.DoesNotExist, also if the class is not the course's, and NotAllowed. 7 queries.
    """
    course_class = CourseClass.objects.visible_to(member).get(pk=class_id, course_id=course_id)
    rules.check_can_see(member, is_own=False, teaches=teaches(member, class_id))
    rows = Enrolment.objects.filter(course_class=course_class, status=EnrolmentStatus.APPROVED).order_by("pk")
    return page_of(rows, page, size=size, load=list_course_progress)


def list_course_progress(enrolment_ids: Iterable[int]) -> list[CourseProgress]:
    """Return the progress of enrolments in their courses, in the order of the ids, for pages, API and admin. 3 queries.

    It is computed on request: a sum kept with the enrolment would make every save of a player write a second row.
    """
    ids = list(enrolment_ids)
    enrolments = Enrolment.objects.select_related("member", "course_class").in_bulk(ids)
    minutes = _minutes({row.course_class.course_id for row in enrolments.values()})
    reached = _reached(ids)
    return [_course_progress(enrolments[pk], minutes, reached.get(pk, _NOTHING)) for pk in ids if pk in enrolments]


def rates(course_id: int, enrolment_ids: Iterable[int]) -> dict[int, int | None]:
    """Return the rates of a course's enrolments, by id; None if the course has no contents. 2 queries."""
    ids = list(enrolment_ids)
    required, any_, contents = _minutes({course_id}).get(course_id, (0, 0, 0))
    reached = _reached(ids)
    enrolments: dict[int, int | None] = dict.fromkeys(ids)
    if contents:
        for pk in ids:
            reached_now = reached.get(pk, _NOTHING)
            enrolments[pk] = rules.course_rate(required=(reached_now.required, required), any_=(reached_now.any_, any_))
    return enrolments


@dataclass(frozen=True)
class _Reached:
    required: int = 0
    any_: int = 0
    seconds: int = 0
    completed: int = 0
    last_at: datetime | None = None


_NOTHING = _Reached()


def _minutes(course_ids: set[int]) -> dict[int, tuple[int, int, int]]:
    """Return by course: the minutes of the required contents, of all, and how many contents there are."""
    rows = Content.objects.filter(course_id__in=course_ids).order_by().values("course_id")
    sums = rows.annotate(
        required=Sum("minutes", filter=Q(is_required=True), default=0), any_=Sum("minutes"), n=Count("pk")
    )
    return {row["course_id"]: (row["required"], row["any_"], row["n"]) for row in sums}


def _reached(enrolment_ids: list[int]) -> dict[int, _Reached]:
    """Return by enrolment: percent × minutes over the required contents and over all, and the other sums."""
    weighted = F("progress_rate") * F("content__minutes")
    rows = Progress.objects.filter(enrolment_id__in=enrolment_ids).order_by().values("enrolment_id")
    sums = rows.annotate(
        required=Sum(weighted, filter=Q(content__is_required=True), default=0, output_field=IntegerField()),
        any_=Sum(weighted, output_field=IntegerField()),
        seconds=Sum("learning_time"),
        completed=Count("completed_at"),
        last_at=Max("saved_at"),
    )
    reached: dict[int, _Reached] = {}
    for row in sums:
        values: dict[str, Any] = dict(row)
        enrolment_id = values.pop("enrolment_id")
        reached[enrolment_id] = _Reached(**values)
    return reached


def _course_progress(
    enrolment: Enrolment, minutes: dict[int, tuple[int, int, int]], reached: _Reached
) -> CourseProgress:
    required, any_, contents = minutes.get(enrolment.course_class.course_id, (0, 0, 0))
    rate = rules.course_rate(required=(reached.required, required), any_=(reached.any_, any_))
    return CourseProgress(enrolment, rate, reached.seconds, reached.completed, contents, reached.last_at)
