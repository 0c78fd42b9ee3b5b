"""The endpoints by which a seat is released and taken back, beyond seed 000."""

from django.utils.translation import gettext as _

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.fields import PathId
from apps.core.api.lazy import gettext_lazy
from apps.mentoring.schemas import releases as schemas
from apps.mentoring.selectors import api as selectors
from apps.mentoring.services import releasing

routes = router(gettext_lazy("멘토링"))


@routes.post(
    "/{id}/release",
    response=answers(schemas.ReleaseAnswer, 404, 409),
    summary=gettext_lazy("멘토링의 자리 내놓기"),
    description=gettext_lazy("취소 기한이 지난 뒤에 내 자리를 내놓습니다. 다른 분이 받으면 내 신청이 취소됩니다."),
)
def release(request: ApiRequest, id: PathId) -> Reply[schemas.ReleaseAnswer]:
    own = releasing.release_seat(application_id=selectors.get_own_number(id, request.auth), by=request.auth)
    return Reply(message=_("자리를 내놓았습니다."), data=schemas.release_answer(own))


@routes.delete(
    "/{id}/release",
    response=answers(schemas.ReleaseAnswer, 404, 409),
    summary=gettext_lazy("멘토링에서 내놓은 자리 되찾기"),
    description=gettext_lazy("아직 아무도 받지 않았을 때 되찾습니다. 그 자리를 제안받은 분은 다시 대기합니다."),
)
def take_back(request: ApiRequest, id: PathId) -> Reply[schemas.ReleaseAnswer]:
    own = releasing.take_seat_back(application_id=selectors.get_own_number(id, request.auth), by=request.auth)
    return Reply(message=_("내놓은 자리를 되찾았습니다."), data=schemas.release_answer(own))
