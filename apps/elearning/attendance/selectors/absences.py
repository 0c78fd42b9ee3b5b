"""The pages of absence requests."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.errors import allowed
from apps.elearning.attendance import badges, rules
from apps.elearning.attendance.models import AbsenceRequest, Attendance
from apps.elearning.attendance.selectors import labels
from apps.elearning.attendance.selectors.records import class_days
from apps.elearning.attendance.states import RequestState
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment


@dataclass(frozen=True)
class AskPage:
    """The form. `days`: the class days that can be chosen, as (ISO date, words); None if the class has no meetings."""

    course_class: CourseClass
    days: list[tuple[str, str]] | None
    within: int


def ask_page(enrolment_id: int, member: Member) -> AskPage:
    """Return the form to ask for an excuse. Statements: 4.

    Raises Enrolment.DoesNotExist, NotAllowed `not_yours`, Conflict `not_approved`.
    """
    rows = Enrolment.objects.visible_to(member).select_related("course_class__course")
    enrolment = rows.get(pk=enrolment_id)
    rules.check_can_ask(member, enrolment)
    course_class, today = enrolment.course_class, clock.today()
    records = {row.class_date: row for row in Attendance.objects.filter(enrolment=enrolment)}
    requests = list(AbsenceRequest.objects.filter(enrolment=enrolment))
    meets = sorted(class_days(course_class.pk))
    may = [
        (day.isoformat(), spoken.say_day(day, today=today))
        for day in meets
        if allowed(
            rules.check_can_ask_of,
            day,
            today,
            records.get(day),
            [request for request in requests if request.class_date == day],
            course_class,
        )
    ]
    return AskPage(course_class, may if meets else None, rules.ASK_WITHIN)


@dataclass(frozen=True)
class WithdrawPage:
    """The question before a request is withdrawn. `within`: the days within which it can be handed in again."""

    row: AbsenceRequest
    title: str
    day: str
    back: str
    within: int


def withdraw_page(enrolment_id: int, request_id: int, member: Member) -> WithdrawPage:
    """Return the question before a request is withdrawn. Raises AbsenceRequest.DoesNotExist. 1 query."""
    rows = AbsenceRequest.objects.visible_to(member).filter(enrolment_id=enrolment_id)
    row = rows.select_related("enrolment__course_class__course").get(pk=request_id)
    course_class = row.enrolment.course_class
    back = reverse("classes:attendance", args=[course_class.pk])
    day = spoken.say_day(row.class_date, today=clock.today())
    return WithdrawPage(row, course_class.label, day, back, rules.ASK_WITHIN)


def get_request_with_file(enrolment_id: int, request_id: int, member: Member) -> AbsenceRequest:
    """Return a request with evidence. Raises AbsenceRequest.DoesNotExist, also if it has no file. 1 query."""
    rows = AbsenceRequest.objects.visible_to(member).filter(enrolment_id=enrolment_id).select_related("enrolment")
    return rows.exclude(file="").get(pk=request_id)


@dataclass(frozen=True)
class DecidePage:
    """The page of a request, in words."""

    pk: int
    name: str
    facts: list[tuple[str, str]]
    badge: str
    badge_kind: str
    file_url: str
    is_open: bool
    answer: str


def decide_page(class_id: int, request_id: int, member: Member) -> DecidePage:
    """Return the page of a request for those who decide on it. Raises AbsenceRequest.DoesNotExist. 2 queries."""
    rows = AbsenceRequest.objects.visible_to(member).select_related("enrolment__member", "decided_by")
    row = rows.get(pk=request_id, enrolment__course_class_id=class_id)
    record = Attendance.objects.filter(enrolment=row.enrolment_id, class_date=row.class_date).first()
    state = RequestState(row.state)
    facts = [
        (_("수업일"), spoken.say_day(row.class_date, today=clock.today())),
        (_("지금 출결 기록"), labels.recorded(record) if record else _("없음")),
        (_("제출일"), text.moment(row.asked_at)),
        (_("사유"), row.reason),
    ]
    if row.decided_at:
        by = row.decided_by.name if row.decided_by is not None else ""
        facts.append((_("처리"), " ".join(filter(None, (by, text.moment(row.decided_at))))))
    return DecidePage(
        pk=row.pk,
        name=row.enrolment.member.name,
        facts=facts,
        badge=badges.request_badge(state).text,
        badge_kind=badges.request_badge(state).kind,
        file_url=reverse("enrolments:absence_file", args=[row.enrolment_id, row.pk]) if row.file else "",
        is_open=state == RequestState.REQUESTED,
        answer=row.answer,
    )
