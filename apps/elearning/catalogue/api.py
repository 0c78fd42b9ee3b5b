"""The endpoints of the catalogue, with which a client of seed 001 finds the courses, classes and contents."""

from ninja import Query

from apps.accounts.requests import ApiRequest
from apps.core import clock
from apps.core.api.fields import PathId
from apps.core.api.flat import flat_answers, flat_router, found_message, paging
from apps.core.api.lazy import gettext_lazy
from apps.elearning.catalogue import schemas
from apps.elearning.catalogue.selectors import api as selectors
from apps.elearning.catalogue.selectors.contents import contents_of
from apps.elearning.catalogue.selectors.filters import CourseFilters

routes = flat_router(gettext_lazy("과정"))
class_routes = flat_router(gettext_lazy("차수"))


@routes.get(
    "",
    response=flat_answers(schemas.CoursesReply),
    summary=gettext_lazy("과정 목록"),
    description=gettext_lazy(
        "공개된 과정을 최근에 등록한 것부터 답합니다. 강사는 가르치는 과정을, 운영자는 모두 봅니다."
    ),
)
def list_courses(request: ApiRequest, query: Query[schemas.CourseListQuery]) -> schemas.CoursesReply:
    asked = CourseFilters(
        status=query.status or "", type=query.type or "", level=query.level or "", topic=query.topic, word=query.word
    )
    page = selectors.list_courses(request.auth, asked, query.page, query.size, clock.now())
    return schemas.CoursesReply(
        message=found_message(page), courses=[schemas.course_item(row) for row in page], paging=paging(page)
    )


@routes.get(
    "/{course_id}",
    response=flat_answers(schemas.CourseReply, 404),
    summary=gettext_lazy("과정 상세"),
    description=gettext_lazy("소개와 콘텐츠를 답합니다. 차수는 차수 목록에서 course_id로 찾습니다."),
)
def get_course(request: ApiRequest, course_id: PathId) -> schemas.CourseReply:
    course, contents = selectors.get_course(course_id, request.auth)
    return schemas.CourseReply(message=found_message(), course=schemas.course_detail(course, contents))


@class_routes.get(
    "",
    response=flat_answers(schemas.ClassesReply),
    summary=gettext_lazy("차수 목록"),
    description=gettext_lazy(
        "공개된 차수를 시작일이 늦은 것부터 답합니다. 강사는 가르치는 차수를, 운영자는 모두 봅니다."
    ),
)
def list_classes(request: ApiRequest, query: Query[schemas.ClassListQuery]) -> schemas.ClassesReply:
    page = selectors.list_classes(
        request.auth, query.page, query.size, course_id=query.course_id, taught=bool(query.taught)
    )
    now = clock.now()
    return schemas.ClassesReply(
        message=found_message(page), classes=[schemas.class_item(row, now) for row in page], paging=paging(page)
    )


@class_routes.get(
    "/{class_id}",
    response=flat_answers(schemas.ClassReply, 404),
    summary=gettext_lazy("차수 상세"),
    description=gettext_lazy("수료 기준, 수업일, 환불 기준과 콘텐츠를 함께 답합니다."),
)
def get_class(request: ApiRequest, class_id: PathId) -> schemas.ClassReply:
    row = selectors.get_class(class_id, request.auth)
    detail = schemas.class_detail(row, contents_of(row), clock.now())
    return schemas.ClassReply(message=found_message(), course_class=detail)
