"""A member's access to a class."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from apps.accounts.models import Member
from apps.core.prepared import Given, PreparedForViewers
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.class_frame import class_frame
from apps.elearning.enrolment import rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus


@dataclass(frozen=True)
class ClassAccess:
    """A member's access to a class: by `enrolment`, an approved one or None, or as instructor or staff (`runs`)."""

    course_class: CourseClass
    enrolment: Enrolment | None
    teaches: bool
    runs: bool

    def frame(self, page: str, *last: tuple[str, str]) -> dict[str, Any]:
        """Return what frames a page of the class for this member (`class_frame`)."""
        return class_frame(self.course_class, page, *last, runs=self.runs)


def class_access(class_id: int, member: Member) -> ClassAccess:
    """Return the member's access to a class. Statements: 1.

    Raises CourseClass.DoesNotExist, NotAllowed `not_in_class` if the member neither learns in the class nor runs it.
    """
    course_class = _class_for.first(member, pk=class_id)
    if course_class is None:
        raise CourseClass.DoesNotExist
    own, teaches = course_class.own, course_class.is_taught
    rules.check_takes_part(member, learns=own is not None, teaches=teaches)
    return ClassAccess(course_class, own, teaches, rules.may_manage(member, teaches=teaches))


def _with_viewer(rows: Any) -> Any:
    approved = Q(enrolments__member_id=Given("viewer"), enrolments__status=EnrolmentStatus.APPROVED)
    instructors = CourseClass.instructors.through.objects.filter(courseclass_id=OuterRef("pk"))
    return (
        rows.filter(pk=Given("pk"))
        .annotate(own=FilteredRelation("enrolments", condition=approved))
        .annotate(is_taught=Exists(instructors.filter(member_id=Given("viewer"))))
        .select_related("course", "own")
        .defer("course__content", "course__content_key", "course__title_key")
    )


_class_for = PreparedForViewers(CourseClass, "elearning.view_courseclass", _with_viewer)
