"""Decisions on enrolments: approving, rejecting, giving a seat to one who waits, for one or many."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.core import clock, spelling
from apps.core.errors import DomainError
from apps.core.rules import check_reason
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment import notices, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import ending, releasing, shared, waiting_list
from apps.elearning.enrolment.services.ending import Ended
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.services import tell
from apps.seats.selectors import place_in_line


@transaction.atomic
def approve_enrolment(*, enrolment_id: int, by: Member) -> Enrolment:
    """Approve an enrolment that holds a seat (seed 001, 3-05), book its meetings, and tell the learner.

    Raises Enrolment.DoesNotExist, NotAllowed `not_the_instructor`, Conflict `wrong_state`, `called_off`, `ended`.
    """
    enrolment, course_class = shared.lock_with_class(enrolment_id)
    rules.check_can_approve(by, enrolment, course_class, teaches=teaches(by, course_class.pk), now=clock.now())
    _approve_locked(enrolment, by, "elearning.approved", notices.APPROVED)
    return enrolment


def _approve_locked(enrolment: Enrolment, by: Member, act: str, kind: str, **more: Any) -> None:
    """Approve a locked enrolment."""
    shared.change_state(
        enrolment, shared.money_of(enrolment), act, by, **shared.approved_fields(), decided_by=by, **more
    )
    course_class = enrolment.course_class
    file = shared.book_meetings(course_class, shared.future_meetings(course_class), [enrolment.member_id])
    tell(
        [enrolment.member],
        kind,
        path=enrolment.get_absolute_url(),
        calendar=file,
        **shared.notice_params(course_class),
    )


@dataclass(frozen=True)
class Seated:
    """An enrolment that got a seat. `ahead`: how many stood in line before it and were passed over."""

    enrolment: Enrolment
    ahead: int


@transaction.atomic
def approve_waiting_enrolment(*, enrolment_id: int, by: Member) -> Seated:
    """Give a free seat to one who waits, and approve the enrolment (seed 001, 3-08).

    Others in line may be passed over: they are told so, and their number is kept in the audit entry. Raises
    Enrolment.DoesNotExist, NotAllowed `not_the_instructor`, Conflict `wrong_state`, `no_seat`, `called_off`, `ended`.
    """
    enrolment, course_class = shared.lock_with_class(enrolment_id)
    now = clock.now()
    is_teacher = teaches(by, course_class.pk)
    rules.check_can_approve_waiting(by, enrolment, course_class, teaches=is_teacher, now=now)
    ahead = max(place_in_line(enrolment) - 1, 0)  # who is offered a seat stands before all in line
    if enrolment.seat_of_id is not None:
        releasing.hand_over(course_class, enrolment.seat_of_id, by)
    passed = waiting_list.ids_before(enrolment) if ahead else []
    _approve_locked(
        enrolment, by, "elearning.approved_waiting", notices.PROMOTED, noted={"passed": ahead}, promoted_at=now
    )
    if passed:
        waiting_list.tell_passed_over(course_class, passed)
    return Seated(enrolment, ahead)


@transaction.atomic
def reject_enrolment(*, enrolment_id: int, by: Member, reason: str) -> Ended:
    """Reject a PENDING enrolment, waiting or not (seed 001, 3-06), with a reason that the learner reads.

    What was paid becomes due for refund. A seat goes to the first who waits. Raises Enrolment.DoesNotExist, NotAllowed
    `not_the_instructor`, Conflict `wrong_state`, Invalid `reason_missing`, `reason_too_long`.
    """
    enrolment, course_class = shared.lock_with_class(enrolment_id)
    rules.check_can_reject(by, enrolment, teaches=teaches(by, course_class.pk))
    check_reason(reason)
    reason = spelling.text(reason)
    done = ending.end_enrolment(
        enrolment,
        by,
        "elearning.rejected",
        reason=reason,
        by_learner=False,
        status=EnrolmentStatus.REJECTED,
        rejected_at=clock.now(),
        rejection_reason=reason,
        decided_by=by,
    )
    tell(
        [enrolment.member],
        notices.REJECTED,
        path=enrolment.get_absolute_url(),
        reason=reason,
        **shared.notice_params(course_class),
    )
    return done


# --- Many at once -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DecisionResult:
    """The result of a decision on one of many: done, or the refusal."""

    enrolment_id: int
    refusal: DomainError | None = field(default=None)

    @property
    def is_done(self) -> bool:
        return self.refusal is None


DECISIONS: dict[str, Callable[..., Any]] = {
    "approve": approve_enrolment,
    "approve_waiting": approve_waiting_enrolment,
    "reject": reject_enrolment,
    "cancel": ending.cancel_enrolment,
}


def decide_enrolments(
    *, enrolment_ids: Iterable[int], decision: str, by: Member, **inputs: Any
) -> list[DecisionResult]:
    """Decide on many enrolments, each in a transaction of its own, and return the results ordered by id.

    `decision` is a key of DECISIONS; `reason=` comes with those that need one. A refusal of one does not stop the
    others. Raises Invalid `nobody_chosen`, `too_many`, and `reason_missing` before anything is done.
    """
    numbers = sorted(set(enrolment_ids))
    rules.check_how_many(len(numbers))
    if "reason" in inputs:
        check_reason(inputs["reason"])
    outcomes = []
    for number in numbers:
        refusal: DomainError | None = None
        try:
            DECISIONS[decision](enrolment_id=number, by=by, **inputs)
        except DomainError as error:
            refusal = error
        except Enrolment.DoesNotExist:
            refusal = rules.no_such_enrolment()
        outcomes.append(DecisionResult(number, refusal))
    return outcomes
