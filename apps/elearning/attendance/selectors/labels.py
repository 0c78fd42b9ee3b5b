"""Attendance in words."""

from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import text
from apps.elearning.attendance import rules
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import AttendanceTally
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.catalogue.models import CourseClass

LETTERS = {
    AttendanceType.PRESENT: gettext_lazy("출"),
    AttendanceType.LATE: gettext_lazy("지"),
    AttendanceType.EARLY_LEAVE: gettext_lazy("조"),
    AttendanceType.ABSENT: gettext_lazy("결"),
    AttendanceType.EXCUSED: gettext_lazy("공"),
}
# The CSS class of each, from attendance.css.
LOOKS = {
    AttendanceType.PRESENT: "present",
    AttendanceType.LATE: "late",
    AttendanceType.EARLY_LEAVE: "early",
    AttendanceType.ABSENT: "absent",
    AttendanceType.EXCUSED: "excused",
}
# The keys that record each: a digit, a Latin letter, a Korean one. With the keyboard switched to Korean, a letter is
# known by the place of its key (see attendance.js).
KEYS = {
    AttendanceType.PRESENT: ("1", "P", "ㅊ"),
    AttendanceType.LATE: ("2", "L", "ㅈ"),
    AttendanceType.EARLY_LEAVE: ("3", "E", "ㅌ"),
    AttendanceType.ABSENT: ("4", "A", "ㄱ"),
    AttendanceType.EXCUSED: ("5", "G", "ㅎ"),
}


@dataclass(frozen=True)
class Kind:
    """A type of attendance as a page offers it."""

    value: str
    label: str
    letter: str
    look: str
    keys: tuple[str, str, str]


def kinds() -> list[Kind]:
    return [Kind(kind.value, str(kind.label), str(LETTERS[kind]), LOOKS[kind], KEYS[kind]) for kind in AttendanceType]


def recorded(row: Attendance) -> str:
    """Return a record in words: `지각 09:12 ~`."""
    return " ".join(filter(None, (str(AttendanceType(row.type).label), times(row))))


def times(row: Attendance) -> str:
    """Return the times of a record, `09:03 ~ 11:50`; '' if it has none."""
    if row.check_in_time is None and row.check_out_time is None:
        return ""
    return f"{clock_time(row.check_in_time)} ~ {clock_time(row.check_out_time)}".strip()


def clock_time(value: time | None) -> str:
    return f"{value:%H:%M}" if value else ""


def short_day(day: date) -> str:
    return f"{day.month}/{day.day}"


def weekday(day: date) -> str:
    """Return the weekday: `월`."""
    return text.day(day).partition("(")[2].rstrip(")")


def summary(counted: AttendanceTally) -> str:
    """Return what counts against a learner: `결석 1 · 지각·조퇴 2 · 미기록 1`."""
    parts = (
        (_("결석 %(n)d"), counted.absent),
        (_("지각·조퇴 %(n)d"), counted.half),
        (_("미기록 %(n)d"), counted.unrecorded),
    )
    return " · ".join(words % {"n": number} for words, number in parts if number)


def how_it_is_counted(course_class: CourseClass) -> list[str]:
    """Return the rules of the rate in sentences (see `rules.rate`)."""
    lates = course_class.lates_per_absence
    return [
        _("출석률은 지금까지 지난 수업일 중 출석한 날의 비율이며, 소수점 아래는 버립니다."),
        _("지각·조퇴 %(n)d회는 결석 1회로 계산합니다.") % {"n": lates}
        if lates
        else _("지각과 조퇴는 출석으로 계산합니다."),
        _("공결은 출석으로 계산합니다."),
        _("수업이 끝났는데 기록이 없는 날은 결석으로 계산합니다."),
        _("결석 사유서는 수업일로부터 %(n)d일 안에 제출할 수 있습니다.") % {"n": rules.ASK_WITHIN},
    ]


def counted_words(counted: AttendanceTally, lates_per_absence: int) -> str:
    """Return how the rate was computed: `수업 6일 중 결석 2일(지각·조퇴 3회 포함)`."""
    if not counted.days:
        return _("아직 계산할 수업일이 없습니다.")
    away = rules.absences(counted, lates_per_absence)
    return _("수업 %(days)d일 중 %(there)d일 출석") % {"days": counted.days, "there": counted.days - away}
