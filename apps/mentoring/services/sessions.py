"""Sessions: to open, edit and delete them, and to write to their applicants."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.selectors import list_staff_who_may
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock, html, search, spelling, text_images
from apps.core.rules import check_join_url
from apps.mentoring import notices, rules
from apps.mentoring.models import Attendance, Session, SessionReport
from apps.mentoring.rules import attendance as attendance_rules
from apps.mentoring.rules import feedback as feedback_rules
from apps.mentoring.rules import reports as report_rules
from apps.mentoring.services.handouts import drop_papers
from apps.mentoring.services.line import hand_out_seats, renew_offers
from apps.mentoring.services.pictures import NewImage, place_images
from apps.mentoring.services.shared import (
    active_members,
    calendar_of,
    end_all,
    lock_session,
    sentence_params,
    slot_of,
    tell_ended,
)
from apps.mentoring.states import DEFAULT_CAPACITY, CancelCause, SessionType
from apps.notices.kinds import Span
from apps.notices.services import tell, write_to_everyone
from apps.planner import services as planner_services
from apps.planner.models import AppointmentRole, Venue
from apps.planner.rules import check_room, joining_address
from apps.seats.rules import check_offer_hours
from apps.seats.states import OFFER_HOURS
from apps.topics.models import Topic
from apps.topics.selectors import topic_names
from apps.topics.services import read_topics


@dataclass(frozen=True)
class SessionInput:
    """The input of a session. Times are in Seoul. `venue` is the name of a known venue or any other name.

    `capacity`, `reg_start` and `reg_end` left out (None) become the type's default and the date (seed 000 Create),
    `offer_hours` becomes `seats.states.OFFER_HOURS`.
    `join_url` left out (None) becomes the author's default, where the session is not in a room; '' is none.
    `topics` are names of known topics.
    """

    title: str
    type: str
    date: dt.date
    start_time: dt.time
    end_time: dt.time
    venue: str = ""
    join_url: str | None = None
    capacity: int | None = None
    reg_start: dt.date | None = None
    reg_end: dt.date | None = None
    content: str = ""
    preparation: str = ""
    topics: tuple[str, ...] = ()
    offer_hours: int | None = None


FIELDS = tuple(field.name for field in fields(SessionInput))
# The row says when and where in columns of its own. Every other field is a column of the same name and is copied.
COPIED = tuple(name for name in FIELDS if name not in ("date", "start_time", "end_time", "venue", "content", "topics"))
_AUDITED_COLUMNS = (*COPIED, "starts_at", "ends_at", "venue", "venue_text")
AUDITED = (*_AUDITED_COLUMNS, "topics")


def input_of(session: Session) -> SessionInput:
    """Return a session as input, to edit or to copy it."""
    values = {name: getattr(session, name) for name in FIELDS if name not in ("venue", "topics")}
    return SessionInput(**values, venue=session.venue_name, topics=topic_names(session))


def open_session(
    *,
    by: Member,
    given: SessionInput,
    holidays: Collection[dt.date] | None = None,
    images: Sequence[NewImage] = (),
    copied_from: Session | None = None,
) -> Session:
    """Open a session (seed 000 Create). On a public holiday not among `holidays` it is refused, None asks nothing.

    `images` are new pictures of its text, others are those of `copied_from`. Raises NotAllowed `not_a_mentor`, Invalid,
    Conflict `holiday`, `host_busy`, `venue_taken`.
    """
    with transaction.atomic():
        rules.check_can_open(by)
        lock_member(by.pk)
        session = draft_session(by, given, clock.now())
        planner_services.check_holidays([session.date], holidays)
        topics = read_topics(given.topics)
        venue = _take_time_and_place(session)
        insert_session(session, topics, images, source=copied_from)
        planner_services.book_slots(
            [slot_of(session)], [by.pk], role=AppointmentRole.HOST, venues={session.pk: venue} if venue else None
        )
        audit.record(by=by, act="mentoring.opened", subject=session, after=audited(session))
        path = reverse("admin:mentoring_session_change", args=[session.pk])
        tell_who_decide(by, notices.TO_DECIDE, path=path, **sentence_params(session))
        return session


def draft_session(by: Member, given: SessionInput, now: dt.datetime) -> Session:
    """Return a session that is not saved yet. Raises Invalid."""
    session = Session(author=by, created_at=now, updated_at=now)
    _fill(session, given, now)
    return session


def insert_session(
    session: Session, topics: Collection[Topic], images: Sequence[NewImage], *, source: Session | None
) -> None:
    """Save a new session with its topics and its pictures, those of `source` among them."""
    session.save(force_insert=True)
    place_images(session, images, source=source)
    session.topics.set(topics)


def tell_who_decide(by: Member, kind: str, *, path: str, **params: Any) -> None:
    """Tell the staff who approve and decline of what a member has opened."""
    staff = [member for member in list_staff_who_may("mentoring.change_session") if member.pk != by.pk]
    tell(staff, kind, path=path, about=by, name=by.name, **params)


@transaction.atomic
def edit_session(
    *,
    session_id: int,
    by: Member,
    changes: dict[str, Any],
    expected_revision: int | None = None,
    holidays: Collection[dt.date] | None = None,
    images: Sequence[NewImage] = (),
    alts: Mapping[int, str] | None = None,
) -> Session:
    """Change the given fields (names of SessionInput) and keep the rest (seed 000 Update).

    A registration day or a capacity that was never chosen follows the new date or type. `images`, `alts`: see
    `place_images`. A new date, time or venue tells the applicants; more seats are handed to those who wait. Raises
    Session.DoesNotExist, NotAllowed, Invalid, Conflict `attended`, `feedback_asked`, `capacity_below_applicants`,
    `host_busy`, `venue_taken`, `holiday` (None in `holidays` asks nothing), and `changed_meanwhile` if it is not at
    `expected_revision` any more.
    """
    seen = Session.objects.visible_to(by).select_related("venue").get(pk=session_id)
    rules.check_can_manage(by, seen)
    if by.pk == seen.author_id:
        lock_member(by.pk)
    _lock_host_and_venues(seen, changes)
    rows = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("venue", "author")
    session = rows.prefetch_related("topics").get(pk=session_id)
    rules.check_not_deleted(session)
    rules.check_unchanged(session, expected_revision)
    before, old_when, old_place, old_day = audited(session), _when(session), session.venue_name, session.date
    now = clock.now()
    followed = dict.fromkeys(rules.defaults_to_follow(session, changes.get("type", session.type), now))
    _fill(session, SessionInput(**{**asdict(input_of(session)), **followed, **changes}), now, edited=changes.keys())
    rules.check_capacity(session.capacity, session)
    planner_services.check_holidays({session.date} - {old_day}, holidays)
    if "topics" in changes:
        session.topics.set(read_topics(changes["topics"], kept=[topic.pk for topic in session.topics.all()]))
    if old_when[0] <= now and _when(session) != old_when:
        attendance_rules.check_none_recorded(Attendance.objects.filter(application__session=session).exists())
        about = Session.objects.filter(Q(feedback_request__isnull=False) | Q(feedback__isnull=False), pk=session.pk)
        feedback_rules.check_not_asked(is_asked=about.exists())
    after = audited(session)
    venue = session.venue
    # Staff may have added a venue by the name that was typed in before: then that venue has to be booked too.
    if any(before[name] != after[name] for name in ("starts_at", "ends_at", "venue")):
        venue = _take_time_and_place(session)
    session.updated_at = now
    session.revision += 1
    session.save()
    if images or alts or "content" in changes:
        place_images(session, images, alts=alts)
    booked = ("title", "starts_at", "ends_at", "venue", "venue_text", "join_url")
    if any(before[name] != after[name] for name in booked):
        planner_services.move_appointments(slot_of(session), venue=venue)
    _tell_edited(session, by, old_when, old_place, old_join_url=before["join_url"])
    audit.record(by=by, act="mentoring.edited", subject=session, before=before, after=after)
    if any(before[name] != after[name] for name in ("starts_at", "ends_at")):
        renew_offers(session)
    hand_out_seats(session)
    return session


def audited(session: Session) -> dict[str, Any]:
    """Return what the audit trail keeps of a session."""
    return {**audit.snapshot(session, _AUDITED_COLUMNS), "topics": ", ".join(topic_names(session))}


def _when(session: Session) -> tuple[dt.datetime, dt.datetime]:
    return session.starts_at, session.ends_at


def _lock_host_and_venues(seen: Session, changes: dict[str, Any]) -> None:
    """Lock member and venues before the session, in the fixed order of locks (docs/architecture.md, One act)."""
    if changes.keys() & {"date", "start_time", "end_time", "venue"}:
        Member.objects.select_for_update(no_key=True).only("pk").get(pk=seen.author_id)
        wanted = Venue.objects.filter(is_active=True).named(changes.get("venue", ""))
        names = {seen.venue_name, wanted.name if wanted is not None else ""}
        list(Venue.objects.select_for_update(no_key=True).filter(name__in=names).order_by("pk"))


def _fill(session: Session, given: SessionInput, now: dt.datetime, edited: Any = None) -> None:
    """Write the input and all that is derived from it to the row. `edited`: names of the fields that an edit gave.

    A new or changed time must be ahead; that is said before anything about a registration which follows the date.
    """
    title = spelling.line(given.title)
    rules.check_title(title)
    rules.check_type(given.type)
    preparation = spelling.text(given.preparation)
    rules.check_preparation(preparation)
    given = replace(
        given,
        title=title,
        preparation=preparation,
        capacity=DEFAULT_CAPACITY[SessionType(given.type)] if given.capacity is None else given.capacity,
        reg_start=given.reg_start or given.date,
        reg_end=given.reg_end or given.date,
        offer_hours=OFFER_HOURS if given.offer_hours is None else given.offer_hours,
    )
    old_capacity = session.capacity if edited is not None else None
    for name in COPIED:
        setattr(session, name, getattr(given, name))
    rules.check_capacity(session.capacity)
    check_offer_hours(session.offer_hours)
    rules.check_hours(given.date, given.start_time, given.end_time)
    old_when = _when(session) if edited is not None else None
    old_room = (session.venue_id, old_capacity)
    session.starts_at = clock.at(given.date, given.start_time)
    session.ends_at = clock.at(given.date, given.end_time)
    if _when(session) != old_when:
        rules.check_in_future(session.starts_at, now)
    rules.check_registration(given.date, session.reg_start, session.reg_end)
    session.opens_at = clock.start_of(session.reg_start)
    session.closes_at = min(clock.start_of(session.reg_end) + clock.ONE_DAY, session.starts_at)
    session.title_key = search.title_key(session.title)
    if edited is None or "content" in edited:
        rules.check_content(given.content)
        session.content = text_images.clean(given.content, page=session.get_absolute_url() if session.pk else "")
        plain = html.plain(session.content)
        session.content_key = search.search_key(plain)
        session.excerpt = Truncator(plain).chars(160)
    if edited is None or "venue" in edited:
        session.venue, session.venue_text = planner_services.read_place(given.venue, kept=session.venue)
    if (session.venue_id, session.capacity) != old_room:
        check_room(session.venue, session.capacity)
    _fill_join_url(session, given.join_url)


def _fill_join_url(session: Session, given: str | None) -> None:
    default = session.author.default_join_url if given is None else ""
    session.join_url = joining_address(spelling.line(given or ""), default, venue=session.venue)
    check_join_url(session.join_url)


def _take_time_and_place(session: Session) -> Venue | None:
    return planner_services.check_host_and_venue_free(
        host_id=session.author_id, venue_id=session.venue_id, starts_at=session.starts_at, ends_at=session.ends_at,
        source=Session.SOURCE, source_id=session.pk,
    )  # fmt: skip


def _tell_edited(
    session: Session, by: Member, old_when: tuple[dt.datetime, dt.datetime], old_place: str, *, old_join_url: str
) -> None:
    """Tell the author that staff edited the session, and the applicants a new date, time or place.

    A new joining address alone is told to those who hold a seat.
    """
    path, params = session.get_absolute_url(), sentence_params(session)
    if by != session.author:
        tell([session.author], notices.OWN_CHANGED, path=path, **params)
    if (_when(session), session.venue_name) == (old_when, old_place):
        if session.join_url != old_join_url:
            holding = session.applications.filter(holds_seat=True).select_related("member").order_by("pk")
            told = [row.member for row in holding]
            tell(told, notices.JOIN_CHANGED, path=path, calendar=calendar_of(session), **params)
        return
    tell(
        active_members(session), notices.CHANGED, path=path, calendar=calendar_of(session),
        place=session.venue_name or None, old_when=Span(*old_when), old_place=old_place or None, **params,
    )  # fmt: skip


@transaction.atomic
def delete_session(*, session_id: int, by: Member, reason: str = "") -> Session:
    """Mark a session as deleted (seed 000 Delete): its applications end and the applicants are told, with the reason.

    The history of the applicants keeps the row. If the session is over, its applications stay as they are: those
    people took part. Raises Session.DoesNotExist, NotAllowed `not_the_author`, Conflict `has_report`.
    """
    session = lock_session(session_id, by)
    rules.check_can_manage(by, session)
    report_rules.check_has_no_report(SessionReport.objects.filter(session=session).first())
    now = clock.now()
    is_over = now >= session.ends_at
    members = [] if is_over else end_all(session, CancelCause.DELETED, by, reason)
    session.deleted_at, session.deleted_by, session.updated_at = now, by, now
    session.revision += 1
    drop_papers(session)
    session.save(update_fields=["deleted_at", "deleted_by", "updated_at", "revision", "handout", "handout_name"])
    if not is_over:
        planner_services.cancel_appointments(Session.SOURCE, [session.pk])
    audit.record(by=by, act="mentoring.deleted", subject=session, before=audited(session), reason=reason)
    tell_ended(session, members, notices.DELETED, reason=reason)
    if by != session.author:
        tell([session.author], notices.OWN_DELETED, **sentence_params(session))
    return session


@transaction.atomic
def message_applicants(*, session_id: int, by: Member, subject: str, text: str) -> int:
    """Write to everyone who holds a seat and return how many were told.

    Raises NotAllowed `not_the_author`, and what `notices.services.write_to_everyone` raises.
    """
    session = lock_session(session_id, by)
    rules.check_can_manage(by, session)
    subject, text = spelling.line(subject), spelling.text(text)
    rows = session.applications.filter(holds_seat=True).select_related("member").order_by("pk")
    told = write_to_everyone(
        [row.member for row in rows],
        notices.MESSAGE,
        path=session.get_absolute_url(),
        title=session.title,
        subject=subject,
        text=text,
        nobody=_("안내를 받을 신청자가 아직 없습니다."),
    )
    audit.record(
        by=by, act="mentoring.messaged", subject=session, after={"subject": subject, "text": text, "members": told}
    )
    return told
