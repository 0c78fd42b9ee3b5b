"""The page of one session as its viewer sees it: facts, the one action open to them, and why."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core import clock, html, text
from apps.core.components import Badge
from apps.core.errors import DomainError, allowed, refusal_of
from apps.core.prepared import Given, Prepared
from apps.mentoring import badges, rules
from apps.mentoring.models import Application, Session
from apps.mentoring.selectors import labels
from apps.mentoring.selectors.viewers import PreparedForViewers, live_application_of
from apps.mentoring.states import ApplicationState, CancelCause, Phase
from apps.planner import selectors as planner
from apps.planner.models import Appointment
from apps.planner.selectors import Joining
from apps.seats import selectors as seats
from apps.seats.querysets import place_in_line
from apps.topics.models import Topic
from apps.topics.selectors import topic_labels


@dataclass(frozen=True)
class Action:
    """The main action of the page: a form that posts to `post_url`, a link to `url`, or neither (off)."""

    label: str
    why: str = ""
    post_url: str = ""
    url: str = ""
    kind: str = "primary"
    wait: bool = False
    knowing: bool = False


class ApplicantRow(NamedTuple):
    """An application as the session's author and staff see it."""

    pk: int
    number: int
    name: str
    state: str
    kind: str
    note: str
    applied: str
    cancelled: str
    reason: str = ""
    can_remove: bool = False


@dataclass(frozen=True)
class ApplicantGroups:
    """The applicants of a session by the state of their application."""

    holding: list[ApplicantRow] = field(default_factory=list)
    waiting: list[ApplicantRow] = field(default_factory=list)
    cancelled: list[ApplicantRow] = field(default_factory=list)


@dataclass(frozen=True)
class SessionDetail:
    """The page of one session.

    `own` is the viewer's live application; `place` is its place in the waiting list, 0 where it holds a seat.
    """

    session: Session
    phase: Phase
    badge: Badge
    approval: Badge
    type: str
    seats: str
    seats_label: str
    percent: int
    left: str
    facts: list[tuple[str, str, str]]
    action: Action
    manages: bool
    is_author: bool
    own: Application | None
    place: int
    clashes: list[str]
    content: SafeString
    topics: list[str]
    registered: str
    applied: str
    appointment_id: int | None
    join: Joining | None
    cancel_until: str
    can_cancel: bool
    applicants: ApplicantGroups | None


_UNSEEN = {"title_key", "content_key", "excerpt"}
_SHOWN = [field.name for field in Session._meta.concrete_fields if field.name not in _UNSEEN]
_session_for = PreparedForViewers(
    lambda rows: (
        rows.filter(pk=Given("pk"))
        .with_waiting()
        .annotate(own=live_application_of(), place=place_in_line(Application, "own__"))
        .select_related("venue", "own", "author__mentor_profile")
        .only(*_SHOWN, "venue__name", "venue__note", "author__name", "author__mentor_profile__status")
    )
)


_topics_of = Prepared(lambda: Topic.objects.filter(sessions=Given("session")))


def session_detail(session_id: int, member: Any, now: datetime) -> SessionDetail:
    """Return the page of a session. Raises Session.DoesNotExist if the member may not see it."""
    session = _session_for.first(member, pk=session_id)
    if session is None:
        raise Session.DoesNotExist
    own, place = session.own, session.place
    known = getattr(member, "pk", None) is not None
    manages = known and rules.may_manage(member, session)
    others, appointment = _planned(session, member, own, now) if known else ([], None)
    cancelling = refusal_of(rules.check_can_cancel, member, own, session, now=now) if own else None
    phase, taken, capacity = session.phase_at(now), session.seats_taken, session.capacity
    return SessionDetail(
        session=session,
        phase=phase,
        badge=badges.phase_badge(phase),
        approval=badges.approval_badge(session.approved, session.declined_at is not None),
        type=session.get_type_display(),
        seats=_("%(taken)d/%(capacity)d명") % {"taken": taken, "capacity": capacity},
        seats_label=_("신청 %(taken)d명, 정원 %(capacity)d명") % {"taken": taken, "capacity": capacity},
        percent=labels.percent_taken(taken, capacity),
        left=labels.seats_left_words(phase, session.waiting, session.seats_left),
        facts=_facts(session, phase),
        action=_action(session, member, own, place, cancelling, bool(others), now),
        manages=manages,
        is_author=known and session.author_id == member.pk,
        own=own,
        place=place,
        clashes=others,
        content=html.trusted(session.content),
        topics=topic_labels(_topics_of(session=session.pk)),
        registered=text.day(clock.local(session.created_at).date()),
        applied=text.moment(own.applied_at) if own else "",
        appointment_id=appointment.pk if appointment else None,
        join=planner.joining_of(appointment, now),
        cancel_until=_cancel_until(session, own),
        can_cancel=own is not None and cancelling is None,
        applicants=applicants_of(session, now) if manages else None,
    )


def _cancel_until(session: Session, own: Application | None) -> str:
    """Return until when the viewer may cancel, in words for `…까지`; '' for one who waits: at any time."""
    return "" if own is not None and own.is_waiting else text.sentence_until(rules.cancel_deadline(session))


def get_own_application(application_id: int, member: Any) -> Application:
    """Return the member's own application with its session. Raises Application.DoesNotExist."""
    rows = Application.objects.of(member).select_related("session__venue", "session__author")
    return rows.get(pk=application_id)


def get_managed_session(session_id: int, member: Any) -> Session:
    """Return a session that the member manages. Raises Session.DoesNotExist, NotAllowed `not_the_author`."""
    session = Session.objects.visible_to(member).select_related("venue", "author").get(pk=session_id)
    rules.check_can_manage(member, session)
    return session


def get_session_to_edit(session_id: int, member: Any) -> Session:
    """Return a session that the member manages, with its topics. Raises Session.DoesNotExist, NotAllowed."""
    session = get_managed_session(session_id, member)
    prefetch_related_objects([session], "topics")
    return session


def get_application_to_manage(application_id: int, member: Any) -> Application:
    """Return an application that is the member's own or is to a session that the member manages.

    Raises Application.DoesNotExist for any other, so that nobody learns which numbers exist.
    """
    rows = Application.objects.filter(session__in=Session.objects.visible_to(member))
    if not member.may("mentoring.change_session"):
        rows = rows.filter(Q(member=member) | Q(session__author=member))
    return rows.select_related("member", "session__venue", "session__author").get(pk=application_id)


def when_and_where(session: Session) -> str:
    """Return when and where the session is, in one line."""
    when = text.sentence_span(session.starts_at, session.ends_at)
    return f"{when} · {session.venue_name}" if session.venue_name else when


def cancel_context(application: Application) -> dict[str, Any]:
    """Return what the page that asks before cancelling says about the application."""
    session = application.session
    waiting = session.applications.filter(is_waiting=True).exists()
    return {
        "about": when_and_where(session),
        "place": seats.place_in_line(application) if application.is_waiting else 0,
        "others_wait": waiting,
    }


def delete_context(session: Session) -> dict[str, Any]:
    """Return what the page that asks before deleting says: how many hold a seat and how many wait."""
    counted = session.applications.aggregate(
        holding=Count("pk", filter=Q(holds_seat=True)), waiting=Count("pk", filter=Q(is_waiting=True))
    )
    return {"about": when_and_where(session), **counted}


def _planned(
    session: Session, member: Any, own: Application | None, now: datetime
) -> tuple[list[str], Appointment | None]:
    """Return the member's other appointments at that time, in words, and the one of this session. Queries: 1."""
    if now >= session.starts_at and own is None and session.author_id != member.pk:
        return [], None
    rows = planner.list_appointments_between(member, session.starts_at, session.ends_at)
    booked = next((row for row in rows if (row.source, row.source_id) == (Session.SOURCE, session.pk)), None)
    others = [
        _("‘%(title)s’(%(when)s)") % {"title": row.title, "when": text.span(row.starts_at, row.ends_at)}
        for row in rows
        if row is not booked
    ]
    return others, booked


def _facts(session: Session, phase: Phase) -> list[tuple[str, str, str]]:
    venue = session.venue
    facts = [
        (_("일시"), text.span(session.starts_at, session.ends_at), ""),
        (_("장소"), session.venue_name or _("미정"), venue.note if venue else ""),
        (_("접수 기간"), text.period(session.reg_start, session.reg_end), ""),
    ]
    if phase not in labels.PAST:
        facts.append((_("취소 마감"), text.moment_until(rules.cancel_deadline(session)), ""))
    return facts


# --- The main action --------------------------------------------------------------------------------------------------


def _action(
    session: Session,
    member: Any,
    own: Application | None,
    place: int,
    cancelling: DomainError | None,
    clashes: bool,
    now: datetime,
) -> Action:
    if rules.takes_free_seat(session, own, now):
        return _take_action(session, clashes)
    if own is not None:
        return _cancel_action(own, place, cancelling)
    refused = refusal_of(rules.check_can_apply, member, session, existing=None, now=now)
    if refused is not None:
        return _refused_action(session, refused)
    if getattr(member, "pk", None) is None:
        return _log_in_action(session)
    apply_url = reverse("mentoring:apply", args=[session.pk])
    if refusal_of(rules.check_has_seat, session) is not None:
        label = _("대기 신청하기 (현재 %(n)d명)") % {"n": session.waiting}  # type: ignore[attr-defined]
        why = _("자리가 나면 순서대로 신청되고 알려 드립니다.")
        return Action(label, why, post_url=apply_url, wait=True, knowing=clashes)
    if clashes:
        return Action(_("겹쳐도 신청하기"), post_url=apply_url, knowing=True)
    return Action(_("멘토링 신청하기"), post_url=apply_url)


def _take_action(session: Session, clashes: bool) -> Action:
    """Return the action of one who waits beside a free seat that was not given to them unasked."""
    label = _("겹쳐도 빈자리에 신청하기") if clashes else _("빈자리에 신청하기")
    why = _("자리가 났습니다. 남아 있는 동안 신청할 수 있습니다.")
    return Action(label, why, post_url=reverse("mentoring:apply", args=[session.pk]), knowing=clashes)


def _cancel_action(own: Application, place: int, cancelling: DomainError | None) -> Action:
    label = _("대기 취소하기") if own.is_waiting else _("신청 취소하기")
    if cancelling is not None:
        done = _("대기 중") if own.is_waiting else _("신청 완료")
        return Action(done, cancelling.message)
    why = _("현재 %(place)s입니다.") % {"place": text.place_in_line(place)} if own.is_waiting else ""
    return Action(label, why, url=reverse("mentoring:cancel", args=[own.pk]), kind="danger")


_REFUSED_LABELS = {
    "not_open_yet": lambda: _("접수 전"),
    "registration_over": lambda: _("접수 기간 종료"),
    "started": lambda: _("진행중"),
    "ended": lambda: _("진행 완료"),
    "declined": lambda: _("개설 반려"),
    "deleted": lambda: _("삭제됨"),
}


def _refused_action(session: Session, refused: DomainError) -> Action:
    if refused.code == "own_session":
        return Action(_("신청자 관리하기"), url=reverse("mentoring:attendees", args=[session.pk]))
    return Action(_REFUSED_LABELS.get(refused.code, lambda: _("신청할 수 없음"))(), refused.message)


def _log_in_action(session: Session) -> Action:
    url = f"{reverse('account_login')}?next={session.get_absolute_url()}"
    if refusal_of(rules.check_has_seat, session) is not None:
        label = _("로그인하고 대기 신청하기 (현재 %(n)d명)") % {"n": session.waiting}  # type: ignore[attr-defined]
        return Action(label, _("정원이 모두 찼습니다."), url=url)
    return Action(_("로그인하고 신청하기"), url=url)


# --- The applicants, for its author and staff -------------------------------------------------------------------------


_people = Prepared(
    lambda: (
        Application.objects.filter(session_id=Given("session"))
        .order_by("pk")
        .values_list(
            "pk", "state", "applied_at", "promoted_at", "cancelled_at", "cancel_cause", "cancel_reason", "member__name",
            named=True,
        )
    )
)  # fmt: skip


def applicants_of(session: Session, now: datetime) -> ApplicantGroups:
    """Return everyone who applied: seat holders, those who wait in order, those who cancelled. Queries: 1."""
    groups: dict[str, list[ApplicantRow]] = {state: [] for state in ApplicationState.values}
    removable, texts = allowed(rules.check_is_not_over, session, now), _applicant_texts(get_language())
    for row in _people(session=session.pk):
        group = groups[row.state]
        number, over = len(group) + 1, row.state == ApplicationState.CANCELLED
        badge = badges.application_badge(row.state, number)
        note = texts.causes.get(row.cancel_cause, "") if over else texts.promoted if row.promoted_at else ""
        group.append(
            ApplicantRow(
                pk=row.pk,
                number=number,
                name=row.member__name,
                state=badge.text,
                kind=badge.kind,
                note=note,
                applied=text.moment(row.applied_at),
                cancelled=text.moment(row.cancelled_at) if row.cancelled_at else "",
                reason=row.cancel_reason,
                can_remove=not over and (removable or row.state == ApplicationState.WAITING),
            )
        )
    return ApplicantGroups(
        groups[ApplicationState.APPLIED], groups[ApplicationState.WAITING], groups[ApplicationState.CANCELLED]
    )


class _ApplicantTexts(NamedTuple):
    """The texts that the rows of applicants need, in one language."""

    causes: dict[str, str]
    promoted: str


@cache
def _applicant_texts(language: str | None) -> _ApplicantTexts:
    """Return the texts in `language`, which must be the active one."""
    return _ApplicantTexts(
        causes={value: str(label) for value, label in CancelCause.choices},
        promoted=_("대기에서 신청됨"),
    )
