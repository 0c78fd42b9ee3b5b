"""The endpoints of the reports of sessions, beyond seed 000."""

from django.utils.translation import gettext as _
from ninja import Query

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Reply, answers, capped_message, router
from apps.core.api.fields import PathId
from apps.core.api.lazy import gettext_lazy
from apps.mentoring.models import SessionReport
from apps.mentoring.schemas import reports as schemas
from apps.mentoring.selectors import reports as selectors
from apps.mentoring.services import reports

routes = router(gettext_lazy("멘토링"))


@routes.get(
    "/reports",
    response=answers(schemas.ReportPageAnswer),
    summary=gettext_lazy("멘토링 보고 목록"),
    description=gettext_lazy("내가 연 멘토링의 보고를, 운영자에게는 모든 보고를 진행일이 늦은 것부터 10건씩 답합니다."),
)
def list_reports(request: ApiRequest, query: Query[schemas.ReportQuery]) -> Reply[schemas.ReportPageAnswer]:
    status = schemas.STATUSES[query.status] if query.status else None
    page = selectors.list_reports(request.auth, status=status, own=query.me, page=query.page)
    return Reply(message=capped_message(page), data=schemas.report_list(page))


@routes.get("/{id}/report", response=answers(schemas.ReportDetail, 404), summary=gettext_lazy("멘토링 보고"))
def get_report(request: ApiRequest, id: PathId) -> Reply[schemas.ReportDetail]:
    return Reply(data=_detail(selectors.get_report(id, request.auth)))


@routes.put(
    "/{id}/report",
    response=answers(schemas.ReportDetail, 403, 404, 409),
    summary=gettext_lazy("멘토링 보고 저장하기"),
    description=gettext_lazy("다 채우지 않아도 저장합니다. 보내지 않은 항목은 그대로 둡니다."),
)
def save_report(request: ApiRequest, id: PathId, given: schemas.ReportInput) -> Reply[schemas.ReportDetail]:
    report = reports.save_report(by=request.auth, session_id=id, given=given.given())
    return Reply(message=_("작성 중인 보고를 저장했습니다."), data=_detail(report))


@routes.post(
    "/{id}/report/submit",
    response=answers(schemas.ReportDetail, 403, 404, 409),
    summary=gettext_lazy("멘토링 보고 제출하기"),
    description=gettext_lazy("저장한 보고를 제출합니다. 빠진 것이 있으면 모두 한 번에 답합니다."),
)
def submit_report(request: ApiRequest, id: PathId) -> Reply[schemas.ReportDetail]:
    report = reports.submit_report(by=request.auth, session_id=id)
    return Reply(message=_("보고를 제출했습니다. 운영자가 확인하면 알려 드립니다."), data=_detail(report))


@routes.post(
    "/{id}/report/approve",
    response=answers(schemas.ReportDetail, 403, 404, 409),
    summary=gettext_lazy("멘토링 보고 승인하기"),
)
def approve_report(request: ApiRequest, id: PathId) -> Reply[schemas.ReportDetail]:
    report = reports.approve_report(by=request.auth, session_id=id)
    return Reply(message=_("보고를 승인하고 멘토에게 알렸습니다."), data=_detail(report))


@routes.post(
    "/{id}/report/return",
    response=answers(schemas.ReportDetail, 403, 404, 409),
    summary=gettext_lazy("멘토링 보고의 보완 요청하기"),
    description=gettext_lazy("승인한 보고에도 요청할 수 있습니다. 그러면 인정한 시간도 되돌립니다."),
)
def return_report(request: ApiRequest, id: PathId, given: schemas.ReportReturnInput) -> Reply[schemas.ReportDetail]:
    report = reports.return_report(by=request.auth, session_id=id, reason=given.reason)
    return Reply(message=_("보완을 요청하고 멘토에게 알렸습니다."), data=_detail(report))


def _detail(report: SessionReport) -> schemas.ReportDetail:
    return schemas.report_detail(report, selectors.people_of(report))
