"""What accounts ask of enrolment: a member's own data, who sees it, and what happens when the member leaves."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.visibility import Facts
from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from apps.elearning.enrolment.services import ending


def export(member: Member) -> dict[str, Any]:
    rows = Enrolment.objects.of(member).order_by("id")
    return {
        "enrolments": list(
            rows.values(
                "id",
                "course_class_id",
                "course_class__course__title",
                "course_class__number",
                "status",
                "is_waiting",
                "offered_until",
                "released_at",
                "fee",
                "payment_status",
                "refund_status",
                "applied_at",
                "promoted_at",
                "approved_at",
                "rejected_at",
                "rejection_reason",
                "cancelled_at",
                "cancel_reason",
                "refund_due",
            )
        ),
        "payments": list(
            Payment.objects.filter(enrolment__member=member)
            .order_by("id")
            .values("id", "enrolment_id", "amount", "method", "reference", "paid_at")
        ),
        "refunds": list(
            Refund.objects.filter(enrolment__member=member)
            .order_by("id")
            .values("id", "enrolment_id", "amount", "reason", "reference", "refunded_at")
        ),
    }


def facts_for_instructors(member: Member) -> Facts:
    """Return what instructors see in the roster of each class that the member enrolled in. 1 query."""
    rows = Enrolment.objects.of(member).newest_first()
    titles = rows.values_list("course_class__course__title", flat=True)
    shown = list(dict.fromkeys(titles))
    if not shown:
        return []
    more = _(" 외 %(n)d건") % {"n": len(shown) - 3} if len(shown) > 3 else ""
    return [
        (_("이름"), f"{member.name} ({member.nickname})"),
        (_("수강 내역"), _("신청·대기·승인·거부·취소 상태와 시각, 사유, 결제와 환불 상태")),
        (_("해당 과정"), ", ".join(shown[:3]) + more),
    ]


def end_enrolments(member: Member, by: Member) -> None:
    """Cancel the enrolments in future classes, so that others get the seats; running and past ones stay as history."""
    ending.end_enrolments_of_leaver(member=member, by=by)


def end_enrolments_of_switched_off(member: Member, by: Member) -> None:
    """Do the same where staff switch the member off."""
    ending.end_enrolments_of_switched_off(member=member, by=by)


EXPORTS = {"elearning": export}
FAREWELLS = (end_enrolments,)
SWITCHES = (end_enrolments_of_switched_off,)
