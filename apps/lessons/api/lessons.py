"""The endpoints of seed 003, and those of what follows a lesson."""

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Body, Path, Query

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.fields import BIGGEST_ID
from apps.core.api.lazy import gettext_lazy
from apps.lessons import schemas
from apps.lessons.api.shared import LessonId, missing_as_in_seed
from apps.lessons.selectors import api as selectors
from apps.lessons.selectors.offers import list_offered
from apps.lessons.services import lessons, places, times
from apps.lessons.states import LessonStatus

routes = router(gettext_lazy("1:1 수업"))

# Under the name of the seed.
TimeId = Annotated[int, Path(alias="timeId", ge=1, le=BIGGEST_ID)]


# --- Lessons ----------------------------------------------------------------------------------------------------------


@routes.get(
    "/my",
    response=answers(schemas.MyLessons),
    summary=gettext_lazy("내 수업 목록(멘티)"),
    description=gettext_lazy("내가 신청한 수업을 최근에 신청한 것부터 답합니다."),
)
def my_lessons(request: ApiRequest, query: Query[schemas.LessonsQuery]) -> Reply[schemas.MyLessons]:
    listed = selectors.list_taken_lessons(request.auth, _status(query), query.page)
    return Reply(message=schemas.more_message(listed), data=schemas.my_lessons(listed))


@routes.get(
    "/requests",
    response=answers(schemas.LessonRequests),
    summary=gettext_lazy("수업 신청 목록(멘토)"),
    description=gettext_lazy("나에게 들어온 수업 신청을 최근에 들어온 것부터 답합니다."),
)
def lesson_requests(request: ApiRequest, query: Query[schemas.LessonsQuery]) -> Reply[schemas.LessonRequests]:
    listed = selectors.list_requested_lessons(request.auth, _status(query), query.page)
    return Reply(message=schemas.more_message(listed), data=schemas.lesson_requests(listed))


@routes.get(
    "/{lessonId}",
    response=answers(schemas.LessonDetail, 403),
    summary=gettext_lazy("수업 상세"),
    description=gettext_lazy("그 수업의 멘토와 멘티, 운영자만 볼 수 있습니다."),
)
def get_lesson(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.LessonDetail]:
    with missing_as_in_seed():
        lesson, role = selectors.get_lesson_with_role(lesson_id, request.auth)
    return Reply(data=schemas.lesson_detail(lesson, role, list_offered(lesson)))


@routes.put(
    "/{lessonId}/approve",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("수업 승인하기(멘토)"),
    description=gettext_lazy("그 시간에 진행하는 다른 수업이나 멘토링이 있으면 409로 답합니다."),
)
def approve(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = lessons.approve_lesson(lesson_id=lesson_id, by=request.auth)
    return Reply(message=_("수업이 승인되었습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/reject", response=answers(schemas.LessonMoved, 403, 409), summary=gettext_lazy("수업 거절하기(멘토)")
)
def reject(
    request: ApiRequest,
    lesson_id: LessonId,
    given: schemas.LessonRejectInput = Body(default=schemas.LessonRejectInput()),  # noqa: B008 - a default of ninja
) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = lessons.reject_lesson(lesson_id=lesson_id, by=request.auth, reason=given.reject_reason or "")
    return Reply(message=_("수업이 거절되었습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/start", response=answers(schemas.LessonMoved, 403, 409), summary=gettext_lazy("수업 시작하기(멘토)")
)
def start(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = lessons.start_lesson(lesson_id=lesson_id, by=request.auth)
    return Reply(message=_("수업이 시작되었습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/complete", response=answers(schemas.LessonMoved, 403, 409), summary=gettext_lazy("수업 완료하기(멘토)")
)
def complete(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = lessons.complete_lesson(lesson_id=lesson_id, by=request.auth)
    return Reply(message=_("수업이 완료되었습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/cancel",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("수업 취소하기"),
    description=gettext_lazy(
        "수업이 시작되기 전에, 멘티는 승인을 기다리거나 승인된 수업을, 멘토는 승인한 수업을 취소할 수 있습니다."
    ),
)
def cancel(
    request: ApiRequest,
    lesson_id: LessonId,
    given: schemas.LessonCancelInput = Body(default=schemas.LessonCancelInput()),  # noqa: B008 - a default of ninja
) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = lessons.cancel_lesson(lesson_id=lesson_id, by=request.auth, reason=given.cancel_reason or "")
    return Reply(message=_("수업이 취소되었습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/place",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("수업 장소 바꾸기(멘토)"),
    description=gettext_lazy("승인한 수업 하나의 장소와 참여 주소만 바꿉니다. 과외와 다른 수업은 그대로입니다."),
)
def set_place(request: ApiRequest, lesson_id: LessonId, given: schemas.LessonPlaceInput) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = places.set_place(lesson_id=lesson_id, by=request.auth, **given.given())
    return Reply(message=_("수업의 장소를 저장했습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/offered-times",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("다른 시간 제안하기"),
    description=gettext_lazy(
        "답을 기다리는 신청에는 멘토가, 승인된 수업에는 두 사람 모두 시간을 세 개까지 제안할 수 있습니다. "
        "전에 제안된 시간은 새로 제안하는 시간으로 바뀝니다."
    ),
)
def offer_times(request: ApiRequest, lesson_id: LessonId, given: schemas.OfferTimesInput) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = times.offer_times(lesson_id=lesson_id, by=request.auth, starts=given.starts())
    return Reply(message=_("다른 시간을 제안했습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/offered-times/{timeId}/take",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("제안된 시간으로 정하기"),
    description=gettext_lazy("신청은 그 시간으로 승인되고, 승인된 수업은 그 시간으로 옮겨집니다."),
)
def take_time(request: ApiRequest, lesson_id: LessonId, time_id: TimeId) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = times.take_time(lesson_id=lesson_id, time_id=time_id, by=request.auth)
    return Reply(message=_("수업 시간을 정했습니다."), data=schemas.lesson_moved(lesson))


@routes.delete(
    "/{lessonId}/offered-times",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("제안된 시간을 모두 어렵다고 답하거나, 내 제안 철회하기"),
)
def decline_times(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = times.decline_times(lesson_id=lesson_id, by=request.auth)
    return Reply(message=_("시간 제안을 끝냈습니다."), data=schemas.lesson_moved(lesson))


def _status(query: schemas.LessonsQuery) -> LessonStatus | None:
    return LessonStatus(query.status) if query.status else None
