"""The states of enrolments and of their money, and who changes them (seed 001 §수강신청; docs/domain.md, Enrolment)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EnrolmentStatus(TextChoices):
    PENDING = "PENDING", _("승인 대기")
    APPROVED = "APPROVED", _("승인")
    REJECTED = "REJECTED", _("거부")
    CANCELLED = "CANCELLED", _("취소")


class PaymentMethod(TextChoices):
    CARD = "CARD", _("카드")
    BANK_TRANSFER = "BANK_TRANSFER", _("계좌이체")
    VIRTUAL_ACCOUNT = "VIRTUAL_ACCOUNT", _("가상계좌")
    FREE = "FREE", _("무료")


class PaymentStatus(TextChoices):
    """The state of payment, which follows from the payments.

    NONE before a seat is approved, WAITING until the fee is paid, COMPLETED then (at once if there is no fee),
    CANCELLED if the enrolment ended before anything was paid.
    """

    NONE = "NONE", _("해당 없음")
    WAITING = "WAITING", _("결제 대기")
    COMPLETED = "COMPLETED", _("결제 완료")
    CANCELLED = "CANCELLED", _("결제 취소")


class RefundStatus(TextChoices):
    NONE = "NONE", _("해당 없음")
    REQUESTED = "REQUESTED", _("환불 요청")
    COMPLETED = "COMPLETED", _("환불 완료")


LIVE = (EnrolmentStatus.PENDING, EnrolmentStatus.APPROVED)

# From which states an enrolment may go where, and who may make the move. "system" stands for the promotion from the
# waiting list, the end of an offer that lapsed, a released seat that somebody takes, and for the approval that a class
# gives at once.
MOVES: dict[tuple[EnrolmentStatus | None, EnrolmentStatus], frozenset[str]] = {
    (None, EnrolmentStatus.PENDING): frozenset({"learner", "staff"}),
    (None, EnrolmentStatus.APPROVED): frozenset({"system"}),
    (EnrolmentStatus.PENDING, EnrolmentStatus.APPROVED): frozenset({"instructor", "staff", "system"}),
    (EnrolmentStatus.PENDING, EnrolmentStatus.REJECTED): frozenset({"instructor", "staff"}),
    (EnrolmentStatus.PENDING, EnrolmentStatus.CANCELLED): frozenset({"learner", "instructor", "staff", "system"}),
    (EnrolmentStatus.APPROVED, EnrolmentStatus.CANCELLED): frozenset({"learner", "instructor", "staff", "system"}),
    (EnrolmentStatus.REJECTED, EnrolmentStatus.APPROVED): frozenset({"staff who put back"}),
    (EnrolmentStatus.CANCELLED, EnrolmentStatus.APPROVED): frozenset({"staff who put back"}),
}
