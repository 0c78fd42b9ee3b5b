"""What may be said after a lesson: that it took place, who did not come, one objection to either, and its decision."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.rules import check_reason
from apps.lessons.models import Lesson, LessonOutcome
from apps.lessons.rules import role_of
from apps.lessons.states import AGREED, Finding, LessonStatus, Role

COMPLETED_AFTER = timedelta(hours=1)  # past the end, by the worker
SAID_WITHIN = timedelta(hours=48)


def check_is_of_lesson(member: Member, lesson: Lesson) -> Role:
    """Check that the member gives or takes the lesson, and return the role. Raises NotAllowed `not_yours`."""
    role = role_of(member, lesson)
    if role is None or role == Role.STAFF:
        raise NotAllowed("not_yours", _("수업을 처리할 권한이 없습니다"))
    return role


def check_can_confirm(member: Member, lesson: Lesson, outcome: LessonOutcome, *, now: datetime) -> None:
    """Check that the member may confirm that the lesson took place: its mentee, until it counts (`counts_at`).

    Raises NotAllowed `not_yours`, Invalid `wrong_state`, `said_already`, `too_late`.
    """
    _check_can_answer_completion(member, lesson, outcome, now)


def check_can_say_absent(member: Member, lesson: Lesson, outcome: LessonOutcome, *, now: datetime) -> None:
    """Check that the member may say who did not come: either of the two, once, from the start to 48 hours past the end.

    Raises NotAllowed `not_yours`, Invalid `wrong_state`, `too_early`, `said_already`, `too_late`.
    """
    check_is_of_lesson(member, lesson)
    if lesson.status not in AGREED and lesson.status != LessonStatus.COMPLETED:
        raise Invalid("wrong_state", _("승인된 수업에만 불참을 알릴 수 있습니다."))
    if now < lesson.starts_at:
        raise Invalid("too_early", _("수업이 시작된 뒤에 불참을 알릴 수 있습니다."))
    if outcome.absent or outcome.objected_at or outcome.confirmed_at:
        raise _said_already()
    if now >= lesson.ends_at + SAID_WITHIN:
        raise _too_late()


def check_absent(absent: str) -> None:
    """Check who is said not to have come. Raises Invalid `absent_unknown`."""
    if absent not in {Role.MENTOR, Role.MENTEE}:
        raise Invalid("absent_unknown", _("오지 않은 사람을 선택해 주세요."), field="absent")


def check_can_object(member: Member, lesson: Lesson, outcome: LessonOutcome, *, now: datetime) -> None:
    """Check that the member may object, once and within 48 hours, to what was said.

    To an absence whoever of the two did not say it, to a completion the mentee until it counts. Raises NotAllowed
    `not_yours`, Invalid `wrong_state`, `said_already`, `too_late`.
    """
    if not outcome.absent or outcome.absent_at is None:
        _check_can_answer_completion(member, lesson, outcome, now)
        return
    check_is_of_lesson(member, lesson)
    if outcome.absent_said_by_id == member.pk:
        raise NotAllowed("not_yours", _("불참을 알린 사람은 이의를 제기할 수 없습니다."))
    if outcome.objected_at:
        raise _said_already()
    if now >= outcome.absent_at + SAID_WITHIN:
        raise _too_late()


def may_object_until(mentee_id: int, outcome: LessonOutcome) -> datetime | None:
    """Return until when the mentee may object to an absence; None where they said it themselves, or have objected."""
    if outcome.absent_at is None or outcome.objected_at is not None or outcome.absent_said_by_id == mentee_id:
        return None
    return outcome.absent_at + SAID_WITHIN


def check_said_reason(reason: str) -> None:
    """Check the reason of an absence or an objection. Raises Invalid `reason_missing`, `reason_too_long`."""
    check_reason(reason)


def check_can_decide(member: Member, lesson: Lesson, outcome: LessonOutcome) -> None:
    """Check that the member may decide the objection: staff who neither give nor take the lesson, once, at any time.

    Raises NotAllowed `not_staff`, `own_lesson`, Conflict `no_objection`, `already_decided`.
    """
    if not member.may("lessons.change_lesson"):
        raise NotAllowed("not_staff", _("이의는 운영자가 처리합니다."))
    if role_of(member, lesson) != Role.STAFF:
        raise NotAllowed("own_lesson", _("본인이 참여한 수업의 이의는 다른 운영자가 처리합니다."))
    if outcome.objected_at is None:
        raise Conflict("no_objection", _("이의가 없는 수업입니다."))
    if outcome.decided_at is not None:
        raise Conflict("already_decided", _("이미 처리한 이의입니다."))


def check_finding(finding: str) -> None:
    """Check what staff found. Raises Invalid `finding_unknown`."""
    if finding not in Finding.values:
        raise Invalid("finding_unknown", _("처리 결과를 선택해 주세요."), field="finding")


def check_answer(answer: str) -> None:
    """Check the answer to an objection. Raises Invalid `reason_missing`, `reason_too_long`."""
    check_reason(answer, field="answer", missing=_("답변을 입력해 주세요."))


def counts_at(completed_at: datetime, ends_at: datetime) -> datetime:
    """Return from when on a completed lesson counts, if nobody objects or says an absence until then."""
    return max(completed_at, ends_at) + SAID_WITHIN


def stands(outcome: LessonOutcome | None) -> bool:
    """Return whether a completed lesson counts as held: nothing stands against it, or staff found that it was held."""
    if outcome is None:
        return True
    if outcome.decided_at is not None:
        return outcome.finding == Finding.HELD
    return not (outcome.absent or outcome.objected_at)


def _check_can_answer_completion(member: Member, lesson: Lesson, outcome: LessonOutcome, now: datetime) -> None:
    if check_is_of_lesson(member, lesson) != Role.MENTEE:
        raise NotAllowed("not_yours", _("수업이 있었는지는 멘티가 답합니다."))
    if lesson.status != LessonStatus.COMPLETED or lesson.completed_at is None:
        raise Invalid("wrong_state", _("완료된 수업에만 답할 수 있습니다."))
    if outcome.absent or outcome.objected_at or outcome.confirmed_at:
        raise _said_already()
    if now >= counts_at(lesson.completed_at, lesson.ends_at):
        raise _too_late()


def _said_already() -> Invalid:
    return Invalid("said_already", _("이 수업에는 이미 답이 있습니다."))


def _too_late() -> Invalid:
    return Invalid("too_late", _("48시간이 지나 답할 수 없습니다. 사실과 다르면 운영자에게 문의해 주세요."))
