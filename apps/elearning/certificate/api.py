"""Endpoints of certificates (seed 001, 3-38 and 3-39)."""

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Path
from pydantic import Field

from apps.accounts.requests import ApiRequest
from apps.core.api.fields import PathId
from apps.core.api.flat import flat_answers, flat_router, found_message
from apps.core.api.lazy import gettext_lazy
from apps.elearning.certificate import schemas, selectors, services

routes = flat_router(gettext_lazy("수료증"))

PathNumber = Annotated[str, Field(max_length=40), Path()]


@routes.post(
    "/{completion_id}/certificate",
    response=flat_answers(schemas.IssuedReply, 403, 404, 409),
    summary=gettext_lazy("수료증 발급하기"),
    description=gettext_lazy("한 번만 발급합니다. 다시 부르면 이미 발급한 수료증을 답합니다."),
)
def issue(request: ApiRequest, completion_id: PathId) -> schemas.IssuedReply:
    row = services.issue_certificate(by=request.auth, completion_id=completion_id)
    return schemas.IssuedReply(
        message=_("수료증을 발급했습니다."), certificate_no=row.number, certificate_url=schemas.page_url(row)
    )


@routes.get(
    "/certificate/{certificate_no}",
    response=flat_answers(schemas.CertificateReply, 404),
    summary=gettext_lazy("수료증 조회"),
    description=gettext_lazy(
        "취소되거나 정정된 수료증도 답합니다. 지금 유효한지는 certificate_status를 확인해 주세요."
    ),
)
def get_certificate(request: ApiRequest, certificate_no: PathNumber) -> schemas.CertificateReply:
    return schemas.reply(selectors.get_certificate(certificate_no, request.auth), found_message())
