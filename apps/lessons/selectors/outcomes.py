"""What was said after a lesson, in words, and what its viewer may say."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import DateTimeField, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.components import Act
from apps.core.errors import allowed
from apps.core.prepared import Given
from apps.lessons.models import Lesson, LessonOutcome
from apps.lessons.rules import outcomes as outcome_rules
from apps.lessons.states import Finding, LessonStatus, Role


@dataclass(frozen=True)
class OutcomePart:
    """`lines`: what was said, with the reason or answer; `acts`: what the viewer may say now."""

    lines: list[tuple[str, str]]
    acts: list[Act]


def outcome_of(lesson: Lesson) -> LessonOutcome:
    """Return what was said of a lesson. Load it with the lesson."""
    try:
        return lesson.outcome
    except LessonOutcome.DoesNotExist:
        return LessonOutcome(lesson=lesson)


def get_outcome(lesson: Lesson, member: Member, now: datetime) -> OutcomePart | None:
    """Return the part of a lesson's page about what was said; None if there is nothing to say."""
    outcome = outcome_of(lesson)
    asked = {"absent": _("약속한 시간에 상대가 오지 않았으면 알려 주세요.")}
    acts = [Act(name, label, kind, reverse(f"lessons:{name}", args=[lesson.pk]), name == "confirm", asked.get(name, ""))
            for name, label, kind, check in (
                ("confirm", _("수업이 있었다고 확인하기"), "primary", outcome_rules.check_can_confirm),
                ("object", _("이의 제기하기"), "link", outcome_rules.check_can_object),
                ("absent", _("불참 알리기"), "link", outcome_rules.check_can_say_absent),
            ) if allowed(check, member, lesson, outcome, now=now)]  # fmt: skip
    if allowed(outcome_rules.check_can_decide, member, lesson, outcome):
        acts.append(Act("objection", _("이의 처리하기"), "link", reverse("lessons:objection", args=[lesson.pk])))
    lines = outcome_lines(lesson, outcome, now)
    return OutcomePart(lines, acts) if lines or acts else None


def outcome_lines(lesson: Lesson, outcome: LessonOutcome, now: datetime) -> list[tuple[str, str]]:
    """Return what was said, each with its reason or answer, in the order in which it was said."""
    lines = []
    if outcome.confirmed_at:
        lines.append(
            (_("%(day)s에 멘티가 수업이 있었다고 확인했습니다.") % {"day": _day(outcome.confirmed_at, now)}, "")
        )
    if outcome.absent and outcome.absent_at:
        words = {
            "who": _("멘토") if outcome.absent == Role.MENTOR else _("멘티"),
            "by": _said_by(lesson, outcome.absent_said_by_id),
            "day": _day(outcome.absent_at, now),
        }
        lines.append((_("%(day)s에 %(by)s 쪽에서 %(who)s 불참을 알렸습니다.") % words, _why(outcome.absent_reason)))
    if outcome.objected_at:
        words = {"by": _said_by(lesson, outcome.objected_by_id), "day": _day(outcome.objected_at, now)}
        lines.append((_("%(day)s에 %(by)s 쪽에서 이의를 제기했습니다.") % words, _why(outcome.objection)))
    if outcome.decided_at:
        words = {"day": _day(outcome.decided_at, now), "finding": str(Finding(outcome.finding).label)}
        answer = _("답변: %(answer)s") % {"answer": outcome.answer}
        lines.append((_("%(day)s에 운영자가 이의를 처리했습니다: %(finding)s") % words, answer))
    return lines


def note_on_outcome(lesson: Lesson) -> str:
    """Return what the ticket of a lesson says of its outcome; '' if the state says all."""
    outcome = outcome_of(lesson)
    if outcome.is_contested:
        return _("운영자가 이의를 확인하고 있습니다.")
    if outcome.decided_at is not None:
        return str(_NOTES_ON_FINDINGS[Finding(outcome.finding)])
    if not outcome.absent:
        return ""
    gave = outcome.absent == Role.MENTOR
    return _("멘토가 오지 않았다고 알린 수업입니다.") if gave else _("멘티가 오지 않았다고 알린 수업입니다.")


_NOTES_ON_FINDINGS = {
    Finding.HELD: gettext_lazy("운영자가 이의를 확인해, 수업이 있었던 것으로 처리했습니다."),
    Finding.MENTEE: gettext_lazy("운영자가 이의를 확인해, 멘티가 오지 않은 것으로 처리했습니다."),
    Finding.MENTOR: gettext_lazy("운영자가 이의를 확인해, 멘토가 오지 않은 것으로 처리했습니다."),
    Finding.NOT_HELD: gettext_lazy("운영자가 이의를 확인해, 수업이 없었던 것으로 처리했습니다."),
}


def _why(reason: str) -> str:
    return _("사유: %(reason)s") % {"reason": reason}


def is_to_confirm() -> Q:
    """Return the condition of a lesson completed or over since `Given("said_since")`, of which nobody said anything."""
    since = Given("said_since", DateTimeField())
    unsaid = Q(outcome=None) | Q(outcome__confirmed_at=None, outcome__absent="", outcome__objected_at=None)
    return Q(unsaid, Q(completed_at__gt=since) | Q(ends_at__gt=since), status=LessonStatus.COMPLETED)


def _said_by(lesson: Lesson, member_id: int | None) -> str:
    return _("멘토") if member_id == lesson.mentor_id else _("멘티")


def _day(moment: datetime, now: datetime) -> str:
    return spoken.say_day(clock.local(moment).date(), today=clock.local(now).date())
