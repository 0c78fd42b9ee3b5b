"""Who may do what with an enrolment, and when; its money has `money_rules`.

Nothing here reads a row, writes, locks or reads the clock: `now` and `teaches` (whether the member is an instructor of
the class) are passed in.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.states import Promotion
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import (
    LIVE,
    MOVES,
    EnrolmentStatus,
)
from apps.seats import rules as seat_rules
from apps.seats.rules import offer_deadline

MOST_AT_ONCE = 500  # enrolments decided in one act
GIVEN_BACK_WITHIN = timedelta(days=7)  # a seat that others gave after the start


# --- Who --------------------------------------------------------------------------------------------------------------


def may_manage(member: Member, *, teaches: bool) -> bool:
    """Return whether the member manages the class: its instructors, and staff who may change enrolments."""
    return teaches or member.may("elearning.change_enrolment")


def check_can_manage(member: Member, *, teaches: bool) -> None:
    """Check that the member manages the class: an instructor of it, or staff (docs/domain.md, Enrolment)."""
    if not may_manage(member, teaches=teaches):
        raise NotAllowed("not_the_instructor", _("이 차수의 강사와 운영자만 할 수 있습니다."))


def check_takes_part(member: Member, *, learns: bool, teaches: bool) -> None:
    """Check that the member may see the pages of the class: by an approved enrolment (`learns`) or by managing it."""
    if not (learns or may_manage(member, teaches=teaches)):
        raise NotAllowed("not_in_class", _("수강이 승인된 학습자와 이 차수의 강사, 운영자만 볼 수 있습니다."))


def check_can_list(member: Member, *, teaches: bool) -> None:
    """Check that the member may list enrolments (seed 001, 3-03): staff, or instructors (`teaches` any class)."""
    if not (teaches or member.may("elearning.view_enrolment")):
        raise NotAllowed(
            "not_an_instructor", _("강사와 운영자만 볼 수 있습니다. 내 수강신청은 내 수강신청 목록에서 확인해 주세요.")
        )


def check_can_enrol_another(member: Member) -> None:
    """Check that the member may enrol somebody else: staff only (docs/domain.md, Enrolment)."""
    if not member.may("elearning.add_enrolment"):
        raise NotAllowed("not_staff", _("다른 회원의 수강신청은 운영자만 할 수 있습니다."))


def check_is_member(member: Member | None) -> Member:
    """Check that staff named somebody who is here, and return them; None means nobody. Raises Invalid on `user_id`."""
    if member is None:
        raise Invalid("unknown_member", _("그런 회원이 없습니다. 번호를 확인해 주세요."), field="user_id")
    return member


def check_can_reorder(member: Member) -> None:
    """Check that the member may change the order of the waiting list: staff only."""
    if not member.may("elearning.change_enrolment"):
        raise NotAllowed("not_staff", _("대기 순서는 운영자만 바꿀 수 있습니다."))


def check_can_restore(member: Member) -> None:
    """Check that the member may put learners back: staff only."""
    if not member.may("elearning.change_enrolment"):
        raise NotAllowed("not_staff", _("끝난 수강은 운영자만 되돌릴 수 있습니다."))


def check_can_record_payment(member: Member) -> None:
    if not member.may("elearning.add_payment"):
        raise NotAllowed("not_staff", _("결제는 결제 기록 권한이 있는 운영자만 기록할 수 있습니다."))


def check_can_record_refund(member: Member) -> None:
    if not member.may("elearning.add_refund"):
        raise NotAllowed("not_staff", _("환불은 환불 기록 권한이 있는 운영자만 기록할 수 있습니다."))


# --- When: enrolling --------------------------------------------------------------------------------------------------


def check_can_enrol(
    member: Member, course_class: CourseClass, *, teaches: bool, existing: Enrolment | None, now: datetime
) -> None:
    """Check all that enrolling needs except the seat (`check_has_place`). `existing`: the member's live enrolment."""
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    if not (course_class.is_published and course_class.course.is_published):
        raise Conflict("not_published", _("아직 공개되지 않은 차수입니다."))
    if teaches:
        raise NotAllowed("own_class", _("내가 강사인 차수에는 수강신청할 수 없습니다."))
    if existing is not None:
        raise _enrolled_before(existing, now)
    if now >= course_class.ends_at:
        raise Conflict("ended", _("이미 종료된 차수입니다."))
    if now >= course_class.closes_at:
        raise Conflict("applications_closed", _("수강신청 기간이 끝났습니다."))
    if now < course_class.opens_at:
        when = spoken.say_moment(course_class.opens_at, today=clock.local(now).date())
        raise Conflict("not_open_yet", _("수강신청은 %(when)s에 시작됩니다.") % {"when": when})


def check_can_mark(
    member: Member, course_class: CourseClass, *, teaches: bool, existing: Enrolment | None, now: datetime
) -> None:
    """Check that the member may be told when a seat falls free: they could enrol, but all seats are taken."""
    check_can_enrol(member, course_class, teaches=teaches, existing=existing, now=now)
    if not course_class.is_full:
        raise Conflict("seat_left", _("자리가 남아 있습니다. 바로 신청해 주세요."))


def must_wait(course_class: CourseClass, *, has_line: bool, has_released: bool = False) -> bool:
    """Return whether the next applicant has to wait.

    `has_line`: somebody waits already; `has_released`: a seat was released, and nobody is asked about it. In a class
    whose seats are given by hand a seat may be free while others wait: nobody takes it before them.
    """
    is_full = course_class.is_full and not has_released
    return is_full or (has_line and course_class.promotion == Promotion.MANUAL)


def check_has_place(course_class: CourseClass, *, has_line: bool, has_released: bool = False) -> None:
    """Check that there is a seat, or a waiting list."""
    if must_wait(course_class, has_line=has_line, has_released=has_released) and not course_class.has_waiting_list:
        raise Conflict("full", _("정원이 모두 찼습니다. 이 차수는 대기를 받지 않습니다."))


def seat_gone() -> Conflict:
    return Conflict("full", _("정원이 방금 모두 찼습니다. 다시 신청하면 대기 순서를 받을 수 있습니다."))


def already_enrolled(*, waits: bool = False) -> Conflict:
    words = _("이미 대기 중인 차수입니다.") if waits else _("이미 수강신청한 차수입니다.")
    return Conflict("already_enrolled", words)


def _enrolled_before(existing: Enrolment, now: datetime) -> Conflict:
    if existing.offered_until is None or existing.has_open_offer(now):
        return already_enrolled(waits=existing.is_waiting)
    when = spoken.say_until(existing.offered_until, today=clock.local(now).date())
    return Conflict("offer_over", _("자리 제안의 기한(%(when)s)이 지났습니다.") % {"when": when})


def class_changed() -> Conflict:
    return Conflict("changed_meanwhile", _("차수가 방금 변경되었습니다. 내용을 확인하고 다시 신청해 주세요."))


def offers_freed_seats(course_class: CourseClass, now: datetime) -> bool:
    """Return whether a freed seat is there for those who wait without a person's decision.

    Not if the class leaves that to people or was called off, and not once it runs and takes no applications: from then
    on a seat is given by hand (seed 001, 3-08).
    """
    return (
        course_class.promotion == Promotion.AUTOMATIC
        and course_class.called_off_at is None
        and now < takes_offers_until(course_class)
    )


def promotes_waiting(course_class: CourseClass, now: datetime) -> bool:
    """Return whether a freed seat is given to the first who waits without a question.

    Once the class has started they could not cancel any more: from then on it is offered to them.
    """
    return offers_freed_seats(course_class, now) and now < course_class.starts_at


def takes_offers_until(course_class: CourseClass) -> datetime:
    """Return until when a seat can be offered: until the class runs and takes nobody new."""
    return min(max(course_class.starts_at, course_class.closes_at), course_class.ends_at)


def offer_until(course_class: CourseClass, now: datetime) -> datetime:
    """Return until when a seat that is offered now has to be taken."""
    return offer_deadline(
        now,
        course_class.offer_hours,
        cancel_until=course_class.starts_at,
        ends_at=takes_offers_until(course_class),
    )


def takes_offer(course_class: CourseClass, own: Enrolment | None, now: datetime) -> bool:
    """Return whether the learner may take the seat that is offered to them."""
    return (
        own is not None
        and own.has_open_offer(now)
        and course_class.called_off_at is None
        and now < takes_offers_until(course_class)
    )


def check_takes_offer(course_class: CourseClass, own: Enrolment | None, *, now: datetime) -> None:
    """Check that a seat is offered to the learner now. Raises Conflict `not_offered`, `offer_over`."""
    if takes_offer(course_class, own, now):
        return
    if own is not None and own.is_offered and not own.has_open_offer(now):
        raise _enrolled_before(own, now)
    raise Conflict("not_offered", _("지금은 받을 수 있는 자리가 없습니다."))


# --- When: deciding ---------------------------------------------------------------------------------------------------


def wrong_state(enrolment: Enrolment, words: str) -> Conflict:
    """Return a refusal that names the state (docs/domain.md, Enrolment). `words` contain %(state)s."""
    return Conflict("wrong_state", words % {"state": state_words(enrolment)})


def state_words(enrolment: Enrolment) -> str:
    """Return 승인 대기, 대기, 자리 제안, 승인, 거부 or 취소."""
    if enrolment.is_offered:
        return _("자리 제안")
    return _("대기") if enrolment.is_waiting else str(enrolment.get_status_display())


def roles_of(member: Member, enrolment: Enrolment, *, teaches: bool) -> set[str]:
    """Return the roles of the member towards an enrolment, as `states.MOVES` names them."""
    roles = {
        "learner": enrolment.member_id == member.pk,
        "instructor": teaches,
        "staff": member.may("elearning.change_enrolment"),
    }
    return {role for role, holds in roles.items() if holds}


def _may_move(member: Member, enrolment: Enrolment, to: EnrolmentStatus, *, teaches: bool) -> bool:
    """Return whether `states.MOVES` allows the member the move."""
    roles = roles_of(member, enrolment, teaches=teaches)
    return bool(roles & MOVES.get((EnrolmentStatus(enrolment.status), to), frozenset()))


def check_still_runs(course_class: CourseClass, now: datetime) -> None:
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    if now >= course_class.ends_at:
        raise Conflict("ended", _("이미 종료된 차수입니다."))


def check_can_approve(
    member: Member, enrolment: Enrolment, course_class: CourseClass, *, teaches: bool, now: datetime
) -> None:
    """Check that an enrolment can be approved: PENDING and not waiting (seed 001, 3-05)."""
    check_can_manage(member, teaches=teaches)
    if enrolment.is_waiting:
        raise wrong_state(
            enrolment, _("지금 상태가 ‘%(state)s’입니다. 자리가 나면 대기자 승인으로 자리를 줄 수 있습니다.")
        )
    if not _may_move(member, enrolment, EnrolmentStatus.APPROVED, teaches=teaches):
        raise wrong_state(enrolment, _("지금 상태가 ‘%(state)s’입니다. 승인 대기 중인 수강신청만 승인할 수 있습니다."))
    check_still_runs(course_class, now)


def check_can_approve_waiting(
    member: Member, enrolment: Enrolment, course_class: CourseClass, *, teaches: bool, now: datetime
) -> None:
    """Check that one who waits can get a seat: at any place in line, while a seat is free (seed 001, 3-08)."""
    check_can_manage(member, teaches=teaches)
    if not enrolment.is_waiting:
        raise wrong_state(
            enrolment, _("지금 상태가 ‘%(state)s’입니다. 대기 중인 수강신청만 대기자 승인할 수 있습니다.")
        )
    check_still_runs(course_class, now)
    if course_class.is_full and not enrolment.is_offered:
        raise Conflict("no_seat", _("남은 자리가 없습니다. 자리가 난 뒤에 승인해 주세요."))


def check_can_reject(member: Member, enrolment: Enrolment, *, teaches: bool) -> None:
    """Check that an enrolment can be rejected: PENDING, waiting or not, at any time (seed 001, 3-06)."""
    check_can_manage(member, teaches=teaches)
    if not _may_move(member, enrolment, EnrolmentStatus.REJECTED, teaches=teaches):
        raise wrong_state(
            enrolment, _("지금 상태가 ‘%(state)s’입니다. 승인 대기나 대기 중인 수강신청만 거부할 수 있습니다.")
        )


def may_give_back(enrolment: Enrolment, course_class: CourseClass, now: datetime) -> bool:
    """Return whether the learner may still give back a seat that others gave them after the class had started.

    They were not asked, and could not cancel any more when they got it: so they may for some days, at no cost.
    """
    given_at = enrolment.approved_at
    return (
        enrolment.status == EnrolmentStatus.APPROVED
        and enrolment.decided_by_id is not None
        and given_at is not None
        and course_class.starts_at <= given_at <= now < given_at + GIVEN_BACK_WITHIN
    )


def check_can_cancel(
    member: Member, enrolment: Enrolment, course_class: CourseClass, *, teaches: bool, now: datetime
) -> None:
    """Check that an enrolment can be cancelled (seed 001, 3-07).

    Who waits or was not approved yet may leave at any time, whatever the class's period: nothing was promised to them.
    An approved learner may until the class starts, or while `may_give_back`; its instructors and staff until it ends.
    """
    roles = roles_of(member, enrolment, teaches=teaches)
    if not roles:
        raise NotAllowed("not_your_enrolment", _("본인의 수강신청만 취소할 수 있습니다."))
    if not _may_move(member, enrolment, EnrolmentStatus.CANCELLED, teaches=teaches):
        raise wrong_state(enrolment, _("지금 상태가 ‘%(state)s’입니다. 이미 끝난 수강신청은 취소할 수 없습니다."))
    if enrolment.status == EnrolmentStatus.PENDING:
        return
    if now >= course_class.ends_at:
        raise Conflict("ended", _("이미 종료된 차수의 수강은 취소할 수 없습니다."))
    if roles == {"learner"} and now >= course_class.starts_at and not may_give_back(enrolment, course_class, now):
        raise Conflict(
            "too_late_to_cancel", _("수업이 시작되어 직접 취소할 수 없습니다. 강사나 운영자에게 문의해 주세요.")
        )


def check_can_release(member: Member, enrolment: Enrolment, course_class: CourseClass, *, now: datetime) -> None:
    """Check that the learner may let others have their seat: once they cannot cancel, and while it can be taken.

    Raises NotAllowed `not_your_enrolment`, Conflict `wrong_state`, `by_hand` and those of
    `seats.rules.check_can_release`.
    """
    _check_is_own(member, enrolment)
    if enrolment.status != EnrolmentStatus.APPROVED:
        raise wrong_state(enrolment, _("지금 상태가 ‘%(state)s’입니다. 승인된 수강의 자리만 내놓을 수 있습니다."))
    until = takes_offers_until(course_class)
    gives_back = may_give_back(enrolment, course_class, now)
    seat_rules.check_can_release(
        enrolment, cancel_until=until if gives_back else course_class.starts_at, ends_at=until, now=now
    )
    if not offers_freed_seats(course_class, now):
        raise Conflict("by_hand", _("강사나 운영자가 자리를 정하는 차수입니다. 강사나 운영자에게 문의해 주세요."))


def check_can_take_back(member: Member, enrolment: Enrolment, course_class: CourseClass, *, now: datetime) -> None:
    """Check that the learner may keep the seat that they have released. Raises NotAllowed, Conflict `not_released`."""
    _check_is_own(member, enrolment)
    seat_rules.check_can_take_back(enrolment, ends_at=takes_offers_until(course_class), now=now)


def is_released(enrolment: Enrolment, course_class: CourseClass, now: datetime) -> bool:
    """Return whether the seat was released, and somebody may still take it."""
    return seat_rules.is_released(enrolment.released_at, ends_at=takes_offers_until(course_class), now=now)


def _check_is_own(member: Member, enrolment: Enrolment) -> None:
    if enrolment.member_id != member.pk:
        raise NotAllowed("not_your_enrolment", _("본인의 자리만 내놓거나 되찾을 수 있습니다."))


def check_may_be_restored(enrolment: Enrolment, course_class: CourseClass, *, enrolled: bool) -> None:
    """Check that an ended enrolment may go on: nobody else has the seat, and the member has no other in the class."""
    if enrolment.status in LIVE:
        raise wrong_state(enrolment, _("지금 상태가 ‘%(state)s’입니다. 취소되거나 거부된 수강만 되돌릴 수 있습니다."))
    if enrolled:
        raise Conflict("already_enrolled", _("이 회원은 이 차수를 이미 다시 신청했습니다. 그 신청을 승인해 주세요."))
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    if course_class.is_full:
        raise Conflict("no_seat", _("남은 자리가 없습니다. 정원을 늘리거나 자리가 난 뒤에 되돌려 주세요."))


def check_can_move_in_line(enrolment: Enrolment, to_place: int, *, waiting: int) -> None:
    """Check the new place in line. `to_place` counts from 1; `waiting`: how many wait now."""
    if not enrolment.is_waiting or enrolment.is_offered:
        raise wrong_state(enrolment, _("지금 상태가 ‘%(state)s’입니다. 대기 중인 수강신청의 순서만 바꿀 수 있습니다."))
    if not 1 <= to_place <= waiting:
        raise Invalid("no_such_place", _("대기 순서는 1부터 %(last)d까지입니다.") % {"last": waiting}, field="to_place")


def no_such_enrolment() -> Conflict:
    return Conflict("missing", _("없는 수강신청입니다."))


def check_how_many(number: int) -> None:
    if not number:
        raise Invalid("nobody_chosen", _("처리할 수강신청을 선택해 주세요."))
    if number > MOST_AT_ONCE:
        raise Invalid(
            "too_many", _("한 번에 %(most)d건까지 처리할 수 있습니다. 나누어 처리해 주세요.") % {"most": MOST_AT_ONCE}
        )
