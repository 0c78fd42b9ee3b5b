"""What learners answer from mails about enrolments: to cancel, to leave the line, to take a seat or not.

Where money is paid or to be paid they are sent to the portal, which shows fee and refund before anything binds.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.errors import refusal_of
from apps.core.text import whole_numbers
from apps.elearning.enrolment import notices, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors.rows import money_of, own_enrolment_with_records
from apps.elearning.enrolment.selectors.swap_page import class_swap_page
from apps.elearning.enrolment.services import ending, enrolling, releasing, shared, swapping
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.answering import CLASH_OF_APPLYING, Answer, Asked, ask_expected, ask_knowing, number_in
from apps.notices.kinds import DAY_BEFORE, HOUR_BEFORE

_FEE_FIRST = gettext_lazy("수강료가 있는 과정입니다. 배움터에서 수강료와 환불 기준을 확인하고 신청해 주세요.")


def _find(member: Member, path: str) -> int | None:
    """Return the member's live enrolment of that page, or in the class of that page. Statements: 1 or none."""
    number = number_in(path, "enrolment_id")
    class_id = path.partition("#class-")[2]
    if number is None and class_id.isdecimal():
        own = Enrolment.objects.of(member).live().filter(course_class_id=int(class_id))
        return own.values_list("pk", flat=True).first()
    return number


def _get(member: Member, number: int) -> Enrolment:
    return own_enrolment_with_records(number, member)


def _say(row: Enrolment, **more: Any) -> Asked:
    course_class = row.course_class
    period = spoken.say_period(course_class.start_date, course_class.end_date, today=clock.today())
    facts = [(_("수강 기간"), period)]
    if row.offered_until is not None:
        facts.append((_("자리 제안 기한"), spoken.say_until(row.offered_until, today=clock.today())))
    return Asked(title=course_class.label, facts=facts, state=_state(row), path=row.get_absolute_url(), **more)


def _state(row: Enrolment) -> str:
    if row.is_offered:
        return _("자리를 맡아 두었습니다.") if row.has_open_offer(clock.now()) else _("자리 제안의 기한이 지났습니다.")
    if row.is_waiting:
        return _("지금 %(place)s입니다.") % {"place": text.place_in_line(row.place)}
    if rules.is_released(row, row.course_class, clock.now()):
        return _("자리를 내놓았습니다.")
    return str(_STATES[EnrolmentStatus(row.status)])


_STATES = {
    EnrolmentStatus.PENDING: gettext_lazy("승인을 기다리는 수강신청입니다."),
    EnrolmentStatus.APPROVED: gettext_lazy("승인된 수강신청입니다."),
    EnrolmentStatus.REJECTED: gettext_lazy("거부된 수강신청입니다."),
    EnrolmentStatus.CANCELLED: gettext_lazy("취소된 수강신청입니다."),
}


def _ask_cancel(row: Enrolment, member: Member, now: datetime) -> Asked:
    if row.is_waiting or row.status not in {EnrolmentStatus.PENDING, EnrolmentStatus.APPROVED}:
        return _say(row, can=False)
    refused = refusal_of(rules.check_can_cancel, member, row, row.course_class, teaches=False, now=now)
    words = refused.message if refused else ""
    if not words and money_of(row).paid:
        words = _("결제한 수강료가 있습니다. 배움터에서 환불 금액을 확인하고 취소해 주세요.")
    note = _("취소하면 되돌릴 수 없습니다. 대기 중인 분이 있으면 자리가 바로 넘어갑니다.")
    return _say(row, can=not words, refused=words, note=note)


def _ask_release(row: Enrolment, member: Member, now: datetime) -> Asked:
    """Before the class starts one cancels: then nothing is said of releasing."""
    refused = refusal_of(rules.check_can_release, member, row, row.course_class, now=now)
    words = refused.message if refused else ""
    if refused is None and money_of(row).paid:
        words = _("결제한 수강료가 있습니다. 배움터에서 환불 금액을 확인하고 자리를 내놓아 주세요.")
    note = _("다른 분이 받을 때까지 자리는 그대로입니다. 누가 받으면 수강이 취소되고 알려 드립니다.")
    return _say(row, can=not words, refused=words, note=note)


def _ask_leave(row: Enrolment, member: Member, now: datetime) -> Asked:
    return _say(row, can=row.is_waiting and not row.is_offered, note=_("취소한 뒤 다시 대기하면 맨 뒤로 갑니다."))


def _ask_decline(row: Enrolment, member: Member, now: datetime) -> Asked:
    return _say(row, can=row.has_open_offer(now), note=_("자리는 다음 분에게 넘어가고 대기도 끝납니다."))


def _ask_take(row: Enrolment, member: Member, now: datetime) -> Asked:
    course_class, words = row.course_class, ""
    free = rules.takes_offer(course_class, row, now)
    if row.is_waiting and not free:
        words = _("지금은 받을 수 있는 자리가 없습니다.")
    elif free and course_class.fee:
        words = str(_FEE_FIRST)
    can = free and not words
    clashes = can and enrolling.find_clashes(member, shared.future_meetings(course_class, learner=member))
    return _say(
        row,
        can=can,
        refused=words,
        note=_note_on_taking(row, now),
        clash=CLASH_OF_APPLYING if clashes else "",
    )


def _note_on_taking(row: Enrolment, now: datetime) -> str:
    notes = []
    if row.seat_of_id is not None:
        notes.append(_("다른 학습자가 내놓은 자리라, 그분이 먼저 되찾으면 제안이 끝납니다."))
    if now >= row.course_class.starts_at:
        notes.append(_("이미 시작한 차수입니다. 승인되면 직접 취소할 수 없습니다."))
    return " ".join(notes)


def _ask_swap(row: Enrolment, member: Member, now: datetime) -> Asked:
    """Name what is given up: nobody should give up what they do not see, and the mail has said what is on then."""
    page = class_swap_page(row.course_class_id, member, now)
    words = page.refused
    if not words and row.course_class.fee:
        words = str(_FEE_FIRST)
    asked = _say(row, can=not words, refused=words, note=_note_on_taking(row, now), choices=((page.expected, ""),))
    return replace(asked, facts=[*asked.facts, *((_("취소할 일정"), given_up) for given_up in page.gives_up)])


def _swap(row: Enrolment, member: Member, form: Any) -> None:
    expected = whole_numbers(form.cleaned_data["expected"].split(","))
    swapping.swap_seat(class_id=row.course_class_id, by=member, expected=expected)


def _cancel(row: Enrolment, member: Member, form: Any) -> None:
    ending.cancel_enrolment(enrolment_id=row.pk, by=member)


def _release(row: Enrolment, member: Member, form: Any) -> None:
    releasing.release_seat(enrolment_id=row.pk, by=member)


def _take(row: Enrolment, member: Member, form: Any) -> None:
    enrolling.enrol_member(class_id=row.course_class_id, by=member, knowing=form.cleaned_data["knowing"])


_OF_AN_OFFER = frozenset({notices.SEAT_OFFERED, notices.OFFER_DUE})
_OF_A_SEAT = frozenset(
    {
        notices.APPLIED,
        notices.APPROVED,
        notices.ENROLLED,
        notices.PROMOTED,
        notices.SEATED,
        notices.CLASS_CHANGED,
        DAY_BEFORE,
        HOUR_BEFORE,
    }
)
ANSWERS = (
    Answer(
        "elearning.take_seat",
        gettext_lazy("자리 받기"),
        _OF_AN_OFFER,
        find=_find,
        get=_get,
        ask=_ask_take,
        act=_take,
        form=ask_knowing,
        private=frozenset({"clash"}),
    ),
    Answer(
        "elearning.swap_seat",
        gettext_lazy("자리 받고 다른 일정 취소하기"),
        _OF_AN_OFFER,
        find=_find,
        get=_get,
        ask=_ask_swap,
        act=_swap,
        form=ask_expected,
        is_danger=True,
    ),
    Answer(
        "elearning.decline_seat",
        gettext_lazy("자리 받지 않기"),
        _OF_AN_OFFER,
        find=_find,
        get=_get,
        ask=_ask_decline,
        act=_cancel,
        is_danger=True,
    ),
    Answer(
        "elearning.leave_line",
        gettext_lazy("대기 취소하기"),
        frozenset({notices.WAITING, notices.MOVED_IN_LINE}),
        find=_find,
        get=_get,
        ask=_ask_leave,
        act=_cancel,
        is_danger=True,
    ),
    Answer(
        "elearning.release_seat",
        gettext_lazy("자리 내놓기"),
        _OF_A_SEAT,
        find=_find,
        get=_get,
        ask=_ask_release,
        act=_release,
        is_danger=True,
    ),
    Answer(
        "elearning.cancel",
        gettext_lazy("수강 취소하기"),
        _OF_A_SEAT,
        find=_find,
        get=_get,
        ask=_ask_cancel,
        act=_cancel,
        is_danger=True,
    ),
)
