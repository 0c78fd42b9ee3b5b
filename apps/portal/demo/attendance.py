"""Attendance of the demo's classes that run or are over: every state, and requests for absence."""

from datetime import date, datetime, time, timedelta

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import DomainError
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.selectors import class_days
from apps.elearning.attendance.services import Entry, absences, record_day
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.portal.demo.courses import LAID_CLASS
from apps.portal.demo.earlier_starts import ids_by_key

KEPT = ("coach#ended", "backend#running", "data#running")
MARKS = (
    AttendanceMark("PRESENT"),
    AttendanceMark("PRESENT"),
    AttendanceMark("PRESENT", time(7, 52), time(9, 50)),
    AttendanceMark("PRESENT"),
    AttendanceMark("LATE", time(8, 21), None, "버스가 늦게 왔습니다."),
    AttendanceMark("PRESENT"),
    AttendanceMark("PRESENT"),
    AttendanceMark("ABSENT"),
    AttendanceMark("PRESENT"),
    AttendanceMark("EARLY_LEAVE", time(7, 58), time(9, 5), "회사 일로 먼저 나갔습니다."),
    AttendanceMark("PRESENT"),
    AttendanceMark("EXCUSED", None, None, "예비군 훈련"),
    AttendanceMark("PRESENT"),
)
SICK = "몸살로 병원에 다녀왔습니다. 진료 확인서는 다음 시간에 가져가겠습니다."
AHEAD = "회사 워크숍과 겹쳐 참석하지 못합니다. 강의 자료로 미리 공부하겠습니다."


def make_attendance(members: dict[str, Member], now: datetime) -> None:
    """Record the past days of the classes that have no attendance yet."""
    class_ids = ids_by_key(LAID_CLASS)
    for key in KEPT:
        row = CourseClass.objects.prefetch_related("instructors").filter(pk=class_ids.get(key, 0)).first()
        if row is not None and not Attendance.objects.filter(enrolment__course_class=row).exists():
            _record_class(row, members, now)


def _record_class(row: CourseClass, members: dict[str, Member], now: datetime) -> None:
    teacher = row.instructors.all()[0]
    enrolments = list(Enrolment.objects.filter(course_class=row, status=EnrolmentStatus.APPROVED).order_by("pk"))
    student = next(
        (enrolment for enrolment in enrolments if enrolment.member_id == members["student@example.com"].pk), None
    )
    today = clock.local(now).date()
    days = sorted(class_days(row.pk))
    past = [day for day in days if day < today]
    for number, day in enumerate(past):
        entries = [
            Entry(enrolment.pk, _mark(number, turn, enrolment is student)) for turn, enrolment in enumerate(enrolments)
        ]
        with clock.pretending(clock.at(day, time(11))):
            _quietly(
                record_day, by=teacher, course_id=row.course_id, class_id=row.pk, class_date=day, entries=entries
            )  # fmt: skip
    ahead = [day for day in days if day > today]
    if student is not None and ahead:
        me = members["student@example.com"]
        if past:
            _ask(me, student, past[-1], SICK, now - timedelta(hours=5))
        other = next((enrolment for enrolment in enrolments if enrolment is not student), None)
        if other is not None:
            _ask(Member.objects.get(pk=other.member_id), other, ahead[0], AHEAD, now - timedelta(hours=30))


def _mark(number: int, turn: int, is_student: bool) -> AttendanceMark:
    """Return the mark of a learner on a day. The demo's student is present, late and absent in turn."""
    if is_student:
        return (AttendanceMark("PRESENT"), AttendanceMark("LATE", time(8, 14)), AttendanceMark("ABSENT"))[number % 3]
    return MARKS[(number * 5 + turn * 3) % len(MARKS)]


def _ask(by: Member, enrolment: Enrolment, day: date, reason: str, moment: datetime) -> None:
    with clock.pretending(moment):
        _quietly(absences.request_absence, by=by, enrolment_id=enrolment.pk, class_date=day, reason=reason)


def _quietly(act, **inputs) -> None:
    """Call the service. A refusal is passed over: someone who uses the demo may have changed its data."""
    try:
        act(**inputs)
    except (DomainError, Enrolment.DoesNotExist):
        return
