"""Enrolling: a seat, or a place in the waiting list."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.prepared import Given, Prepared, PreparedForViewers
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.states import Approval, Promotion
from apps.elearning.enrolment import money_rules, notices, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import ending, releasing, shared
from apps.elearning.enrolment.services.restoring import bring_records
from apps.elearning.enrolment.states import LIVE, EnrolmentStatus
from apps.notices.services import tell_at_once, telling
from apps.planner import selectors as planner
from apps.planner.ics import CalendarOf
from apps.planner.models import Appointment
from apps.planner.rules import check_clashes_are_known
from apps.seats.services import SeatTaking, take_seat


@dataclass(frozen=True)
class Enrolled:
    """An enrolment made. `conflicts`: the learner's overlapping appointments; `place`: from 1, 0 if a seat is held."""

    enrolment: Enrolment
    conflicts: list[Appointment] = field(default_factory=list)
    place: int = 0


def _line(class_id: int | OuterRef | Given) -> QuerySet[Enrolment]:
    """Return those who wait and could take a seat."""
    return Enrolment.objects.filter(
        course_class_id=class_id, is_waiting=True, offered_until=None, member__is_active=True
    )


# Prepared once: these are asked for every application of a rush.
_look = PreparedForViewers(
    CourseClass,
    "elearning.view_courseclass",
    lambda rows: (
        rows.filter(pk=Given("pk"))
        .with_course()
        .select_related("own")
        .annotate(
            own=FilteredRelation(
                "enrolments", condition=Q(enrolments__member_id=Given("learner"), enrolments__status__in=LIVE)
            ),
            is_taught=Exists(
                CourseClass.instructors.through.objects.filter(
                    courseclass_id=OuterRef("pk"), member_id=Given("learner")
                )
            ),
            has_line=Exists(_line(OuterRef("pk"))),
            released=Subquery(Enrolment.objects.filter(course_class_id=OuterRef("pk")).released().values("pk")[:1]),
            had_one=Exists(
                Enrolment.objects.filter(course_class_id=OuterRef("pk"), member_id=Given("learner")).exclude(
                    status__in=LIVE
                )
            ),
        )
    ),
)
_first_in_line = Prepared(lambda: _line(Given("pk")).values_list("pk", flat=True)[:1])


@dataclass
class ClassSeatTaking(SeatTaking[CourseClass, Enrolment]):
    """A member's application for a seat of a class; `take_seat` sees to the order of the steps and to the lock."""

    class_id: int
    course_id: int | None
    by: Member
    member: Member
    knowing: bool
    conflicts: list[Appointment] = field(default_factory=list)
    claim_model = Enrolment
    taken = ("status", "approved_at", "payment_status", "refund_status", *SeatTaking.taken)

    @property
    def pool_id(self) -> int:
        return self.class_id

    @property
    def holder_id(self) -> int:
        return self.member.pk

    def look(self) -> CourseClass:
        """Return the class if `by` may see it.

        Sets `own` (the member's live enrolment), `is_taught` (whether the member teaches it), `has_line` (whether
        anybody waits who could take a seat) and `released` (a released seat that is offered to nobody). Raises
        CourseClass.DoesNotExist, also for a class of another course.
        """
        course_class = _look.first(self.by, pk=self.class_id, learner=self.member.pk)
        if course_class is None or self.course_id not in {None, course_class.course_id}:
            raise CourseClass.DoesNotExist
        return course_class

    def waiting(self, pool: Any) -> Enrolment | None:
        """Return one's own enrolment to which a seat is offered. Nobody takes that seat for another."""
        return pool.own if self.member == self.by and rules.takes_offer(pool, pool.own, clock.now()) else None

    def check(self, pool: Any, now: datetime) -> None:
        if self.waiting(pool) is not None:
            return
        rules.check_can_enrol(self.member, pool, teaches=pool.is_taught, existing=pool.own, now=now)

    def must_wait(self, pool: Any) -> bool:
        if self.waiting(pool) is not None:
            return False
        seats = {"has_line": pool.has_line, "has_released": pool.released is not None}
        rules.check_has_place(pool, **seats)
        return rules.must_wait(pool, **seats)

    def released_seat(self, pool: Any) -> int | None:
        own = self.waiting(pool)
        if own is not None:
            return own.seat_of_id
        return pool.released if pool.is_full else None

    def prepare(self, pool: CourseClass, waits: bool) -> None:
        """Book the meetings, and tell the member, and whoever decides what waits for them.

        Raises Conflict `clash` if the member has another appointment then and was not shown it.
        """
        meetings = shared.future_meetings(pool, learner=self.member)
        self.conflicts = find_clashes(self.member, meetings)
        check_clashes_are_known(self.conflicts, knowing=self.knowing)
        approved = not waits and pool.approval == Approval.AUTOMATIC
        file = shared.book_meetings(pool, meetings, [self.member.pk]) if approved else None
        self._tell(pool, waits, approved, file)

    def _tell(self, pool: CourseClass, waits: bool, approved: bool, file: CalendarOf | None) -> None:
        params, path = shared.notice_params(pool), pool.get_absolute_url()
        kind = notices.WAITING if waits else notices.APPROVED if approved else notices.APPLIED
        kind = kind if self.member == self.by else notices.ENROLLED
        tellings = [telling([self.member], kind, path=path, calendar=file, **params)]
        if not waits and not approved:
            tellings += shared.ask_to_decide(pool, [self.member], by=self.by)
        tell_at_once(*tellings)

    def is_as_seen(self, pool: Any) -> bool:
        """Return whether there still are people waiting for a seat given by hand, or still none."""
        # A query of its own: a subquery of the locking statement would still see the line as it was before the lock.
        if pool.promotion != Promotion.MANUAL or pool.is_full:
            return True
        return bool(_first_in_line(pk=pool.pk)) == pool.has_line

    def hand_over(self, pool: CourseClass, claim_id: int) -> None:
        releasing.hand_over(pool, claim_id, self.by)

    def claim(self, pool: CourseClass, waits: bool, now: datetime) -> Enrolment:
        enrolment = self.waiting(pool)
        if enrolment is not None:
            enrolment.course_class = pool
            enrolment.holds_seat, enrolment.is_waiting, enrolment.promoted_at = True, False, now
            enrolment.offered_until, enrolment.remind_at, enrolment.seat_of = None, None, None
        else:
            enrolment = Enrolment(
                course_class=pool, member=self.member, fee=pool.fee, applied_at=now, holds_seat=not waits,
                is_waiting=waits,
            )  # fmt: skip
        if not waits and pool.approval == Approval.AUTOMATIC:
            enrolment.status, enrolment.approved_at = EnrolmentStatus.APPROVED, now
            enrolment.decided_by = self.by if self.by != self.member else None
        enrolment.payment_status, enrolment.refund_status = money_rules.money_states(enrolment, money_rules.Money())
        return enrolment

    def after(self, pool: Any, claim: Enrolment) -> None:
        """Bring what an earlier enrolment in the class had recorded, so that nobody begins at nothing again."""
        if pool.had_one:
            bring_records(claim)

    def entry(self, claim: Enrolment) -> dict[str, Any]:
        if claim.promoted_at is not None:
            before = {"status": EnrolmentStatus.PENDING, "is_waiting": True}
            after = {"status": claim.status, "is_waiting": False}
            return {"by": self.by, "act": "elearning.took_seat", "before": before, "after": after}
        act = "elearning.waited" if claim.is_waiting else "elearning.enrolled"
        after = {"course_class": claim.course_class_id, "member": claim.member_id, "status": claim.status}
        return {"by": self.by, "act": act, "after": after}

    def full(self) -> Conflict:
        return rules.seat_gone()

    def twice(self) -> Conflict:
        return rules.already_enrolled()

    def changed(self) -> Conflict:
        return rules.class_changed()

    def end_lapsed_offers(self) -> int:
        return ending.end_lapsed_offers_of(self.class_id)


def enrol_member(
    *, class_id: int, by: Member, member_id: int | None = None, course_id: int | None = None, knowing: bool = True
) -> Enrolled:
    """Enrol `by`, or as staff another member, in a class, or in its waiting list if it is full (seed 001, 3-01).

    One who waits gets the seat that is offered to them (`rules.takes_offer`).
    `course_id`, if given, must be the class's. The enrolment is approved at once if the class says so. `knowing=False`
    refuses if the meetings overlap other appointments of the learner, so that a page can name them first.

    Raises CourseClass.DoesNotExist, NotAllowed `not_staff`, `own_class`, Invalid `unknown_member` (field `user_id`),
    Conflict `full`, `already_enrolled`, `offer_over`, `clash`, `changed_meanwhile` and those of
    `rules.check_can_enrol`.
    """
    if member_id is not None and member_id != by.pk:
        rules.check_can_enrol_another(by)
        member = rules.check_is_member(Member.objects.filter(pk=member_id, is_active=True).first())
    else:
        member = by
    enrolling = ClassSeatTaking(class_id, course_id, by, member, knowing)
    enrolment, place = take_seat(enrolling)
    return Enrolled(enrolment, enrolling.conflicts, place)


def find_clashes(member: Member, meetings: list[ClassMeeting]) -> list[Appointment]:
    """Return the member's appointments that overlap a meeting (`shared.future_meetings` of the learner).

    1 query, none where no meeting `is_taken`.
    """
    if not any(meeting.is_taken for meeting in meetings):  # type: ignore[attr-defined]
        return []
    own = {meeting.pk for meeting in meetings}
    planned = planner.list_appointments_between(
        member, min(meeting.starts_at for meeting in meetings), max(meeting.ends_at for meeting in meetings)
    )
    return [
        appointment
        for appointment in planned
        if not (appointment.source == CourseClass.SOURCE and appointment.source_id in own)
        and any(
            appointment.starts_at < meeting.ends_at and appointment.ends_at > meeting.starts_at for meeting in meetings
        )
    ]
