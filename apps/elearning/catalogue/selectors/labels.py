"""The facts of a class in words: seats, days, fee, approval, waiting list, completion and refunds."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.states import DEFAULT_REFUND_STEPS, OPEN_PHASES, Approval, ClassPhase, Promotion

PAST = frozenset({ClassPhase.ENDED, ClassPhase.CALLED_OFF})
SEATS_MATTER = OPEN_PHASES | {ClassPhase.UPCOMING, ClassPhase.FULL}


def number(value: int) -> str:
    return _("%(n)d차") % {"n": value}


def left(phase: ClassPhase, seats_left: int, waiting: int = 0) -> str:
    """Return how many wait, or how many seats are left while the class is open; '' otherwise."""
    if waiting:
        return _("대기 %(n)d명") % {"n": waiting}
    return _("잔여 %(n)d") % {"n": seats_left} if phase in SEATS_MATTER and seats_left > 0 else ""


def hours(value: int) -> str:
    return _("%(n)d시간") % {"n": value}


def how_approved(row: CourseClass) -> str:
    if row.approval == Approval.AUTOMATIC:
        return _("신청하면 바로 승인됩니다.")
    return _("강사나 운영자가 확인하고 승인합니다.")


def how_one_waits(row: CourseClass) -> str:
    if not row.has_waiting_list:
        return _("정원이 차면 더 받지 않습니다.")
    if row.promotion == Promotion.AUTOMATIC:
        return _("정원이 차면 대기를 받고, 자리가 나면 순서대로 드립니다.")
    return _("정원이 차면 대기를 받고, 자리가 나면 강사나 운영자가 정해 알려 드립니다.")


def refund_rule(row: CourseClass, steps: Sequence[tuple[int, int]]) -> list[str]:
    """Return the refund steps, one line each: the default ones if the class has none, [] if it has no fee."""
    if row.is_free:
        return []
    lines = [_step(days, percent) for days, percent in steps or DEFAULT_REFUND_STEPS if percent]
    return [*lines, _("그 뒤에는 환불되지 않습니다.")] if lines else [_("취소해도 환불되지 않습니다.")]


def _step(days: int, percent: int) -> str:
    if days == 0:
        return _("시작하기 전까지: 결제 금액의 %(percent)d%% 환불") % {"percent": percent}
    line = ngettext(
        "시작 %(days)d일 전까지: 결제 금액의 %(percent)d%% 환불",
        "시작 %(days)d일 전까지: 결제 금액의 %(percent)d%% 환불",
        days,
    )
    return line % {"days": days, "percent": percent}


def completion_rule(row: CourseClass) -> list[str]:
    """Return what completes the class, one line each."""
    needs = [
        _("진도 %(n)d%% 이상") % {"n": row.least_progress} if row.least_progress else "",
        _("출석 %(n)d%% 이상") % {"n": row.least_attendance} if row.least_attendance else "",
        _("수료 총점 %(n)d점 이상") % {"n": row.least_score} if row.least_score else "",
    ]
    needed = ", ".join(words for words in needs if words)
    weights = [
        _("출석 %(n)d%%") % {"n": row.attendance_weight} if row.attendance_weight else "",
        _("평가 %(n)d%%") % {"n": row.assessment_weight} if row.assessment_weight else "",
        _("진도 %(n)d%%") % {"n": row.progress_weight} if row.progress_weight else "",
    ]
    lines = [
        needed or _("정해진 기준 없이 강사가 수료를 정합니다."),
        _("수료 총점은 %(weights)s로 계산합니다.") % {"weights": ", ".join(words for words in weights if words)},
    ]
    if row.lates_per_absence and row.attendance_weight:
        lines.append(_("지각·조퇴 %(n)d회는 결석 1회로 계산합니다.") % {"n": row.lates_per_absence})
    return lines


def names(people: Iterable[str]) -> str:
    return ", ".join(people) or _("미정")
