"""An enrolment, its money and its class in words, for all pages of enrolment."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock, spoken
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.states import DEFAULT_REFUND_STEPS
from apps.elearning.enrolment.models import Enrolment


def meeting_words(row: ClassMeeting, *, today: date) -> str:
    """Return `6월 1일 (월) 오후 2시–4시 · 세미나실 B1`."""
    when = spoken.say_span(row.starts_at, row.ends_at, today=today)
    return f"{when} · {row.venue_name}" if row.venue_name else when


def period_of(course_class: CourseClass) -> str:
    """Return the first and last day of the class in one line."""
    return spoken.say_period(course_class.start_date, course_class.end_date, today=clock.today())


def refund_steps(steps: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    """Return each step as (until when, how much), and last what is refunded after them. No steps: the default ones."""
    rows = sorted(steps, reverse=True) or list(DEFAULT_REFUND_STEPS)
    shown = [(_until(days), f"{percent}%") for days, percent in rows]
    return [*shown, (_("그 뒤"), _("환불 없음"))]


def _until(days: int) -> str:
    if days == 0:
        return _("시작 당일까지")
    return ngettext("시작 %(n)d일 전까지", "시작 %(n)d일 전까지", days) % {"n": days}


def instructor_names(course_class: CourseClass) -> str:
    """Return the names of the class's prefetched instructors."""
    return ", ".join(instructor.name for instructor in course_class.instructors.all())


def class_facts(course_class: CourseClass, *, today: date) -> list[tuple[str, str, str]]:
    """Return the facts of a class as (label, value, note). Reads its course and instructors."""
    period = spoken.when_period(course_class.start_date, course_class.end_date, today=today)
    return [
        (_("수강 기간"), period.words, period.exact),
        (_("강사"), instructor_names(course_class) or _("미정"), ""),
        (_("학습 시간"), _("%(n)d시간") % {"n": course_class.course.hours}, course_class.course.get_type_display()),
    ]


def cancel_label(row: Enrolment, now: datetime) -> str:
    """Return the words for ending one's own enrolment: to decline the seat, to leave the line, to cancel."""
    if row.has_open_offer(now):
        return _("자리 받지 않기")
    return _("대기 취소하기") if row.is_waiting else _("수강 취소하기")
