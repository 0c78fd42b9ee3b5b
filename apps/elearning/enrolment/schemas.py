"""The schemas of the enrolment endpoints, with the field names of seed 001.

The seed does not say what an enrolment contains: EnrollmentItem uses its names for numbers and flags, and adds what
people know an enrolment by.
"""

from datetime import datetime
from typing import Annotated, Literal, cast

from pydantic import BaseModel, Field

from apps.core import clock
from apps.core.api.fields import BIGGEST_ID, Id, Shown, Switch, Whole
from apps.core.api.flat import FlatInput, FlatReply, PageQuery, Paging
from apps.core.api.lazy import gettext_lazy as _
from apps.core.rules import LONGEST_REASON
from apps.elearning.enrolment import money_rules
from apps.elearning.enrolment.models import Enrolment

Status = Literal["PENDING", "APPROVED", "REJECTED", "CANCELLED"]
PaymentWord = Literal["NONE", "WAITING", "COMPLETED", "CANCELLED"]
RefundWord = Literal["NONE", "REQUESTED", "COMPLETED"]
MethodWord = Literal["CARD", "BANK_TRANSFER", "VIRTUAL_ACCOUNT", "FREE"]

QueryId = Annotated[int | None, Field(ge=1, le=BIGGEST_ID)]
Won = Annotated[Whole, Field(ge=0, le=money_rules.MOST_MONEY, examples=[150_000])]
InstantText = Annotated[str, Field(examples=["2026-01-10T09:30:00+09:00"])]
MaybeInstant = Annotated[str | None, Field(examples=["2026-01-10T09:30:00+09:00"])]
DayText = Annotated[str, Field(examples=["2026-02-01"])]

_OTHERS = _("운영자만 다른 회원을 적을 수 있습니다. 없거나 null이면 본인입니다.")
_SWAP = _("제안받은 자리를 받으면서 수업 시간의 다른 일정을 모두 취소합니다. 하나라도 취소할 수 없으면 거부됩니다.")
_REASON = _("학습자에게 전해집니다.")
_OTHERS_REASON = _("강사나 운영자가 취소할 때는 꼭 적습니다. 학습자에게 전해집니다.")
_REFERENCE = _("승인 번호처럼 결제를 알아볼 수 있는 정보입니다. 카드 번호는 적지 마세요. 같은 값은 한 번만 기록됩니다.")
_REFUND_REFERENCE = _("환불을 알아볼 수 있는 정보입니다. 같은 값은 한 번만 기록됩니다.")
_OFFERED = _(
    "제안받은 자리의 기한입니다. 그때까지 신청하면 자리를 받고, 취소하면 다음 분에게 넘어갑니다. 없으면 null입니다."
)
_RELEASED = _("자리를 내놓은 일시입니다. 다른 분이 받을 때까지 자리는 그대로입니다. 내놓지 않았으면 null입니다.")
_PLACE = _("지금 기다리는 사람 가운데 순서입니다. 기다리지 않으면 0입니다.")

# --- In ---------------------------------------------------------------------------------------------------------------


class EnrolInput(FlatInput):
    """The input of 3-01."""

    user_id: Id | None = Field(default=None, description=_OTHERS)
    course_id: Id
    class_id: Id
    swap: bool | None = Field(default=False, description=_SWAP)


class EnrolmentListQuery(PageQuery):
    """The filters of 3-03."""

    user_id: QueryId = None
    course_id: QueryId = None
    class_id: QueryId = None
    status: Status | None = None
    is_waiting: Switch | None = None


class OwnQuery(PageQuery):
    """The filters of 3-04."""

    status: Status | None = None


class RejectInput(FlatInput):
    """The input of 3-06."""

    rejection_reason: str = Field(max_length=LONGEST_REASON, examples=["수강 요건 미달"], description=_REASON)


class EnrolmentCancelInput(FlatInput):
    """The input of 3-07."""

    cancel_reason: str | None = Field(default=None, max_length=LONGEST_REASON, description=_OTHERS_REASON)


class PaymentInput(FlatInput):
    """The input of 3-09."""

    payment_amount: Won
    payment_method: MethodWord
    payment_info: Shown = Field(
        min_length=1, max_length=money_rules.LONGEST_REFERENCE, examples=["승인 20260110-3391"], description=_REFERENCE
    )


class RefundInput(FlatInput):
    """The input of 3-10. `refund_info` is ours, not the seed's, and optional."""

    refund_amount: Annotated[Whole, Field(ge=1, le=money_rules.MOST_MONEY, examples=[105_000])]
    refund_reason: str = Field(max_length=LONGEST_REASON, examples=["수강 취소"], description=_REASON)
    refund_info: str | None = Field(
        default=None, max_length=money_rules.LONGEST_REFERENCE, description=_REFUND_REFERENCE
    )


# --- Out --------------------------------------------------------------------------------------------------------------


class EnrollmentItem(BaseModel):
    """An enrolment. Money in whole KRW; moments with Seoul's offset, null for what has not happened."""

    enrollment_id: int
    user_id: int
    user_name: Annotated[str, Field(examples=["이서연"])]
    course_id: int
    course_title: Annotated[str, Field(examples=["스포츠 지도사 입문"])]
    class_id: int
    class_number: int
    start_date: DayText
    end_date: DayText
    status: Status
    is_waiting: bool
    waiting_number: int = Field(description=_PLACE)
    offered_until: MaybeInstant = Field(description=_OFFERED)
    released_at: MaybeInstant = Field(description=_RELEASED)
    fee: Won
    paid_amount: Won
    payment_status: PaymentWord
    refund_due: Won = Field(description=_("취소되거나 거부될 때 환불 기준에 따라 정해진 금액입니다."))
    refunded_amount: Won
    refund_status: RefundWord
    enrolled_at: InstantText
    approved_at: MaybeInstant
    rejected_at: MaybeInstant
    rejection_reason: str = Field(examples=[""])
    cancelled_at: MaybeInstant
    cancel_reason: str = Field(examples=[""])


class EnrolledReply(FlatReply):
    enrollment_id: int
    is_waiting: bool
    waiting_number: int = Field(description=_PLACE)


class EnrollmentReply(FlatReply):
    enrollment: EnrollmentItem


class EnrollmentsReply(FlatReply):
    enrollments: list[EnrollmentItem]
    paging: Paging


# --- From rows to answers ---------------------------------------------------------------------------------------------


def item(row: Enrolment) -> EnrollmentItem:
    """Return an enrolment as read by `selectors.api`, with its place and its money, as an item."""
    course_class = row.course_class
    return EnrollmentItem(
        enrollment_id=row.pk,
        user_id=row.member_id,
        user_name=row.member.name,
        course_id=course_class.course_id,
        course_title=course_class.course.title,
        class_id=course_class.pk,
        class_number=course_class.number,
        start_date=course_class.start_date.isoformat(),
        end_date=course_class.end_date.isoformat(),
        status=cast(Status, row.status),
        is_waiting=row.is_waiting,
        waiting_number=row.place,
        offered_until=_maybe(row.offered_until),
        released_at=_maybe(row.released_at),
        fee=row.fee,
        paid_amount=row.paid,
        payment_status=cast(PaymentWord, row.payment_status),
        refund_due=row.refund_due,
        refunded_amount=row.refunded,
        refund_status=cast(RefundWord, row.refund_status),
        enrolled_at=_instant(row.applied_at),
        approved_at=_maybe(row.approved_at),
        rejected_at=_maybe(row.rejected_at),
        rejection_reason=row.rejection_reason,
        cancelled_at=_maybe(row.cancelled_at),
        cancel_reason=row.cancel_reason,
    )


def _instant(moment: datetime) -> str:
    return clock.local(moment).isoformat(timespec="seconds")


def _maybe(moment: datetime | None) -> str | None:
    return _instant(moment) if moment is not None else None
