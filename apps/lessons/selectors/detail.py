"""The page of one lesson: its facts, the course of its states, and what the viewer may do now."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import DateTimeField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts.models import Member
from apps.core import clock, no_shows, spoken, text
from apps.core.components import Act, PersonCard, Step, Ticket
from apps.core.errors import DomainError, refusal_of
from apps.core.prepared import Given, Prepared, PreparedForViewers
from apps.lessons import rules
from apps.lessons.models import Lesson
from apps.lessons.rules import times as time_rules
from apps.lessons.selectors.hours import appointment_in_words
from apps.lessons.selectors.limits import refusal_to_approve
from apps.lessons.selectors.notes import NotePart, get_note_part
from apps.lessons.selectors.offers import Offer, get_offer
from apps.lessons.selectors.outcomes import OutcomePart, get_outcome
from apps.lessons.selectors.payments import PaymentPart, get_payment
from apps.lessons.selectors.reviews import review_acts
from apps.lessons.selectors.ticket import ticket_of
from apps.lessons.states import FINAL, LIVE, LessonStatus, Role, ended_unanswered, is_missed
from apps.planner import selectors as planner
from apps.planner.models import Appointment, AppointmentRole
from apps.planner.selectors import Joining

REQUESTS_SHOWN = 5


class Overlap(NamedTuple):
    """An appointment or a request at the time of the lesson."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class LessonPage:
    """A lesson as its page shows it.

    `busy`: what the mentor gives or runs at that time, so that approving is refused; `also`: other appointments of the
    viewer at that time; `requests`: other requests to the mentor for that time; `people`: whom the viewer meets.
    `acts`: buttons, and links of the kind `link`; `off`: acts that are not possible now.
    """

    lesson: Lesson
    ticket: Ticket
    facts: list[tuple[str, str, str]]
    people: list[PersonCard]
    steps: list[Step]
    acts: list[Act]
    off: list[Act]
    busy: list[Overlap] = field(default_factory=list)
    also: list[Overlap] = field(default_factory=list)
    requests: list[Overlap] = field(default_factory=list)
    join: Joining | None = None
    offer: Offer | None = None
    outcome: OutcomePart | None = None
    payment: PaymentPart | None = None
    notes: NotePart | None = None


def get_lesson(lesson_id: int, member: Member) -> Lesson:
    """Return a lesson that the member may see, with its people. Raises Lesson.DoesNotExist."""
    lesson = _lesson_for.first(member, pk=lesson_id)
    if lesson is None:
        raise Lesson.DoesNotExist
    return lesson


_lesson_for = PreparedForViewers(
    Lesson,
    ("lessons.view_lesson", "lessons.change_lesson"),
    lambda rows: rows.filter(pk=Given("pk")).select_related(
        "tutorial__venue",
        "tutorial__mentor",
        "venue",
        "mentor__mentor_profile",
        "mentor__lesson_settings",
        "mentee",
        "cancelled_by",
        "outcome",
        "payment",
    ),
)


def get_lesson_page(lesson_id: int, member: Member, now: datetime) -> LessonPage:
    """Return the page of a lesson. Raises Lesson.DoesNotExist.

    Queries: 1, one more for the mentor or mentee of a lesson that is not over, one more for a mentor who has to decide,
    1 more for each domain where the site shows them the number of the mentee's absences,
    and 1 for the notes of a lesson that was approved.
    """
    lesson = get_lesson(lesson_id, member)
    role = rules.role_of(member, lesson)
    appointments = _appointments_then(lesson, member, role)
    own = next((row for row in appointments if (row.source, row.source_id) == (Lesson.SOURCE, lesson.pk)), None)
    others = [row for row in appointments if row is not own]
    deciding = role == Role.MENTOR and lesson.status == LessonStatus.PENDING
    busy = [row for row in others if deciding and row.role == AppointmentRole.HOST]
    join = planner.joining_of(own, now)
    offer, payment = get_offer(lesson, member, now), get_payment(lesson, member, now)
    limit = refusal_to_approve(lesson, now) if deciding and not busy else None
    acts = [
        _lesson_act(name, lesson, member, now, busy=bool(busy), limit=limit)
        for name in _ACTS.get((role, lesson.status), ())
    ]
    if join is not None and join.is_open:  # to enter comes first
        acts = [act._replace(kind="plain") if act.kind == "primary" else act for act in acts]
    return LessonPage(
        lesson=lesson,
        ticket=ticket_of(lesson, role, now, offer),
        facts=_facts(lesson, payment),
        people=_people(lesson, role, no_shows.say_to_hosts([lesson.mentee_id], now) if deciding else {}),
        steps=_steps(lesson, now, is_offered=offer is not None),
        acts=[
            *_calendar_acts(own, now),
            *review_acts(lesson, role, member, now),
            *_ask_again(lesson, member, now),
            *(act for act in acts if act.url),
        ],
        off=[act for act in acts if not act.url and act.name not in {"place", "times"}],
        busy=[_overlap(row) for row in busy],
        also=[_overlap(row) for row in others if row not in busy],
        requests=_other_requests(lesson) if deciding else [],
        join=join,
        offer=offer,
        outcome=get_outcome(lesson, member, now),
        payment=payment,
        notes=get_note_part(lesson, member, now),
    )


def _appointments_then(lesson: Lesson, member: Member, role: Role | None) -> list[Appointment]:
    """Return the member's appointments at the time of the lesson, the lesson itself included."""
    if role in {Role.MENTOR, Role.MENTEE} and lesson.status in LIVE:
        return planner.list_appointments_between(member, lesson.starts_at, lesson.ends_at)
    return []


def _overlap(appointment: Appointment) -> Overlap:
    return Overlap(appointment_in_words(appointment), appointment.path)


_requests_then = Prepared(
    lambda: (
        Lesson.objects.filter(
            mentor_id=Given("mentor"),
            status=LessonStatus.PENDING,
            starts_at__lt=Given("ends_at", DateTimeField()),
            ends_at__gt=Given("starts_at", DateTimeField()),
        )
        .exclude(pk=Given("but"))
        .select_related("mentee", "tutorial")
        .order_by("created_at", "pk")[:REQUESTS_SHOWN]
    )
)


def _other_requests(lesson: Lesson) -> list[Overlap]:
    """Return the other requests for that time that wait for the mentor's answer."""
    requests = _requests_then(
        mentor=lesson.mentor_id, but=lesson.pk, starts_at=lesson.starts_at, ends_at=lesson.ends_at
    )
    return [
        Overlap(
            _("%(name)s 님의 ‘%(title)s’(%(when)s)")
            % {"name": row.mentee.name, "title": row.tutorial.title, "when": text.span(row.starts_at, row.ends_at)},
            row.get_absolute_url(),
        )
        for row in requests
    ]


def _facts(lesson: Lesson, payment: PaymentPart | None) -> list[tuple[str, str, str]]:
    return [
        (_("수업 길이"), text.length(lesson.duration), ""),
        (_("수업료"), text.fee(lesson.price), _("신청 시점의 수업료입니다.") if lesson.price else ""),
        *(payment.facts if payment else ()),
        (_("신청 번호"), str(lesson.pk), ""),
    ]


def _people(lesson: Lesson, role: Role | None, missed: dict[int, str]) -> list[PersonCard]:
    """Return a card of the other; staff see both. Each of the two sees the other's e-mail (seed 003 §4).

    `missed`: what is said of the mentee's absences to a mentor who has to decide.
    """
    mentor, mentee = lesson.mentor, lesson.mentee
    shows = mentor.is_mentor and mentor.is_active
    cards = {
        Role.MENTOR: PersonCard(
            name=_("%(name)s 멘토") % {"name": mentor.name},
            note=text.first_line(mentor.mentor_profile.introduction) if shows else "",
            url=reverse("portal:mentor", args=[mentor.pk]) if shows else "",
            image_url=reverse("accounts:image", args=[mentor.pk]) if shows and mentor.profile_image else "",
            email=mentor.email if mentor.is_active else "",
        ),
        Role.MENTEE: PersonCard(
            name=_("%(name)s 님") % {"name": mentee.name},
            note=" · ".join(filter(None, [_("멘티"), missed.get(lesson.mentee_id, "")])),
            email=mentee.email if mentee.is_active else "",
        ),
    }
    return [card for whose, card in cards.items() if whose != role]


# --- The course of a lesson -------------------------------------------------------------------------------------------


def _steps(lesson: Lesson, now: datetime, *, is_offered: bool) -> list[Step]:
    steps = [Step(pgettext("heading", "신청"), text.moment(lesson.created_at))]
    if lesson.approved_at:
        steps.append(Step(pgettext("heading", "승인"), text.moment(lesson.approved_at)))
    if lesson.started_at:
        steps.append(Step(_("시작"), text.moment(lesson.started_at)))
    if lesson.completed_at:
        steps.append(Step(_("완료"), text.moment(lesson.completed_at)))
    if lesson.rejected_at:
        steps.append(Step(_("거절"), text.moment(lesson.rejected_at), _reason_note(lesson.reject_reason), "stopped"))
    if lesson.cancelled_at:
        if ended_unanswered(lesson.status, lesson.cancelled_by_id, lesson.approved_at):
            label = _("답을 받지 못해 끝남")
        else:
            label = _("취소: %(who)s") % {"who": _who_cancelled(lesson)}
        steps.append(Step(label, text.moment(lesson.cancelled_at), _reason_note(lesson.cancel_reason), "stopped"))
    return steps + _steps_ahead(lesson, now, is_offered=is_offered)


def _steps_ahead(lesson: Lesson, now: datetime, *, is_offered: bool) -> list[Step]:
    begins = text.moment(lesson.starts_at)
    completed = Step(_("완료"), state="todo")
    match lesson.status:
        case LessonStatus.PENDING:
            if lesson.answer_by <= now:
                return [Step(_("답을 받지 못함"), note=_("답변 기한이 지났습니다."), state="stopped")]
            note = _("멘티의 답을 기다립니다.") if is_offered else _("멘토의 답을 기다립니다.")
            waits = Step(_("승인 대기"), note=note, state="now")
            return [waits, Step(_("시작"), _("%(when)s 예정") % {"when": begins}, state="todo"), completed]
        case LessonStatus.APPROVED:
            return [Step(_("시작"), _("%(when)s 예정") % {"when": begins}, state="now"), completed]
        case LessonStatus.IN_PROGRESS:
            return [Step(_("진행중"), state="now"), completed]
    return []


def _reason_note(reason: str) -> str:
    return _("사유: %(reason)s") % {"reason": reason} if reason else ""


def _who_cancelled(lesson: Lesson) -> str:
    """Return 멘티, 멘토 or 운영자: everyone who is neither of the two, also a deleted account, is staff."""
    if lesson.cancelled_by_id == lesson.mentee_id:
        return _("멘티")
    return _("멘토") if lesson.cancelled_by_id == lesson.mentor_id else _("운영자")


# --- What may be done -------------------------------------------------------------------------------------------------

# The acts offered to each role in each state. The rules decide whether an act is possible now.
_ACTS: dict[tuple[Role | None, str], tuple[str, ...]] = {
    (Role.MENTOR, LessonStatus.PENDING): ("approve", "times", "reject"),
    (Role.MENTOR, LessonStatus.APPROVED): ("start", "place", "times", "cancel"),
    (Role.MENTOR, LessonStatus.IN_PROGRESS): ("complete", "place"),
    (Role.MENTEE, LessonStatus.PENDING): ("cancel",),
    (Role.MENTEE, LessonStatus.APPROVED): ("times", "cancel"),
    (Role.STAFF, LessonStatus.PENDING): ("cancel",),
    (Role.STAFF, LessonStatus.APPROVED): ("cancel",),
}


def is_early(lesson: Lesson, now: datetime) -> bool:
    """Return whether the agreed time is still ahead; the page then asks before the lesson is started."""
    return now < lesson.starts_at


def _calendar_acts(appointment: Appointment | None, now: datetime) -> list[Act]:
    if appointment is None or now >= appointment.starts_at:
        return []
    return [Act("calendar", _("내 달력에 담기"), "plain", reverse("planner:appointment_ics", args=[appointment.pk]))]


def _ask_again(lesson: Lesson, member: Member, now: datetime) -> list[Act]:
    """Return what a mentee does next after a lesson that is over, or came to nothing."""
    missed = is_missed(lesson.status, lesson.answer_by, now)
    if lesson.mentee_id != member.pk or not (missed or lesson.status in FINAL):
        return []
    if refusal_of(rules.check_can_request, member, lesson.tutorial) is not None:
        return []
    kind = "plain" if lesson.status == LessonStatus.COMPLETED else "primary"
    return [Act("again", _("다시 신청하기"), kind, reverse("tutorials:request", args=[lesson.tutorial_id]))]


def _lesson_act(
    name: str, lesson: Lesson, member: Member, now: datetime, *, busy: bool, limit: DomainError | None
) -> Act:
    url = reverse(f"lessons:{name}", args=[lesson.pk])
    refused = _act_refusal(name, lesson, member, now)
    if refused is not None:
        return Act(name, _act_label(name, lesson), "plain", why=refused.message)
    if name == "approve" and busy:
        why = _(
            "같은 시간에 진행하는 일정이 있어 승인할 수 없습니다. 그 일정을 먼저 바꾸거나 사유를 적어 거절해 주세요."
        )
        return Act(name, _act_label(name, lesson), "plain", why=why)
    if name == "approve" and limit is not None:
        return Act(name, _act_label(name, lesson), "plain", why=limit.message)
    if name == "start" and is_early(lesson, now):
        return Act(name, _act_label(name, lesson), "plain", url)
    if name in {"place", "times", "reject", "cancel"}:
        return Act(name, _act_label(name, lesson), "link", url, why=_until(lesson, now) if name == "cancel" else "")
    return Act(name, _act_label(name, lesson), "primary", url, is_post=True)


def _until(lesson: Lesson, now: datetime) -> str:
    """Return until when the lesson may be cancelled."""
    if lesson.status == LessonStatus.PENDING:
        return _("언제든지")
    return _("%(when)s까지") % {"when": spoken.say_until(lesson.starts_at, today=clock.local(now).date())}


def _act_refusal(name: str, lesson: Lesson, member: Member, now: datetime) -> DomainError | None:
    match name:
        case "approve":
            return refusal_of(rules.check_can_approve, member, lesson, now=now)
        case "place":
            return refusal_of(rules.check_can_set_place, member, lesson, now=now)
        case "times":
            return refusal_of(time_rules.check_can_offer_times, member, lesson, now=now)
        case "reject":
            return refusal_of(rules.check_can_reject, member, lesson)
        case "start":
            return refusal_of(rules.check_can_start, member, lesson)
        case "complete":
            return refusal_of(rules.check_can_complete, member, lesson)
    return refusal_of(rules.check_can_cancel, member, lesson, now=now)


def _act_label(name: str, lesson: Lesson) -> str:
    return {
        "approve": _("수업 승인하기"),
        "place": _("장소 바꾸기"),
        "times": _("다른 시간 제안하기"),
        "reject": _("수업 거절하기"),
        "start": _("수업 시작하기"),
        "complete": _("수업 완료하기"),
        "cancel": _("신청 취소하기") if lesson.status == LessonStatus.PENDING else _("수업 취소하기"),
    }[name]


def lesson_in_words(lesson: Lesson) -> str:
    """Return the time and the people of the lesson in one line."""
    when = spoken.say_span(lesson.starts_at, lesson.ends_at, today=clock.today())
    return _("%(when)s · %(mentor)s 멘토, %(mentee)s 님") % {
        "when": when,
        "mentor": lesson.mentor.name,
        "mentee": lesson.mentee.name,
    }
