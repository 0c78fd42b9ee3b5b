"""The page of an enrolment, for its learner, the class's instructors and staff: its state and what comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import Badge, PersonCard, Step, Ticket, When
from apps.core.errors import allowed, refusal_of
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.states import Approval
from apps.elearning.completion.selectors.enrolment_outcomes import EnrolmentOutcome, outcomes_of
from apps.elearning.enrolment import badges, money_rules, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors import labels
from apps.elearning.enrolment.selectors.rows import enrolment_with_records, money_of
from apps.elearning.enrolment.states import LIVE, EnrolmentStatus, PaymentStatus, RefundStatus
from apps.elearning.pages.selectors.enrolment_ticket import next_meeting, ticket_of
from apps.planner.models import Appointment
from apps.planner.selectors import Joining, joining_of
from apps.seats.states import waiting_words


@dataclass(frozen=True)
class EnrolmentMeeting:
    when: When
    place: str
    ics_url: str
    join: Joining | None
    is_past: bool


@dataclass(frozen=True)
class EnrolmentPage:
    """The page. `next_steps`: what comes next, in sentences; `room_url` is '' if there is no classroom to open.

    `take_url` is where one who waits takes the seat that is offered to them, '' if none is. `join` is the way into the
    next meeting, `runs`: there is something to learn now; `cancel_until` is until when one may cancel.
    """

    enrolment: Enrolment
    course_class: CourseClass
    money_badges: list[Badge]
    ticket: Ticket
    next_steps: list[str]
    steps: list[Step]
    facts: list[tuple[str, str, str]]
    money: list[tuple[str, str, str]]
    meetings: list[EnrolmentMeeting]
    teachers: list[PersonCard]
    join: Joining | None
    runs: bool
    take_url: str
    cancel_url: str
    cancel_label: str
    cancel_until: str
    cancel_why: str
    release_url: str
    release_label: str
    room_url: str
    is_own: bool
    has_records: bool
    manages: bool


def enrolment_detail(enrolment_id: int, member: Member, now: datetime) -> EnrolmentPage:
    """Return the page of an enrolment. Raises Enrolment.DoesNotExist."""
    row = enrolment_with_records(enrolment_id, member)
    course_class = row.course_class
    teaches = any(record.pk == member.pk for record in course_class.instructors.all())
    is_own, is_live = row.member_id == member.pk, row.status in LIVE
    is_approved = row.status == EnrolmentStatus.APPROVED
    refused = refusal_of(rules.check_can_cancel, member, row, course_class, teaches=teaches, now=now)
    takes = rules.takes_offer(course_class, row, now)
    appointments = _appointments(row) if is_own and is_approved else {}
    money = money_of(row)
    outcome = outcomes_of([row.pk]).get(row.pk)
    kind, title, sentences = _standing(row, outcome, now)
    following = next_meeting(row, now)
    release_url, release_label = _release_act(row, member, now)
    return EnrolmentPage(
        enrolment=row,
        course_class=course_class,
        money_badges=badges.money_badges(row),
        ticket=ticket_of(row, title, kind, sentences if is_own else [], now),
        next_steps=_next_steps(row, money, now),
        steps=_course(row, outcome, now),
        facts=labels.class_facts(course_class, today=clock.local(now).date()),
        money=_money_facts(row, money),
        teachers=[_teacher_card(teacher) for teacher in course_class.instructors.all()],
        join=joining_of(appointments.get(following.pk), now) if following else None,
        runs=is_approved and course_class.starts_at <= now < course_class.ends_at,
        meetings=[_meeting(record, appointments.get(record.pk), now) for record in course_class.meetings.all()],
        take_url=reverse("classes:enrol", args=[course_class.pk]) if is_own and takes else "",
        cancel_url=reverse("enrolments:cancel", args=[row.pk]) if is_own and refused is None else "",
        cancel_label=labels.cancel_label(row, now),
        cancel_until=_cancel_until(row, now),
        cancel_why=refused.message if is_own and is_live and refused is not None else "",
        release_url=release_url,
        release_label=release_label,
        room_url=reverse("classes:room", args=[course_class.pk]) if is_own and is_approved else "",
        is_own=is_own,
        has_records=bool(money.paid),
        manages=rules.may_manage(member, teaches=teaches),
    )


def _appointments(row: Enrolment) -> dict[int, Appointment]:
    """Return the learner's live appointments for the class's meetings, by meeting."""
    keys = [record.pk for record in row.course_class.meetings.all()]
    appointments = Appointment.objects.filter(
        member_id=row.member_id, source=CourseClass.SOURCE, source_id__in=keys, cancelled_at=None
    )
    return {appointment.source_id: appointment for appointment in appointments}


def _meeting(row: ClassMeeting, appointment: Appointment | None, now: datetime) -> EnrolmentMeeting:
    ics = reverse("planner:appointment_ics", args=[appointment.pk]) if appointment else ""
    join = joining_of(appointment, now)
    when = spoken.when_span(row.starts_at, row.ends_at, today=clock.local(now).date())
    return EnrolmentMeeting(when, row.venue_name, ics, join, row.ends_at <= now)


def _teacher_card(teacher: Member) -> PersonCard:
    shows = teacher.is_mentor and teacher.is_active
    return PersonCard(
        name=_("%(name)s 강사") % {"name": teacher.name},
        note=text.first_line(teacher.mentor_profile.introduction) if shows else "",
        url=reverse("portal:mentor", args=[teacher.pk]) if shows else "",
        image_url=reverse("accounts:image", args=[teacher.pk]) if shows and teacher.profile_image else "",
    )


def _cancel_until(row: Enrolment, now: datetime) -> str:
    """Return until when the learner may cancel; '' after the start, where it depends on what was watched."""
    today = clock.local(now).date()
    if row.offered_until is not None and row.has_open_offer(now):
        return _("%(when)s까지") % {"when": spoken.say_until(row.offered_until, today=today)}
    if row.status == EnrolmentStatus.PENDING:
        return _("언제든지")
    if now >= row.course_class.starts_at:
        return ""
    return _("%(when)s까지") % {"when": spoken.say_until(row.course_class.starts_at, today=today)}


def _release_act(row: Enrolment, member: Member, now: datetime) -> tuple[str, str]:
    """Return the address and the words of releasing the seat or of taking it back, two '' for neither."""
    if allowed(rules.check_can_release, member, row, row.course_class, now=now):
        return reverse("enrolments:release", args=[row.pk]), _("자리 내놓기")
    if allowed(rules.check_can_take_back, member, row, row.course_class, now=now):
        return reverse("enrolments:keep", args=[row.pk]), _("내놓은 자리 되찾기")
    return "", ""


def _standing(row: Enrolment, outcome: EnrolmentOutcome | None, now: datetime) -> tuple[str, str, list[str]]:
    """Return the kind, the state in words, and the sentences that follow from it."""
    course_class = row.course_class
    if row.status == EnrolmentStatus.REJECTED:
        return "danger", _("수강신청이 거부되었습니다"), [_("사유: %(reason)s") % {"reason": row.rejection_reason}]
    if row.status == EnrolmentStatus.CANCELLED:
        sentences = [_("사유: %(reason)s") % {"reason": row.cancel_reason}] if row.cancel_reason else []
        return "done", _("수강신청이 취소되었습니다"), sentences
    if row.is_offered:
        is_open = row.has_open_offer(now)
        state = _("자리를 제안받았습니다") if is_open else _("자리 제안의 기한이 지났습니다")
        return "soon" if is_open else "done", state, [_seat_words(row, now)]
    if row.is_waiting:
        place = _("%(place)s입니다") % {"place": text.place_in_line(row.place)}
        return "wait", place, [_seat_words(row, now)]
    if row.status == EnrolmentStatus.PENDING:
        sentences = [_("강사가 확인하고 승인하면 알림과 메일로 알려 드립니다.")]
        return "wait", _("수강신청이 접수되었습니다"), sentences
    if outcome is not None:
        return "open" if outcome.is_good else "done", outcome.label, [outcome.note] if outcome.note else []
    if rules.is_released(row, course_class, now):
        state = _("자리를 내놓았습니다")
        return "soon", state, [_("다른 분이 받을 때까지 자리는 그대로이며, 수업에 참석할 수 있습니다.")]
    if row.payment_status == PaymentStatus.WAITING:
        return "soon", _("수강이 승인되었습니다"), [_("수강료 결제가 남아 있습니다.")]
    if now >= course_class.ends_at:
        return "done", _("수강이 끝났습니다"), [_time_words(course_class, now)]
    state = _("수강하고 있습니다") if now >= course_class.starts_at else _("수강이 승인되었습니다")
    return "open", state, [_time_words(course_class, now)]


def _seat_words(row: Enrolment, now: datetime) -> str:
    """Return how one who waits comes to a seat."""
    course_class = row.course_class
    if row.offered_until is not None:
        return _offer_words(row, row.offered_until, now)
    if rules.promotes_waiting(course_class, now):
        return _("자리가 나면 순서대로 자리를 드리고 알려 드립니다. 수업 시간에 다른 일정이 있으면 먼저 확인합니다.")
    if rules.offers_freed_seats(course_class, now):
        return _("자리가 나면 순서대로 제안합니다. 이미 시작해 승인된 뒤에는 직접 취소할 수 없습니다.")
    return _("자리가 나면 강사나 운영자가 확인하여 자리를 드리고, 알림과 메일로 알려 드립니다.")


def _offer_words(row: Enrolment, offered_until: datetime, now: datetime) -> str:
    if not rules.takes_offer(row.course_class, row, now):
        return _("기한 안에 받지 않아 자리가 다음 분에게 넘어갑니다.")
    until = spoken.say_until(offered_until, today=clock.local(now).date())
    kept = _("%(when)s까지 자리를 맡아 둡니다.") % {"when": until}
    if row.seat_of_id is None:
        return kept
    return f"{kept} {_('다른 학습자가 내놓은 자리라, 그분이 먼저 되찾으면 제안이 끝납니다.')}"


def _time_words(course_class: CourseClass, now: datetime) -> str:
    today = clock.local(now).date()
    if now >= course_class.ends_at:
        return _("수업이 모두 끝났습니다.")
    if now >= course_class.starts_at:
        return _("%(day)s까지 수업이 이어집니다.") % {"day": spoken.say_day(course_class.end_date, today=today)}
    return _("%(day)s에 수업이 시작됩니다.") % {"day": spoken.say_day(course_class.start_date, today=today)}


def _next_steps(row: Enrolment, money: money_rules.Money, now: datetime) -> list[str]:
    """Return in sentences what comes next, in order."""
    course_class, sentences = row.course_class, []
    left = row.fee - money.paid
    if row.status not in LIVE:
        if row.refund_status == RefundStatus.REQUESTED:
            due = text.won(row.refund_due - money.refunded)
            sentences.append(_("%(amount)s의 환불을 준비하고 있습니다. 환불이 끝나면 알려 드립니다.") % {"amount": due})
        return sentences
    if now >= course_class.ends_at:
        return sentences
    if row.is_waiting:
        sentences.append(_seat_words(row, now))
    if row.status == EnrolmentStatus.PENDING and course_class.approval == Approval.MANUAL:
        sentences.append(_("강사가 신청을 확인하고 승인합니다."))
    if left > 0:
        amount = {"amount": text.won(left)}
        if row.status == EnrolmentStatus.APPROVED:
            sentences.append(
                _("운영자의 안내에 따라 수강료 %(amount)s을 결제해 주세요. 확인되면 ‘결제 완료’로 바뀝니다.") % amount
            )
        else:
            sentences.append(_("승인된 뒤 운영자의 안내에 따라 수강료 %(amount)s을 결제합니다.") % amount)
    if course_class.meetings.all():
        if row.status == EnrolmentStatus.APPROVED:
            sentences.append(_("수업일은 내 배움터의 일정에 담겨 있으며, 하루 전과 한 시간 전에 알려 드립니다."))
        else:
            sentences.append(_("승인되면 수업일이 내 배움터의 일정에 담깁니다."))
    if now < course_class.starts_at:
        sentences.append(_time_words(course_class, now))
    return sentences


# --- Its course of states ---------------------------------------------------------------------------------------------


def _course(row: Enrolment, outcome: EnrolmentOutcome | None, now: datetime) -> list[Step]:
    """Return the past, present and future steps of the enrolment, with times and reasons."""
    steps = [Step(_("수강신청 접수"), text.moment(row.applied_at))]
    if row.is_waiting:
        steps.append(Step(waiting_words(row.place, row.offered_until, now), state="now"))
    elif row.promoted_at:
        steps.append(Step(_("대기에서 승인됨"), text.moment(row.promoted_at)))
    if row.approved_at:
        steps.append(Step(pgettext("heading", "승인"), text.moment(row.approved_at)))
    elif row.status == EnrolmentStatus.PENDING:
        steps.append(Step(pgettext("heading", "승인"), state="todo" if row.is_waiting else "now"))
    if row.status == EnrolmentStatus.REJECTED:
        steps.append(Step(_("거부"), _when(row.rejected_at), row.rejection_reason, "stopped"))
    steps += _payment_steps(row)
    if row.status == EnrolmentStatus.CANCELLED:
        steps.append(Step(_("취소"), _when(row.cancelled_at), _cancel_words(row), "stopped"))
    steps += _refund_steps(row)
    steps += _class_steps(row, now) if row.status in LIVE else []
    return steps + _outcome_steps(row, outcome, now)


def _when(moment: datetime | None) -> str:
    return text.moment(moment) if moment else ""


def _cancel_words(row: Enrolment) -> str:
    if row.cancelled_by_id is None:
        return row.cancel_reason
    who = _("직접 취소") if row.cancelled_by_id == row.member_id else _("강사나 운영자가 취소")
    return f"{who} · {row.cancel_reason}" if row.cancel_reason else who


def _payment_steps(row: Enrolment) -> list[Step]:
    payments = list(row.payments.all())
    steps = [
        Step(_("결제"), text.moment(record.paid_at), f"{record.get_method_display()} {text.won(record.amount)}")
        for record in payments
        if record.amount
    ]
    left = row.fee - sum(record.amount for record in payments)
    if row.status in LIVE and left > 0:
        is_due = row.status == EnrolmentStatus.APPROVED
        steps.append(Step(_("결제"), note=text.won(left), state="now" if is_due else "todo"))
    return steps


def _refund_steps(row: Enrolment) -> list[Step]:
    refunds = list(row.refunds.all())
    steps = [Step(_("환불"), text.moment(record.refunded_at), text.won(record.amount)) for record in refunds]
    if row.refund_status == RefundStatus.REQUESTED:
        left = row.refund_due - sum(record.amount for record in refunds)
        steps.append(Step(_("환불"), note=_("%(amount)s 준비 중") % {"amount": text.won(left)}, state="now"))
    return steps


def _class_steps(row: Enrolment, now: datetime) -> list[Step]:
    course_class, is_approved = row.course_class, row.status == EnrolmentStatus.APPROVED
    runs = is_approved and course_class.starts_at <= now < course_class.ends_at
    is_over = is_approved and now >= course_class.ends_at
    return [
        Step(_("차수 시작"), text.day(course_class.start_date), state="done" if runs or is_over else "todo"),
        Step(_("차수 종료"), text.day(course_class.end_date), state="done" if is_over else "now" if runs else "todo"),
    ]


def _outcome_steps(row: Enrolment, outcome: EnrolmentOutcome | None, now: datetime) -> list[Step]:
    if outcome is not None:
        state = "done" if outcome.is_good else "stopped"
        return [Step(outcome.label, text.moment(outcome.decided_at), outcome.note, state)]
    if row.status != EnrolmentStatus.APPROVED:
        return []
    return [Step(pgettext("heading", "수료"), state="now" if now >= row.course_class.ends_at else "todo")]


def _money_facts(row: Enrolment, money: money_rules.Money) -> list[tuple[str, str, str]]:
    facts = [(_("수강료"), text.fee(row.fee), "")]
    if money.paid:
        facts.append((_("결제한 금액"), text.won(money.paid), ""))
    if row.status in LIVE and row.fee > money.paid:
        facts.append((_("남은 금액"), text.won(row.fee - money.paid), ""))
    if row.refund_due:
        facts.append((_("환불할 금액"), text.won(row.refund_due), _("취소할 때 환불 기준에 따라 정해졌습니다.")))
    if money.refunded:
        facts.append((_("환불한 금액"), text.won(money.refunded), ""))
    return facts
