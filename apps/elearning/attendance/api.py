"""The endpoints of attendance (seed 001, 3-17 to 3-22)."""

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Path, Query

from apps.accounts.requests import ApiRequest
from apps.core.api import fields
from apps.core.api.fields import PathId
from apps.core.api.flat import FlatReply, PageQuery, flat_answers, flat_router, found_message, paging
from apps.core.api.lazy import gettext_lazy
from apps.elearning.attendance import schemas, selectors, services

routes = flat_router(gettext_lazy("출결"))


@routes.post(
    "",
    response=flat_answers(schemas.RecordedReply, 403, 404, 409),
    summary=gettext_lazy("출결 기록하기"),
    description=gettext_lazy("수업일마다 한 번 기록합니다. 이미 기록한 수업일은 출결 수정하기로 바꿉니다."),
)
def record(request: ApiRequest, given: schemas.RecordInput) -> schemas.RecordedReply:
    row = services.record_attendance(
        by=request.auth, enrolment_id=given.enrollment_id, class_date=given.class_date, mark=given.mark()
    )
    return schemas.RecordedReply(message=_("출결을 기록했습니다."), attendance_id=row.pk)


@routes.post(
    "/batch",
    response=flat_answers(FlatReply, 403, 404, 409),
    summary=gettext_lazy("출결 한꺼번에 기록하기"),
    description=gettext_lazy("하루치를 한 번에 기록합니다. 모두 기록하거나 아무것도 기록하지 않습니다."),
)
def record_all(request: ApiRequest, given: schemas.BatchInput) -> FlatReply:
    written = services.record_day(
        by=request.auth,
        course_id=given.course_id,
        class_id=given.class_id,
        class_date=given.class_date,
        entries=given.entries(),
    )
    return FlatReply(message=_("출결 %(n)d건을 기록했습니다.") % {"n": written})


@routes.get(
    "/enrollment/{enrollment_id}",
    response=flat_answers(schemas.AttendancesReply, 403, 404),
    summary=gettext_lazy("수강신청의 출결"),
)
def list_of_enrolment(request: ApiRequest, enrollment_id: PathId) -> schemas.AttendancesReply:
    rows = selectors.list_of_enrolment(enrollment_id, request.auth)
    return schemas.AttendancesReply(message=found_message(), attendances=[schemas.item(row) for row in rows])


PathDay = Annotated[fields.Day, Path()]


@routes.get(
    "/course/{course_id}/class/{class_id}/date/{class_date}",
    response=flat_answers(schemas.DayReply, 403, 404),
    summary=gettext_lazy("수업일의 출결"),
    description=gettext_lazy("기록한 출결을 학습자가 신청한 순서대로 답합니다."),
)
def list_of_day(
    request: ApiRequest, course_id: PathId, class_id: PathId, class_date: PathDay, query: Query[PageQuery]
) -> schemas.DayReply:
    page = selectors.list_of_day(course_id, class_id, class_date, request.auth, query.page, query.size)
    return schemas.DayReply(
        message=found_message(page), attendances=[schemas.item(row) for row in page], paging=paging(page)
    )


@routes.get(
    "/{attendance_id}",
    response=flat_answers(schemas.AttendanceReply, 404),
    summary=gettext_lazy("출결 상세"),
)
def get_attendance(request: ApiRequest, attendance_id: PathId) -> schemas.AttendanceReply:
    row = selectors.get_attendance(attendance_id, request.auth)
    return schemas.AttendanceReply(message=found_message(), attendance=schemas.item(row))


@routes.put(
    "/{attendance_id}",
    response=flat_answers(schemas.AttendanceReply, 403, 404, 409),
    summary=gettext_lazy("출결 수정하기"),
    description=gettext_lazy(
        "보낸 항목만 바꾸고 나머지는 그대로 둡니다. null은 비웁니다. 결석으로 바꾸면 입실·퇴실 시각은 저절로 비웁니다. "
        "지난 수업일의 출결이 바뀌면 학습자에게 알립니다."
    ),
)
def change(request: ApiRequest, attendance_id: PathId, given: schemas.MarkEditInput) -> schemas.AttendanceReply:
    row = services.change_attendance(by=request.auth, attendance_id=attendance_id, changes=given.changes())
    return schemas.AttendanceReply(message=_("출결을 수정했습니다."), attendance=schemas.item(row))
