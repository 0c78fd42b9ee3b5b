"""Applications: to apply or wait, to take an offered seat, and to cancel."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from apps.accounts.models import Member
from apps.accounts.states import NAME_OF_WHO_LEFT
from apps.core import audit, clock, spelling
from apps.core.errors import Conflict
from apps.core.prepared import Given
from apps.core.rules import check_reason
from apps.mentoring import notices, rules
from apps.mentoring.models import Application, Session
from apps.mentoring.selectors.viewers import PreparedForViewers, live_application_of
from apps.mentoring.services import releasing
from apps.mentoring.services.line import end_lapsed_offers_of, hand_out_seats
from apps.mentoring.services.shared import LONG, calendar_of, ended_values, sentence_params, slot_of
from apps.mentoring.states import ApplicationState, CancelCause
from apps.notices.services import tell, tell_at_once, telling
from apps.planner import selectors as planner
from apps.planner import services as planner_services
from apps.planner.models import Appointment
from apps.planner.rules import check_clashes_are_known
from apps.seats import services as seats
from apps.seats.services import SeatTaking, take_seat

_UNTOLD = ("password", "introduction", "phone", "profile_image", "last_login")  # of who is told


@dataclass(frozen=True)
class Applied:
    """The result of applying.

    `conflicts`: the member's other appointments at that time. `place` in the waiting list from 1; 0: has a seat.
    """

    application: Application
    conflicts: list[Appointment] = field(default_factory=list)
    place: int = 0


# A rush of applicants runs this, so the statement is prepared once.
_look = PreparedForViewers(
    lambda rows: (
        rows.filter(pk=Given("pk"))
        .annotate(
            own=live_application_of(),
            busy=planner.has_other_appointment(Given("viewer"), Session.SOURCE),
            released=Subquery(Application.objects.filter(session=OuterRef("pk")).released().values("pk")[:1]),
        )
        .select_related("venue", "own", "author")
        .defer(*LONG, "excerpt", "venue__note", *(f"author__{name}" for name in _UNTOLD))
    )
)


@dataclass
class Applying(SeatTaking[Session, Application]):
    """The steps by which a member takes a seat of a session. `take_seat` runs them in order and takes the lock.

    `knowing`: the member was shown the clash with another appointment and applies all the same.
    """

    session_id: int
    by: Member
    wait: bool
    knowing: bool
    conflicts: list[Appointment] = field(default_factory=list)
    claim_model = Application
    taken = ("state", *SeatTaking.taken)

    @property
    def pool_id(self) -> int:
        return self.session_id

    @property
    def holder_id(self) -> int:
        return self.by.pk

    def look(self) -> Session:
        session = _look.first(self.by, pk=self.session_id)
        if session is None:
            raise Session.DoesNotExist
        return session

    def check(self, pool: Session, now: datetime) -> None:
        if self.waiting(pool) is not None:
            return
        rules.check_can_apply(self.by, pool, existing=pool.own, now=now)  # type: ignore[attr-defined]

    def waiting(self, pool: Session) -> Application | None:
        own = pool.own  # type: ignore[attr-defined]
        return own if rules.takes_offer(pool, own, clock.now()) else None

    def must_wait(self, pool: Session) -> bool:
        if self.waiting(pool) is not None:
            return False
        if not self.wait:
            rules.check_has_seat(pool, has_released=self._released_to_all(pool) is not None)
        return pool.is_full and self._released_to_all(pool) is None

    def released_seat(self, pool: Session) -> int | None:
        own = self.waiting(pool)
        if own is not None:
            return own.seat_of_id
        return self._released_to_all(pool) if pool.is_full else None

    def _released_to_all(self, pool: Session) -> int | None:
        """Return a seat that was released while nobody waits for it."""
        return pool.released  # type: ignore[attr-defined]

    def prepare(self, pool: Session, waits: bool) -> None:
        """Book the time, and tell the member and the author.

        Raises Conflict `clash` if the member has another appointment then and was not shown it.
        """
        self.conflicts = []
        if pool.busy:  # type: ignore[attr-defined]
            self.conflicts = planner.list_appointments_between(
                self.by, pool.starts_at, pool.ends_at, source=Session.SOURCE, source_id=pool.pk
            )
        check_clashes_are_known(self.conflicts, knowing=self.knowing)
        if not waits:
            planner_services.book_slots([slot_of(pool)], [self.by.pk])
        self._tell(pool, is_booked=not waits)

    def _tell(self, session: Session, *, is_booked: bool) -> None:
        params, path = sentence_params(session), session.get_absolute_url()
        own = telling(
            [self.by],
            notices.APPLIED if is_booked else notices.WAITING,
            path=path,
            calendar=calendar_of(session) if is_booked else None,
            place=session.venue_name or None,
            preparation=session.preparation,
            handout=session.handout_name,
            **params,
        )
        others = telling(
            [session.author],
            notices.NEW_APPLICANT if is_booked else notices.NEW_WAITING,
            path=f"{path}attendees/",
            about=self.by,
            name=self.by.name,
            **params,
        )
        tell_at_once(own, others)

    def hand_over(self, pool: Session, claim_id: int) -> None:
        releasing.hand_over(pool, claim_id, self.by)

    def claim(self, pool: Session, waits: bool, now: datetime) -> Application:
        waited = self.waiting(pool)
        if waited is not None:
            waited.state, waited.holds_seat, waited.is_waiting = ApplicationState.APPLIED, True, False
            waited.offered_until, waited.remind_at, waited.seat_of, waited.promoted_at = None, None, None, now
            return waited
        state = ApplicationState.WAITING if waits else ApplicationState.APPLIED
        return Application(
            session=pool, member=self.by, state=state, holds_seat=not waits, is_waiting=waits, applied_at=now
        )

    def entry(self, claim: Application) -> dict[str, Any]:
        if claim.promoted_at is not None:
            waited, applied = ApplicationState.WAITING, ApplicationState.APPLIED
            return {
                "by": self.by,
                "act": "mentoring.took_seat",
                "before": {"state": waited},
                "after": {"state": applied},
            }
        act = "mentoring.waited" if claim.is_waiting else "mentoring.applied"
        return {"by": self.by, "act": act, "after": {"session": claim.session_id, "state": claim.state}}

    def full(self) -> Conflict:
        return rules.no_seat_left()

    def twice(self) -> Conflict:
        return rules.already_applied()

    def changed(self) -> Conflict:
        return rules.session_changed()

    def end_lapsed_offers(self) -> int:
        return end_lapsed_offers_of(self.session_id)


def apply_to_session(*, session_id: int, by: Member, wait: bool = False, knowing: bool = True) -> Applied:
    """Take a seat for `by`; if none is left and `wait` is set, a place in the waiting list.

    One who waits gets the seat that is offered to them (`rules.takes_offer`); one who comes while only a released seat
    is left takes that one.

    `knowing=False` refuses a session at the time of another appointment of the member, so that a page can name it
    first. Raises Session.DoesNotExist, NotAllowed `own_session`, Conflict `already_applied`, `offer_over`,
    `full`, `clash`, `changed_meanwhile` and those of `rules.check_can_apply`.
    """
    applying = Applying(session_id, by, wait, knowing)
    application, place = take_seat(applying)
    return Applied(application, applying.conflicts, place)


@transaction.atomic
def cancel_application(
    *,
    application_id: int,
    session_id: int | None = None,
    by: Member,
    reason: str = "",
    leaving: bool = False,
    switched_off: bool = False,
) -> Application:
    """Cancel an application and hand its seat to the first who waits (seed 000 Cancel: both numbers must match).

    Who declines the seat that is offered to them leaves the line with it.

    The applicant may do it until the deadline; the session's author and staff with a reason until the session is
    over, and the applicant is told. `leaving`: the applicant leaves the site, so no deadline counts; `by` is who
    carries that out. `switched_off`: staff switched the applicant off, where none counts either.
    Raises Application.DoesNotExist if the numbers do not match, NotAllowed, Conflict, Invalid `reason`.
    """
    rows = Application.objects.filter(pk=application_id)
    if session_id is not None:
        rows = rows.filter(session_id=session_id)
    pool_id = rows.values_list("session_id", flat=True).get()
    locked = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("author", "venue")
    session = locked.defer(*LONG).get(pk=pool_id)
    # Read after the lock: an application is only written under the lock of its session.
    application = Application.objects.select_related("member").get(pk=application_id)
    if (leaving or switched_off) and application.state == ApplicationState.CANCELLED:
        return application  # cancelled by somebody else while this waited for the lock
    if not (leaving or switched_off):
        rules.check_can_cancel(by, application, session, now=clock.now())
    is_own = leaving or application.member_id == by.pk
    if not is_own:
        check_reason(reason)
    reason = spelling.text(reason)
    cause = CancelCause.MEMBER if is_own else CancelCause.AUTHOR if session.author_id == by.pk else CancelCause.STAFF
    was_waiting, frees_seat = application.is_waiting, application.holds_seat or application.is_offered
    took_seat, was_released = application.takes_seat, application.released_at is not None
    declines = is_own and application.has_open_offer(clock.now())
    end = ended_values(cause=cause, by=by, reason=reason)
    for name, value in end.items():
        setattr(application, name, value)
    application.save(update_fields=end.keys())
    planner_services.cancel_appointments(Session.SOURCE, [session.pk], [application.member_id])
    audit.record(
        by=by,
        act="mentoring.offer_declined" if declines else "mentoring.cancelled",
        subject=application,
        reason=reason,
        before={"state": ApplicationState.WAITING if was_waiting else ApplicationState.APPLIED},
        after={"state": ApplicationState.CANCELLED, "cause": cause},
    )
    if not is_own:
        tell(
            [application.member],
            notices.REMOVED,
            path=session.get_absolute_url(),
            calendar=calendar_of(session, removes=True),
            reason=reason,
            **sentence_params(session),
        )
    elif not was_waiting:
        tell(
            [session.author],
            notices.APPLICANT_CANCELLED,
            path=session.get_absolute_url() + "attendees/",
            name=NAME_OF_WHO_LEFT if leaving else application.member.name,
            about=application.member,
            **sentence_params(session),
        )
    if frees_seat:
        session.seats_taken -= took_seat
        if was_released:
            session.seats_taken += seats.free_offered_seat(application)
        hand_out_seats(session)
    return application
