"""Enrolling: a seat, or a place in the waiting list."""

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import Conflict, Invalid
from apps.core.prepared import Given, Prepared, PreparedForViewers, insert
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.states import Approval, Promotion
from apps.elearning.enrolment import notices, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import shared
from apps.elearning.enrolment.states import LIVE, EnrolmentStatus
from apps.notices.services import tell
from apps.planner import selectors as planner
from apps.planner.models import Appointment
from apps.seats import services as seats
from apps.seats.selectors import place_in_line

_RETRIES = 3


@dataclass(frozen=True)
class Enrolled:
    """`conflicts`: the learner's other appointments in the time of a meeting. `place`: 1-based, 0 for one who holds a
    seat."""

    enrolment: Enrolment
    conflicts: list[Appointment] = field(default_factory=list)
    place: int = 0


class _ClassMoved(Exception):
    """The class was changed, filled or freed between the first look and the lock."""


def enrol(
    *, class_id: int, by: Member, member_id: int | None = None, course_id: int | None = None, knowing: bool = True
) -> Enrolled:
    """Enrol `by`, or for staff another member, in a class (seed 001, 3-01); where no seat is left, in its waiting list.

    `course_id`, where given, must be the class's. Approved at once in a class that says so. Not `knowing` refuses a
    class whose meetings overlap other appointments of the learner, so that a page can name them first. Raises
    CourseClass.DoesNotExist, NotAllowed `not_staff`, `own_class`, Invalid `unknown_member` (field `user_id`), Conflict
    `full`, `already_enrolled`, `clash`, `changed_meanwhile` and those of `rules.check_can_enrol`. The class's row is
    locked last and for two statements (three where people give its seats), so that a rush on one class passes through
    it as fast as the database can write.
    """
    if member_id is not None and member_id != by.pk:
        rules.check_can_enrol_another(by)
        member = Member.objects.filter(pk=member_id, is_active=True).first()
        if member is None:
            raise Invalid("unknown_member", _("그런 회원이 없습니다. 번호를 확인해 주세요."), field="user_id")
    else:
        member = by
    for _attempt in range(_RETRIES):
        try:
            with transaction.atomic():
                enrolment, conflicts = _enrol_once(class_id, course_id, by, member, knowing)
        except _ClassMoved:
            continue
        except IntegrityError as error:
            raise _refusal(error) or error from None
        # Counted when the lock is free again: a long line would hold up everyone behind.
        return Enrolled(enrolment, conflicts, place_in_line(enrolment) if enrolment.is_waiting else 0)
    raise Conflict("changed_meanwhile", _("차수가 방금 변경되었습니다. 내용을 확인하고 다시 신청해 주세요."))


def _enrol_once(
    class_id: int, course_id: int | None, by: Member, member: Member, knowing: bool
) -> tuple[Enrolment, list[Appointment]]:
    seen, mine, teaches, has_line = _first_look(class_id, course_id, by, member)
    now = clock.now()
    rules.check_can_enrol(member, seen, teaches=teaches, mine=mine, now=now)
    rules.check_has_place(seen, has_line=has_line)
    waits = rules.must_wait(seen, has_line=has_line)
    is_approved = not waits and seen.approval == Approval.AUTOMATIC
    meetings = shared.meetings_ahead(seen)
    conflicts = clashes(member, meetings)
    if conflicts and not knowing:
        raise Conflict("clash", _("같은 시간에 다른 일정이 있습니다. 아래에서 확인하고 신청해 주세요."))
    if is_approved:
        shared.book(seen, meetings, [member.pk])
    audit.record(
        by=by, act="elearning.waited" if waits else "elearning.enrolled", subject=seen, after={"member": member.pk}
    )
    if member != by:
        path = seen.get_absolute_url()
        tell([member], notices.ENROLLED, path=path, **shared.sentence_params(seen))
    _lock_as_seen(seen, has_line)
    # All that the rule asks about is as it was seen; only time went on while the lock was waited for.
    rules.check_can_enrol(member, seen, teaches=teaches, mine=None, now=clock.now())
    enrolment = Enrolment(course_class=seen, member=member, fee=seen.fee, applied_at=now, is_waiting=waits)
    enrolment.holds_seat = not waits
    if is_approved:
        enrolment.status, enrolment.approved_at = EnrolmentStatus.APPROVED, now
    enrolment.payment_status, enrolment.refund_status = rules.money_states(enrolment, rules.Money())
    insert(enrolment)
    return enrolment, conflicts


def _first_look(
    class_id: int, course_id: int | None, by: Member, member: Member
) -> tuple[CourseClass, Enrolment | None, bool, bool]:
    """The class as `by` may know of it, the member's live enrolment, whether the member teaches it, and whether anybody
    who could come waits for it. 1 query. Raises CourseClass.DoesNotExist, also for a class of another course."""
    seen = _looked.first(by, pk=class_id, learner=member.pk)
    if seen is None or course_id not in {None, seen.course_id}:
        raise CourseClass.DoesNotExist
    return seen, seen.own, seen.is_taught, seen.has_line


def _line(class_id: int | OuterRef) -> QuerySet[Enrolment]:
    """Those who wait and could take a seat."""
    return Enrolment.objects.filter(course_class_id=class_id, is_waiting=True, member__is_active=True)


# What comes through a rush is asked in statements that are made once.
_looked = PreparedForViewers(
    CourseClass,
    "elearning.view_courseclass",
    lambda rows: (
        shared.with_course(rows.filter(pk=Given("pk")))
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
        )
    ),
)
_locked = Prepared(
    lambda: (
        CourseClass.objects.select_for_update(no_key=True)
        .filter(pk=Given("pk"))
        .only("revision", "capacity", "seats_taken")
    )
)


def _lock_as_seen(seen: CourseClass, has_line: bool) -> None:
    """Lock the class, or raise _ClassMoved if it is not as it was seen any more."""
    locked = _locked.first(pk=seen.pk)
    if (locked.revision, locked.is_full) != (seen.revision, seen.is_full):
        raise _ClassMoved
    # The line matters only beside a free seat. It is asked for by itself: a subquery would still see the line as it
    # was before the lock.
    if seen.promotion == Promotion.MANUAL and not seen.is_full and _line(seen.pk).exists() != has_line:
        raise _ClassMoved


def clashes(member: Member, meetings: list[ClassMeeting]) -> list[Appointment]:
    """What the member already has in the time of any of the meetings. 1 query, none without meetings."""
    if not meetings:
        return []
    own = {meeting.pk for meeting in meetings}
    there = planner.between(
        member, min(meeting.starts_at for meeting in meetings), max(meeting.ends_at for meeting in meetings)
    )
    return [
        appointment
        for appointment in there
        if not (appointment.source == CourseClass.SOURCE and appointment.source_id in own)
        and any(
            appointment.starts_at < meeting.ends_at and appointment.ends_at > meeting.starts_at for meeting in meetings
        )
    ]


def _refusal(error: IntegrityError) -> Conflict | None:
    """The sentence for what the database refused in a race that the rules could not see."""
    if seats.is_refused_as_full(error, CourseClass):
        return Conflict("full", _("정원이 방금 모두 찼습니다. 다시 신청하면 대기 순서를 받을 수 있습니다."))
    # PostgreSQL names the constraint, SQLite its columns.
    if "elearning_enrolment_one_live" in str(error) or "elearning_enrolment.course_class_id" in str(error):
        return Conflict("already_enrolled", _("이미 수강신청한 차수입니다."))
    return None
