"""The page before enrolling: the class with its facts, its refund steps, and the button."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, text
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.selectors import enrol_button, labels, rows
from apps.planner import selectors as planner


@dataclass(frozen=True)
class EnrolPage:
    """The page. `submit` is the label of the button; `binds` says what cannot be undone afterwards, '' for nothing.

    `waited`: what the member waits for at the time of a meeting; `swap_url`: where who is offered a seat gives up what
    else is on, '' if there is nothing.
    """

    course_class: CourseClass
    enrolling: enrol_button.EnrolButton
    submit: str
    facts: list[tuple[str, str, str]]
    meetings: list[str]
    steps: list[tuple[str, str]]
    binds: str
    waited: list[str]
    swap_url: str


def enrol_page(class_id: int, member: Member, now: datetime) -> EnrolPage:
    """Return the page before enrolling. Statements: 11 at most.

    Raises CourseClass.DoesNotExist if the member may not see the class.
    """
    course_class = rows.class_rows().filter(pk__in=CourseClass.objects.visible_to(member).values("pk")).get(pk=class_id)
    enrolling = enrol_button.enrol_buttons([course_class], member, now)[course_class.pk]
    today = clock.local(now).date()
    return EnrolPage(
        course_class=course_class,
        enrolling=enrolling,
        submit=_submit(enrolling),
        facts=[
            *labels.class_facts(course_class, today=today),
            (_("수강료"), text.fee(course_class.fee), ""),
        ],
        meetings=[labels.meeting_words(row, today=today) for row in course_class.meetings.all()],
        steps=labels.refund_steps(rows.steps_of(course_class)) if course_class.fee else [],
        binds=_binds(course_class, enrolling, now),
        swap_url=_swap_url(course_class, enrolling),
        waited=_waited(course_class, member, now) if enrolling.opens else [],
    )


def _swap_url(course_class: CourseClass, enrolling: enrol_button.EnrolButton) -> str:
    is_offered = enrolling.opens and enrolling.existing is not None
    return reverse("classes:swap", args=[course_class.pk]) if is_offered and enrolling.clashes else ""


def _waited(course_class: CourseClass, member: Member, now: datetime) -> list[str]:
    meetings = enrol_button.coming_meetings(course_class, now)
    rows = planner.list_waited_for(member, meetings, CourseClass.SOURCE, now)
    return [
        _("‘%(title)s’(%(when)s)") % {"title": row.label, "when": text.span(row.starts_at, row.ends_at)} for row in rows
    ]


def _binds(course_class: CourseClass, enrolling: enrol_button.EnrolButton, now: datetime) -> str:
    """Return a warning if who is approved in a class that has started cannot cancel by themselves."""
    if not enrolling.opens or enrolling.waits or now < course_class.starts_at:
        return ""
    return _("이미 시작한 차수입니다. 승인되면 직접 취소할 수 없으니 일정과 수강료를 확인하고 신청해 주세요.")


def _submit(enrolling: enrol_button.EnrolButton) -> str:
    """Return the label of the button on the page that names the clashes."""
    if enrolling.waits:
        return _("겹쳐도 대기 신청하기") if enrolling.clashes else enrolling.label
    return _("겹쳐도 수강신청하기") if enrolling.clashes else enrolling.label
