"""Who keeps attendance, what may be recorded, and what comes of it. Nothing here reads a row, writes, locks or reads
the clock: `teaches` (one of the class's instructors), the class's `days` and `today` (in Seoul) are given."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import text
from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed
from apps.core.rules import check_reason, check_revision
from apps.core.throttle import Limit
from apps.elearning.attendance.models import AbsenceRequest, Attendance, CheckInCode
from apps.elearning.attendance.states import HALF, KINDS, AttendanceType, RequestState
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus

MOST_AT_ONCE = 1000  # records in one act

# Absences that learners ask to be excused, and checking in (docs/domain.md, Attendance).
ASK_WITHIN = 7  # days after the class day
MOST_REQUESTS = 3  # for one day
GRACE = timedelta(minutes=10)  # after the day's first meeting began, before one is late
CODE_LENGTH = 6
CODE_MINUTES = (5, 10, 15)
CHECK_INS_OF_MEMBER = Limit(5, timedelta(minutes=10))  # right ones too


@dataclass(frozen=True)
class Mark:
    """What is recorded of one learner on one day; the times are of that day in Seoul."""

    type: str
    check_in_time: time | None = None
    check_out_time: time | None = None
    absence_reason: str = ""


# --- Who --------------------------------------------------------------------------------------------------------------


def check_can_keep(member: Member, *, teaches: bool) -> None:
    """The instructors of the class, and staff who may change attendance (docs/domain.md, Attendance)."""
    if not (teaches or member.may("elearning.change_attendance")):
        raise NotAllowed("not_the_instructor", _("출결은 이 차수의 강사와 운영자만 기록할 수 있습니다."))


def check_can_see(member: Member, *, is_own: bool, teaches: bool) -> None:
    if not (is_own or teaches or member.may("elearning.view_attendance")):
        raise NotAllowed("not_the_instructor", _("다른 학습자의 출결은 이 차수의 강사와 운영자만 볼 수 있습니다."))


# --- When -------------------------------------------------------------------------------------------------------------


def check_is_class_day(day: date, course_class: CourseClass, days: Collection[date]) -> None:
    """Attendance is taken on the days on which the class meets; of a class without any, on each of its days."""
    if days:
        if day not in days:
            raise Invalid(
                "not_a_class_day",
                _("%(day)s[은/는] 수업일이 아닙니다. 수업일을 골라 주세요.") % {"day": text.day(day)},
                field="class_date",
            )
    elif not course_class.start_date <= day <= course_class.end_date:
        raise Invalid(
            "outside_the_class",
            _("%(day)s[은/는] 수강 기간(%(start)s~%(end)s) 밖입니다.")
            % {"day": text.day(day), "start": course_class.start_date, "end": course_class.end_date},
            field="class_date",
        )


def check_has_come(day: date, kind: str, today: date) -> None:
    """What will be is not known; only an excuse may be given beforehand."""
    if day > today and kind != AttendanceType.EXCUSED:
        raise Invalid(
            "in_the_future", _("아직 오지 않은 수업일에는 공결만 미리 기록할 수 있습니다."), field="class_date"
        )


def check_is_learner(enrolment: Enrolment | None) -> None:
    """An approved enrolment in the class; None: there is none of that number in it."""
    if enrolment is None:
        raise Invalid("not_in_class", _("이 차수의 수강신청이 아닙니다."), field="enrolment_id")
    if enrolment.status != EnrolmentStatus.APPROVED:
        raise Conflict(
            "not_approved",
            _("지금 상태가 ‘%(state)s’입니다. 승인된 학습자의 출결만 기록할 수 있습니다.")
            % {"state": EnrolmentStatus(enrolment.status).label},
        )


# --- What -------------------------------------------------------------------------------------------------------------


def check_mark(mark: Mark) -> None:
    """Who was absent has no times; nobody leaves before they came (docs/domain.md, Attendance)."""
    if mark.type not in KINDS:
        raise Invalid("type_unknown", _("출결을 골라 주세요."), field="attendance_type")
    if mark.type == AttendanceType.ABSENT and (mark.check_in_time or mark.check_out_time):
        raise Invalid("absent_with_times", _("결석에는 입실·퇴실 시각을 적지 않습니다."), field="check_in_time")
    if mark.check_in_time and mark.check_out_time and mark.check_out_time < mark.check_in_time:
        raise Invalid("out_before_in", _("퇴실 시각은 입실 시각과 같거나 늦어야 합니다."), field="check_out_time")
    check_reason(mark.absence_reason, field="absence_reason", required=False)


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
    """A new record does not write over one that is there (seed 001, 3-17; to change it there is 3-20)."""
    if row is not None:
        raise Conflict(
            "already_recorded", _("이 수업일의 출결이 이미 기록되어 있습니다. 고치려면 그 기록을 수정해 주세요.")
        )


def check_unchanged(row: Attendance | None, expected_revision: int | None) -> None:
    """Nobody wrote it since it was read. 0 stands for "there was none"; None asks nothing."""
    sentence = _("그사이 다른 사람이 이 출결을 고쳤습니다. 지금의 내용을 확인하고 다시 저장해 주세요.")
    check_revision(row.revision if row else 0, expected_revision, sentence)


@dataclass(frozen=True)
class Fault:
    """A row of a batch that cannot be written: its place from 0, whose it is in words, and why."""

    index: int
    whose: str
    error: DomainError


def check_no_faults(faults: Sequence[Fault]) -> None:
    """All or nothing: one refusal that names every bad row; in its `extra` the `faults`.

    Conflict where only time and state stand in the way, Invalid as soon as one row is wrong in itself.
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
        _("출결을 기록하지 않았습니다. 다음을 고쳐 다시 보내 주세요.") + " " + " ".join(lines),
        field="attendances", faults=tuple(faults),
    )  # fmt: skip


# --- Absences that learners ask to be excused ------------------------------------------------------------------------


def check_can_ask(member: Member, enrolment: Enrolment) -> None:
    """The learner alone, while the enrolment is approved."""
    if enrolment.member_id != member.pk:
        raise NotAllowed("not_yours", _("결석 사유서는 학습자 본인만 낼 수 있습니다."))
    if enrolment.status != EnrolmentStatus.APPROVED:
        raise Conflict("not_approved", _("수강이 승인된 차수에만 결석 사유서를 낼 수 있습니다."))


def last_day_to_ask(day: date) -> date:
    return day + timedelta(days=ASK_WITHIN)


def check_can_ask_of(
    day: date, today: date, record: Attendance | None, earlier: Collection[AbsenceRequest], course_class: CourseClass
) -> None:
    """A class day to come, or gone by for no more than ASK_WITHIN days, that is not excused already.

    `earlier`: what the learner asked before for the same day.
    """
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    if today > last_day_to_ask(day):
        raise Conflict(
            "too_late_to_ask",
            _("결석 사유서는 수업일로부터 %(n)d일 안에 낼 수 있습니다. 강사에게 직접 문의해 주세요.")
            % {"n": ASK_WITHIN},
            field="class_date",
        )
    if record is not None and record.type == AttendanceType.EXCUSED:
        raise Conflict("already_excused", _("이미 공결로 기록된 수업일입니다."), field="class_date")
    if any(one.state == RequestState.REQUESTED for one in earlier):
        raise Conflict("already_asked", _("이 수업일에 낸 사유서를 강사가 확인하고 있습니다."), field="class_date")
    if len(earlier) >= MOST_REQUESTS:
        raise Conflict(
            "asked_too_often",
            _("한 수업일에 사유서를 %(n)d번까지 낼 수 있습니다. 강사에게 직접 문의해 주세요.") % {"n": MOST_REQUESTS},
            field="class_date",
        )


def check_can_withdraw(member: Member, request: AbsenceRequest) -> None:
    if request.enrolment.member_id != member.pk:
        raise NotAllowed("not_yours", _("본인이 낸 결석 사유서만 철회할 수 있습니다."))
    check_is_open(request)


def check_is_open(request: AbsenceRequest) -> None:
    """Of two who decide on it, or of a decision and a withdrawal, the later is told."""
    if request.state != RequestState.REQUESTED:
        raise Conflict(
            "already_decided",
            _("이미 처리된 결석 사유서입니다(%(state)s).") % {"state": RequestState(request.state).label},
        )


# --- Checking in ------------------------------------------------------------------------------------------------------


def check_can_open_code(minutes: int, course_class: CourseClass, days: Collection[date], today: date) -> None:
    """On a class day, for 5, 10 or 15 minutes."""
    if minutes not in CODE_MINUTES:
        raise Invalid("minutes_unknown", _("출석 코드를 열어 둘 시간을 골라 주세요."), field="minutes")
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    check_is_class_day(today, course_class, days)


def check_can_check_in(member: Member, enrolment: Enrolment | None) -> Enrolment:
    """The learner's own enrolment, approved; it is given back."""
    if enrolment is None or enrolment.member_id != member.pk or enrolment.status != EnrolmentStatus.APPROVED:
        raise NotAllowed("not_in_class", _("수강이 승인된 학습자만 출석 코드를 입력할 수 있습니다."))
    return enrolment


def if_live(code: CheckInCode | None, now: datetime) -> CheckInCode | None:
    return code if code is not None and now < code.closes_at else None


def check_code_is_live(code: CheckInCode | None, now: datetime) -> CheckInCode:
    """The live code is given back."""
    live = if_live(code, now)
    if live is None:
        raise Conflict("no_live_code", _("지금은 열려 있는 출석 코드가 없습니다. 강사에게 문의해 주세요."))
    return live


def check_code(code: CheckInCode | None, given: str, now: datetime) -> None:
    """The live code of the class, blanks aside."""
    if "".join(given.split()) != check_code_is_live(code, now).code:
        raise Invalid("code_wrong", _("출석 코드가 맞지 않습니다. 화면에 보이는 숫자를 확인해 주세요."), field="code")


def check_not_checked_in(row: Attendance | None) -> None:
    """What stands there, the instructor's word above all, is not written over."""
    if row is not None:
        raise Conflict(
            "already_recorded",
            _("오늘 출결은 이미 ‘%(kind)s’[으로/로] 기록되어 있습니다. 사실과 다르면 강사에게 문의해 주세요.")
            % {"kind": AttendanceType(row.type).label},
        )


def kind_at(now: datetime, first_meeting: datetime | None) -> AttendanceType:
    """Present until GRACE after the day's first meeting began, late from then on. A class without meetings knows no
    late."""
    late = first_meeting is not None and now > first_meeting + GRACE
    return AttendanceType.LATE if late else AttendanceType.PRESENT


# --- What comes of it -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """Days that count for a learner so far, and of these: absent, late or left early, not recorded."""

    days: int = 0
    absent: int = 0
    half: int = 0
    unrecorded: int = 0


def tally(records: Iterable[tuple[date, str]], *, days: Collection[date], since: date, today: date) -> Tally:
    """What counts so far: every day that came and has a record, and every class day that is over.

    `since`: the day of the learner's approval; of the days before it only those with a record count.
    """
    there = {day: kind for day, kind in records if day <= today}
    missing = sum(1 for day in days if since <= day < today and day not in there)
    kinds = list(there.values())
    return Tally(
        days=len(there) + missing,
        absent=kinds.count(AttendanceType.ABSENT),
        half=sum(1 for kind in kinds if kind in HALF),
        unrecorded=missing,
    )


def absences(counted: Tally, lates_per_absence: int) -> int:
    """Days away: absent, not recorded, and one for every so many late or early ones (0: none for them)."""
    return counted.absent + counted.unrecorded + (counted.half // lates_per_absence if lates_per_absence else 0)


def rate(counted: Tally, lates_per_absence: int) -> int:
    """Attendance in whole percent, rounded down; 100 while no day counts. An excused day is a day attended."""
    if not counted.days:
        return 100
    return (counted.days - absences(counted, lates_per_absence)) * 100 // counted.days
