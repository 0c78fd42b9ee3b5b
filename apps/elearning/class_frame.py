"""What frames every page of a class: its tabs, and the way back to the courses."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.components import Tab
from apps.elearning.catalogue.models import CourseClass


@dataclass(frozen=True)
class ClassPage:
    """A page of a class: its URL name, which takes the class's id, and whether learners have it, too."""

    name: str
    label: str | Promise
    for_learners: bool = True


CLASS_PAGES = (
    ClassPage("classes:room", gettext_lazy("강의실")),
    ClassPage("classes:roster", gettext_lazy("수강생 명단"), for_learners=False),
    ClassPage("classes:progress", gettext_lazy("진도"), for_learners=False),
    ClassPage("classes:attendance", gettext_lazy("출결")),
    ClassPage("classes:assessments", gettext_lazy("평가")),
    ClassPage("classes:grades", gettext_lazy("성적"), for_learners=False),
    ClassPage("classes:completion", gettext_lazy("수료")),
)


def class_tabs(class_id: int, current: str, *, runs: bool) -> list[Tab]:
    """Return the tabs of a class for those who run it or for its learners. `current` is a URL name."""
    return [
        Tab(str(page.label), reverse(page.name, args=[class_id]), page.name == current)
        for page in CLASS_PAGES
        if runs or page.for_learners
    ]


def class_crumbs(course_class: CourseClass, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """Return breadcrumbs: courses, the class, then `last` (label and address, '' for the current page)."""
    first = [(_("과정"), reverse("courses:list")), (course_class.title, course_class.get_absolute_url())]
    return [*first, *last]
