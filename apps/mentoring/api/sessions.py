"""The eight endpoints of seed 000."""

from django.utils.translation import gettext as _
from ninja import Body, Query

from apps.accounts.requests import ApiRequest
from apps.core import clock
from apps.core.api.envelope import Reply, answers, capped_message, router
from apps.core.api.fields import PathId
from apps.core.api.lazy import gettext_lazy
from apps.mentoring import rules, schemas
from apps.mentoring.models import Session
from apps.mentoring.selectors import api as selectors
from apps.mentoring.services import applications, sessions, swapping

routes = router(gettext_lazy("멘토링"))


@routes.get(
    "",
    response=answers(schemas.SessionPage),
    summary=gettext_lazy("멘토링 목록"),
    description=gettext_lazy("조건을 주지 않으면 모든 상태의 멘토링을, 진행일이 늦은 것부터 10건씩 답합니다."),
)
def list_sessions(request: ApiRequest, query: Query[schemas.ListQuery]) -> Reply[schemas.SessionPage]:
    now = clock.now()
    asked = selectors.SessionQuery(**query.model_dump(exclude={"page"}))
    page = selectors.list_sessions(request.auth, asked, query.page, now=now)
    return Reply(message=capped_message(page), data=schemas.session_page(page, now))


@routes.post("", response=answers(schemas.MentoringDetail, 403, 409), summary=gettext_lazy("멘토링 열기"))
def create_session(request: ApiRequest, given: schemas.CreateInput) -> Reply[schemas.MentoringDetail]:
    session = sessions.open_session(by=request.auth, given=given.given())
    return Reply(message=_("멘토링을 열었습니다."), data=_detail(request, session.pk))


@routes.get(
    "/history",
    response=answers(schemas.HistoryPage),
    summary=gettext_lazy("내 신청 내역"),
    description=gettext_lazy("취소에 쓰는 applySn과 qustnrSn이 들어 있습니다."),
)
def list_history(request: ApiRequest, query: Query[schemas.HistoryQuery]) -> Reply[schemas.HistoryPage]:
    page = selectors.list_own_applications(request.auth, query.page)
    return Reply(message=capped_message(page), data=schemas.history_page(page))


@routes.post(
    "/cancel",
    response=answers(schemas.CancelAnswer, 404, 409),
    summary=gettext_lazy("신청 취소하기"),
    description=gettext_lazy(
        "신청 번호(applySn)와 멘토링 번호(qustnrSn)가 서로 맞아야 합니다. 자리는 첫 번째 대기자에게 넘어갑니다. "
        "자리를 제안받은 대기자가 취소하면 받지 않겠다는 답이 됩니다."
    ),
)
def cancel(request: ApiRequest, given: schemas.CancelInput) -> Reply[schemas.CancelAnswer]:
    application = selectors.get_application(given.apply_sn, given.qustnr_sn, request.auth)
    application = applications.cancel_application(
        application_id=application.pk, session_id=given.qustnr_sn, by=request.auth, reason=given.reason or ""
    )
    return Reply(message=_("신청을 취소했습니다."), data=schemas.cancel_answer(application))


@routes.get(
    "/{id}",
    response=answers(schemas.MentoringDetail, 404),
    summary=gettext_lazy("멘토링 상세"),
    description=gettext_lazy("신청자 명단은 연 멘토와 운영자에게 모두 보이고, 다른 사람에게는 본인의 신청만 보입니다."),
)
def get_session(request: ApiRequest, id: PathId) -> Reply[schemas.MentoringDetail]:
    return Reply(data=_detail(request, id))


@routes.patch(
    "/{id}",
    response=answers(schemas.MentoringDetail, 403, 404, 409),
    summary=gettext_lazy("멘토링 수정하기"),
    description=gettext_lazy("보낸 항목만 바꿉니다. 날짜나 시각, 장소가 바뀌면 신청자에게 알립니다."),
)
def update_session(request: ApiRequest, id: PathId, given: schemas.UpdateInput) -> Reply[schemas.MentoringDetail]:
    sessions.edit_session(session_id=id, by=request.auth, changes=given.changes())
    return Reply(message=_("멘토링을 수정했습니다."), data=_detail(request, id))


@routes.delete(
    "/{id}",
    response=answers(None, 403, 404, 409),
    summary=gettext_lazy("멘토링 삭제하기"),
    description=gettext_lazy("신청은 모두 취소되고 신청자에게 알립니다."),
)
def delete_session(request: ApiRequest, id: PathId) -> Reply[None]:
    sessions.delete_session(session_id=id, by=request.auth)
    return Reply(message=_("멘토링을 삭제했습니다."), data=None)


@routes.post(
    "/{id}/apply",
    response=answers(schemas.ApplicationAnswer, 403, 404, 409),
    summary=gettext_lazy("멘토링 신청하기"),
    description=gettext_lazy(
        "다른 일정과 겹쳐도 신청되며, 겹치는 일정은 conflicts에 있습니다. 자리를 제안받은 대기자는 그 자리를 받습니다."
    ),
)
def apply(
    request: ApiRequest,
    id: PathId,
    given: schemas.ApplyInput = Body(default=schemas.ApplyInput()),  # noqa: B008 (holds no value)
) -> Reply[schemas.ApplicationAnswer]:
    if given.swap:
        applied = swapping.swap_seat(session_id=id, by=request.auth)
        return Reply(message=_("자리를 받고 다른 일정을 취소했습니다."), data=schemas.application_answer(applied))
    applied = applications.apply_to_session(session_id=id, by=request.auth, wait=bool(given.wait))
    message = _("대기를 신청했습니다.") if applied.place else _("신청했습니다.")
    if applied.conflicts:
        message += " " + _("같은 시간에 다른 일정이 있습니다.")
    if selectors.waits_elsewhere(applied.application, request.auth, clock.now()):
        message += " " + _("대기 중인 것과 시간이 겹칩니다.")
    return Reply(message=message, data=schemas.application_answer(applied))


def _detail(request: ApiRequest, session_id: int) -> schemas.MentoringDetail:
    session: Session = selectors.get_session(session_id, request.auth)
    applications = selectors.list_applications(session, request.auth)
    takes_part = rules.takes_part(request.auth, session, applications)
    return schemas.session_detail(session, applications, clock.now(), takes_part=takes_part)
