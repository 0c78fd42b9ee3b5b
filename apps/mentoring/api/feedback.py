"""The endpoints of the feedback on sessions, beyond seed 000."""

from django.utils.translation import gettext as _

from apps.accounts.requests import ApiRequest
from apps.core import clock
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.fields import PathId
from apps.core.api.lazy import gettext_lazy
from apps.mentoring.schemas import feedback as schemas
from apps.mentoring.selectors import detail
from apps.mentoring.selectors import feedback as selectors
from apps.mentoring.services import feedback

routes = router(gettext_lazy("멘토링"))


@routes.post(
    "/{id}/feedback",
    response=answers(None, 403, 404, 409),
    summary=gettext_lazy("참석한 멘토링의 만족도에 답하기"),
    description=gettext_lazy("끝난 뒤 14일 동안 한 번 답하며, 바꿀 수 없습니다."),
)
def give_feedback(request: ApiRequest, id: PathId, given: schemas.FeedbackInput) -> Reply[None]:
    feedback.give_feedback(
        session_id=id, by=request.auth, useful=given.useful, pace=schemas.PACES[given.pace],
        recommends=given.recommends, comment=given.comment or "",
    )  # fmt: skip
    return Reply(message=_("답해 주셔서 고맙습니다."), data=None)


@routes.get(
    "/{id}/feedback",
    response=answers(schemas.SessionFeedbackResults, 403, 404, 409),
    summary=gettext_lazy("내 멘토링의 만족도"),
    description=gettext_lazy("답을 받는 14일이 지나고 세 명 이상 답했을 때 모아서 답합니다."),
)
def get_feedback(request: ApiRequest, id: PathId) -> Reply[schemas.SessionFeedbackResults]:
    session = detail.get_managed_session(id, request.auth)
    return Reply(data=schemas.feedback_results(selectors.get_results(session, request.auth, clock.now())))
