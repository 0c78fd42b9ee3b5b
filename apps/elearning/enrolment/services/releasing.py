"""Releasing a seat that can be cancelled no more, taking it back, and handing it to whoever takes it."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment import notices, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import ending, shared, waiting_list
from apps.elearning.enrolment.signals import enrolments_ending
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.services import tell
from apps.seats import services as seats


@transaction.atomic
def release_seat(*, enrolment_id: int, by: Member) -> Enrolment:
    """Let others have the seat of `by`, who keeps it until somebody takes it. Those in line are asked in their order.

    Raises Enrolment.DoesNotExist, NotAllowed `not_your_enrolment`, Conflict `wrong_state`, `by_hand`, what
    `seats.rules.check_can_release` refuses, and what receivers of `signals.enrolments_ending` do.
    """
    enrolment, course_class = shared.lock_with_class(enrolment_id)
    now = clock.now()
    rules.check_can_release(by, enrolment, course_class, now=now)
    enrolments_ending.send(Enrolment, course_class=course_class, enrolments=[enrolment])
    seats.release(enrolment, now)
    audit.record(by=by, act="elearning.seat_released", subject=enrolment, at=now, after={"released_at": now})
    waiting_list.hand_out_seats(course_class)
    return enrolment


@transaction.atomic
def take_seat_back(*, enrolment_id: int, by: Member) -> Enrolment:
    """Keep the seat that `by` has released and nobody has taken. Who is asked about it waits on, and is told so.

    Raises Enrolment.DoesNotExist, NotAllowed `not_your_enrolment`, Conflict `not_released`.
    """
    enrolment, course_class = shared.lock_with_class(enrolment_id)
    rules.check_can_take_back(by, enrolment, course_class, now=clock.now())
    before = {"released_at": enrolment.released_at}
    asked = seats.take_back(enrolment)
    audit.record(by=by, act="elearning.seat_taken_back", subject=enrolment, before=before, after={"released_at": None})
    if asked is not None:
        before = {"offered_until": asked.offered_until}
        audit.record(
            by=None, act="elearning.offer_withdrawn", subject=asked, before=before, after={"offered_until": None}
        )
        path = asked.get_absolute_url()
        tell([asked.member], notices.OFFER_WITHDRAWN, path=path, **shared.notice_params(course_class))
    return enrolment


def hand_over(course_class: CourseClass, enrolment_id: int, by: Member) -> None:
    """End the enrolment whose released seat is taken within this act of `by`, and tell its learner and the instructors.

    What was paid is refunded as if the learner had cancelled now. The class is **locked**. Raises what receivers of
    `signals.enrolments_ending` refuse.
    """
    given = shared.lock_enrolment(enrolment_id, course_class)
    enrolments_ending.send(Enrolment, course_class=course_class, enrolments=[given])
    done = ending.end_enrolment(
        given,
        by,
        "elearning.seat_passed_on",
        reason="",
        by_learner=True,
        hands_out=False,
        status=EnrolmentStatus.CANCELLED,
        cancelled_at=clock.now(),
        cancelled_by=given.member,
        cancel_reason=_("내놓은 자리를 다른 분이 받았습니다."),
    )
    params = shared.notice_params(course_class)
    file = shared.calendar_of(done.released, removes=True)
    tell([given.member], notices.SEAT_PASSED_ON, path=given.get_absolute_url(), calendar=file, **params)
    shared.tell_instructors(course_class, notices.LEARNER_PASSED_ON, given.member)
