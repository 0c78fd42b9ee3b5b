"""What a member gives up to take an offered seat of a class, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import text
from apps.core.errors import refusal_of
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment import rules
from apps.elearning.enrolment.selectors import labels
from apps.elearning.enrolment.selectors.enrol_button import clashing_appointments
from apps.planner import selectors as planner


@dataclass(frozen=True)
class ClassSwapPage:
    """The page that asks before a swap. `gives_up` are the appointments in words, `expected` their ids.

    `notes`: what follows from taking the seat; `refused` is why it cannot be done, '' if it can.
    """

    course_class: CourseClass
    about: str
    gives_up: list[str]
    expected: str
    notes: list[str]
    refused: str


def class_swap_page(class_id: int, member: Member, now: datetime) -> ClassSwapPage:
    """Return the page. Raises CourseClass.DoesNotExist."""
    course_class = (
        CourseClass.objects.visible_to(member).select_related("course").prefetch_related("meetings").get(pk=class_id)
    )
    own = course_class.enrolments.of(member).live().first()
    refused = refusal_of(rules.check_takes_offer, course_class, own, now=now)
    clashes = clashing_appointments(course_class, member, now)
    words = refused.message if refused else ""
    if not words:
        words = planner.why_not_given_up(member, clashes, now) if clashes else _("같은 시간에 다른 일정이 없습니다.")
    notes = []
    if now >= course_class.starts_at:
        notes.append(_("이미 시작한 차수입니다. 승인되면 직접 취소할 수 없습니다."))
    if course_class.fee:
        notes.append(_("수강료는 %(fee)s입니다.") % {"fee": text.won(course_class.fee)})
    return ClassSwapPage(
        course_class=course_class,
        about=labels.period_of(course_class),
        gives_up=[planner.say_given_up(row, now) for row in clashes],
        expected=",".join(str(row.pk) for row in clashes),
        notes=notes,
        refused=words,
    )
