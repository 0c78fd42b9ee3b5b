"""The ticket on top of a session's page: how its viewer stands, in words, and the one act that is open to them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock, spoken, text
from apps.core.components import Badge, Ticket
from apps.core.errors import DomainError, allowed, refusal_of
from apps.mentoring import rules
from apps.mentoring.models import Application, Session
from apps.mentoring.rules import releases
from apps.mentoring.rules.attendance import check_can_record
from apps.mentoring.selectors import labels
from apps.mentoring.selectors.applicants import ApplicantGroups
from apps.mentoring.selectors.reports import report_url_of
from apps.mentoring.states import Phase
from apps.planner.models import Appointment
from apps.planner.selectors import say_ahead, way_to
from apps.seats.states import waiting_words

_ICONS = {
    Phase.SOON: "clock",
    Phase.FULL: "people",
    Phase.RUNNING: "clock",
    Phase.ENDED: "check2",
    Phase.DECLINED: "exclamation-circle",
}
_KINDS = {Phase.SOON: "soon", Phase.OPEN: "open", Phase.RUNNING: "open", Phase.DECLINED: "danger"}


@dataclass(frozen=True)
class Standing:
    """How the viewer stands towards a session.

    `own` is the live application, `place` its place in line; `joins`: the way into the online meeting is open now;
    `record`: whether they came, where that is recorded; `feedback_url`: where they say how it was, '' for not now;
    `people`: the applicants, for who runs the session.
    """

    member: Any
    own: Application | None
    place: int
    appointment: Appointment | None
    clashes: bool
    joins: bool
    record: Badge | None = None
    feedback_url: str = ""
    people: ApplicantGroups | None = None

    @property
    def is_known(self) -> bool:
        return getattr(self.member, "pk", None) is not None


@dataclass(frozen=True)
class Action:
    """The main act of the page: a form that posts to `post_url`, a link to `url`, or neither (off).

    Without a label there is none. `still`: it is not held at the bottom of a phone.
    """

    label: str = ""
    why: str = ""
    post_url: str = ""
    url: str = ""
    kind: str = "primary"
    wait: bool = False
    knowing: bool = False
    still: bool = False


def ticket_of(session: Session, standing: Standing, phase: Phase, now: datetime) -> Ticket:
    """Return the ticket of a session as the viewer holds it."""
    today = clock.local(now).date()
    state, kind, icon = _state(session, standing, phase, now)
    return Ticket(
        day=spoken.say_day(session.date, today=today),
        hours=spoken.say_hours(session.starts_at, session.ends_at),
        exact=text.span(session.starts_at, session.ends_at),
        state=state,
        kind=kind,
        icon=icon,
        note=_note(session, standing, phase, now),
        facts=_facts(session, now),
        links=_links(session, standing),
    )


def _facts(session: Session, now: datetime) -> list[tuple[str, str, str]]:
    """Return where it is and what to bring."""
    way = way_to(session.venue, session.ends_at, now)
    facts = [(_("장소"), session.venue_name or _("미정"), way)]
    return [*facts, (_("준비물"), session.preparation, "")] if session.preparation else facts


def _links(session: Session, standing: Standing) -> list[tuple[str, str, str]]:
    """Return the file for those who take part."""
    own = [standing.own] if standing.own is not None else []
    if not (session.handout and standing.is_known and rules.takes_part(standing.member, session, own)):
        return []
    return [(_("자료"), session.handout_name, reverse("mentoring:handout", args=[session.pk]))]


# --- The state in words -----------------------------------------------------------------------------------------------


def _state(session: Session, standing: Standing, phase: Phase, now: datetime) -> tuple[str, str, str]:
    """Return the state in words, its kind and its icon."""
    own = standing.own
    if own is not None and phase not in {Phase.RUNNING, Phase.ENDED}:
        if own.is_waiting:
            words = waiting_words(standing.place, own.offered_until, now)
            if own.is_offered:
                return words, "soon" if own.has_open_offer(now) else "done", "clock"
            return words, "wait", "hourglass-split"
        if releases.is_released(own, session, now):
            return _("자리 내놓음"), "soon", "check2-circle"
        return _("신청함"), "open", "check2-circle"
    if standing.record is not None:
        icon = "exclamation-circle" if standing.record.kind == "danger" else "check2"
        return standing.record.text, standing.record.kind, icon
    if phase == Phase.FULL and _has_released(session):
        return _("정원 마감 · 내놓은 자리 있음"), "soon", "people"
    words = _("정원 마감 · 대기 가능") if phase == Phase.FULL else _phase_words(session, phase, now)
    return words, _KINDS.get(phase, "done"), _ICONS.get(phase, "calendar3")


def _has_released(session: Session) -> bool:
    """Return whether a seat was released that nobody is asked about: whoever comes now takes it."""
    return session.released is not None  # type: ignore[attr-defined]  # annotated


def _phase_words(session: Session, phase: Phase, now: datetime) -> str:
    if phase == Phase.SOON:
        return _why_soon(session, now)
    return {
        Phase.OPEN: _("접수중"),
        Phase.UPCOMING: _("접수 예정"),
        Phase.CLOSED: _("접수 마감"),
        Phase.RUNNING: _("진행중"),
        Phase.ENDED: _("진행 완료"),
        Phase.DECLINED: _("개설 반려"),
    }[phase]


def _why_soon(session: Session, now: datetime) -> str:
    """Return what runs out: the registration today or tomorrow, or the seats."""
    left = session.seats_left
    return labels.state_words(Phase.SOON, session.opens_at, session.closes_at, left, 0, now).state


# --- What follows -----------------------------------------------------------------------------------------------------


def _note(session: Session, standing: Standing, phase: Phase, now: datetime) -> str:
    if phase in {Phase.RUNNING, Phase.ENDED, Phase.DECLINED}:
        return _note_on_the_past(session, standing, phase, now)
    if standing.own is not None:
        return _note_to_applicant(session, standing.own, now)
    if standing.is_known and session.author_id == standing.member.pk:
        return _note_to_author(session, standing.people or ApplicantGroups())
    return _note_to_others(session, phase, now)


def _note_on_the_past(session: Session, standing: Standing, phase: Phase, now: datetime) -> str:
    today = clock.local(now).date()
    if phase == Phase.DECLINED:
        return ""
    if phase == Phase.RUNNING:
        end = spoken.say_time(session.ends_at)
        return _("지금 진행하고 있으며, %(when)s에 끝납니다.") % {"when": end}
    if standing.own is not None and standing.own.is_waiting:
        return _("자리가 나지 않은 채 끝났습니다.")
    return _("%(day)s에 진행을 마쳤습니다.") % {"day": spoken.say_day(session.date, today=today)}


def _note_to_applicant(session: Session, own: Application, now: datetime) -> str:
    if releases.is_released(own, session, now):
        return _("다른 분이 받을 때까지 자리는 그대로입니다. 아무도 받지 않으면 참석해 주세요.")
    if not own.is_waiting:
        return say_ahead(session.starts_at, now)
    if own.offered_until is not None:
        return _note_on_offer(session, own, own.offered_until, now)
    if rules.moves_up_unasked(session, now):
        return _("자리가 나면 순서대로 신청되고 알려 드립니다. 그 시간에 다른 일정이 있으면 먼저 확인합니다.")
    return _("자리가 나면 순서대로 제안합니다. 취소 기한이 지나 받은 자리는 직접 취소할 수 없습니다.")


def _note_on_offer(session: Session, own: Application, offered_until: datetime, now: datetime) -> str:
    if not rules.takes_offer(session, own, now):
        return _("기한 안에 받지 않아 자리가 다음 분에게 넘어갑니다.")
    until = spoken.say_until(offered_until, today=clock.local(now).date())
    kept = _("%(when)s까지 자리를 맡아 둡니다.") % {"when": until}
    return f"{kept} {note_on_taking(session, own, now)}".strip()


def note_on_taking(session: Session, own: Application | None, now: datetime) -> str:
    """Return what one who takes an offered seat has to know; '' if they could give it back as anybody."""
    notes = []
    if own is not None and own.seat_of_id is not None:
        notes.append(_("다른 신청자가 내놓은 자리라, 그분이 먼저 되찾으면 제안이 끝납니다."))
    if not rules.moves_up_unasked(session, now):
        notes.append(_("취소 기한이 지나, 받은 뒤에는 직접 취소할 수 없습니다."))
    return " ".join(notes)


def _note_to_author(session: Session, people: ApplicantGroups) -> str:
    """Return how many have a seat, would give it away, wait, and are offered one."""
    taken, waiting = len(people.holding), len(people.waiting) - people.offered
    notes = [ngettext("%(n)d명이 신청했습니다.", "%(n)d명이 신청했습니다.", taken) % {"n": taken}]
    if people.released:
        released = ngettext("%(n)d명이 자리를 내놓았습니다.", "%(n)d명이 자리를 내놓았습니다.", people.released)
        notes.append(released % {"n": people.released})
    if waiting:
        notes.append(ngettext("%(n)d명이 대기합니다.", "%(n)d명이 대기합니다.", waiting) % {"n": waiting})
    if people.offered:
        offered = ngettext("%(n)d명이 자리를 제안받았습니다.", "%(n)d명이 자리를 제안받았습니다.", people.offered)
        notes.append(offered % {"n": people.offered})
    return " ".join(notes)


def _note_to_others(session: Session, phase: Phase, now: datetime) -> str:
    today = clock.local(now).date()
    until = spoken.say_until(session.closes_at, today=today)
    if phase == Phase.UPCOMING:
        return _("%(day)s부터 신청할 수 있습니다.") % {"day": spoken.say_near_day(session.reg_start, today=today)}
    if phase == Phase.CLOSED:
        return _("%(when)s에 접수가 끝났습니다.") % {"when": until}
    if phase == Phase.FULL and _has_released(session):
        return _("한 분이 자리를 내놓았습니다. 지금 신청하면 그 자리를 바로 받습니다.")
    if phase == Phase.FULL:
        return _("자리가 나면 순서대로 신청되고 알려 드립니다.")
    return _("%(when)s까지 신청할 수 있습니다.") % {"when": until}


# --- The main act -----------------------------------------------------------------------------------------------------


def action_of(session: Session, standing: Standing, now: datetime) -> Action:
    """Return the main act.

    It is a plain one beside another: staff manage the applicants, and to enter comes first while the way in is open.
    """
    action = _action(session, standing, now)
    manages = standing.is_known and rules.may_manage(standing.member, session)
    if standing.joins or (manages and session.author_id != standing.member.pk):
        return replace(action, kind="plain", still=True)
    return action


def _action(session: Session, standing: Standing, now: datetime) -> Action:
    own, clashes = standing.own, standing.clashes
    if rules.takes_offer(session, own, now):
        return _take_action(session, clashes)
    if standing.feedback_url:
        return Action(_("만족도 답하기"), url=standing.feedback_url)
    if own is not None:
        return _calendar_action(standing.appointment) if now < session.ends_at else Action()
    refused = refusal_of(rules.check_can_apply, standing.member, session, existing=None, now=now)
    if refused is not None:
        return _refused_action(session, standing, refused, now)
    if not standing.is_known:
        return _log_in_action(session)
    apply_url = reverse("mentoring:apply", args=[session.pk])
    if session.is_full and _has_released(session):
        label = _("겹쳐도 내놓은 자리로 신청하기") if clashes else _("내놓은 자리로 신청하기")
        return Action(label, post_url=apply_url, knowing=clashes)
    if refusal_of(rules.check_has_seat, session) is not None:
        label = _("대기 신청하기 (현재 %(n)d명)") % {"n": session.waiting}  # type: ignore[attr-defined]
        return Action(label, post_url=apply_url, wait=True, knowing=clashes)
    if clashes:
        return Action(_("겹쳐도 신청하기"), post_url=apply_url, knowing=True)
    return Action(_("멘토링 신청하기"), post_url=apply_url)


def _take_action(session: Session, clashes: bool) -> Action:
    """Return the act of one to whom a seat is offered."""
    label = _("겹쳐도 자리 받기") if clashes else _("자리 받기")
    return Action(label, post_url=reverse("mentoring:apply", args=[session.pk]), knowing=clashes)


def _calendar_action(appointment: Appointment | None) -> Action:
    if appointment is None:
        return Action()
    url = reverse("planner:appointment_ics", args=[appointment.pk])
    return Action(_("내 달력에 담기"), url=url, still=True)


def _refused_action(session: Session, standing: Standing, refused: DomainError, now: datetime) -> Action:
    """Return the act of one who may not apply. Why they may not, the state on top says."""
    if refused.code == "own_session" and allowed(check_can_record, standing.member, session, now):
        return Action(_("참석 기록하기"), url=reverse("mentoring:attendance", args=[session.pk]))
    report_url = report_url_of(session, standing.member, now) if refused.code == "own_session" else ""
    if report_url:
        return Action(_("멘토링 보고"), url=report_url)  # who came is settled by then
    if refused.code == "own_session":
        return Action(_("신청자 관리하기"), url=reverse("mentoring:attendees", args=[session.pk]))
    return Action()


def _log_in_action(session: Session) -> Action:
    url = f"{reverse('account_login')}?next={session.get_absolute_url()}"
    if refusal_of(rules.check_has_seat, session, has_released=_has_released(session)) is not None:
        label = _("로그인하고 대기 신청하기 (현재 %(n)d명)") % {"n": session.waiting}  # type: ignore[attr-defined]
        return Action(label, url=url)
    return Action(_("로그인하고 신청하기"), url=url)
