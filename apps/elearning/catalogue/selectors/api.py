"""Selectors for the endpoints of the catalogue, each with a fixed number of queries."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from apps.accounts.models import Member
from apps.core.paging import Page, asked_page_of
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass
from apps.elearning.catalogue.querysets import CourseClassQuerySet
from apps.elearning.catalogue.selectors.filters import CourseFilters, narrow

_LONG = ("content_key", "title_key")


def list_courses(member: Member, asked: CourseFilters, page: int, size: int, now: datetime) -> Page:
    """Return a page of the courses that the member may see, in the order asked for. 4 queries."""
    rows = narrow(Course.objects.visible_to(member), asked, now)
    return asked_page_of(
        rows, page, size=size, load=_loader(Course.objects.defer("content", *_LONG).prefetch_related("topics"))
    )


def get_course(course_id: int, member: Member) -> tuple[Course, list[Content]]:
    """Return a course with its topics, and its contents. 3 queries.

    Raises Course.DoesNotExist for one that the member may not see.
    """
    course = Course.objects.visible_to(member).defer(*_LONG).prefetch_related("topics").get(pk=course_id)
    return course, list(course.contents.defer("text"))


def list_classes(member: Member, page: int, size: int, *, course_id: int | None = None, taught: bool = False) -> Page:
    """Return a page of the classes that the member may see, the latest first. 4 queries.

    `taught` keeps the classes that the member teaches.
    """
    rows = CourseClass.objects.visible_to(member)
    if course_id is not None:
        rows = rows.filter(course=course_id)
    if taught:
        rows = rows.taught_by(member)
    return asked_page_of(rows.order_by("-start_date", "-pk"), page, size=size, load=_loader(_whole()))


def get_class(class_id: int, member: Member) -> CourseClass:
    """Return a class with its course, instructors, meetings and refund steps. 4 queries.

    Raises CourseClass.DoesNotExist for one that the member may not see.
    """
    meetings = Prefetch("meetings", ClassMeeting.objects.select_related("venue"))
    return _whole().prefetch_related(meetings, "refund_steps").visible_to(member).get(pk=class_id)


def _whole() -> CourseClassQuerySet:
    instructors = Prefetch("instructors", Member.objects.only("name").order_by("pk"))
    return CourseClass.objects.with_course().prefetch_related(instructors)


def _loader(rows: QuerySet) -> Callable[[list[int]], list]:
    def load(ids: list[int]) -> list:
        found = rows.in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]

    return load
