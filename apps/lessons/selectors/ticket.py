"""The ticket on top of a lesson's page: how its viewer stands, in words, and what follows."""

from datetime import datetime

from django.utils.translation import gettext as _

from apps.core import clock, spoken, text
from apps.core.components import Ticket
from apps.lessons.badges import has_absence, lesson_badge
from apps.lessons.models import Lesson
from apps.lessons.selectors.offers import Offer
from apps.lessons.selectors.outcomes import note_on_outcome
from apps.lessons.states import LIVE, LessonStatus, Role, ended_unanswered, is_missed
from apps.planner.selectors import say_ahead, way_to

# The kind and the icon of the state.
_LOOKS = {
    LessonStatus.PENDING: ("wait", "hourglass-split"),
    LessonStatus.APPROVED: ("open", "check2-circle"),
    LessonStatus.IN_PROGRESS: ("open", "clock"),
    LessonStatus.COMPLETED: ("done", "check2"),
    LessonStatus.REJECTED: ("danger", "exclamation-circle"),
    LessonStatus.CANCELLED: ("done", "x-lg"),
}


def ticket_of(lesson: Lesson, role: Role | None, now: datetime, offer: Offer | None) -> Ticket:
    """Return the ticket of a lesson as a person in this role holds it. `offer`: the times that wait for an answer."""
    missed = is_missed(lesson.status, lesson.answer_by, now)
    is_bad = missed or has_absence(lesson)
    kind, icon = ("danger", "exclamation-circle") if is_bad else _LOOKS[LessonStatus(lesson.status)]
    if role == Role.MENTOR and kind == "wait":
        kind = "soon"  # it asks for an act
    outcome = getattr(lesson, "outcome", None)
    if outcome is not None and outcome.is_contested:
        kind, icon = "wait", "hourglass-split"
    is_offered = offer is not None and lesson.status == LessonStatus.PENDING and not missed
    if offer is not None and is_offered:
        kind = "soon" if offer.answers else "wait"
    return Ticket(
        day=spoken.say_day(clock.local(lesson.starts_at).date(), today=clock.local(now).date()),
        hours=spoken.say_hours(lesson.starts_at, lesson.ends_at),
        exact=text.span(lesson.starts_at, lesson.ends_at),
        state=_("답을 받지 못함") if missed or _ended(lesson) else _state(lesson, role, offer),
        kind=kind,
        icon=icon,
        note=_note_on_missed(role)
        if missed
        else _note_on_offer(lesson, now)
        if is_offered
        else _note(lesson, role, now),
        facts=[(_("장소"), _place(lesson) or _("미정"), _way(lesson, now))],
    )


def _ended(lesson: Lesson) -> bool:
    return ended_unanswered(lesson.status, lesson.cancelled_by_id, lesson.approved_at)


def _place(lesson: Lesson) -> str:
    """Return where it is, of a request where it would be."""
    if lesson.status == LessonStatus.PENDING:
        return lesson.tutorial.venue_name
    return lesson.venue_name or (_("온라인") if lesson.join_url else "")


def _way(lesson: Lesson, now: datetime) -> str:
    """Return how one finds the venue, of a lesson that may still take place."""
    venue = lesson.tutorial.venue if lesson.status == LessonStatus.PENDING else lesson.venue
    return way_to(venue, lesson.ends_at, now) if lesson.status in LIVE else ""


def _note_on_offer(lesson: Lesson, now: datetime) -> str:
    until = {"until": spoken.say_until(lesson.answer_by, today=clock.local(now).date())}
    return _("제안된 시간을 %(until)s까지 선택하지 않으면 저절로 끝납니다.") % until


def _state(lesson: Lesson, role: Role | None, offer: Offer | None) -> str:
    if lesson.status != LessonStatus.PENDING:
        return lesson_badge(lesson).text
    if offer is not None:
        return _("내 답을 기다립니다") if offer.answers else _("멘티의 답을 기다립니다")
    return _("내 답을 기다립니다") if role == Role.MENTOR else _("멘토의 답을 기다립니다")


def _note_on_missed(role: Role | None) -> str:
    if role == Role.MENTOR:
        return _("답변 기한이 지나 승인할 수 없습니다. 사유를 적어 거절하면 멘티에게 전해집니다.")
    if role == Role.MENTEE:
        return _("답변 기한이 지났습니다. 다른 시간으로 다시 신청해 주세요.")
    return _("답변 기한이 지났습니다.")


def _note(lesson: Lesson, role: Role | None, now: datetime) -> str:
    said = note_on_outcome(lesson)
    if said:
        return said
    match lesson.status:
        case LessonStatus.PENDING:
            return _note_on_request(lesson, role, now)
        case LessonStatus.APPROVED if now < lesson.starts_at:
            return say_ahead(lesson.starts_at, now)
        case LessonStatus.APPROVED | LessonStatus.IN_PROGRESS:
            return _note_on_its_time(lesson, role, now)
        case LessonStatus.COMPLETED:
            return _("%(day)s에 수업을 마쳤습니다.") % {"day": _day(lesson.starts_at, now)}
        case LessonStatus.REJECTED:
            day = _day(lesson.rejected_at or lesson.updated_at, now)
            return _("%(day)s에 멘토가 신청을 거절했습니다.") % {"day": day}
    return _note_on_cancelled(lesson, now)


def _note_on_request(lesson: Lesson, role: Role | None, now: datetime) -> str:
    until = {"until": spoken.say_until(lesson.answer_by, today=clock.local(now).date())}
    if role == Role.MENTOR:
        return _("%(until)s까지 답해 주세요. 승인하면 두 사람의 일정에 담기고, 멘티에게 알립니다.") % until
    if role == Role.MENTEE:
        return _("%(until)s까지 답이 없으면 저절로 끝납니다. 멘토가 답하면 알림과 메일로 알려 드립니다.") % until
    return _("%(until)s까지 답이 없으면 저절로 끝납니다.") % until


def _note_on_its_time(lesson: Lesson, role: Role | None, now: datetime) -> str:
    """Return what is said from the start on until the mentor completes the lesson."""
    if now < lesson.ends_at:
        return _("지금이 수업 시간이며, %(when)s에 끝납니다.") % {"when": spoken.say_time(lesson.ends_at)}
    if role != Role.MENTOR:
        return _("수업 시간이 지났습니다.")
    if lesson.status == LessonStatus.APPROVED:
        return _("수업 시간이 지났습니다. 수업을 했으면 시작과 완료로 정리해 주세요.")
    return _("수업 시간이 지났습니다. 수업을 마쳤으면 완료해 주세요.")


def _note_on_cancelled(lesson: Lesson, now: datetime) -> str:
    said = {"day": _day(lesson.cancelled_at or lesson.updated_at, now)}
    if _ended(lesson):
        return _("%(day)s에 답변 기한이 지나 끝났습니다.") % said
    if lesson.cancelled_by_id == lesson.mentee_id:
        return _("%(day)s에 멘티가 취소했습니다.") % said
    if lesson.cancelled_by_id == lesson.mentor_id:
        return _("%(day)s에 멘토가 취소했습니다.") % said
    return _("%(day)s에 운영자가 취소했습니다.") % said


def _day(moment: datetime, now: datetime) -> str:
    return spoken.say_day(clock.local(moment).date(), today=clock.local(now).date())
