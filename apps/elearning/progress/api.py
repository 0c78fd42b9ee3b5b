"""The endpoints of progress (seed 001, 3-11 to 3-16)."""

from django.utils.translation import gettext as _
from ninja import Query

from apps.accounts.requests import ApiRequest
from apps.core import clock
from apps.core.api.fields import PathId
from apps.core.api.flat import PageQuery, flat_answers, flat_router, found_message, paging
from apps.core.api.lazy import gettext_lazy
from apps.elearning.progress import schemas, selectors, services
from apps.elearning.progress.models import Progress

routes = flat_router(gettext_lazy("학습 진도"))


def _reply(message: str, row: Progress) -> schemas.ProgressReply:
    return schemas.ProgressReply(message=message, progress=schemas.item(row, clock.now()))


@routes.post(
    "",
    response=flat_answers(schemas.ProgressReply, 403, 404, 409),
    summary=gettext_lazy("진도 저장하기"),
    description=gettext_lazy(
        "재생하는 동안 몇 초마다 보냅니다. 진도율 100을 보내면 완료되며, 동영상은 90% 이상 보았을 때 완료됩니다."
    ),
)
def save(request: ApiRequest, given: schemas.SaveInput) -> schemas.ProgressReply:
    row = services.save_progress(
        by=request.auth, enrolment_id=given.enrollment_id, content_id=given.content_id, packet=given.packet()
    )
    return _reply(_("진도를 저장했습니다."), row)


@routes.patch(
    "/start",
    response=flat_answers(schemas.ProgressReply, 403, 404, 409),
    summary=gettext_lazy("학습 시작하기"),
    description=gettext_lazy("콘텐츠를 열 때 보냅니다. 이때부터 흐른 시간까지 학습 시간으로 더할 수 있습니다."),
)
def start(request: ApiRequest, given: schemas.ContentInput) -> schemas.ProgressReply:
    row = services.start_content(by=request.auth, enrolment_id=given.enrollment_id, content_id=given.content_id)
    return _reply(_("학습을 시작했습니다."), row)


@routes.patch(
    "/complete",
    response=flat_answers(schemas.ProgressReply, 403, 404, 409),
    summary=gettext_lazy("학습 완료하기"),
    description=gettext_lazy("필수 동영상은 90% 이상 본 뒤에 완료할 수 있습니다."),
)
def complete(request: ApiRequest, given: schemas.ContentInput) -> schemas.ProgressReply:
    row = services.complete_content(by=request.auth, enrolment_id=given.enrollment_id, content_id=given.content_id)
    return _reply(_("학습을 완료했습니다."), row)


@routes.get(
    "/enrollment/{enrollment_id}",
    response=flat_answers(schemas.ProgressesReply, 403, 404),
    summary=gettext_lazy("수강신청의 콘텐츠별 진도"),
    description=gettext_lazy("과정의 모든 콘텐츠를 순서대로 답합니다. 시작하지 않은 것은 progress_id가 null입니다."),
)
def list_of_enrolment(request: ApiRequest, enrollment_id: PathId) -> schemas.ProgressesReply:
    now = clock.now()
    rows = selectors.list_of_enrolment(enrollment_id, request.auth)
    return schemas.ProgressesReply(
        message=found_message(),
        progresses=[schemas.of_content(enrollment_id, content, row, now) for content, row in rows],
    )


@routes.get(
    "/course/{course_id}/class/{class_id}",
    response=flat_answers(schemas.LearnersReply, 403, 404),
    summary=gettext_lazy("차수의 학습자별 진도율"),
    description=gettext_lazy(
        "승인된 학습자를 신청한 순서대로 답합니다. 필수 콘텐츠를 학습 시간으로 가중한 평균입니다."
    ),
)
def list_of_class(
    request: ApiRequest, course_id: PathId, class_id: PathId, query: Query[PageQuery]
) -> schemas.LearnersReply:
    page = selectors.list_of_class(course_id, class_id, request.auth, query.page, query.size)
    return schemas.LearnersReply(
        message=found_message(page),
        progresses=[schemas.of_learner(learned) for learned in page],
        paging=paging(page),
    )


@routes.get(
    "/{progress_id}",
    response=flat_answers(schemas.ProgressReply, 404),
    summary=gettext_lazy("진도 상세"),
)
def get_progress(request: ApiRequest, progress_id: PathId) -> schemas.ProgressReply:
    return _reply(found_message(), selectors.get_progress(progress_id, request.auth))
