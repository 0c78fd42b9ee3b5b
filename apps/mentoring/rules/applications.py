"""Rules of applications: who may apply, wait, take an offered seat and cancel, and until when."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.errors import Conflict, NotAllowed
from apps.mentoring.models import Application, Session
from apps.mentoring.rules.sessions import check_not_deleted
from apps.mentoring.states import MOVES, ApplicationState
from apps.seats.rules import offer_deadline

# --- When: applying and cancelling ------------------------------------------------------------------------------------


def check_can_apply(member: Member, session: Session, *, existing: Application | None, now: datetime) -> None:
    """Check all that applying needs except a free seat (docs/domain.md, Applications).

    `existing` is the member's live application to this session. For the seat see `check_has_seat`.
    """
    check_not_deleted(session)
    if session.author_id == member.pk:
        raise NotAllowed("own_session", _("내가 연 멘토링에는 신청할 수 없습니다."))
    if existing is not None:
        raise _applied_before(existing, now)
    if session.declined_at is not None:
        raise Conflict("declined", _("개설이 반려되어 신청할 수 없는 멘토링입니다."))
    if now >= session.ends_at:
        raise Conflict("ended", _("이미 끝난 멘토링입니다."))
    if now >= session.starts_at:
        raise Conflict("started", _("이미 시작한 멘토링입니다."))
    if now >= session.closes_at:
        when = spoken.say_until(session.closes_at, today=clock.local(now).date())
        raise Conflict("registration_over", _("%(when)s에 접수가 끝났습니다.") % {"when": when})
    if now < session.opens_at:
        when = spoken.say_moment(session.opens_at, today=clock.local(now).date())
        raise Conflict("not_open_yet", _("접수는 %(when)s에 시작됩니다.") % {"when": when})


def check_has_seat(session: Session, *, has_released: bool = False) -> None:
    """Check that a seat is left. `has_released`: one was released, and nobody is asked about it."""
    if session.is_full and not has_released:
        raise no_seat_left()


def check_can_mark(member: Member, session: Session, *, existing: Application | None, now: datetime) -> None:
    """Check that the member may be told when a seat falls free: they could apply, but all seats are taken."""
    check_can_apply(member, session, existing=existing, now=now)
    if not session.is_full:
        raise Conflict("seat_left", _("자리가 남아 있습니다. 바로 신청해 주세요."))


def no_seat_left() -> Conflict:
    return Conflict("full", _("정원이 모두 찼습니다. 대기를 신청하면 자리가 났을 때 순서대로 신청됩니다."))


def already_applied(*, waits: bool = False) -> Conflict:
    sentence = _("이미 대기를 신청한 멘토링입니다.") if waits else _("이미 신청한 멘토링입니다.")
    return Conflict("already_applied", sentence)


def _applied_before(existing: Application, now: datetime) -> Conflict:
    if existing.offered_until is None or existing.has_open_offer(now):
        return already_applied(waits=existing.is_waiting)
    when = spoken.say_until(existing.offered_until, today=clock.local(now).date())
    return Conflict("offer_over", _("자리 제안의 기한(%(when)s)이 지났습니다.") % {"when": when})


def session_changed() -> Conflict:
    return Conflict("changed_meanwhile", _("멘토링이 방금 변경되었습니다. 내용을 확인하고 다시 신청해 주세요."))


def cancel_deadline(session: Session) -> datetime:
    """Return until when an applicant may cancel: the start, or 00:00 of the day that the settings say."""
    days = settings.MENTORING_CANCEL_DAYS_BEFORE
    return session.starts_at if days == 0 else clock.start_of(session.date - timedelta(days=days))


def moves_up_unasked(session: Session, now: datetime) -> bool:
    """Return whether a freed seat is given to who waits without a question: while they could still cancel it."""
    return now < cancel_deadline(session)


def offer_until(session: Session, now: datetime) -> datetime:
    """Return until when a seat that is offered now has to be taken."""
    return offer_deadline(now, session.offer_hours, cancel_until=cancel_deadline(session), ends_at=session.starts_at)


def takes_offer(session: Session, own: Application | None, now: datetime) -> bool:
    """Return whether the applicant may take the seat that is offered to them.

    They may whatever the registration period: they applied within it.
    """
    return (
        own is not None
        and own.has_open_offer(now)
        and session.deleted_at is None
        and session.declined_at is None
        and now < session.starts_at
    )


def check_takes_offer(session: Session, own: Application | None, *, now: datetime) -> None:
    """Check that a seat is offered to the applicant now. Raises Conflict `not_offered`, `offer_over`."""
    if takes_offer(session, own, now):
        return
    if own is not None and own.is_offered and not own.has_open_offer(now):
        raise _applied_before(own, now)
    raise Conflict("not_offered", _("지금은 받을 수 있는 자리가 없습니다."))


def check_is_not_over(session: Session, now: datetime, *, is_waiting: bool = False) -> None:
    """Check that the session is not over: who took part in it must not change afterwards. Who waits took no part."""
    if now >= session.ends_at and not is_waiting:
        raise Conflict("ended", _("이미 끝난 멘토링의 신청은 취소할 수 없습니다."))


def roles_of(member: Member, application: Application, session: Session) -> set[str]:
    """Return the roles of the member towards an application, as `states.MOVES` names them."""
    roles = {
        "member": application.member_id == member.pk,
        "author": session.author_id == member.pk,
        "staff": member.may("mentoring.change_session"),
    }
    return {role for role, holds in roles.items() if holds}


def check_can_cancel(member: Member, application: Application, session: Session, *, now: datetime) -> None:
    """Check that the member may cancel an application now.

    Who waits may leave the line at any time, and be taken out of it. Of one who has a seat, the applicant may until the
    deadline, the session's author and staff until the session is over.
    """
    roles = roles_of(member, application, session)
    if not roles:
        raise NotAllowed("not_your_application", _("본인의 신청만 취소할 수 있습니다."))
    if not roles & MOVES.get((ApplicationState(application.state), ApplicationState.CANCELLED), frozenset()):
        raise Conflict("already_cancelled", _("이미 취소된 신청입니다."))
    if roles == {"member"} and not application.is_waiting and now >= cancel_deadline(session):
        raise Conflict(
            "too_late_to_cancel",
            _("취소 기한(%(when)s)이 지났습니다. 멘토에게 문의해 주세요.")
            % {"when": spoken.say_until(cancel_deadline(session), today=clock.local(now).date())},
        )
    check_is_not_over(session, now, is_waiting=application.is_waiting)
