"""The endpoints of the attendance of sessions, beyond seed 000."""

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Path

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.fields import BIGGEST_ID, PathId
from apps.core.api.lazy import gettext_lazy
from apps.core.check_in import DEFAULT_MINUTES
from apps.mentoring.schemas import attendance as schemas
from apps.mentoring.selectors import attendance as selectors
from apps.mentoring.selectors import detail
from apps.mentoring.services import attendance

routes = router(gettext_lazy("멘토링"))

ApplySn = Annotated[int, Path(alias="applySn", ge=1, le=BIGGEST_ID)]


@routes.get("/{id}/attendance", response=answers(schemas.PresenceList, 403, 404), summary=gettext_lazy("참석 기록"))
def get_attendance(request: ApiRequest, id: PathId) -> Reply[schemas.PresenceList]:
    return Reply(data=_list(request, id))


@routes.put(
    "/{id}/attendance",
    response=answers(schemas.PresenceList, 403, 404, 409),
    summary=gettext_lazy("참석 기록하기"),
    description=gettext_lazy("보낸 사람의 기록만 바꿉니다. 하나라도 잘못되면 모두 기록하지 않습니다."),
)
def record_attendance(request: ApiRequest, id: PathId, given: schemas.PresencesInput) -> Reply[schemas.PresenceList]:
    attendance.record_attendance(by=request.auth, session_id=id, marks=given.marks())
    return Reply(message=_("참석을 기록했습니다."), data=_list(request, id))


@routes.put(
    "/{id}/check-in-code",
    response=answers(schemas.CheckInCodeAnswer, 403, 404, 409),
    summary=gettext_lazy("출석 코드 열기"),
    description=gettext_lazy("새 코드를 열면 전의 코드는 바로 쓸 수 없게 됩니다."),
)
def open_code(request: ApiRequest, id: PathId, given: schemas.OpenCodeInput) -> Reply[schemas.CheckInCodeAnswer]:
    code = attendance.open_code(by=request.auth, session_id=id, minutes=given.minutes or DEFAULT_MINUTES)
    return Reply(message=_("출석 코드를 열었습니다."), data=schemas.code_answer(code))


@routes.delete("/{id}/check-in-code", response=answers(None, 403, 404), summary=gettext_lazy("출석 코드 닫기"))
def close_code(request: ApiRequest, id: PathId) -> Reply[None]:
    attendance.close_code(by=request.auth, session_id=id)
    return Reply(message=_("출석 코드를 닫았습니다."), data=None)


@routes.post(
    "/{id}/check-in",
    response=answers(schemas.PresenceItem, 403, 404, 409, 429),
    summary=gettext_lazy("출석 코드로 출석 체크하기"),
)
def check_in(request: ApiRequest, id: PathId, given: schemas.CheckInInput) -> Reply[schemas.PresenceItem]:
    row = attendance.check_in(by=request.auth, session_id=id, code=given.code)
    return Reply(message=_("출석을 기록했습니다."), data=schemas.attendance_item(row.application, row))


@routes.post(
    "/{id}/attendance/objection",
    response=answers(schemas.PresenceItem, 404, 409),
    summary=gettext_lazy("내 참석 기록에 이의 제기하기"),
    description=gettext_lazy("기록된 뒤 7일 안에 한 번 제기할 수 있습니다."),
)
def object_to_attendance(
    request: ApiRequest, id: PathId, given: schemas.AttendanceObjectionInput
) -> Reply[schemas.PresenceItem]:
    row = selectors.get_own_attendance_of(id, request.auth)
    row = attendance.object_to_attendance(by=request.auth, application_id=row.application_id, reason=given.reason)
    return Reply(message=_("이의를 제기했습니다."), data=schemas.attendance_item(row.application, row))


@routes.put(
    "/{id}/attendance/{applySn}/decision",
    response=answers(schemas.PresenceItem, 403, 404, 409),
    summary=gettext_lazy("참석 기록의 이의 처리하기"),
)
def decide_objection(
    request: ApiRequest, id: PathId, apply_sn: ApplySn, given: schemas.AttendanceDecisionInput
) -> Reply[schemas.PresenceItem]:
    row = selectors.get_attendance_of(id, apply_sn, request.auth)
    presence = schemas.PRESENCES[given.status]
    row = attendance.decide_objection(
        by=request.auth, application_id=row.application_id, presence=presence, answer=given.answer
    )
    return Reply(message=_("이의를 처리했습니다."), data=schemas.attendance_item(row.application, row))


def _list(request: ApiRequest, session_id: int) -> schemas.PresenceList:
    session = detail.get_managed_session(session_id, request.auth)
    return schemas.attendance_list(selectors.people_with_seats(session))
