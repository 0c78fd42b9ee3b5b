"""A member's access to a class, and the pages of the class that the member may open."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core.prepared import Given, PreparedForViewers
from apps.elearning.catalogue.models import CourseClass
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

    def tabs(self, current: str) -> list[dict[str, object]]:
        return tabs(self.course_class.pk, current, runs=self.runs)

    def crumbs(self, *last: tuple[str, str]) -> list[tuple[str, str]]:
        """Return breadcrumbs: courses, the class, then `last` (label and address, '' for the current page)."""
        first = [(_("과정"), reverse("courses:list")), (self.course_class.title, self.course_class.get_absolute_url())]
        return [*first, *last]


@dataclass(frozen=True)
class Tab:
    """A page of a class: its URL name, which takes the class's id, and who may open it."""

    name: str
    label: str | Promise
    for_learners: bool = True
    for_running: bool = True


TABS = (
    Tab("classes:room", gettext_lazy("강의실")),
    Tab("classes:roster", gettext_lazy("수강생 명단"), for_learners=False),
    Tab("classes:progress", gettext_lazy("진도"), for_learners=False),
    Tab("classes:attendance", gettext_lazy("출결")),
    Tab("classes:assessments", gettext_lazy("평가")),
    Tab("classes:grades", gettext_lazy("성적"), for_learners=False),
    Tab("classes:completion", gettext_lazy("수료")),
)


def tabs(class_id: int, current: str, *, runs: bool) -> list[dict[str, object]]:
    """Return the tabs of the class's pages. `current` is a URL name (see components/tabs.html)."""
    return [
        {"label": tab.label, "url": reverse(tab.name, args=[class_id]), "current": tab.name == current}
        for tab in TABS
        if (tab.for_running if runs else tab.for_learners)
    ]


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
