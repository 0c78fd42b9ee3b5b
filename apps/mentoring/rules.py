"""Rules of mentoring: who may do what, and when."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.rules import check_revision
from apps.core.stale import marks_of
from apps.mentoring.models import Application, Session
from apps.mentoring.states import DEFAULT_CAPACITY, MOVES, ApplicationState, SessionType
from apps.seats.rules import offer_deadline

LONGEST = timedelta(hours=12)
MOST_SEATS = 1000
LONGEST_TITLE = 200  # characters
LONGEST_CONTENT = 50_000  # characters, markup included
MOST_IMAGES = 10  # in the text of a session
MOST_IMAGE_BYTES = 5 * 1024 * 1024
LONGEST_ALT = 200  # characters
LONGEST_PREPARATION = 500  # characters


# --- Who --------------------------------------------------------------------------------------------------------------


def check_can_open(member: Member) -> None:
    """Check that the member is a mentor, or staff who may add sessions."""
    if not (member.is_mentor or member.may("mentoring.add_session")):
        sentence = _("멘토만 멘토링을 열 수 있습니다. ‘내 계정 › 멘토 신청’에서 먼저 신청해 주세요.")
        raise NotAllowed("not_a_mentor", sentence)


def may_manage(member: Member, session: Session) -> bool:
    """Tell whether the member is the session's author, or staff who may change sessions."""
    return session.author_id == member.pk or member.may("mentoring.change_session")


def check_can_manage(member: Member, session: Session) -> None:
    """Check that the member may edit and delete the session and see its applicants."""
    if not may_manage(member, session):
        raise NotAllowed("not_the_author", _("이 멘토링을 연 멘토와 운영자만 할 수 있습니다."))


def check_can_decide(member: Member) -> None:
    """Check that the member is staff who may approve and decline sessions."""
    if not member.may("mentoring.change_session"):
        raise NotAllowed("not_staff", _("운영자만 개설을 승인하거나 반려할 수 있습니다."))


def takes_part(member: Member, session: Session, applications: Iterable[Application]) -> bool:
    """Tell whether the member may read where the session is joined, and its file: who runs it, and who has a seat."""
    return may_manage(member, session) or any(row.holds_seat and row.member_id == member.pk for row in applications)


def check_may_get_handout(member: Member, session: Session, applications: Iterable[Application]) -> None:
    """Check that the member may read the file for the attendees. Raises NotAllowed `no_seat`."""
    if not takes_part(member, session, applications):
        raise NotAllowed("no_seat", _("자료는 이 멘토링에 자리를 받은 사람과 멘토, 운영자만 받을 수 있습니다."))


# --- What -------------------------------------------------------------------------------------------------------------


def check_hours(day: date, start: time, end: time) -> None:
    """Check that startTime < endTime (seed 000 Create), and that the session lasts at most 12 hours."""
    if start >= end:
        raise Invalid("ends_before_start", _("끝나는 시각은 시작 시각보다 늦어야 합니다."), field="end_time")
    if clock.at(day, end) - clock.at(day, start) > LONGEST:
        raise Invalid("too_long", _("멘토링은 한 번에 12시간까지 열 수 있습니다."), field="end_time")


def check_registration(day: date, reg_start: date, reg_end: date) -> None:
    """Check that regStart ≤ regEnd ≤ date (seed 000 Create; docs/domain.md, Mentoring).

    An end that was left out is the date: then only the start can be wrong.
    """
    if reg_start > day:
        raise Invalid(
            "reg_starts_after_date",
            _("접수 시작일은 진행일(%(day)s)보다 늦을 수 없습니다.") % {"day": text.day(day)},
            field="reg_start",
        )
    if reg_start > reg_end:
        raise Invalid("reg_out_of_order", _("접수 종료일은 접수 시작일과 같거나 늦어야 합니다."), field="reg_end")
    if reg_end > day:
        raise Invalid(
            "reg_after_date",
            _("접수 종료일은 진행일(%(day)s)보다 늦을 수 없습니다.") % {"day": text.day(day)},
            field="reg_end",
        )


def defaults_to_follow(session: Session, new_type: str, now: datetime) -> set[str]:
    """Return the fields of a session that stand at their default and follow its date or its type, which may be new.

    A registration that has begun is not closed again, and seats that are taken are not taken away.
    """
    follows = {name for name in ("reg_start", "reg_end") if getattr(session, name) == session.date}
    seats = {str(kind): number for kind, number in DEFAULT_CAPACITY.items()}
    if session.capacity == seats[session.type] and seats.get(new_type, 0) >= session.seats_taken:
        follows.add("capacity")
    return follows - ({"reg_start"} if session.opens_at <= now else set())


def check_title(title: str) -> None:
    """Check that a title, already stripped, is there and not too long."""
    if not title:
        raise Invalid("title_missing", _("제목을 입력해 주세요."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Invalid(
            "title_too_long", _("제목은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_TITLE}, field="title"
        )


def check_type(value: str) -> None:
    """Check that the type is one of seed 000."""
    if value not in SessionType.values:
        raise Invalid("type_unknown", _("유형을 선택해 주세요."), field="type")


def check_content(content: str) -> None:
    if len(content) > LONGEST_CONTENT:
        raise Invalid(
            "content_too_long",
            _("내용은 서식을 포함해 %(most)d자까지 쓸 수 있습니다. 줄여서 저장해 주세요.") % {"most": LONGEST_CONTENT},
            field="content",
        )


def check_image_count(number: int) -> None:
    """Check that a text holds no more pictures than it may. Raises Invalid `images_too_many`."""
    if number > MOST_IMAGES:
        raise Invalid(
            "images_too_many",
            _("그림은 %(most)d개까지 넣을 수 있습니다.") % {"most": MOST_IMAGES},
            field="content",
        )


def check_alt(alt: str, *, field: str) -> None:
    """Check that a picture is described for whoever does not see it. Raises Invalid `alt_missing`, `alt_too_long`."""
    if not alt:
        raise Invalid("alt_missing", _("그림을 볼 수 없는 분을 위해 그림 설명을 입력해 주세요."), field=field)
    if len(alt) > LONGEST_ALT:
        raise Invalid(
            "alt_too_long", _("그림 설명은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_ALT}, field=field
        )


def check_preparation(preparation: str) -> None:
    """Check that what to bring, already in one spelling, is not too long. Raises Invalid `preparation_too_long`."""
    if len(preparation) > LONGEST_PREPARATION:
        raise Invalid(
            "preparation_too_long",
            _("준비물은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_PREPARATION},
            field="preparation",
        )


def check_in_future(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise Invalid("in_the_past", _("진행 일시는 지금보다 뒤여야 합니다."), field="date")


def check_capacity(capacity: int, session: Session | None = None) -> None:
    """Check that there is at least one seat, and no fewer than are taken."""
    if not 1 <= capacity <= MOST_SEATS:
        raise Invalid(
            "capacity_out_of_range",
            _("정원은 1명 이상 %(most)d명 이하여야 합니다.") % {"most": MOST_SEATS},
            field="capacity",
        )
    if session is not None and capacity < session.seats_taken:
        raise Conflict(
            "capacity_below_applicants",
            _("이미 %(taken)d명이 신청했습니다. 정원은 %(taken)d명 이상이어야 합니다.")
            % {"taken": session.seats_taken},
            field="capacity",
        )


def check_not_deleted(session: Session) -> None:
    if session.deleted_at is not None:
        raise Conflict("deleted", _("삭제된 멘토링입니다."))


def handout_marks(session: Session) -> str:
    """Return what tells one file of a session from another."""
    return marks_of({"handout": str(session.handout)})


def check_handout_unchanged(session: Session, expected: str) -> None:
    """Check that the file is still the one that was seen. '' checks nothing. Raises Conflict `changed_meanwhile`."""
    if expected and expected != handout_marks(session):
        sentence = _("그사이 다른 사람이 자료를 바꾸었습니다. 지금의 자료를 확인하고 다시 해 주세요.")
        raise Conflict("changed_meanwhile", sentence)


def check_unchanged(session: Session, expected_revision: int | None) -> None:
    """Check that nobody edited the session since its form was opened.

    None checks nothing: the API has no revision (seed 000).
    """
    sentence = _("그사이 다른 사람이 이 멘토링을 수정했습니다. 아래에서 지금의 내용을 확인하고 다시 저장해 주세요.")
    check_revision(session.revision, expected_revision, sentence)


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


def check_has_seat(session: Session) -> None:
    if session.is_full:
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


def check_can_approve(session: Session) -> None:
    """Check that the session was not declined: its applications have ended, so it cannot be approved any more."""
    if session.declined_at is not None:
        raise Conflict("already_declined", _("이미 반려된 멘토링입니다. 멘토가 새로 열어야 합니다."))


def check_can_decline(session: Session, now: datetime) -> None:
    """Check that the session is not over: what took place cannot be declined any more."""
    if now >= session.ends_at:
        raise Conflict("ended", _("이미 끝난 멘토링은 반려할 수 없습니다."))


def check_runs_no_sessions(ahead: int) -> None:
    """Check that a member who leaves has no session to hold. Raises Conflict `runs_sessions`."""
    if ahead:
        raise Conflict(
            "runs_sessions",
            _("앞으로 진행할 멘토링이 %(n)d건 있습니다. 먼저 삭제하거나 마친 뒤에 탈퇴해 주세요.") % {"n": ahead},
        )
