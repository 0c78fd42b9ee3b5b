"""How a member stands towards a class that goes on, and the pages of the class that are theirs."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment import rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus


@dataclass(frozen=True)
class Standing:
    """`enrolment`: the member's own approved one, None for who only runs the class. `runs`: instructor or staff."""

    course_class: CourseClass
    enrolment: Enrolment | None
    teaches: bool
    runs: bool

    def tabs(self, current: str) -> list[dict[str, object]]:
        return tabs(self.course_class.pk, current, runs=self.runs)

    def crumbs(self, *last: tuple[str, str]) -> list[tuple[str, str]]:
        """Course list, class, and then `last`: label and address, the address empty for the page one is on."""
        first = [(_("과정"), reverse("courses:list")), (self.course_class.title, self.course_class.get_absolute_url())]
        return [*first, *last]


@dataclass(frozen=True)
class Tab:
    """A page of a class: the name of its address, which takes the class's id, and for whom it is."""

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
    """The class's pages, `current` by the name of its address (see components/tabs.html)."""
    return [
        {"label": tab.label, "url": reverse(tab.name, args=[class_id]), "current": tab.name == current}
        for tab in TABS
        if (tab.for_running if runs else tab.for_learners)
    ]


def standing(class_id: int, member: Member) -> Standing:
    """Raises CourseClass.DoesNotExist, NotAllowed `not_in_class` for who neither learns in the class nor runs it.

    Statements: 3.
    """
    course_class = CourseClass.objects.visible_to(member).select_related("course").get(pk=class_id)
    mine = Enrolment.objects.of(member).filter(course_class=course_class, status=EnrolmentStatus.APPROVED).first()
    is_teacher = teaches(member, class_id)
    rules.check_takes_part(member, learns=mine is not None, teaches=is_teacher)
    return Standing(course_class, mine, is_teacher, rules.manages(member, teaches=is_teacher))
