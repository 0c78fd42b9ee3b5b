"""Endpoints of assessments (seed 001, 3-23 to 3-32)."""

from django.utils.translation import gettext as _
from ninja import Body, Query

from apps.accounts.requests import ApiRequest
from apps.core.api.fields import PathId
from apps.core.api.flat import FlatReply, NoInput, PageQuery, flat_answers, flat_router, found_message, paging
from apps.core.api.lazy import gettext_lazy
from apps.elearning.assessment import schemas, services
from apps.elearning.assessment.selectors import api as selectors
from apps.elearning.catalogue.models import CourseClass

routes = flat_router(gettext_lazy("평가"))


# --- Assessments ------------------------------------------------------------------------------------------------------


@routes.post(
    "",
    response=flat_answers(schemas.AssessmentCreatedReply, 403, 404, 409),
    summary=gettext_lazy("평가 등록하기"),
)
def create(request: ApiRequest, given: schemas.AssessmentCreateInput) -> schemas.AssessmentCreatedReply:
    CourseClass.objects.values_list("pk").get(pk=given.class_id, course_id=given.course_id)
    assessment = services.create_assessment(class_id=given.class_id, by=request.auth, given=given.given())
    return schemas.AssessmentCreatedReply(message=_("평가를 등록했습니다."), assessment_id=assessment.pk)


@routes.get(
    "/course/{course_id}/class/{class_id}",
    response=flat_answers(schemas.AssessmentsReply, 403, 404),
    summary=gettext_lazy("과정 차수별 평가"),
    description=gettext_lazy("시작일 순서입니다. 학습자에게는 사용하는 평가만 보입니다."),
)
def list_of_class(request: ApiRequest, course_id: PathId, class_id: PathId) -> schemas.AssessmentsReply:
    rows = selectors.list_assessments(course_id, class_id, request.auth)
    return schemas.AssessmentsReply(message=found_message(), assessments=[schemas.item(row) for row in rows])


@routes.get(
    "/results/enrollment/{enrollment_id}",
    response=flat_answers(schemas.ResultsReply, 404),
    summary=gettext_lazy("수강신청의 평가 결과"),
    description=gettext_lazy("학습자에게는 공개된 결과만 보입니다."),
)
def results_of_enrolment(request: ApiRequest, enrollment_id: PathId) -> schemas.ResultsReply:
    rows, hidden = selectors.list_results_of_enrolment(enrollment_id, request.auth)
    message = found_message()
    if hidden:
        message = _("조회했습니다. 아직 공개되지 않은 결과가 %(n)d건 있습니다.") % {"n": hidden}
    return schemas.ResultsReply(message=message, results=[schemas.result_item(row) for row in rows])


@routes.patch(
    "/results/{result_id}/grade",
    response=flat_answers(schemas.ResultReply, 403, 404, 409),
    summary=gettext_lazy("평가 결과 채점하기"),
    description=gettext_lazy(
        "보내지 않은 항목은 그대로 둡니다. 바뀐 내역은 모두 남고, 공개된 결과가 바뀌면 학습자에게 알립니다."
    ),
)
def grade(request: ApiRequest, result_id: PathId, given: schemas.GradeInput) -> schemas.ResultReply:
    services.grade_result(result_id=result_id, by=request.auth, **given.grade())
    row = selectors.get_graded_result(result_id)
    return schemas.ResultReply(message=_("채점했습니다."), result=schemas.result_item(row))


@routes.get(
    "/{assessment_id}",
    response=flat_answers(schemas.AssessmentReply, 404),
    summary=gettext_lazy("평가 상세"),
)
def get_assessment(request: ApiRequest, assessment_id: PathId) -> schemas.AssessmentReply:
    row = selectors.get_assessment(assessment_id, request.auth)
    return schemas.AssessmentReply(message=found_message(), assessment=schemas.item(row))


@routes.put(
    "/{assessment_id}",
    response=flat_answers(schemas.AssessmentReply, 403, 404, 409),
    summary=gettext_lazy("평가 수정하기"),
    description=gettext_lazy("보내지 않은 항목은 그대로 둡니다. 합격 점수가 바뀌면 합격 여부를 다시 정합니다."),
)
def edit(request: ApiRequest, assessment_id: PathId, given: schemas.AssessmentEditInput) -> schemas.AssessmentReply:
    row = services.edit_assessment(assessment_id=assessment_id, by=request.auth, changes=given.changes())
    return schemas.AssessmentReply(message=_("평가를 수정했습니다."), assessment=schemas.item(row))


@routes.delete(
    "/{assessment_id}",
    response=flat_answers(FlatReply, 403, 404, 409),
    summary=gettext_lazy("평가 삭제하기"),
    description=gettext_lazy("결과가 등록된 평가는 삭제하지 않고 is_active를 false로 바꿉니다."),
)
def delete(request: ApiRequest, assessment_id: PathId) -> FlatReply:
    services.delete_assessment(assessment_id=assessment_id, by=request.auth)
    return FlatReply(message=_("평가를 삭제했습니다."))


@routes.patch(
    "/{assessment_id}/publish",
    response=flat_answers(schemas.AssessmentReply, 403, 404),
    summary=gettext_lazy("평가 결과 공개하기"),
    description=gettext_lazy(
        "학습자가 결과를 보게 되고, 결과가 있는 학습자에게 알립니다. 다시 보내도 달라지지 않습니다."
    ),
)
def publish(
    request: ApiRequest,
    assessment_id: PathId,
    given: NoInput = Body(default=NoInput()),  # noqa: B008
) -> schemas.AssessmentReply:
    row = services.publish_results(assessment_id=assessment_id, by=request.auth)
    return schemas.AssessmentReply(message=_("결과를 공개했습니다."), assessment=schemas.item(row))


# --- Results ----------------------------------------------------------------------------------------------------------


@routes.post(
    "/{assessment_id}/results",
    response=flat_answers(schemas.ResultCreatedReply, 403, 404, 409),
    summary=gettext_lazy("평가 결과 등록하기"),
    description=gettext_lazy("학습자의 응시 회차마다 한 번 등록합니다. 등록한 결과는 채점하기로 수정합니다."),
)
def add_result(
    request: ApiRequest, assessment_id: PathId, given: schemas.ResultCreateInput
) -> schemas.ResultCreatedReply:
    row = services.add_result(assessment_id=assessment_id, by=request.auth, given=given.given())
    return schemas.ResultCreatedReply(message=_("평가 결과를 등록했습니다."), result_id=row.pk)


@routes.get(
    "/{assessment_id}/results",
    response=flat_answers(schemas.ResultPageReply, 403, 404),
    summary=gettext_lazy("평가의 결과"),
    description=gettext_lazy("학습자가 신청한 순서대로, 학습자마다 응시 회차 순서로 답합니다."),
)
def list_results(request: ApiRequest, assessment_id: PathId, query: Query[PageQuery]) -> schemas.ResultPageReply:
    page = selectors.list_results(assessment_id, request.auth, query.page, query.size)
    return schemas.ResultPageReply(
        message=found_message(page), results=[schemas.result_item(row) for row in page], paging=paging(page)
    )


@routes.get(
    "/{assessment_id}/results/{result_id}",
    response=flat_answers(schemas.ResultReply, 403, 404),
    summary=gettext_lazy("평가 결과 상세"),
    description=gettext_lazy("학습자에게는 공개된 자기 결과만 보입니다. 공개되기 전에는 403으로 답합니다."),
)
def get_result(request: ApiRequest, assessment_id: PathId, result_id: PathId) -> schemas.ResultReply:
    row = selectors.get_result(assessment_id, result_id, request.auth)
    return schemas.ResultReply(message=found_message(), result=schemas.result_item(row))
