"""What the endpoints of completion read, each in a fixed number of queries."""

from apps.accounts.models import Member
from apps.core.paging import Page, asked_page_of
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.completion import rules
from apps.elearning.completion.models import Completion
from apps.elearning.enrolment.models import Enrolment

_WHOLE = ("enrolment__member", "enrolment__course_class")


def get_completion(completion_id: int, member: Member) -> Completion:
    """Return a completion. Raises Completion.DoesNotExist also for one that `member` may not see. 1 query."""
    return Completion.objects.visible_to(member).select_related(*_WHOLE).get(pk=completion_id)


def get_completion_of_enrolment(enrolment_id: int, member: Member) -> Completion:
    """Return the completion of an enrolment. 2 queries, one more for instructors and staff.

    Raises Enrolment.DoesNotExist, NotAllowed, Completion.DoesNotExist while nothing is decided.
    """
    enrolment = Enrolment.objects.visible_to(member).get(pk=enrolment_id)
    is_own = enrolment.member_id == member.pk
    rules.check_can_see(member, is_own=is_own, teaches=not is_own and teaches(member, enrolment.course_class_id))
    return Completion.objects.select_related(*_WHOLE).get(enrolment=enrolment)


def list_completions(course_id: int, class_id: int, status: str | None, member: Member, page: int, size: int) -> Page:
    """Return a page of a class's completions in the order in which the learners applied (seed 001, 3-36). 5 queries.

    Raises CourseClass.DoesNotExist, also where course and class do not belong together, NotAllowed.
    """
    CourseClass.objects.visible_to(member).values_list("pk").get(pk=class_id, course_id=course_id)
    rules.check_can_see(member, is_own=False, teaches=teaches(member, class_id))
    rows = Completion.objects.filter(enrolment__course_class_id=class_id).order_by("enrolment_id")
    if status is not None:
        rows = rows.filter(status=status)
    return asked_page_of(rows, page, size=size, load=_load)


def _load(ids: list[int]) -> list[Completion]:
    rows = Completion.objects.select_related(*_WHOLE).in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]
