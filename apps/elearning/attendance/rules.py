"""Who keeps attendance, what may be recorded, and what it adds up to.

Nothing here reads a row, writes, locks or reads the clock: `teaches` (whether the member is an instructor of the
class), the class's `days` and `today` (in Seoul) are passed in.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import text
from apps.core.check_in import GRACE, check_minutes
from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed
from apps.core.particles import fill
from apps.core.rules import check_reason, check_revision
from apps.elearning.attendance.models import AbsenceRequest, Attendance
from apps.elearning.attendance.states import HALF, KINDS, AttendanceType, RequestState
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus

MOST_AT_ONCE = 1000  # records in one act

# Absence requests and checking in (docs/domain.md, Attendance).
ASK_WITHIN = 7  # days after the class day
MOST_REQUESTS = 3  # for one day


class TimeOfInstant(time):
    """A time of day that was given as an instant, which has a day of its own."""

    day: date

    @classmethod
    def of(cls, moment: datetime) -> "TimeOfInstant":
        """Return the time of an instant in Seoul."""
        made = cls(moment.hour, moment.minute, moment.second)
        made.day = moment.date()
        return made


@dataclass(frozen=True)
class AttendanceMark:
    """What is recorded for a learner on a day; the times are of that day in Seoul."""

    type: str
    check_in_time: time | None = None
    check_out_time: time | None = None
    absence_reason: str = ""


TIMES = ("check_in_time", "check_out_time")


def whole_mark(given: AttendanceMark, left_out: Collection[str], kept: AttendanceMark | None) -> AttendanceMark:
    """Return the mark with what was left out as it is kept, None where nothing is.

    An absence has no times: those that were left out end with it.
    """
    if kept is None:
        return given
    mark = replace(given, **{name: getattr(kept, name) for name in left_out})
    if mark.type == AttendanceType.ABSENT:
        ended: dict[str, Any] = {name: None for name in TIMES if name in left_out}
        return replace(mark, **ended)
    return mark


def mark_of(row: Attendance) -> AttendanceMark:
    return AttendanceMark(row.type, row.check_in_time, row.check_out_time, row.absence_reason)


# --- Who --------------------------------------------------------------------------------------------------------------


def check_can_keep(member: Member, *, teaches: bool) -> None:
    """Check that the member may keep attendance: an instructor of the class, or staff (docs/domain.md, Attendance)."""
    if not (teaches or member.may("elearning.change_attendance")):
        raise NotAllowed("not_the_instructor", _("출결은 이 차수의 강사와 운영자만 기록할 수 있습니다."))


def check_can_see(member: Member, *, is_own: bool, teaches: bool) -> None:
    if not (is_own or teaches or member.may("elearning.view_attendance")):
        raise NotAllowed("not_the_instructor", _("다른 학습자의 출결은 이 차수의 강사와 운영자만 볼 수 있습니다."))


# --- When -------------------------------------------------------------------------------------------------------------


def check_is_class_day(day: date, course_class: CourseClass, days: Collection[date]) -> None:
    """Check that the class meets on the day, or that the day is within its dates if it has no meetings."""
    if days:
        if day not in days:
            raise Invalid(
                "not_a_class_day",
                fill(_("%(day)s[은/는] 수업일이 아닙니다. 수업일을 선택해 주세요."), {"day": text.day(day)}),
                field="class_date",
            )
    elif not course_class.start_date <= day <= course_class.end_date:
        raise Invalid(
            "outside_the_class",
            fill(
                _("%(day)s[은/는] 수강 기간(%(start)s~%(end)s) 밖입니다."),
                {
                    "day": text.day(day),
                    "start": text.day(course_class.start_date),
                    "end": text.day(course_class.end_date),
                },
            ),
            field="class_date",
        )


def check_has_come(day: date, kind: str, today: date) -> None:
    """Check that the day has come: for a future day only an excuse can be recorded."""
    if day > today and kind != AttendanceType.EXCUSED:
        raise Invalid(
            "in_the_future", _("아직 오지 않은 수업일에는 공결만 미리 기록할 수 있습니다."), field="class_date"
        )


def check_is_learner(enrolment: Enrolment | None) -> Enrolment:
    """Check that the enrolment is approved, and return it; None means that the class has none with that id."""
    if enrolment is None:
        raise Invalid("not_in_class", _("이 차수의 수강신청이 아닙니다."), field="enrolment_id")
    if enrolment.status != EnrolmentStatus.APPROVED:
        raise Conflict(
            "not_approved",
            _("지금 상태가 ‘%(state)s’입니다. 승인된 학습자의 출결만 기록할 수 있습니다.")
            % {"state": EnrolmentStatus(enrolment.status).label},
        )
    return enrolment


# --- What -------------------------------------------------------------------------------------------------------------


def check_mark(mark: AttendanceMark) -> None:
    """Check that an absence has no times, and that nobody leaves before they came (docs/domain.md, Attendance)."""
    if mark.type not in KINDS:
        raise Invalid("type_unknown", _("출결을 선택해 주세요."), field="attendance_type")
    if mark.type == AttendanceType.ABSENT and (mark.check_in_time or mark.check_out_time):
        raise Invalid(
            "absent_with_times",
            _("결석에는 입실·퇴실 시각을 적지 않습니다. 두 시각을 비워 주세요."),
            field="check_in_time",
        )
    if mark.check_in_time and mark.check_out_time and mark.check_out_time < mark.check_in_time:
        raise Invalid("out_before_in", _("퇴실 시각은 입실 시각과 같거나 늦어야 합니다."), field="check_out_time")
    check_reason(mark.absence_reason, field="absence_reason", required=False)


def check_times_are_of(day: date, mark: AttendanceMark) -> None:
    """Check that a time that was given as an instant is one of the class day."""
    for name in TIMES:
        moment = getattr(mark, name)
        if isinstance(moment, TimeOfInstant) and moment.day != day:
            raise Invalid(
                "of_another_day",
                _("입실·퇴실 시각은 수업일(%(day)s)의 시각이어야 합니다.") % {"day": text.day(day)},
                field=name,
            )


def check_batch(number: int) -> None:
    if not 1 <= number <= MOST_AT_ONCE:
        raise Invalid(
            "batch_size",
            _("출결을 한 번에 1건 이상 %(most)d건 이하로 보내 주세요.") % {"most": MOST_AT_ONCE},
            field="attendances",
        )


def check_not_twice(*, again: bool) -> None:
    if again:
        raise Invalid("twice", _("같은 학습자가 두 번 들어 있습니다."), field="enrolment_id")


def check_not_recorded(row: Attendance | None) -> None:
    """Check that there is no record yet: it is changed by 3-20, not written over by 3-17 (seed 001)."""
    if row is not None:
        raise Conflict(
            "already_recorded", _("이 수업일의 출결이 이미 기록되어 있습니다. 고치려면 그 기록을 수정해 주세요.")
        )


def check_unchanged(row: Attendance | None, expected_revision: int | None) -> None:
    """Check that nobody wrote the record since it was read. 0 means that there was none; None skips the check."""
    sentence = _("그사이 다른 사람이 이 출결을 수정했습니다. 지금의 내용을 확인하고 다시 저장해 주세요.")
    check_revision(row.revision if row else 0, expected_revision, sentence)


@dataclass(frozen=True)
class BatchFault:
    """A row of a batch that cannot be written: its index from 0, whose it is in words, and why."""

    index: int
    whose: str
    error: DomainError


def check_no_faults(faults: Sequence[BatchFault]) -> None:
    """Refuse the whole batch if it has faults, in one refusal that names every bad row (`faults` in its `extra`).

    Raises Conflict if only time and state are the reason, Invalid as soon as one row is wrong in itself.
    """
    if not faults:
        return
    lines = [
        _("%(n)d번째(%(whose)s): %(why)s") % {"n": fault.index + 1, "whose": fault.whose, "why": fault.error.message}
        for fault in faults
    ]
    kind = Conflict if all(isinstance(fault.error, Conflict) for fault in faults) else Invalid
    raise kind(
        "bad_rows",
        _("출결을 기록하지 않았습니다. 다음을 수정해 다시 보내 주세요.") + " " + " ".join(lines),
        field="attendances",
        faults=tuple(faults),
    )


# --- Absences that learners ask to be excused ------------------------------------------------------------------------


def check_can_ask(member: Member, enrolment: Enrolment) -> None:
    """Check that the member may ask for an excuse: the learner only, while the enrolment is approved."""
    if enrolment.member_id != member.pk:
        raise NotAllowed("not_yours", _("결석 사유서는 학습자 본인만 제출할 수 있습니다."))
    if enrolment.status != EnrolmentStatus.APPROVED:
        raise Conflict("not_approved", _("수강이 승인된 차수에만 결석 사유서를 제출할 수 있습니다."))


def last_day_to_ask(day: date) -> date:
    return day + timedelta(days=ASK_WITHIN)


def check_can_ask_of(
    day: date, today: date, record: Attendance | None, earlier: Collection[AbsenceRequest], course_class: CourseClass
) -> None:
    """Check that a day can be excused: in the future or at most ASK_WITHIN days ago, and not excused already.

    `earlier`: the learner's earlier requests for the same day.
    """
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    if today > last_day_to_ask(day):
        raise Conflict(
            "too_late_to_ask",
            _("결석 사유서는 수업일로부터 %(n)d일 안에 제출할 수 있습니다. 강사에게 직접 문의해 주세요.")
            % {"n": ASK_WITHIN},
            field="class_date",
        )
    if record is not None and record.type == AttendanceType.EXCUSED:
        raise Conflict("already_excused", _("이미 공결로 기록된 수업일입니다."), field="class_date")
    if any(request.state == RequestState.REQUESTED for request in earlier):
        raise Conflict("already_asked", _("이 수업일에 제출한 사유서를 강사가 확인하고 있습니다."), field="class_date")
    if len(earlier) >= MOST_REQUESTS:
        raise Conflict(
            "asked_too_often",
            _("한 수업일에 사유서를 %(n)d번까지 제출할 수 있습니다. 강사에게 직접 문의해 주세요.")
            % {"n": MOST_REQUESTS},
            field="class_date",
        )


def check_can_withdraw(member: Member, request: AbsenceRequest) -> None:
    if request.enrolment.member_id != member.pk:
        raise NotAllowed("not_yours", _("본인이 제출한 결석 사유서만 철회할 수 있습니다."))
    check_is_open(request)


def check_is_open(request: AbsenceRequest) -> None:
    """Check that the request still waits: the later of two decisions, or of a decision and a withdrawal, is refused."""
    if request.state != RequestState.REQUESTED:
        raise Conflict(
            "already_decided",
            _("이미 처리된 결석 사유서입니다(%(state)s).") % {"state": RequestState(request.state).label},
        )


# --- Checking in ------------------------------------------------------------------------------------------------------


def check_can_open_code(minutes: int, course_class: CourseClass, days: Collection[date], today: date) -> None:
    """Check that a code can be opened: on a class day, for 5, 10 or 15 minutes."""
    check_minutes(minutes)
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    check_is_class_day(today, course_class, days)


def check_can_check_in(member: Member, enrolment: Enrolment | None) -> Enrolment:
    """Check that the enrolment is approved and the member's own, and return it."""
    if enrolment is None or enrolment.member_id != member.pk or enrolment.status != EnrolmentStatus.APPROVED:
        raise NotAllowed("not_in_class", _("수강이 승인된 학습자만 출석 코드를 입력할 수 있습니다."))
    return enrolment


def check_not_checked_in(row: Attendance | None) -> None:
    """Check that the learner has no record for the day: checking in never writes over one."""
    if row is not None:
        raise Conflict(
            "already_recorded",
            fill(
                _("오늘 출결은 이미 ‘%(kind)s’[으로/로] 기록되어 있습니다. 사실과 다르면 강사에게 문의해 주세요."),
                {"kind": AttendanceType(row.type).label},
            ),
        )


def kind_at(now: datetime, first_meeting: datetime | None) -> AttendanceType:
    """Return PRESENT until GRACE after the start of the day's first meeting, LATE from then on.

    Without a meeting that day nobody is late.
    """
    late = first_meeting is not None and now > first_meeting + GRACE
    return AttendanceType.LATE if late else AttendanceType.PRESENT


# --- What comes of it -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AttendanceTally:
    """The days that count for a learner so far, and of these: absent, late or left early, not recorded."""

    days: int = 0
    absent: int = 0
    half: int = 0
    unrecorded: int = 0


def tally(records: Iterable[tuple[date, str]], *, days: Collection[date], since: date, today: date) -> AttendanceTally:
    """Return what counts so far: every day up to today that has a record, and every past class day.

    `since`: the day of the learner's approval; of the days before it only those with a record count.
    """
    kinds_by_day = {day: kind for day, kind in records if day <= today}
    missing = sum(1 for day in days if since <= day < today and day not in kinds_by_day)
    kinds = list(kinds_by_day.values())
    return AttendanceTally(
        days=len(kinds_by_day) + missing,
        absent=kinds.count(AttendanceType.ABSENT),
        half=sum(1 for kind in kinds if kind in HALF),
        unrecorded=missing,
    )


def absences(counted: AttendanceTally, lates_per_absence: int) -> int:
    """Return the days away: absent, not recorded, and one for every so many late or early ones (0: none for them)."""
    return counted.absent + counted.unrecorded + (counted.half // lates_per_absence if lates_per_absence else 0)


def rate(counted: AttendanceTally, lates_per_absence: int) -> int:
    """Return attendance in whole percent, rounded down; 100 while no day counts. An excused day counts as attended."""
    if not counted.days:
        return 100
    return (counted.days - absences(counted, lates_per_absence)) * 100 // counted.days
