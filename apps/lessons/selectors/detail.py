"""The page of one lesson: its facts, the course of its states, and what the viewer may do now."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts.models import Member
from apps.core import text
from apps.core.components import Act, Badge, Step
from apps.core.errors import DomainError, refusal_of
from apps.lessons import badges, rules
from apps.lessons.models import Lesson
from apps.lessons.selectors.hours import appointment_in_words
from apps.lessons.states import LIVE, LessonStatus, Role, is_missed
from apps.planner import selectors as planner
from apps.planner.models import Appointment, AppointmentRole
from apps.planner.selectors import Joining

REQUESTS_SHOWN = 5


class LessonPerson(NamedTuple):
    """A person in the lesson. Each of the two, and staff, see the other's e-mail (seed 003 §4)."""

    role: str
    name: str
    email: str
    page: str


class Overlap(NamedTuple):
    """An appointment or a request at the time of the lesson."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class LessonPage:
    """A lesson as its page shows it.

    `gives`: the viewer is its mentor; `busy`: what the mentor gives or runs at that time, so that approving is refused;
    `also`: other appointments of the viewer at that time; `requests`: other requests to the mentor for that time;
    `off`: acts that are not possible now.
    """

    lesson: Lesson
    gives: bool
    badge: Badge
    missed: bool
    when: str
    left: str
    facts: list[tuple[str, str, str]]
    people: list[LessonPerson]
    steps: list[Step]
    acts: list[Act]
    off: list[Act]
    busy: list[Overlap] = field(default_factory=list)
    also: list[Overlap] = field(default_factory=list)
    requests: list[Overlap] = field(default_factory=list)
    appointment_id: int | None = None
    join: Joining | None = None


def get_lesson(lesson_id: int, member: Member) -> Lesson:
    """Return a lesson that the member may see, with its people. Raises Lesson.DoesNotExist."""
    rows = Lesson.objects.visible_to(member).select_related(
        "tutorial__venue", "venue", "mentor__mentor_profile", "mentee", "cancelled_by"
    )
    return rows.get(pk=lesson_id)


def get_lesson_page(lesson_id: int, member: Member, now: datetime) -> LessonPage:
    """Return the page of a lesson. Raises Lesson.DoesNotExist.

    Queries: 1, one more for the mentor or mentee of a lesson that is not over, one more for a mentor who has to decide.
    """
    lesson = get_lesson(lesson_id, member)
    role = rules.role_of(member, lesson)
    appointments = _appointments_then(lesson, member, role)
    own = next((row for row in appointments if (row.source, row.source_id) == (Lesson.SOURCE, lesson.pk)), None)
    others = [row for row in appointments if row is not own]
    deciding = role == Role.MENTOR and lesson.status == LessonStatus.PENDING
    busy = [row for row in others if deciding and row.role == AppointmentRole.HOST]
    acts = [_lesson_act(name, lesson, member, now, busy=bool(busy)) for name in _ACTS.get((role, lesson.status), ())]
    return LessonPage(
        lesson=lesson,
        gives=role == Role.MENTOR,
        badge=badges.status_badge(lesson.status),
        missed=is_missed(lesson.status, lesson.starts_at, now),
        when=text.sentence_span(lesson.starts_at, lesson.ends_at),
        left=text.time_left(lesson.starts_at, now=now) if lesson.status in LIVE else "",
        facts=_facts(lesson),
        people=_people(lesson),
        steps=_steps(lesson, now),
        acts=[act for act in acts if act.url],
        off=[act for act in acts if not act.url],
        busy=[_overlap(row) for row in busy],
        also=[_overlap(row) for row in others if row not in busy],
        requests=_other_requests(lesson) if deciding else [],
        appointment_id=own.pk if own else None,
        join=planner.joining_of(own, now),
    )


def _appointments_then(lesson: Lesson, member: Member, role: Role | None) -> list[Appointment]:
    """Return the member's appointments at the time of the lesson, the lesson itself included."""
    if role in {Role.MENTOR, Role.MENTEE} and lesson.status in LIVE:
        return planner.list_appointments_between(member, lesson.starts_at, lesson.ends_at)
    return []


def _overlap(appointment: Appointment) -> Overlap:
    return Overlap(appointment_in_words(appointment), appointment.path)


def _other_requests(lesson: Lesson) -> list[Overlap]:
    """Return the other requests for that time that wait for the mentor's answer."""
    rows = Lesson.objects.filter(
        mentor_id=lesson.mentor_id,
        status=LessonStatus.PENDING,
        starts_at__lt=lesson.ends_at,
        ends_at__gt=lesson.starts_at,
    ).exclude(pk=lesson.pk)
    requests = rows.select_related("mentee", "tutorial").order_by("created_at", "pk")[:REQUESTS_SHOWN]
    return [
        Overlap(
            _("%(name)s 님의 ‘%(title)s’(%(when)s)")
            % {"name": row.mentee.name, "title": row.tutorial.title, "when": text.span(row.starts_at, row.ends_at)},
            row.get_absolute_url(),
        )
        for row in requests
    ]


def _facts(lesson: Lesson) -> list[tuple[str, str, str]]:
    return [
        (_("일시"), text.span(lesson.starts_at, lesson.ends_at), ""),
        (_("장소"), _place(lesson) or _("미정"), ""),
        (_("수업 길이"), text.length(lesson.duration), ""),
        (_("수업료"), text.fee(lesson.price), _("신청한 때의 수업료입니다.") if lesson.price else ""),
        (_("신청 번호"), str(lesson.pk), ""),
    ]


def _place(lesson: Lesson) -> str:
    """Return where it is, of a request where it would be."""
    if lesson.status == LessonStatus.PENDING:
        return lesson.tutorial.venue_name
    return lesson.venue_name or (_("온라인") if lesson.join_url else "")


def _people(lesson: Lesson) -> list[LessonPerson]:
    mentor, mentee = lesson.mentor, lesson.mentee
    has_page = mentor.is_mentor and mentor.is_active
    page = reverse("portal:mentor", args=[mentor.pk]) if has_page else ""
    return [
        LessonPerson(_("멘토"), mentor.name, mentor.email if mentor.is_active else "", page),
        LessonPerson(_("멘티"), mentee.name, mentee.email if mentee.is_active else "", ""),
    ]


# --- The course of a lesson -------------------------------------------------------------------------------------------


def _steps(lesson: Lesson, now: datetime) -> list[Step]:
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
        label = _("취소: %(who)s") % {"who": _who_cancelled(lesson)}
        steps.append(Step(label, text.moment(lesson.cancelled_at), _reason_note(lesson.cancel_reason), "stopped"))
    return steps + _steps_ahead(lesson, now)


def _steps_ahead(lesson: Lesson, now: datetime) -> list[Step]:
    begins = text.moment(lesson.starts_at)
    completed = Step(_("완료"), state="todo")
    match lesson.status:
        case LessonStatus.PENDING:
            if lesson.starts_at <= now:
                return [Step(_("답을 받지 못함"), note=_("승인되기 전에 수업 시간이 지났습니다."), state="stopped")]
            waits = Step(_("승인 대기"), note=_("멘토의 답을 기다립니다."), state="now")
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
    (Role.MENTOR, LessonStatus.PENDING): ("approve", "reject"),
    (Role.MENTOR, LessonStatus.APPROVED): ("start", "complete", "cancel"),
    (Role.MENTOR, LessonStatus.IN_PROGRESS): ("complete", "cancel"),
    (Role.MENTEE, LessonStatus.PENDING): ("cancel",),
    (Role.MENTEE, LessonStatus.APPROVED): ("cancel",),
    (Role.MENTEE, LessonStatus.IN_PROGRESS): ("cancel",),
    (Role.STAFF, LessonStatus.PENDING): ("cancel",),
    (Role.STAFF, LessonStatus.APPROVED): ("cancel",),
}


def is_early(lesson: Lesson, now: datetime) -> bool:
    """Return whether the agreed time is still ahead; the page then asks before the lesson is started."""
    return now < lesson.starts_at


def _lesson_act(name: str, lesson: Lesson, member: Member, now: datetime, *, busy: bool) -> Act:
    url = reverse(f"lessons:{name}", args=[lesson.pk])
    refused = _act_refusal(name, lesson, member, now)
    if refused is not None:
        return Act(name, _act_label(name, lesson), "plain", why=refused.message)
    if name == "approve" and busy:
        why = _(
            "같은 시간에 진행하는 일정이 있어 승인할 수 없습니다. 그 일정을 먼저 바꾸거나 사유를 적어 거절해 주세요."
        )
        return Act(name, _act_label(name, lesson), "plain", why=why)
    if name == "start" and is_early(lesson, now):
        why = _("아직 수업 시각 전입니다. 누르면 한 번 더 확인합니다.")
        return Act(name, _act_label(name, lesson), "primary", url, why=why)
    kind = "danger" if name in {"reject", "cancel"} else "primary"
    return Act(name, _act_label(name, lesson), kind, url, is_post=name in {"approve", "start", "complete"})


def _act_refusal(name: str, lesson: Lesson, member: Member, now: datetime) -> DomainError | None:
    match name:
        case "approve":
            return refusal_of(rules.check_can_approve, member, lesson, now=now)
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
        "reject": _("수업 거절하기"),
        "start": _("수업 시작하기"),
        "complete": _("수업 완료하기"),
        "cancel": _("신청 취소하기") if lesson.status == LessonStatus.PENDING else _("수업 취소하기"),
    }[name]


def lesson_in_words(lesson: Lesson) -> str:
    """Return the time and the people of the lesson in one line."""
    when = text.sentence_span(lesson.starts_at, lesson.ends_at)
    return _("%(when)s · %(mentor)s 멘토, %(mentee)s 님") % {
        "when": when,
        "mentor": lesson.mentor.name,
        "mentee": lesson.mentee.name,
    }
