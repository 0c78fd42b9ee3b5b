"""What is said after a lesson, and the decision on an objection."""

from django.utils.translation import gettext as _

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.lazy import gettext_lazy
from apps.lessons import schemas
from apps.lessons.api.shared import LessonId, missing_as_in_seed
from apps.lessons.services import outcomes

outcome_routes = router(gettext_lazy("1:1 수업"))


@outcome_routes.put(
    "/{lessonId}/confirm",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("수업이 있었다고 확인하기(멘티)"),
    description=gettext_lazy("완료된 뒤 48시간 안에 한 번 할 수 있습니다."),
)
def confirm(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = outcomes.confirm_lesson(lesson_id=lesson_id, by=request.auth)
    return Reply(message=_("수업이 있었다고 확인했습니다."), data=schemas.lesson_moved(lesson))


@outcome_routes.put(
    "/{lessonId}/absence",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("불참 알리기"),
    description=gettext_lazy("수업이 시작된 뒤부터 끝난 뒤 48시간까지, 멘토나 멘티가 한 번 알릴 수 있습니다."),
)
def say_absent(request: ApiRequest, lesson_id: LessonId, given: schemas.AbsenceInput) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = outcomes.say_absent(
            lesson_id=lesson_id, by=request.auth, absent=given.absent.lower(), reason=given.reason
        )
    return Reply(message=_("불참을 알렸습니다."), data=schemas.lesson_moved(lesson))


@outcome_routes.put(
    "/{lessonId}/objection",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("완료나 불참에 이의 제기하기"),
    description=gettext_lazy("불참에는 알리지 않은 쪽이, 완료에는 멘티가 48시간 안에 한 번 제기할 수 있습니다."),
)
def object_to_outcome(
    request: ApiRequest, lesson_id: LessonId, given: schemas.ObjectionInput
) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = outcomes.object_to_outcome(lesson_id=lesson_id, by=request.auth, reason=given.reason)
    return Reply(message=_("이의를 제기했습니다."), data=schemas.lesson_moved(lesson))


@outcome_routes.put(
    "/{lessonId}/decision",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("이의 처리하기(운영자)"),
    description=gettext_lazy("처리 결과가 수업의 기록이 되고, 멘토와 멘티가 답변을 받습니다. 한 번만 합니다."),
)
def decide(request: ApiRequest, lesson_id: LessonId, given: schemas.DecisionInput) -> Reply[schemas.LessonMoved]:
    with missing_as_in_seed():
        lesson = outcomes.decide_objection(
            lesson_id=lesson_id, by=request.auth, finding=given.finding.lower(), answer=given.answer
        )
    return Reply(message=_("이의를 처리했습니다."), data=schemas.lesson_moved(lesson))
