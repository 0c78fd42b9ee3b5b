"""Who may do what with a lesson, and when."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.particles import fill
from apps.core.rules import check_reason
from apps.lessons.models import Lesson
from apps.lessons.states import AGREED, MOVES, LessonStatus, Role, roles_that_can_make
from apps.planner.models import Appointment

LONGEST_MESSAGE = 1000


FARTHEST = timedelta(days=365)  # how far ahead a lesson may be requested


# --- Lessons ----------------------------------------------------------------------------------------------------------


def role_of(member: Member, lesson: Lesson) -> Role | None:
    """Return the role of the member in the lesson; None for a stranger.

    Staff who give or take the lesson act as its mentor or mentee, not as staff.
    """
    if lesson.mentor_id == member.pk:
        return Role.MENTOR
    if lesson.mentee_id == member.pk:
        return Role.MENTEE
    return Role.STAFF if member.may("lessons.change_lesson") else None


def check_can_see(member: Member, lesson: Lesson) -> None:
    """Check that the member may see the lesson: its mentor, its mentee or staff (seed 003 §4).

    Raises NotAllowed `not_yours`.
    """
    if role_of(member, lesson) is None and not member.may("lessons.view_lesson"):
        raise NotAllowed("not_yours", _("수업 조회 권한이 없습니다"))


def check_lesson_time(starts_at: datetime, *, now: datetime) -> None:
    """Check that the time is in the future (seed 003, 비즈니스 규칙 1) and at most a year ahead.

    Raises Invalid `in_the_past`, `too_far` on `date`.
    """
    if starts_at <= now:
        raise Invalid("in_the_past", _("과거 시간으로 예약할 수 없습니다"), field="date")
    if starts_at - now > FARTHEST:
        raise Invalid("too_far", _("수업은 1년 뒤까지 신청할 수 있습니다."), field="date")


def check_not_asked_yet(*, asked: bool) -> None:
    """Check that the mentee has no live request for this tutorial and time. Raises Conflict `already_requested`."""
    if asked:
        raise Conflict("already_requested", _("같은 시간에 이미 신청한 수업입니다."), field="time")


def check_message(message: str) -> None:
    """Check the length of the message of a request. Raises Invalid `message_too_long`."""
    if len(message) > LONGEST_MESSAGE:
        raise Invalid(
            "message_too_long",
            _("신청 메시지는 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_MESSAGE},
            field="message",
        )


def check_can_approve(member: Member, lesson: Lesson, *, now: datetime) -> None:
    """Check that the mentor may approve the lesson: it is pending, and neither its time nor the deadline has come.

    The planner checks whether the mentor is free at that time. Raises NotAllowed `not_yours`, Invalid `wrong_state`,
    `time_passed`, `answered_too_late`.
    """
    _check_move(member, lesson, LessonStatus.APPROVED)
    if lesson.starts_at <= now:
        raise Invalid("time_passed", _("수업 시간이 지나 승인할 수 없습니다. 사유를 적어 거절해 주세요."))
    check_answered_in_time(lesson, now=now)


def check_answered_in_time(lesson: Lesson, *, now: datetime) -> None:
    """Check that the deadline of a request has not come. Raises Invalid `answered_too_late`."""
    if lesson.answer_by <= now:
        raise Invalid(
            "answered_too_late",
            _("답변 기한(%(when)s)이 지났습니다. 멘티가 다시 신청하면 승인할 수 있습니다.")
            % {"when": spoken.say_until(lesson.answer_by, today=clock.local(now).date())},
        )


def host_busy(taken: Appointment) -> Conflict:
    """Return the refusal of an approval that names the mentor's appointment in the way."""
    return Conflict(
        "host_busy",
        fill(
            _(
                "같은 시간에 진행하는 일정 ‘%(title)s’(%(when)s)[이/가] 있어 승인할 수 없습니다. "
                "그 일정을 먼저 바꾸거나 사유를 적어 거절해 주세요."
            ),
            {"title": taken.label, "when": text.span(taken.starts_at, taken.ends_at)},
        ),
    )


def check_can_reject(member: Member, lesson: Lesson) -> None:
    """Check that the mentor may reject the lesson: it is pending, even if its time has passed."""
    _check_move(member, lesson, LessonStatus.REJECTED)


def check_can_start(member: Member, lesson: Lesson) -> None:
    """Check that the mentor may start the lesson: it is approved. Seed 003 sets no time for it."""
    _check_move(member, lesson, LessonStatus.IN_PROGRESS)


def check_can_complete(member: Member, lesson: Lesson) -> None:
    """Check that the mentor may complete the lesson: it is in progress."""
    _check_move(member, lesson, LessonStatus.COMPLETED)


def check_can_cancel(member: Member, lesson: Lesson, *, now: datetime) -> None:
    """Check that the member may cancel the lesson before its time; a request that got no answer at any time.

    The mentee and staff may while it is pending or approved, the mentor once it is approved.

    Raises NotAllowed `not_yours`, Invalid `wrong_state`, `too_late_to_cancel`.
    """
    _check_move(member, lesson, LessonStatus.CANCELLED)
    if lesson.starts_at <= now and lesson.status != LessonStatus.PENDING:
        raise Invalid("too_late_to_cancel", _("수업 시간이 지나 취소할 수 없습니다."))


def check_can_set_place(member: Member, lesson: Lesson, *, now: datetime) -> None:
    """Check that the mentor may give the lesson a place of its own: it is agreed and not over.

    Raises NotAllowed `not_yours`, Invalid `wrong_state`, `time_passed`.
    """
    if role_of(member, lesson) != Role.MENTOR:
        raise NotAllowed("not_yours", _("수업을 처리할 권한이 없습니다"))
    if lesson.status not in AGREED:
        raise Invalid("wrong_state", _("승인한 수업의 장소만 바꿀 수 있습니다."))
    if lesson.ends_at <= now:
        raise Invalid("time_passed", _("수업 시간이 지나 장소를 바꿀 수 없습니다."))


def _check_move(member: Member, lesson: Lesson, to: LessonStatus) -> None:
    """Check the move against states.MOVES.

    Raises NotAllowed `not_yours`, Invalid `wrong_state` with the sentence of seed 003.
    """
    role = role_of(member, lesson)
    if role is None or role not in roles_that_can_make(to):
        raise NotAllowed("not_yours", _("수업을 처리할 권한이 없습니다"))
    status = LessonStatus(lesson.status)
    if role not in MOVES.get((status, to), ()):
        if to == LessonStatus.CANCELLED and role == Role.MENTOR and status == LessonStatus.PENDING:
            raise Invalid("wrong_state", _("승인한 수업만 취소할 수 있습니다. 대기중인 신청은 거절해 주세요."))
        raise Invalid("wrong_state", str(_WRONG_STATE[to]))


# The sentences of seed 003 §5–8. It has no cancelling; that sentence is written in the same manner.
_WRONG_STATE = {
    LessonStatus.APPROVED: gettext_lazy("대기중 상태의 수업만 승인할 수 있습니다"),
    LessonStatus.REJECTED: gettext_lazy("대기중 상태의 수업만 거절할 수 있습니다"),
    LessonStatus.IN_PROGRESS: gettext_lazy("승인됨 상태의 수업만 시작할 수 있습니다"),
    LessonStatus.COMPLETED: gettext_lazy("진행중 상태의 수업만 완료할 수 있습니다"),
    LessonStatus.CANCELLED: gettext_lazy("승인을 기다리거나 승인된 수업만 취소할 수 있습니다"),
}


def check_reject_reason(reason: str) -> None:
    """Check the reason of a rejection (seed 003 §6, 사유 누락)."""
    check_reason(reason, missing=_("거절 사유를 입력해주세요"))


def check_cancel_reason(member: Member, lesson: Lesson, reason: str) -> None:
    """Check the reason of a cancellation: everyone but the mentee must give one (docs/domain.md, People)."""
    check_reason(reason, required=role_of(member, lesson) != Role.MENTEE, missing=_("취소 사유를 입력해주세요"))
