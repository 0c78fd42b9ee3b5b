"""The endpoints of enrolment (seed 001, 3-01 to 3-10)."""

from django.utils.translation import gettext as _
from ninja import Body, Query

from apps.accounts.requests import ApiRequest
from apps.core import text
from apps.core.api.fields import PathId
from apps.core.api.flat import FlatReply, NoInput, flat_answers, flat_router, found_message, paging
from apps.core.api.lazy import gettext_lazy
from apps.core.paging import Page
from apps.elearning.enrolment import schemas
from apps.elearning.enrolment.selectors import api as selectors
from apps.elearning.enrolment.services import deciding, ending, enrolling, money, releasing, swapping
from apps.elearning.enrolment.states import EnrolmentStatus

routes = flat_router(gettext_lazy("수강신청"))


@routes.post(
    "",
    response=flat_answers(schemas.EnrolledReply, 403, 404, 409),
    summary=gettext_lazy("수강신청하기"),
    description=gettext_lazy(
        "정원이 찼으면 대기자가 되고 is_waiting이 true입니다. "
        "다른 일정과 겹쳐도 신청되며, 겹친다는 사실은 message에 있습니다."
    ),
)
def enrol(request: ApiRequest, given: schemas.EnrolInput) -> schemas.EnrolledReply:
    if given.swap:
        return _swapped(swapping.swap_seat(class_id=given.class_id, by=request.auth))
    done = enrolling.enrol_member(
        by=request.auth, member_id=given.user_id, course_id=given.course_id, class_id=given.class_id
    )
    return schemas.EnrolledReply(
        message=_enrolled_message(done, waits=selectors.waits_elsewhere(done.enrolment)),
        enrollment_id=done.enrolment.pk,
        is_waiting=done.enrolment.is_waiting,
        waiting_number=done.place,
    )


def _swapped(done: enrolling.Enrolled) -> schemas.EnrolledReply:
    return schemas.EnrolledReply(
        message=_("자리를 받고 다른 일정을 취소했습니다."),
        enrollment_id=done.enrolment.pk,
        is_waiting=False,
        waiting_number=0,
    )


def _enrolled_message(done: enrolling.Enrolled, *, waits: bool) -> str:
    if done.place:
        message = _("정원이 차서 %(place)s으로 신청했습니다.") % {"place": text.place_in_line(done.place)}
    elif done.enrolment.status == EnrolmentStatus.APPROVED:
        message = _("수강이 확정되었습니다.")
    else:
        message = _("수강신청했습니다. 승인을 기다려 주세요.")
    if done.conflicts:
        message += " " + _("같은 시간에 다른 일정이 있습니다.")
    return message + " " + _("대기 중인 것과 시간이 겹칩니다.") if waits else message


@routes.get(
    "",
    response=flat_answers(schemas.EnrollmentsReply, 403),
    summary=gettext_lazy("수강신청 목록"),
    description=gettext_lazy("강사는 본인이 가르치는 차수의, 운영자는 모든 수강신청을 새로 신청한 것부터 봅니다."),
)
def list_enrollments(request: ApiRequest, query: Query[schemas.EnrolmentListQuery]) -> schemas.EnrollmentsReply:
    filters = selectors.EnrolmentFilters(**query.model_dump(exclude={"page", "size"}))
    return _listed(selectors.list_enrolments(request.auth, filters, query.page, query.size))


@routes.get(
    "/me",
    response=flat_answers(schemas.EnrollmentsReply),
    summary=gettext_lazy("내 수강신청 목록"),
    description=gettext_lazy("본인의 수강신청을 새로 신청한 것부터 봅니다."),
)
def list_own(request: ApiRequest, query: Query[schemas.OwnQuery]) -> schemas.EnrollmentsReply:
    return _listed(selectors.list_own_enrolments(request.auth, query.status, query.page, query.size))


def _listed(page: Page) -> schemas.EnrollmentsReply:
    return schemas.EnrollmentsReply(
        message=found_message(page), enrollments=[schemas.item(row) for row in page], paging=paging(page)
    )


@routes.get(
    "/{enrollment_id}",
    response=flat_answers(schemas.EnrollmentReply, 404),
    summary=gettext_lazy("수강신청 상세"),
    description=gettext_lazy("본인의 것, 가르치는 차수의 것, 운영자에게는 모두 보입니다."),
)
def get_enrollment(request: ApiRequest, enrollment_id: PathId) -> schemas.EnrollmentReply:
    row = selectors.get_enrolment(enrollment_id, request.auth)
    return schemas.EnrollmentReply(message=found_message(), enrollment=schemas.item(row))


@routes.patch(
    "/{enrollment_id}/approve",
    response=flat_answers(FlatReply, 403, 404, 409),
    summary=gettext_lazy("수강신청 승인하기"),
    description=gettext_lazy("자리가 있는 승인 대기(PENDING, is_waiting=false)를 승인합니다."),
)
def approve(
    request: ApiRequest,
    enrollment_id: PathId,
    given: NoInput = Body(default=NoInput()),  # noqa: B008
) -> FlatReply:
    deciding.approve_enrolment(enrolment_id=selectors.get_visible_id(enrollment_id, request.auth), by=request.auth)
    return FlatReply(message=_("수강신청을 승인했습니다."))


@routes.patch(
    "/{enrollment_id}/reject",
    response=flat_answers(FlatReply, 403, 404, 409),
    summary=gettext_lazy("수강신청 거부하기"),
    description=gettext_lazy("PENDING을 거부합니다. 자리는 첫 번째 대기자에게 넘어갑니다."),
)
def reject(request: ApiRequest, enrollment_id: PathId, given: schemas.RejectInput) -> FlatReply:
    deciding.reject_enrolment(
        enrolment_id=selectors.get_visible_id(enrollment_id, request.auth),
        by=request.auth,
        reason=given.rejection_reason,
    )
    return FlatReply(message=_("수강신청을 거부했습니다."))


@routes.patch(
    "/{enrollment_id}/cancel",
    response=flat_answers(FlatReply, 403, 404, 409),
    summary=gettext_lazy("수강 취소하기"),
    description=gettext_lazy(
        "학습자는 수업이 시작되기 전까지, 강사와 운영자는 끝나기 전까지 취소할 수 있습니다. "
        "결제한 금액이 있으면 환불할 금액이 정해집니다."
    ),
)
def cancel(
    request: ApiRequest,
    enrollment_id: PathId,
    given: schemas.EnrolmentCancelInput = Body(default=schemas.EnrolmentCancelInput()),  # noqa: B008
) -> FlatReply:
    done = ending.cancel_enrolment(
        enrolment_id=selectors.get_visible_id(enrollment_id, request.auth),
        by=request.auth,
        reason=given.cancel_reason or "",
    )
    message = _("수강을 취소했습니다.")
    if done.quote.due_now:
        message = _("수강을 취소했습니다. 환불할 금액은 %(due)s입니다.") % {"due": text.won(done.quote.due_now)}
    return FlatReply(message=message)


@routes.post(
    "/{enrollment_id}/release",
    response=flat_answers(FlatReply, 403, 404, 409),
    summary=gettext_lazy("자리 내놓기"),
    description=gettext_lazy(
        "직접 취소할 수 없게 된 뒤에 내 자리를 내놓습니다. 다른 분이 받으면 내 수강이 취소됩니다. "
        "결제한 금액이 있으면 그때 환불 기준에 따라 환불할 금액이 정해집니다."
    ),
)
def release(
    request: ApiRequest,
    enrollment_id: PathId,
    given: NoInput = Body(default=NoInput()),  # noqa: B008
) -> FlatReply:
    releasing.release_seat(enrolment_id=selectors.get_visible_id(enrollment_id, request.auth), by=request.auth)
    return FlatReply(message=_("자리를 내놓았습니다."))


@routes.delete(
    "/{enrollment_id}/release",
    response=flat_answers(FlatReply, 403, 404, 409),
    summary=gettext_lazy("내놓은 자리 되찾기"),
    description=gettext_lazy("아직 아무도 받지 않았을 때 되찾습니다. 그 자리를 제안받은 분은 다시 대기합니다."),
)
def take_back(request: ApiRequest, enrollment_id: PathId) -> FlatReply:
    releasing.take_seat_back(enrolment_id=selectors.get_visible_id(enrollment_id, request.auth), by=request.auth)
    return FlatReply(message=_("내놓은 자리를 되찾았습니다."))


@routes.patch(
    "/{enrollment_id}/approve-waiting",
    response=flat_answers(FlatReply, 403, 404, 409),
    summary=gettext_lazy("대기자 승인하기"),
    description=gettext_lazy(
        "빈자리를 대기자에게 주고 승인합니다. 빈자리가 없으면 409입니다. "
        "대기 순서와 다르게 승인할 수 있으며, 그 사실이 기록됩니다."
    ),
)
def approve_waiting(
    request: ApiRequest,
    enrollment_id: PathId,
    given: NoInput = Body(default=NoInput()),  # noqa: B008
) -> FlatReply:
    done = deciding.approve_waiting_enrolment(
        enrolment_id=selectors.get_visible_id(enrollment_id, request.auth), by=request.auth
    )
    message = _("대기자를 승인했습니다.")
    if done.ahead:
        message = _("대기자를 승인했습니다. 먼저 기다리던 사람이 %(n)d명 있습니다.") % {"n": done.ahead}
    return FlatReply(message=message)


@routes.post(
    "/{enrollment_id}/payment",
    response=flat_answers(FlatReply, 403, 404, 409),
    summary=gettext_lazy("수강료 결제 기록하기"),
    description=gettext_lazy(
        "받은 수강료를 운영자가 기록합니다. 합계는 수강료를 넘지 않습니다. "
        "같은 payment_info로 다시 보내면 두 번 기록하지 않습니다."
    ),
)
def record_payment(request: ApiRequest, enrollment_id: PathId, given: schemas.PaymentInput) -> FlatReply:
    done = money.record_payment(
        enrolment_id=selectors.get_visible_id(enrollment_id, request.auth),
        by=request.auth,
        amount=given.payment_amount,
        method=given.payment_method,
        reference=given.payment_info,
    )
    again = _("이미 기록한 결제입니다. 다시 기록하지 않았습니다.")
    return FlatReply(message=_("결제를 기록했습니다.") if done.is_new else again)


@routes.post(
    "/{enrollment_id}/refund",
    response=flat_answers(FlatReply, 403, 404, 409),
    summary=gettext_lazy("수강료 환불 기록하기"),
    description=gettext_lazy(
        "돌려준 수강료를 운영자가 기록합니다. 합계는 결제한 금액을 넘지 않습니다. "
        "다시 보낼 때는 refund_info나 Idempotency-Key를 같게 보내 주세요."
    ),
)
def record_refund(request: ApiRequest, enrollment_id: PathId, given: schemas.RefundInput) -> FlatReply:
    done = money.record_refund(
        enrolment_id=selectors.get_visible_id(enrollment_id, request.auth),
        by=request.auth,
        amount=given.refund_amount,
        reason=given.refund_reason,
        reference=given.refund_info or "",
    )
    again = _("이미 기록한 환불입니다. 다시 기록하지 않았습니다.")
    return FlatReply(message=_("환불을 기록했습니다.") if done.is_new else again)
