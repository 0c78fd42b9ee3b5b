"""What e-learning has for an instructor's day: the classes they teach, and what is to be settled in each."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, Min, OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.aggregates import count_of
from apps.core.parts import SHOWN, Card, Column
from apps.core.prepared import Given, Prepared
from apps.elearning.assessment.models import AssessmentResult
from apps.elearning.attendance.models import AbsenceRequest, Attendance
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.completion.rules.acting import last_day_of
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus

# How long a class that is over stays on the board while something in it is to be settled.
SETTLED_WITHIN = timedelta(days=180)
MOST = 20
_NOW = Given("now", DateTimeField())


def _missed_meetings() -> Any:
    """Return the past meetings of a class on whose day nobody's attendance was entered."""
    meetings = ClassMeeting.objects.filter(course_class=OuterRef("pk"), ends_at__lte=_NOW)
    entered = Attendance.objects.filter(enrolment__course_class=OuterRef("course_class"), class_date=OuterRef("day"))
    return meetings.annotate(day=TruncDate("starts_at", tzinfo=clock.SEOUL)).exclude(Exists(entered))


def _rows() -> Any:
    of_class = Enrolment.objects.filter(course_class=OuterRef("pk"))
    absences = AbsenceRequest.objects.open().filter(enrolment__course_class=OuterRef("pk"))
    first = absences.order_by().values("enrolment__course_class").annotate(first=Min("pk")).values("first")
    return (
        CourseClass.objects.taught_by(_Teacher)
        .filter(ends_at__gt=Given("since", DateTimeField()), called_off_at=None)
        .annotate(
            pending=count_of(of_class.filter(status=EnrolmentStatus.PENDING, is_waiting=False)),
            absences=count_of(absences),
            first_absence=Subquery(first),
            missed=count_of(_missed_meetings()),
            unmarked=count_of(
                AssessmentResult.objects.filter(
                    assessment__course_class=OuterRef("pk"), assessment__is_active=True, score=None
                )
            ),
            undecided=count_of(of_class.filter(status=EnrolmentStatus.APPROVED, completion=None)),
            learners=count_of(of_class.filter(status=EnrolmentStatus.APPROVED)),
        )
        .select_related("course")
        .only(
            "number", "start_date", "end_date", "starts_at", "ends_at", "capacity", "seats_taken", "course_id",
            "course__title",
        )
        .order_by("-starts_at", "-pk")[:MOST]
    )  # fmt: skip


class _Teacher:
    pk = Given("member")


_classes = Prepared(_rows)


def classes_held(member: Member, now: datetime) -> list[Card]:
    """Return the classes that the member teaches: those to come, those that run, and what is to be settled."""
    rows = list(reversed(_classes(member=member.pk, now=now, since=now - SETTLED_WITHIN)))
    ahead = [row for row in rows if row.starts_at > now][:SHOWN]
    running = [row for row in rows if row.starts_at <= now < row.ends_at][:SHOWN]
    settle = [card for row in rows if (card := _to_settle(row, now))]
    today = clock.local(now).date()
    cards = [(Column.AHEAD, row) for row in ahead] + [(Column.RUNNING, row) for row in running]
    return [*(_card(row, column, today) for column, row in cards), *settle]


def _card(row: Any, column: Column, today: date) -> Card:
    runs = column == Column.RUNNING
    if runs:
        notes = [_("학습자 %(n)d명") % {"n": row.learners}]
    else:
        notes = [_("%(taken)d/%(capacity)d명") % {"taken": row.seats_taken, "capacity": row.capacity}]
    return Card(
        column=column,
        title=row.label,
        url=reverse("classes:room" if runs else "classes:roster", args=[row.pk]),
        at=row.starts_at,
        when=" – ".join(spoken.say_day(day, today=today) for day in sorted({row.start_date, row.end_date})),
        seats=None if runs else (row.seats_taken, row.capacity),
        notes=notes,
    )


# What may be to settle in a class: the number of the row that counts it, its words, the page that it is done on.
_ACTS = (
    ("pending", gettext_lazy("승인할 신청 %(n)d건"), "classes:roster"),
    ("absences", gettext_lazy("확인할 결석 사유서 %(n)d건"), "classes:attendance"),
    ("missed", gettext_lazy("출결을 입력할 수업 %(n)d회"), "classes:attendance"),
    ("unmarked", gettext_lazy("채점할 응시 %(n)d건"), "classes:grades"),
    ("undecided", gettext_lazy("수료를 정할 학습자 %(n)d명"), "classes:completion"),
)


def _to_settle(row: Any, now: datetime) -> Card | None:
    counts = {name: getattr(row, name) for name, _words, _page in _ACTS}
    if not row.learners:
        counts["missed"] = 0
    if now < last_day_of(row):
        counts["undecided"] = 0
    if now >= row.ends_at:
        counts["pending"] = 0
    acts = [(words % {"n": counts[name]}, _page_of(row, name, page)) for name, words, page in _ACTS if counts[name]]
    if not acts:
        return None
    when = ""
    if counts["pending"] and now < row.starts_at:
        when = _("%(day)s 시작") % {"day": spoken.say_day(row.start_date, today=clock.local(now).date())}
    return Card(Column.SETTLE, row.label, acts[0][1], at=row.starts_at, when=when, acts=acts)


def _page_of(row: Any, name: str, page: str) -> str:
    if name == "absences" and row.absences == 1:
        return reverse("classes:absence", args=[row.pk, row.first_absence])
    return reverse(page, args=[row.pk])
