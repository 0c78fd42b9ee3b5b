"""Checking in: a code that is open for some minutes, and the learners who enter it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import hold_member
from apps.core import audit, clock, throttle
from apps.core import check_in as codes
from apps.elearning.attendance import rules, selectors
from apps.elearning.attendance.models import Attendance, CheckInCode
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.services.locked_day import Entry, LockedDay
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services.shared import lock_class
from apps.elearning.enrolment.states import EnrolmentStatus


@transaction.atomic
def open_code(*, by: Member, class_id: int, minutes: int) -> CheckInCode:
    """Open a new code for the class for 5, 10 or 15 minutes from now; the last one ends.

    Raises CourseClass.DoesNotExist, NotAllowed `not_the_instructor`, Conflict `called_off`, Invalid `minutes_unknown`,
    and Invalid if today is not a class day.
    """
    _check_keeps(by, class_id)
    course_class = lock_class(class_id)
    now = clock.now()
    today = clock.local(now).date()
    rules.check_can_open_code(minutes, course_class, selectors.class_days(class_id), today)
    row, _made = CheckInCode.objects.update_or_create(
        course_class=course_class,
        defaults={
            "code": codes.new_code(),
            "class_date": today,
            "opened_at": now,
            "closes_at": now + timedelta(minutes=minutes),
        },
    )
    audit.record(
        by=by, act="elearning.check_in_opened", subject=course_class, after={"class_date": today, "minutes": minutes}
    )
    return row


@transaction.atomic
def close_code(*, by: Member, class_id: int) -> None:
    """Close the class's code before its time. Raises CourseClass.DoesNotExist, NotAllowed `not_the_instructor`."""
    _check_keeps(by, class_id)
    course_class = lock_class(class_id)
    if CheckInCode.objects.filter(course_class=course_class).delete()[0]:
        audit.record(by=by, act="elearning.check_in_closed", subject=course_class)


def check_in(*, by: Member, class_id: int, code: str) -> Attendance:
    """Record oneself as present, or late, at the time of our clock.

    Every attempt counts towards the limit, a correct one too, so that nobody learns more by sending many at once.
    Raises CourseClass.DoesNotExist, NotAllowed `not_in_class`, Conflict `no_live_code`, `already_recorded`, Throttled
    `check_in_throttled`, Invalid `code_wrong`.
    """
    CourseClass.objects.visible_to(by).values_list("pk").get(pk=class_id)
    own = Enrolment.objects.of(by).filter(course_class=class_id, status=EnrolmentStatus.APPROVED).first()
    enrolment = rules.check_can_check_in(by, own)
    live = codes.check_is_live(CheckInCode.objects.filter(pk=class_id).first(), clock.now())
    throttle.hit(codes.SCOPE, str(by.pk), codes.CHECK_INS_OF_MEMBER)
    return _check_in(by, class_id, live.class_date, enrolment.pk, code)


@transaction.atomic
def _check_in(by: Member, class_id: int, day: date, enrolment_id: int, code: str) -> Attendance:
    hold_member(by.pk)
    sheet = LockedDay(by, class_id, day, [enrolment_id], is_kept=True)
    # Read again under the lock of the class: the code may have been closed since.
    codes.check_code(CheckInCode.objects.filter(pk=class_id, class_date=day).first(), code, sheet.now)
    rules.check_not_checked_in(sheet.rows.get(enrolment_id))
    kind = rules.kind_at(sheet.now, _first_meeting(class_id, day))
    time_now = clock.local(sheet.now).time().replace(microsecond=0)
    entry = Entry(enrolment_id, AttendanceMark(kind, time_now))
    sheet.check(entry)
    (row,) = sheet.write([entry], act="elearning.attendance_checked_in")
    return row


def _first_meeting(class_id: int, day: date) -> datetime | None:
    begin = clock.start_of(day)
    of_day = ClassMeeting.objects.filter(course_class_id=class_id, starts_at__range=(begin, begin + clock.ONE_DAY))
    return of_day.order_by("starts_at").values_list("starts_at", flat=True).first()


def delete_expired_codes(now: datetime) -> int:
    """Delete expired codes, and return how many."""
    return CheckInCode.objects.filter(closes_at__lte=now).delete()[0]


def _check_keeps(by: Member, class_id: int) -> None:
    CourseClass.objects.visible_to(by).values_list("pk").get(pk=class_id)
    rules.check_can_keep(by, teaches=teaches(by, class_id))
