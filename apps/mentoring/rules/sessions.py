"""Rules of sessions: who may open, change and decide on one, and what it may hold."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, text
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.rules import check_revision
from apps.core.stale import marks_of
from apps.mentoring.models import Application, Session
from apps.mentoring.states import DEFAULT_CAPACITY, SessionType

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
