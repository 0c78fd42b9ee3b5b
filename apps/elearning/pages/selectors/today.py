"""What e-learning has for a learner's day: enrolments that wait, classes to learn in, assessments due, certificates."""

from datetime import datetime
from typing import Any

from django.db.models import DateField, DateTimeField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.parts import SHOWN, Awaited, Learning, TodayPart, Todo, WaitedFor
from apps.core.prepared import Given, Prepared
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.attendance.models import AbsenceRequest
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.certificate.models import Certificate
from apps.elearning.completion.models import Completion
from apps.elearning.completion.states import COMPLETED
from apps.elearning.enrolment import rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import LIVE, EnrolmentStatus, PaymentStatus, RefundStatus
from apps.elearning.progress.selectors.resuming import MOST, ResumePoint, resume_points
from apps.elearning.quiz.models import Accommodation, Attempt, Opening, Question
from apps.elearning.quiz.rules import closes_at
from apps.elearning.quiz.rules.terms import Terms
from apps.seats.states import waiting_words

_NOW = Given("now", DateTimeField())
_TODAY = Given("today", DateField())

_enrolments = Prepared(
    lambda: (
        Enrolment.objects.filter(member_id=Given("member"))
        .filter(Q(status__in=LIVE, course_class__ends_at__gt=_NOW) | Q(refund_status=RefundStatus.REQUESTED))
        .with_place()
        .select_related("course_class__course")
        .defer("course_class__course__content", "course_class__course__content_key", "course_class__course__title_key")
        .order_by("course_class__ends_at", "pk")[: SHOWN + MOST]
    )
)
_absences = Prepared(
    lambda: (
        AbsenceRequest.objects.open()
        .filter(enrolment__member_id=Given("member"))
        .select_related("enrolment__course_class__course")
        .only("class_date", "enrolment_id", "enrolment__course_class__number", "enrolment__course_class__course__title")
        .order_by("asked_at", "pk")[:SHOWN]
    )
)
_certificates = Prepared(
    lambda: (
        Completion.objects.filter(enrolment__member_id=Given("member"), status__in=sorted(COMPLETED))
        .exclude(Exists(Certificate.objects.filter(completion=OuterRef("pk"))))
        .select_related("enrolment__course_class__course")
        .only("enrolment_id", "enrolment__course_class__number", "enrolment__course_class__course__title")
        .order_by("-decided_at", "-pk")[:SHOWN]
    )
)


def _due_rows() -> Any:
    """Return the assessments that are open to the member and have no result yet, with the member's own last day.

    A quiz that was not opened is a draft and left out.
    """
    own = Accommodation.objects.filter(
        assessment=OuterRef("pk"), enrolment__member_id=Given("member"), enrolment__status=EnrolmentStatus.APPROVED
    )
    of_member = {"enrolment__member_id": Given("member"), "enrolment__status": EnrolmentStatus.APPROVED}
    results = AssessmentResult.objects.filter(assessment=OuterRef("pk"), **of_member)
    going = Attempt.objects.open().filter(assessment=OuterRef("pk"), **of_member)
    taken = {"course_class__enrolments__member_id": Given("member")}
    return (
        Assessment.objects.filter(is_active=True, course_class__starts_at__lte=_NOW, course_class__ends_at__gt=_NOW)
        .filter(**taken, course_class__enrolments__status=EnrolmentStatus.APPROVED, course_class__called_off_at=None)
        .annotate(
            begins=Coalesce(Subquery(own.values("start_date")), F("start_date")),
            ends=Coalesce(Subquery(own.values("end_date")), F("end_date")),
            is_opened=Exists(Opening.objects.filter(assessment=OuterRef("pk"))),
            is_quiz=Exists(Question.objects.filter(assessment=OuterRef("pk"))),
            going_until=Subquery(going.values("due_at")),
        )
        .filter(Q(is_opened=True) | Q(is_quiz=False), begins__lte=_TODAY, ends__gte=_TODAY)
        .exclude(Exists(results))
        .select_related("course_class__course")
        .only("name", "type", "course_class__number", "course_class__ends_at", "course_class__course__title")
        .order_by("ends", "pk")[:SHOWN]
    )


_due = Prepared(_due_rows)


def own_enrolments(member: Member, now: datetime) -> list[TodayPart]:
    """Return what the member's enrolments wait for, what is to be paid, and the classes to learn in."""
    rows = _enrolments(member=member.pk, now=now)
    taken = [row for row in rows if row.status == EnrolmentStatus.APPROVED and row.course_class.called_off_at is None]
    points = resume_points([row for row in taken if row.course_class.starts_at <= now])
    learned = [_learning(row, points.get(row.pk)) for row in taken[:MOST]]
    return [*(part for row in rows if (part := _standing(row, now))), *learned]


_waited = Prepared(
    lambda: (
        ClassMeeting.objects.filter(
            course_class__enrolments__member_id=Given("member"),
            course_class__enrolments__is_waiting=True,
            ends_at__gt=_NOW,
            starts_at__lt=Given("last", DateTimeField()),
        )
        .filter(ends_at__gt=Given("first", DateTimeField()))
        .select_related("course_class__course")
        .only("starts_at", "ends_at", "course_class__number", "course_class__course__title")
        .order_by("starts_at", "pk")
    )
)


def waited_for(member: Any, starts_at: datetime, ends_at: datetime, now: datetime) -> list[WaitedFor]:
    """Return the meetings between two moments of classes in which the member waits for a seat."""
    rows = _waited(member=member.pk, first=starts_at, last=ends_at, now=now)
    return [WaitedFor(CourseClass.SOURCE, row.pk, row.course_class.title, row.starts_at, row.ends_at) for row in rows]


def _standing(row: Any, now: datetime) -> Todo | Awaited | None:
    """Return what an enrolment waits for, or the act that it waits for; None for one that is settled."""
    held, url = row.course_class, row.get_absolute_url()
    if row.refund_status == RefundStatus.REQUESTED:
        return Awaited(held.label, url, _("환불 대기"))
    if rules.takes_offer(held, row, now):
        title = _("자리 제안에 답하기: %(title)s") % {"title": held.label}
        note = _("답하지 않으면 다음 분에게 넘어갑니다.")
        return Todo(title, url, note, due=row.offered_until)
    if row.is_waiting:
        return Awaited(held.label, url, waiting_words(row.place, row.offered_until, now))
    if row.status == EnrolmentStatus.PENDING:
        return Awaited(held.label, url, _("승인 대기"))
    if row.payment_status == PaymentStatus.WAITING:
        begins = spoken.say_day(held.start_date, today=clock.local(now).date())
        note = _("%(title)s · %(day)s 시작") % {"title": held.label, "day": begins}
        return Todo(_("수강료 %(fee)s 결제하기") % {"fee": text.won(row.fee)}, url, note)
    return None


def _learning(row: Any, point: ResumePoint | None) -> Learning:
    held = row.course_class
    url = reverse("classes:room", args=[held.pk])
    if point is None:
        return Learning(held.label, url, held.starts_at, held.ends_at)
    goes_on = point.content_id is not None
    then_url = reverse("classes:content", args=[held.pk, point.content_id]) if goes_on else ""
    return Learning(held.label, url, held.starts_at, held.ends_at, point.rate, point.title, then_url)


def assessments_due(member: Member, now: datetime) -> list[Todo]:
    """Return the assessments that the member has still to take, the first to end first."""
    return [_assessment(row) for row in _due(member=member.pk, now=now, today=clock.local(now).date())]


def _assessment(row: Any) -> Todo:
    held = row.course_class
    where = "classes:quiz" if row.is_opened else "classes:assessment"
    if row.going_until is not None:
        title, due = _("%(name)s 이어서 풀기"), row.going_until
    else:
        title = _("%(name)s 응시하기") if row.is_opened else "%(name)s"
        due = min(closes_at(Terms(row.begins, row.ends, None, 1)), held.ends_at)
    note = f"{row.get_type_display()} · {held.label}"
    return Todo(title % {"name": row.name}, reverse(where, args=[held.pk, row.pk]), note, due=due)


def absences_awaited(member: Member, now: datetime) -> list[Awaited]:
    """Return the member's absence requests that the instructor has not answered."""
    return [
        Awaited(
            _("%(title)s %(day)s 결석 사유서")
            % {
                "title": row.enrolment.course_class.label,
                "day": spoken.say_day(row.class_date, today=clock.local(now).date()),
            },
            reverse("classes:room", args=[row.enrolment.course_class_id]),
            _("확인 대기"),
        )
        for row in _absences(member=member.pk)
    ]


def certificates_ready(member: Member, now: datetime) -> list[Todo]:
    """Return the completed classes whose certificate nobody has issued yet: the member may."""
    return [
        Todo(_("수료증 발급받기"), reverse("certificates:list"), row.enrolment.course_class.label)
        for row in _certificates(member=member.pk)
    ]
