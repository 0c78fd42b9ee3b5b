"""The parts that e-learning gives to pages made from several domains: courses, classes and enrolments."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from apps.accounts.models import Member
from apps.core import clock, parts, spoken
from apps.core.parts import DeskItem, GivesUp, MenuLine, Offer, Openings, Pick, RecordLine, RecordPart
from apps.core.prepared import Given, Prepared
from apps.elearning.assessment.badges import pass_badge
from apps.elearning.assessment.selectors import labels as assessment_labels
from apps.elearning.assessment.selectors import scores
from apps.elearning.attendance.selectors.records import attended_in_words
from apps.elearning.attendance.services import checking_in
from apps.elearning.catalogue.models import CourseClass, say_class_title
from apps.elearning.catalogue.selectors import lists as courses
from apps.elearning.catalogue.selectors.filters import CourseFilters
from apps.elearning.catalogue.services.courses import measure_videos
from apps.elearning.completion.selectors.enrolment_outcomes import EnrolmentOutcome, outcomes_of
from apps.elearning.enrolment import badges
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.notices import TO_REFUND as TO_REFUND_NOTICE
from apps.elearning.enrolment.services import ending, swapping, waiting_list
from apps.elearning.enrolment.states import EnrolmentStatus, RefundStatus
from apps.elearning.pages.selectors import teaching_board, today
from apps.elearning.progress import selectors as progress
from apps.elearning.quiz.services import attempts

APP = "elearning"
_MEMBER = SimpleNamespace(pk=Given("member"))


def register() -> None:
    courses_line = MenuLine(pgettext_lazy("all of them", "과정"), reverse_lazy("courses:list"), "journal-text")
    parts.MENU.add(APP, "courses", courses_line, place=30)
    verify_line = MenuLine(gettext_lazy("수료증 진위 확인"), reverse_lazy("proof:verify"))
    parts.FOOTER.add(APP, "verify", verify_line, place=10)
    parts.TODAY.add(APP, "enrolments", today.own_enrolments, place=30)
    parts.TODAY.add(APP, "assessments due", today.assessments_due, place=25)
    parts.TODAY.add(APP, "certificates", today.certificates_ready, place=35)
    parts.TODAY.add(APP, "absences", today.absences_awaited, place=40)
    parts.TODAY.add(APP, "classes held", teaching_board.classes_held, place=50)
    parts.WAITED_FOR.add(APP, "classes", today.waited_for, place=20)
    gives_up = GivesUp(
        swapping.can_give_up,
        swapping.give_up_class,
        why=swapping.why_kept,
        note=gettext_lazy("이 차수의 수강 전체가 취소됩니다"),
        lock=swapping.lock_classes,
    )
    parts.GIVES_UP.add(APP, CourseClass.SOURCE, gives_up, place=30)
    parts.OPENS.add(APP, CourseClass.SOURCE, gettext_lazy("강의실로"))
    parts.TITLES.add(APP, CourseClass.SOURCE, say_class_title)
    parts.OFFERS.add(APP, "open courses", open_courses, place=20)
    parts.OPENINGS.add(APP, "classes", OPENINGS, place=30)
    parts.RECORD.add(APP, "courses", RECORD, place=30)
    parts.RECORD.add(APP, "grades", GRADES, place=35)
    parts.NO_SHOWS.none(APP, "the attendance of a class counts towards its completion, and nowhere else")
    parts.DESK.add(APP, "refunds", TO_REFUND, place=30)
    for name, address in (("proofs", "/verify/"), ("certificates", "/certificates/"), ("enrolments", "/enrolments/")):
        parts.HIDDEN.add(APP, name, address)
    parts.DUE.add(APP, "reminders of seats offered in classes", waiting_list.remind_of_offers)
    parts.DUE.add(APP, "seats offered in classes", ending.end_lapsed_offers)
    parts.CHORES.add(APP, "check-in codes", checking_in.delete_expired_codes, place=20)
    parts.CHORES.add(APP, "lengths of videos", measure_videos, place=45)
    parts.CHORES.add(APP, "quizzes whose time was over handed in", attempts.close_overdue_attempts, place=40)


# --- The desk of the staff --------------------------------------------------------------------------------------------

TO_REFUND = DeskItem(
    title=gettext_lazy("환불할 수강신청"),
    model=Enrolment,
    rows=lambda: Enrolment.objects.filter(refund_status=RefundStatus.REQUESTED),
    query="?refund_status__exact=REQUESTED",
    since=Coalesce("cancelled_at", "rejected_at", "applied_at"),
    kind=TO_REFUND_NOTICE,
)


# --- The first page ---------------------------------------------------------------------------------------------------


def open_courses(member: Any, now: datetime, word: str = "") -> Offer:
    """Return courses with a class that takes applications, the soonest deadline first."""
    asked = CourseFilters(word=word) if word else CourseFilters(status="open", sort="closing")
    rows = courses.open_courses(word, now)
    return Offer(
        title=_("신청할 수 있는 과정"),
        template="portal/_courses.html",
        context={"rows": rows},
        picks=() if word else [_pick(row) for row in rows[: parts.PICKED]],
        url=reverse("courses:list") + asked.url(),
        label=_("과정 전체에서 찾기") if word else _("모집중인 과정 모두 보기"),
    )


def _pick(row: courses.CourseRow) -> Pick:
    line = row.line
    teachers = line.teachers if line else None
    return Pick(
        title=row.title,
        url=row.url,
        why=" · ".join(row.meta[:2]),
        when=f"{line.number} {line.period}" if line else "",
        text=row.excerpt,
        by=teachers.words if teachers else "",
        image_url=teachers.image_url if teachers else "",
        note=f"{line.badge.text} · {line.fee}" if line else "",
    )


# --- A mentor's page --------------------------------------------------------------------------------------------------

OPENINGS = Openings(
    title=gettext_lazy("과정"),
    label="",
    open_for=lambda now: CourseClass.objects.of_open_courses(now).order_by().values("instructors"),
    counts=parts.prepare_counts(lambda now: CourseClass.objects.of_open_courses(now), "instructors"),
    words=lambda number: ngettext("과정 %(n)d개", "과정 %(n)d개", number) % {"n": number},
    picks=courses.classes_open_with,
    url=lambda name: "",
)


# --- A student's record -----------------------------------------------------------------------------------------------


@cache
def _newest(most: int) -> Prepared:
    return Prepared(
        lambda: Enrolment.objects.of(_MEMBER).with_place().select_related("course_class__course").newest_first()[:most]
    )


def _record_lines(student: Member, now: datetime, most: int) -> list[RecordLine]:
    """Return the enrolments, with progress, attendance and completion of those that were approved. 5 queries."""
    rows = _newest(most)(member=student.pk)
    taken = [row for row in rows if row.status == EnrolmentStatus.APPROVED]
    ids = [row.pk for row in taken]
    rates = progress.progress_of(taken)
    ends, attended = outcomes_of(ids), attended_in_words(ids, most)
    return [
        _record_line(
            row, rates[row.pk].rate if row.pk in rates else None, attended.get(row.pk, []), ends.get(row.pk), now
        )
        for row in rows
    ]


def _period(course_class: CourseClass) -> str:
    return spoken.say_period(course_class.start_date, course_class.end_date, today=clock.today())


def _record_line(
    row: Any, rate: int | None, attended: list[str], outcome: EnrolmentOutcome | None, now: datetime
) -> RecordLine:
    held = row.course_class
    learned = [_("진도 %(rate)d%%") % {"rate": rate}] if rate is not None else []
    return RecordLine(
        title=held.label,
        badge=outcome.badge if outcome else badges.status_badge(row, row.place, took_part=held.ends_at <= now),
        meta=[_period(held), *learned, *attended],
    )


def _record_cells(ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    taken = Q(status=EnrolmentStatus.APPROVED)
    rows = Enrolment.objects.filter(member__in=ids).order_by().values("member")
    counts = rows.annotate(
        ahead=Count("pk", filter=taken & Q(course_class__ends_at__gt=now)),
        past=Count("pk", filter=taken & Q(course_class__ends_at__lte=now)),
    )
    return {row["member"]: (parts.count_words(row["ahead"]), parts.count_words(row["past"])) for row in counts}


RECORD = RecordPart(
    title=pgettext_lazy("all of them", "과정"),
    nothing=gettext_lazy("수강신청한 과정이 없습니다."),
    lines=_record_lines,
    columns=(gettext_lazy("수강 중인 과정"), gettext_lazy("마친 과정")),
    cells=_record_cells,
)


def _grade_lines(student: Member, now: datetime, most: int) -> list[RecordLine]:
    """Return the published grades, as the student sees them: no feedback, no attempt that does not count. 2 queries."""
    return [
        RecordLine(
            title=grade.assessment.name,
            badge=pass_badge(grade.counted.passed),
            meta=[
                grade.assessment.course_class.label,
                assessment_labels.points(grade.counted.score, grade.assessment),
            ],
        )
        for grade in scores.published_grades(student, most)
    ]


def _grade_cells(ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    return {member: (parts.count_words(n),) for member, n in scores.count_published_grades(ids).items()}


GRADES = RecordPart(
    title=gettext_lazy("성적"),
    nothing=gettext_lazy("공개된 성적이 없습니다."),
    lines=_grade_lines,
    columns=(gettext_lazy("공개된 성적"),),
    cells=_grade_cells,
)
