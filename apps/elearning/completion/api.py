"""Endpoints of completion (seed 001, 3-33 to 3-37 and 3-40); certificates answer under the same prefix."""

from django.utils.translation import gettext as _
from ninja import Query

from apps.accounts.requests import ApiRequest
from apps.core.api.fields import PathId
from apps.core.api.flat import flat_answers, flat_router, found_message, paging
from apps.core.api.lazy import gettext_lazy
from apps.elearning.completion import schemas, services
from apps.elearning.completion.selectors import api as selectors

routes = flat_router(gettext_lazy("수료"))


@routes.post(
    "",
    response=flat_answers(schemas.CreatedReply, 403, 404, 409),
    summary=gettext_lazy("수료 등록하기"),
    description=gettext_lazy(
        "상태와 점수를 보내지 않으면 차수의 수료 기준으로 계산합니다. 계산한 것과 다르게 정하면 메모가 있어야 합니다."
    ),
)
def create(request: ApiRequest, given: schemas.CompletionCreateInput) -> schemas.CreatedReply:
    row = services.create_completion(by=request.auth, enrolment_id=given.enrollment_id, given=given.given())
    return schemas.CreatedReply(message=_("수료 정보를 등록했습니다."), completion_id=row.pk)


@routes.post(
    "/batch",
    response=flat_answers(schemas.BatchReply, 403, 404, 409),
    summary=gettext_lazy("일괄 수료 처리하기"),
    description=gettext_lazy(
        "수료 기준을 채운 학습자를 수료 처리하고, 나머지는 이유를 답합니다. 같은 요청을 다시 보내도 바뀌지 않습니다."
    ),
)
def complete_all(request: ApiRequest, given: schemas.CompletionBatchInput) -> schemas.BatchReply:
    planned = services.complete_learners(
        by=request.auth,
        course_id=given.course_id,
        class_id=given.class_id,
        completion_date=given.completion_date,
        student_ids=given.student_ids,
    )
    skipped = [schemas.skipped(entry) for entry in planned if not entry.is_done]
    processed = len(planned) - len(skipped)
    return schemas.BatchReply(
        message=_("%(n)d명을 수료 처리했습니다.") % {"n": processed}, processed=processed, skipped=skipped
    )


@routes.get(
    "/enrollment/{enrollment_id}",
    response=flat_answers(schemas.CompletionReply, 403, 404),
    summary=gettext_lazy("수강신청의 수료"),
)
def get_of_enrolment(request: ApiRequest, enrollment_id: PathId) -> schemas.CompletionReply:
    row = selectors.get_completion_of_enrolment(enrollment_id, request.auth)
    return schemas.CompletionReply(message=found_message(), completion=schemas.item(row, request.auth))


@routes.get(
    "/course/{course_id}/class/{class_id}",
    response=flat_answers(schemas.CompletionsReply, 403, 404),
    summary=gettext_lazy("차수의 수료 목록"),
    description=gettext_lazy("수료 정보가 있는 학습자를 신청한 순서대로 답합니다."),
)
def list_of_class(
    request: ApiRequest, course_id: PathId, class_id: PathId, query: Query[schemas.CompletionListQuery]
) -> schemas.CompletionsReply:
    page = selectors.list_completions(
        course_id, class_id, query.completion_status, request.auth, query.page, query.size
    )
    rows = [schemas.item(row, request.auth) for row in page]
    return schemas.CompletionsReply(message=found_message(page), completions=rows, paging=paging(page))


@routes.get(
    "/{completion_id}",
    response=flat_answers(schemas.CompletionReply, 404),
    summary=gettext_lazy("수료 상세"),
)
def get_completion(request: ApiRequest, completion_id: PathId) -> schemas.CompletionReply:
    row = selectors.get_completion(completion_id, request.auth)
    return schemas.CompletionReply(message=found_message(), completion=schemas.item(row, request.auth))


@routes.put(
    "/{completion_id}",
    response=flat_answers(schemas.CompletionReply, 403, 404, 409),
    summary=gettext_lazy("수료 수정하기"),
    description=gettext_lazy(
        "보낸 항목만 바꾸고 나머지는 그대로 둡니다. 수료 총점과 수료일은 보내지 않아도 따라 바뀔 수 있습니다. "
        "메모 말고 다른 것이 바뀌면 학습자에게 알립니다."
    ),
)
def change(request: ApiRequest, completion_id: PathId, given: schemas.CompletionEditInput) -> schemas.CompletionReply:
    services.change_completion(by=request.auth, completion_id=completion_id, changes=given.changes())
    row = selectors.get_completion(completion_id, request.auth)
    return schemas.CompletionReply(message=_("수료 정보를 수정했습니다."), completion=schemas.item(row, request.auth))
