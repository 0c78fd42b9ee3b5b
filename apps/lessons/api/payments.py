"""Whether a lesson was paid."""

from django.utils.translation import gettext as _
from ninja import Body

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.lazy import gettext_lazy
from apps.lessons import schemas
from apps.lessons.api.shared import LessonId, missing_as_in_seed
from apps.lessons.services import payments

payment_routes = router(gettext_lazy("1:1 수업"))


@payment_routes.put(
    "/{lessonId}/payment",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("결제 기록하기(멘토, 운영자)"),
    description=gettext_lazy(
        "승인되거나 완료된 수업의 수업료가 결제되었다고 기록합니다. 이미 기록되어 있으면 409로 답합니다."
    ),
)
def record_payment(
    request: ApiRequest,
    lesson_id: LessonId,
    given: schemas.LessonPaymentInput = Body(default=schemas.LessonPaymentInput()),  # noqa: B008 - a default of ninja
) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = payments.record_payment(lesson_id=lesson_id, by=request.auth, paid_on=given.paid_on)
    return Reply(message=_("결제를 기록했습니다."), data=schemas.lesson_moved(lesson))


@payment_routes.put(
    "/{lessonId}/payment/take-back",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("결제 기록 취소하기(멘토, 운영자)"),
    description=gettext_lazy("사유는 상대에게 그대로 전해집니다. 취소한 뒤에 다시 기록할 수 있습니다."),
)
def take_back_payment(
    request: ApiRequest, lesson_id: LessonId, given: schemas.TakeBackInput
) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = payments.take_back_payment(lesson_id=lesson_id, by=request.auth, reason=given.reason)
    return Reply(message=_("결제 기록을 취소했습니다."), data=schemas.lesson_moved(lesson))
