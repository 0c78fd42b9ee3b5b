"""Putting a learner back, and the records that come back with whoever enrols in a class again."""

from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import hold_member
from apps.core import audit, clock
from apps.core.rules import check_reason
from apps.elearning.enrolment import money_rules, notices, rules
from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from apps.elearning.enrolment.money_rules import Money
from apps.elearning.enrolment.services import shared
from apps.notices.services import tell

_STAY = (Payment, Refund)  # money belongs to the enrolment that it was paid for


@transaction.atomic
def restore_enrolment(*, enrolment_id: int, by: Member, reason: str) -> Enrolment:
    """Put back a learner whose enrolment ended by mistake, with all that they had learned (staff only); tell them why.

    At any time, whatever the application period, while a seat is free. The same enrolment goes on; one whose money was
    given back stays as it ended, and a new one with the fee to pay takes its place. Raises Enrolment.DoesNotExist,
    NotAllowed `not_staff`, `left`, Conflict `wrong_state`, `already_enrolled`, `called_off`, `no_seat`, Invalid
    `reason_missing`, `reason_too_long`.
    """
    rules.check_can_restore(by)
    check_reason(reason)
    hold_member(Enrolment.objects.values_list("member_id", flat=True).get(pk=enrolment_id))
    enrolment, course_class = shared.lock_with_class(enrolment_id)
    others = Enrolment.objects.live().filter(course_class=course_class, member=enrolment.member_id)
    rules.check_may_be_restored(enrolment, course_class, enrolled=others.exists())
    money = shared.money_of(enrolment)
    reason = reason.strip()
    if money.refunded:
        enrolment = _begin_anew(enrolment, by, reason)
    else:
        approved = shared.approved_fields() | {"approved_at": enrolment.approved_at or clock.now()}
        nothing: dict[str, Any] = {"cancelled_at": None, "cancelled_by": None, "cancel_reason": "", "refund_due": 0}
        shared.change_state(
            enrolment,
            money,
            "elearning.restored",
            by,
            reason=reason,
            **approved,
            **nothing,
            rejected_at=None,
            rejection_reason="",
            decided_by=by,
        )
    bring_records(enrolment)
    file = shared.book_meetings(course_class, shared.future_meetings(course_class), [enrolment.member_id])
    tell(
        [enrolment.member],
        notices.RESTORED,
        path=enrolment.get_absolute_url(),
        calendar=file,
        reason=reason,
        **shared.notice_params(course_class),
    )
    return enrolment


def _begin_anew(ended: Enrolment, by: Member, reason: str) -> Enrolment:
    """Return a new approved enrolment in place of an ended one whose money was given back."""
    now = clock.now()
    enrolment = Enrolment(
        course_class=ended.course_class, member=ended.member, fee=ended.fee, applied_at=now, decided_by=by
    )
    for name, value in shared.approved_fields().items():
        setattr(enrolment, name, value)
    enrolment.payment_status, enrolment.refund_status = money_rules.money_states(enrolment, Money())
    enrolment.save(force_insert=True)
    after = shared.audited_state(enrolment) | {"instead_of": ended.pk}
    audit.record(by=by, act="elearning.restored", subject=enrolment, after=after, reason=reason)
    return enrolment


def bring_records(enrolment: Enrolment) -> None:
    """Bring what the member recorded in earlier enrolments in the same class to the one that goes on.

    Progress, attendance, results and whatever else refers to an enrolment; of each kind the newest records, where this
    one has none. Money and decisions stay where they are. Statements: at most 3 for each kind of record.
    """
    earlier = Enrolment.objects.filter(course_class=enrolment.course_class_id, member=enrolment.member_id)
    newest = list(earlier.exclude(pk=enrolment.pk).order_by("-pk").values_list("pk", flat=True))
    if not newest:
        return
    for relation in Enrolment._meta.related_objects:
        if relation.one_to_one or relation.related_model in _STAY:
            continue
        rows, name = relation.related_model._base_manager, relation.field.name
        theirs = set(rows.filter(**{f"{name}__in": [enrolment.pk, *newest]}).values_list(f"{name}_id", flat=True))
        source = next((pk for pk in newest if pk in theirs), None)
        if enrolment.pk not in theirs and source is not None:
            rows.filter(**{name: source}).update(**{name: enrolment})
