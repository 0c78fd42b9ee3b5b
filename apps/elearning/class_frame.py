"""What frames every page of a class: its tabs, and the way back to the courses."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

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
    ClassPage("classes:assessments", pgettext_lazy("all of them", "평가")),
    ClassPage("classes:grades", gettext_lazy("성적"), for_learners=False),
    ClassPage("classes:completion", pgettext_lazy("heading", "수료")),
)
_LABELS = {page.name: page.label for page in CLASS_PAGES}


def class_tabs(class_id: int, current: str, *, runs: bool) -> list[Tab]:
    """Return the tabs of a class for those who run it or for its learners. `current` is a URL name."""
    return [
        Tab(str(page.label), reverse(page.name, args=[class_id]), page.name == current)
        for page in CLASS_PAGES
        if runs or page.for_learners
    ]


def class_crumbs(course_class: CourseClass, *last: tuple[str, str], page: str = "") -> list[tuple[str, str]]:
    """Return breadcrumbs: courses, the class, its `page` (a URL name), then `last`: label and address, '' for here."""
    crumbs = [
        (pgettext("all of them", "과정"), reverse("courses:list")),
        (course_class.label, course_class.get_absolute_url()),
    ]
    if page:
        crumbs.append((str(_LABELS[page]), reverse(page, args=[course_class.pk]) if last else ""))
    return [*crumbs, *last]


def class_frame(course_class: CourseClass, page: str, *last: tuple[str, str], runs: bool) -> dict[str, Any]:
    """Return what a page of a class shows around it: the class, the tabs and the breadcrumbs.

    `page` is the URL name of the page, or of the one above it, below which `last` stands.
    """
    return {
        "course_class": course_class,
        "tabs": class_tabs(course_class.pk, page, runs=runs),
        "crumbs": class_crumbs(course_class, *last, page=page),
    }
