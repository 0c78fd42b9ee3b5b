"""The page of one session as its viewer sees it: facts, the one action open to them, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, OuterRef, Q, Subquery, prefetch_related_objects
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.core import clock, spoken, text, text_images
from apps.core.aggregates import count_of
from apps.core.components import Badge, PersonCard, Ticket
from apps.core.errors import allowed, refusal_of
from apps.core.parts import WaitedFor
from apps.core.prepared import Given, Prepared
from apps.core.text import first_line
from apps.following.selectors import FollowButton, find_follows, mentor_button, seat_button
from apps.following.states import FollowKind
from apps.mentoring import badges, rules
from apps.mentoring.models import FOLLOWED, Application, Session, SessionImage
from apps.mentoring.rules import attendance as attendance_rules
from apps.mentoring.rules import releases
from apps.mentoring.selectors import labels
from apps.mentoring.selectors.applicants import ApplicantGroups, applicants_of
from apps.mentoring.selectors.attendance import OwnAttendance, own_attendance
from apps.mentoring.selectors.feedback import url_to_give
from apps.mentoring.selectors.filters import ListFilters
from apps.mentoring.selectors.reports import report_url_of
from apps.mentoring.selectors.series import SeriesPlace, place_in_series
from apps.mentoring.selectors.ticket import Action, Standing, action_of, ticket_of
from apps.mentoring.selectors.viewers import PreparedForViewers, live_application_of
from apps.mentoring.states import Phase
from apps.planner import selectors as planner
from apps.planner.models import Appointment
from apps.planner.selectors import Joining
from apps.seats import selectors as seats
from apps.seats.querysets import place_in_line
from apps.topics.models import Topic
from apps.topics.selectors import TopicLink, link_topics


@dataclass(frozen=True)
class SessionDetail:
    """The page of one session.

    `own` is the viewer's live application. `cancel_why` is why it cannot be cancelled before the session starts.
    """

    session: Session
    ticket: Ticket
    mentor: PersonCard
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
    clashes: list[str]
    waited: list[str]
    swap_url: str
    content: SafeString
    topics: list[TopicLink]
    applied: str
    join: Joining | None
    cancel_label: str
    cancel_until: str
    cancel_why: str
    can_cancel: bool
    release_url: str
    release_label: str
    applicants: ApplicantGroups | None
    mark: FollowButton | None
    attendance: OwnAttendance | None
    report_url: str
    series: SeriesPlace | None


_OVER = frozenset({Phase.RUNNING, Phase.ENDED})


_UNSEEN = {"title_key", "content_key", "excerpt"}


_SHOWN = [field.name for field in Session._meta.concrete_fields if field.name not in _UNSEEN]


_PROFILE = [f"author__mentor_profile__{name}" for name in ("status", "introduction", "career")]


_NOW: Any = Given("now", DateTimeField())


def _other_open_sessions() -> Any:
    """Return an annotation: how many other sessions of the same author take applications."""
    others = Session.objects.open_at(_NOW).filter(author=OuterRef("author")).exclude(pk=OuterRef("pk"))
    return count_of(others)


_session_for = PreparedForViewers(
    lambda rows: (
        rows.filter(pk=Given("pk"))
        .with_waiting()
        .annotate(own=live_application_of(), place=place_in_line(Application, "own__"), others=_other_open_sessions())
        .annotate(released=Subquery(Application.objects.filter(session=OuterRef("pk")).released().values("pk")[:1]))
        .select_related("venue", "own", "author__mentor_profile")
        .only(*_SHOWN, "venue__name", "venue__note", "author__name", "author__profile_image", *_PROFILE)
    )
)


_topics_of = Prepared(lambda: Topic.objects.filter(sessions=Given("session")))


def session_detail(session_id: int, member: Any, now: datetime) -> SessionDetail:
    """Return the page of a session. Raises Session.DoesNotExist if the member may not see it."""
    session = _session_for.first(member, pk=session_id, now=now)
    if session is None:
        raise Session.DoesNotExist
    own, known = session.own, getattr(member, "pk", None) is not None
    manages = known and rules.may_manage(member, session)
    clashes, appointment = _planned(session, member, own, now) if known else ([], None)
    others = _in_words(clashes)
    swaps = rules.takes_offer(session, own, now) and bool(clashes) and planner.can_give_up(member, clashes, now)
    cancelling = refusal_of(rules.check_can_cancel, member, own, session, now=now) if own else None
    phase, taken, capacity = session.phase_at(now), session.seats_taken, session.capacity
    join = planner.joining_of(appointment, now)
    is_author = known and session.author_id == member.pk
    others_look = known and not is_author
    follows = _follows(session, member) if others_look else {}
    attendance = own_attendance(own, session, member, now) if own else None
    release_url, release_label = _release_act(own, session, member, now)
    record = attendance.badge if attendance else None
    joins = join is not None and join.is_open
    feedback_url = url_to_give(own, session, now) if own else ""
    people = applicants_of(session, now) if manages else None
    standing = Standing(member, own, session.place, appointment, bool(others), joins, record, feedback_url, people)
    action = action_of(session, standing, now)
    return SessionDetail(
        session=session,
        ticket=ticket_of(session, standing, phase, now),
        mentor=_mentor_card(session, follows.get(FollowKind.MENTOR, 0) if known else None, is_author=is_author),
        approval=badges.approval_badge(session.approved, session.declined_at is not None),
        type=session.get_type_display(),
        seats=_("%(taken)d/%(capacity)d명") % {"taken": taken, "capacity": capacity},
        seats_label=_("신청 %(taken)d명, 정원 %(capacity)d명") % {"taken": taken, "capacity": capacity},
        percent=labels.percent_taken(taken, capacity),
        left=labels.seats_left_words(phase, session.waiting, session.seats_left),
        facts=_facts(session, phase, now),
        action=action,
        manages=manages,
        is_author=is_author,
        own=own,
        clashes=others,
        waited=_in_words(planner.list_waited_for(member, [session], Session.SOURCE, now)) if action.post_url else [],
        swap_url=reverse("mentoring:swap", args=[session.pk]) if swaps else "",
        content=text_images.trusted(session.content),
        topics=link_topics(_topics_of(session=session.pk), "mentoring:list"),
        applied=text.moment(own.applied_at) if own else "",
        join=join,
        cancel_label=_cancel_label(own, now),
        cancel_until=_cancel_until(session, own, now),
        cancel_why=cancelling.message if cancelling and phase not in _OVER else "",
        can_cancel=own is not None and cancelling is None and phase != Phase.ENDED,
        release_url=release_url,
        release_label=release_label,
        applicants=people,
        mark=_mark_button(session, member, own, follows, now) if others_look else None,
        attendance=attendance,
        report_url=report_url_of(session, member, now) if known else "",
        series=place_in_series(session, member, now),
    )


def _follows(session: Session, member: Any) -> dict[str, int]:
    """Return what the viewer follows of the mentor and of this session. Queries: 1."""
    return find_follows(member, mentor_id=session.author_id, source=FOLLOWED, thing_id=session.pk)


def _mark_button(
    session: Session, member: Any, own: Application | None, follows: dict[str, int], now: datetime
) -> FollowButton | None:
    """Return the button of who may be told of a free seat, or of who will be."""
    follow_id = follows.get(FollowKind.SEAT, 0)
    if not follow_id and not allowed(rules.check_can_mark, member, session, existing=own, now=now):
        return None
    return seat_button(FOLLOWED, session.pk, follow_id)


def _release_act(own: Application | None, session: Session, member: Any, now: datetime) -> tuple[str, str]:
    """Return the address and the words of releasing the seat or of taking it back, two '' for neither."""
    if own is not None and allowed(releases.check_can_release, member, own, session, now=now):
        return reverse("mentoring:release", args=[own.pk]), _("자리 내놓기")
    if own is not None and allowed(releases.check_can_take_back, member, own, session, now=now):
        return reverse("mentoring:keep", args=[own.pk]), _("내놓은 자리 되찾기")
    return "", ""


def _cancel_label(own: Application | None, now: datetime) -> str:
    if own is not None and own.has_open_offer(now):
        return _("자리 받지 않기")
    return _("대기 취소") if own and own.is_waiting else pgettext("the act", "신청 취소")


def _cancel_until(session: Session, own: Application | None, now: datetime) -> str:
    """Return until when the viewer may cancel, in words for `…까지`; '' for one who waits: at any time."""
    if own is not None and own.offered_until is not None and own.has_open_offer(now):
        return spoken.say_until(own.offered_until, today=clock.local(now).date())
    if own is not None and own.is_waiting:
        return ""
    return spoken.say_until(rules.cancel_deadline(session), today=clock.local(now).date())


def _mentor_card(session: Any, follow_id: int | None, *, is_author: bool) -> PersonCard:
    """Return the card. `follow_id`: the viewer's follow of the mentor, 0 if there is none, None for a visitor."""
    author = session.author
    profile = author.mentor_profile if author.is_mentor else None
    others = ListFilters(mentor=author.name)
    return PersonCard(
        name=_("%(name)s 멘토") % {"name": author.name} if profile else author.name,
        note=first_line(profile.introduction or profile.career) if profile else "",
        url=reverse("portal:mentor", args=[author.pk]) if profile else "",
        image_url=reverse("accounts:image", args=[author.pk]) if profile and author.profile_image else "",
        more=_("다른 멘토링 %(n)d개") % {"n": session.others} if session.others else "",
        more_url=reverse("mentoring:list") + others.url(),
        follow=mentor_button(author, follow_id) if profile and not is_author else None,
    )


def get_own_application(application_id: int, member: Any) -> Application:
    """Return the member's own application with its session. Raises Application.DoesNotExist."""
    rows = Application.objects.of(member).select_related("session__venue", "session__author")
    return rows.get(pk=application_id)


def get_managed_session(session_id: int, member: Any) -> Session:
    """Return a session that the member manages. Raises Session.DoesNotExist, NotAllowed `not_the_author`."""
    session = Session.objects.visible_to(member).select_related("venue", "author").get(pk=session_id)
    rules.check_can_manage(member, session)
    return session


def get_session_with_seat(session_id: int, member: Any) -> tuple[Session, Application]:
    """Return a session in which the member has a seat, and their application. Queries: 2.

    Raises Session.DoesNotExist, NotAllowed `no_seat`.
    """
    session = Session.objects.visible_to(member).select_related("venue").get(pk=session_id)
    own = session.applications.of(member).filter(holds_seat=True).first()
    return session, attendance_rules.check_can_check_in(own)


def get_session_with_handout(session_id: int, member: Any) -> Session:
    """Return a session with a file that the member may get. Queries: 2.

    Raises Session.DoesNotExist, also if it has no file, NotAllowed `no_seat`.
    """
    session = Session.objects.visible_to(member).get(pk=session_id)
    rules.check_may_get_handout(member, session, session.applications.of(member).filter(holds_seat=True))
    if not session.handout:
        raise Session.DoesNotExist
    return session


def get_image(session_id: int, number: int, member: Any) -> SessionImage:
    """Return a picture of a session that the member may see. Raises Session.DoesNotExist, SessionImage.DoesNotExist."""
    session = Session.objects.visible_to(member).only("pk").get(pk=session_id)
    return session.images.get(number=number)


def get_session_to_edit(session_id: int, member: Any) -> Session:
    """Return a session that the member manages, with topics and pictures. Raises Session.DoesNotExist, NotAllowed."""
    session = get_managed_session(session_id, member)
    prefetch_related_objects([session], "topics", "images")
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
    when = spoken.say_span(session.starts_at, session.ends_at, today=clock.today())
    return f"{when} · {session.venue_name}" if session.venue_name else when


def cancel_context(application: Application) -> dict[str, Any]:
    """Return what the page that asks before cancelling says about the application."""
    session = application.session
    waiting = session.applications.filter(is_waiting=True).exists()
    return {
        "about": when_and_where(session),
        "place": seats.place_in_line(application) if application.is_waiting else 0,
        "declines": application.has_open_offer(clock.now()),
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
) -> tuple[list[Appointment], Appointment | None]:
    """Return the member's other appointments at that time, and the one of this session. Queries: 1."""
    if now >= session.starts_at and own is None and session.author_id != member.pk:
        return [], None
    rows = planner.list_appointments_between(member, session.starts_at, session.ends_at)
    booked = next((row for row in rows if (row.source, row.source_id) == (Session.SOURCE, session.pk)), None)
    return [row for row in rows if row is not booked], booked


def _in_words(rows: Sequence[Appointment | WaitedFor]) -> list[str]:
    return [
        _("‘%(title)s’(%(when)s)") % {"title": row.label, "when": text.span(row.starts_at, row.ends_at)} for row in rows
    ]


def _facts(session: Session, phase: Phase, now: datetime) -> list[tuple[str, str, str]]:
    today = clock.local(now).date()
    applying = spoken.when_period(session.reg_start, session.reg_end, today=today)
    facts = [(_("접수 기간"), applying.words, applying.exact)]
    if phase not in labels.PAST:
        deadline = rules.cancel_deadline(session)
        facts.append((_("취소 기한"), spoken.say_until(deadline, today=today), text.moment_until(deadline)))
    return facts
