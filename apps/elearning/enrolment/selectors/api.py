"""Selectors for the endpoints of enrolment, each with a fixed number of queries."""

from dataclasses import dataclass

from apps.accounts.models import Member
from apps.core import clock
from apps.core.paging import Page, asked_page_of
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.enrolment import rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.querysets import EnrolmentQuerySet
from apps.planner import selectors as planner


@dataclass(frozen=True)
class EnrolmentFilters:
    """The filters of a list of enrolments (seed 001, 3-03)."""

    user_id: int | None = None
    course_id: int | None = None
    class_id: int | None = None
    status: str | None = None
    is_waiting: bool | None = None


def list_enrolments(member: Member, filters: EnrolmentFilters, page: int, size: int) -> Page:
    """Return a page of the enrolments that the member manages, newest first (seed 001, 3-03).

    A member's own enrolments as a learner are not included (see `list_own_enrolments`). 3 queries, and one more to
    check that the member teaches. Raises NotAllowed `not_an_instructor`.
    """
    rows = Enrolment.objects.all()
    if not member.may("elearning.view_enrolment"):
        rules.check_can_list(member, teaches=CourseClass.objects.taught_by(member).exists())
        rows = rows.in_classes_of(member)
    given = {
        "member_id": filters.user_id,
        "course_class__course_id": filters.course_id,
        "course_class_id": filters.class_id,
        "status": filters.status,
        "is_waiting": filters.is_waiting,
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    return _page(rows, page, size)


def list_own_enrolments(member: Member, status: str | None, page: int, size: int) -> Page:
    """Return a page of the member's own enrolments, newest first (seed 001, 3-04). 3 queries."""
    rows = Enrolment.objects.of(member)
    return _page(rows.filter(status=status) if status else rows, page, size)


def _page(rows: EnrolmentQuerySet, page: int, size: int) -> Page:
    return asked_page_of(rows.newest_first(), page, size=size, load=_load)


def _load(ids: list[int]) -> list[Enrolment]:
    enrolments = _whole().in_bulk(ids)
    return [enrolments[pk] for pk in ids if pk in enrolments]


def _whole() -> EnrolmentQuerySet:
    rows = Enrolment.objects.with_place().with_money().select_related("member", "course_class__course")
    return rows.defer(*(f"course_class__course__{name}" for name in ("content", "content_key", "title_key")))


def get_enrolment(enrolment_id: int, member: Member) -> Enrolment:
    """Return an enrolment. Raises Enrolment.DoesNotExist for one that the member may not see. 1 query."""
    return _whole().visible_to(member).get(pk=enrolment_id)


def waits_elsewhere(enrolment: Enrolment) -> bool:
    """Return whether the learner waits for something else at the time of a meeting that is to come. Queries: 3."""
    now = clock.now()
    meetings = list(ClassMeeting.objects.filter(course_class=enrolment.course_class_id, ends_at__gt=now))
    return bool(planner.list_waited_for(enrolment.member, meetings, CourseClass.SOURCE, now))


def get_visible_id(enrolment_id: int, member: Member) -> int:
    """Return the id if the member may see the enrolment; raises Enrolment.DoesNotExist if not. 1 query."""
    return Enrolment.objects.visible_to(member).values_list("pk", flat=True).get(pk=enrolment_id)
