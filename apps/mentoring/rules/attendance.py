"""Rules of the attendance of sessions: who records it and when, who checks in, and who objects to a record."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core.check_in import GRACE
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.particles import fill
from apps.core.rules import check_reason, check_revision
from apps.mentoring.models import Application, Attendance, Session
from apps.mentoring.rules import check_can_manage
from apps.mentoring.states import Presence

RECORD_WITHIN = timedelta(days=7)  # after the end of the session; staff at any time
OBJECT_WITHIN = timedelta(days=7)  # after the record was made or changed


@dataclass(frozen=True)
class Mark:
    """What is recorded for somebody. `expected_revision`: the one that was read, 0 for none; None skips the check."""

    presence: str
    reason: str = ""
    expected_revision: int | None = None


# --- Recording --------------------------------------------------------------------------------------------------------


def check_can_record(member: Member, session: Session, now: datetime) -> None:
    """Check that the member may record now who came: from the start until seven days after the end, staff later too.

    Raises NotAllowed `not_the_author`, Conflict `declined`, `not_started`, `too_late_to_record`.
    """
    check_can_manage(member, session)
    if session.declined_at is not None:
        raise Conflict("declined", _("개설이 반려된 멘토링입니다."))
    check_has_started(session, now)
    if now > session.ends_at + RECORD_WITHIN and not member.may("mentoring.change_session"):
        sentence = _("멘토링이 끝나고 %(n)d일이 지나 참석을 기록할 수 없습니다. 운영자에게 문의해 주세요.")
        raise Conflict("too_late_to_record", sentence % {"n": RECORD_WITHIN.days})


def check_has_started(session: Session, now: datetime) -> None:
    """Check that the session has started: who came is not known before. Raises Conflict `not_started`."""
    if now < session.starts_at:
        raise Conflict("not_started", _("참석은 멘토링이 시작한 뒤에 기록할 수 있습니다."))


def check_none_recorded(is_recorded: bool) -> None:
    """Check, before a session that has started is moved, that nobody is recorded: it would stand for another time.

    Raises Conflict `attended`.
    """
    if is_recorded:
        sentence = _("참석이 기록된 멘토링의 일시는 바꿀 수 없습니다. 다시 열려면 이 멘토링을 복사해 주세요.")
        raise Conflict("attended", sentence, field="date")


def check_mark(mark: Mark) -> None:
    """Check that the presence is a known one, and that an excused absence says why."""
    if mark.presence not in Presence.values:
        raise Invalid("presence_unknown", _("참석 여부를 선택해 주세요."), field="presence")
    check_reason(mark.reason, required=mark.presence == Presence.EXCUSED)


def check_holds_seat(application: Application | None) -> Application:
    """Check that somebody with a seat in this session is meant, and return the application."""
    if application is None:
        raise Invalid("no_seat", _("이 멘토링에 자리를 받은 신청이 아닙니다."), field="apply_sn")
    return application


def check_unchanged(row: Attendance | None, expected_revision: int | None) -> None:
    """Check that nobody wrote the record since it was read. 0 means that there was none; None skips the check."""
    sentence = _("그사이 다른 사람이 이 기록을 수정했습니다. 지금의 내용을 확인하고 다시 저장해 주세요.")
    check_revision(row.revision if row else 0, expected_revision, sentence)


def may_change(member: Member, row: Attendance) -> bool:
    """Tell whether the list may change a record: nobody's while an objection waits; once it is decided staff's alone.

    Whoever objected cannot object again, so who answered them must not turn the record round afterwards.
    """
    return row.objected_at is None or (row.decided_at is not None and member.may("mentoring.change_session"))


def check_may_change(member: Member, row: Attendance | None) -> None:
    """Check that the list may change a record (`may_change`). Raises Conflict `contested`, `decided`."""
    if row is None or may_change(member, row):
        return
    if row.is_contested:
        raise Conflict("contested", _("참석 기록에 이의가 제기되어 있습니다. 먼저 이의를 확인하고 처리해 주세요."))
    raise Conflict(
        "decided", _("이의를 처리한 기록은 운영자만 수정할 수 있습니다. 잘못되었으면 운영자에게 문의해 주세요.")
    )


# --- Checking in ------------------------------------------------------------------------------------------------------


def check_can_check_in(application: Application | None) -> Application:
    """Check that the member has a seat, and return the application."""
    if application is None:
        raise NotAllowed("no_seat", _("이 멘토링에 자리를 받은 사람만 출석 코드를 입력할 수 있습니다."))
    return application


def check_not_recorded(row: Attendance | None) -> None:
    """Check that there is no record yet: checking in never writes over one."""
    if row is not None:
        raise Conflict(
            "already_recorded",
            fill(
                _("이미 ‘%(presence)s’[으로/로] 기록되어 있습니다. 사실과 다르면 멘토에게 문의해 주세요."),
                {"presence": Presence(row.presence).label},
            ),
        )


def presence_at(now: datetime, starts_at: datetime) -> Presence:
    """Return PRESENT until GRACE after the start, LATE from then on."""
    return Presence.LATE if now > starts_at + GRACE else Presence.PRESENT


# --- Objections -------------------------------------------------------------------------------------------------------


def object_until(row: Attendance) -> datetime:
    return row.changed_at + OBJECT_WITHIN


def may_object_until(row: Attendance) -> datetime | None:
    """Return until when somebody who was not present may object; None where they have objected."""
    return None if row.objected_at is not None else object_until(row)


def check_can_object(member: Member, row: Attendance, now: datetime) -> None:
    """Check that the member may object: to their own record, once, within seven days, unless they were present.

    Raises NotAllowed `not_your_record`, Conflict `no_seat`, `already_objected`, `present`, `too_late_to_object`.
    """
    if row.application.member_id != member.pk:
        raise NotAllowed("not_your_record", _("본인의 참석 기록에만 이의를 제기할 수 있습니다."))
    if not row.application.holds_seat:
        raise Conflict("no_seat", _("취소된 신청의 참석 기록은 세지 않습니다."))
    if row.objected_at is not None:
        raise Conflict("already_objected", _("이 참석 기록에는 이미 이의를 제기하셨습니다. 이의는 한 번만 받습니다."))
    if row.presence == Presence.PRESENT:
        raise Conflict("present", _("참석으로 기록되어 있습니다."))
    if now > object_until(row):
        sentence = _("이의는 기록된 뒤 %(n)d일 안에 제기할 수 있습니다. 멘토에게 직접 문의해 주세요.")
        raise Conflict("too_late_to_object", sentence % {"n": OBJECT_WITHIN.days})


def check_can_decide(member: Member, row: Attendance) -> None:
    """Check that the member runs the session, and that an objection waits for its decision."""
    check_can_manage(member, row.application.session)
    if row.objected_at is None:
        raise Conflict("no_objection", _("이 참석 기록에는 제기된 이의가 없습니다."))
    if row.decided_at is not None:
        raise Conflict("already_decided", _("이미 처리한 이의입니다."))
