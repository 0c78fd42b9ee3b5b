"""Recording that a lesson was paid, and taking the record back. Both people of the lesson see it."""

from datetime import date
from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.lessons import notices
from apps.lessons.models import Lesson, LessonPayment
from apps.lessons.rules import payments as payment_rules
from apps.lessons.services.shared import lock_lesson, tell_member


@transaction.atomic
def record_payment(*, lesson_id: int, by: Member, paid_on: date | None = None) -> Lesson:
    """Record that the price of a lesson was paid on a day (default: today), and tell who did not record it.

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `wrong_state`, `in_the_future`, `before_request`,
    Conflict `free_of_charge`, `already_paid`.
    """
    lesson, now = lock_lesson(lesson_id), clock.now()
    kept = LessonPayment.objects.filter(lesson=lesson).first()
    payment_rules.check_can_record_payment(by, lesson, kept)
    today = clock.local(now).date()
    day = paid_on or today
    payment_rules.check_paid_on(day, lesson, today=today)
    LessonPayment.objects.update_or_create(
        lesson=lesson,
        defaults={
            "amount": lesson.price,
            "paid_on": day,
            "recorded_at": now,
            "recorded_by": by,
            "taken_back_at": None,
            "taken_back_by": None,
            "taken_back_reason": "",
        },
    )
    audit.record(by=by, act="lessons.paid", subject=lesson, after={"amount": lesson.price, "paid_on": day.isoformat()})
    _tell(lesson, by, notices.PAID, amount=f"{lesson.price:,}")
    return lesson


@transaction.atomic
def take_back_payment(*, lesson_id: int, by: Member, reason: str) -> Lesson:
    """Take back the record that a lesson was paid, and tell who did not do it the reason.

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `reason_missing`, `reason_too_long`, Conflict
    `not_paid`.
    """
    lesson, now = lock_lesson(lesson_id), clock.now()
    payment = LessonPayment.objects.filter(lesson=lesson).first()
    payment_rules.check_can_take_back_payment(by, lesson, payment)
    payment_rules.check_take_back_reason(reason)
    reason = spelling.text(reason)
    LessonPayment.objects.filter(lesson=lesson).update(taken_back_at=now, taken_back_by=by, taken_back_reason=reason)
    audit.record(by=by, act="lessons.payment_taken_back", subject=lesson, reason=reason)
    _tell(lesson, by, notices.PAYMENT_TAKEN_BACK, amount=f"{lesson.price:,}", reason=reason)
    return lesson


def _tell(lesson: Lesson, by: Member, kind: str, **more: Any) -> None:
    """Tell the mentee, and the mentor of what staff recorded."""
    for member in (lesson.mentee, lesson.mentor):
        if member.pk != by.pk:
            tell_member(lesson, member, kind, **more)
