"""Whether a lesson was paid."""

from pydantic import Field

from apps.core.api.fields import Day, Input
from apps.core.api.lazy import gettext_lazy as _
from apps.core.rules import LONGEST_REASON


class LessonPaymentInput(Input):
    paid_on: Day | None = Field(default=None, description=_("결제일입니다. 없거나 null이면 오늘입니다."))


class TakeBackInput(Input):
    reason: str = Field(max_length=LONGEST_REASON, examples=["다른 수업의 결제였습니다."])
