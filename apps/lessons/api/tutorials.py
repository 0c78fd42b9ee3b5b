"""The endpoints of tutorials, and the request for a lesson (seed 003)."""

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query

from apps.accounts.requests import ApiRequest
from apps.core import clock
from apps.core.api.envelope import Reply, answers, capped_message, router
from apps.core.api.fields import BIGGEST_ID
from apps.core.api.lazy import gettext_lazy
from apps.lessons import rules, schemas
from apps.lessons.api.shared import missing_as_in_seed
from apps.lessons.selectors import api as selectors
from apps.lessons.selectors import hours
from apps.lessons.services import lessons, tutorials

tutorial_routes = router(gettext_lazy("과외"))


TutorialId = Annotated[int, Path(alias="tutorialId", ge=1, le=BIGGEST_ID)]


# --- Tutorials --------------------------------------------------------------------------------------------------------


@tutorial_routes.get(
    "",
    response=answers(schemas.TutorialPage),
    summary=gettext_lazy("과외 목록"),
    description=gettext_lazy("신청을 받는 과외를 최근에 열린 것부터 10건씩 답합니다."),
)
def list_tutorials(request: HttpRequest, query: Query[schemas.TutorialsQuery]) -> Reply[schemas.TutorialPage]:
    page = selectors.list_tutorials(query.search_value, query.page, topic=query.topic)
    return Reply(message=capped_message(page), data=schemas.tutorial_page(page))


@tutorial_routes.get("/{tutorialId}", response=answers(schemas.TutorialDetail), summary=gettext_lazy("과외 상세"))
def get_tutorial(request: ApiRequest, tutorial_id: TutorialId) -> Reply[schemas.TutorialDetail]:
    with missing_as_in_seed():
        return Reply(data=_tutorial(request, tutorial_id))


@tutorial_routes.post("", response=answers(schemas.TutorialDetail, 403, 409), summary=gettext_lazy("과외 열기(멘토)"))
def create_tutorial(request: ApiRequest, given: schemas.TutorialInput) -> Reply[schemas.TutorialDetail]:
    tutorial = tutorials.offer_tutorial(by=request.auth, given=given.given())
    return Reply(message=_("과외를 열었습니다."), data=_tutorial(request, tutorial.pk))


@tutorial_routes.patch(
    "/{tutorialId}",
    response=answers(schemas.TutorialDetail, 403, 409),
    summary=gettext_lazy("과외 수정하기"),
    description=gettext_lazy("보낸 항목만 바꿉니다. 이미 신청받은 수업의 수업료와 시간은 그대로입니다."),
)
def update_tutorial(
    request: ApiRequest, tutorial_id: TutorialId, given: schemas.TutorialChanges
) -> Reply[schemas.TutorialDetail]:
    with missing_as_in_seed():
        tutorials.edit_tutorial(tutorial_id=tutorial_id, by=request.auth, changes=given.changes())
    return Reply(message=_("과외를 수정했습니다."), data=_tutorial(request, tutorial_id))


@tutorial_routes.put(
    "/{tutorialId}/weekly-hours",
    response=answers(schemas.TutorialDetail, 403, 409),
    summary=gettext_lazy("이 과외만의 수업 시간 정하기"),
    description=gettext_lazy("전부를 보냅니다. 빈 목록이면 멘토의 수업 시간을 따릅니다."),
)
def set_tutorial_hours(
    request: ApiRequest, tutorial_id: TutorialId, given: schemas.WeeklyHoursInput
) -> Reply[schemas.TutorialDetail]:
    with missing_as_in_seed():
        tutorials.set_tutorial_hours(tutorial_id=tutorial_id, by=request.auth, spans=given.spans())
    return Reply(message=_("이 과외의 수업 시간을 정했습니다."), data=_tutorial(request, tutorial_id))


def _tutorial(request: ApiRequest, tutorial_id: int) -> schemas.TutorialDetail:
    tutorial = selectors.get_tutorial(tutorial_id, request.auth)
    return schemas.tutorial_detail(tutorial, selectors.list_hours(tutorial))


@tutorial_routes.get(
    "/{tutorialId}/available-slots",
    response=answers(schemas.AvailableSlots, 409),
    summary=gettext_lazy("신청할 수 있는 시간"),
    description=gettext_lazy(
        "그날 수업을 신청할 수 있는 시각을 이른 것부터 답합니다. 없으면 reason에 이유가 있습니다."
    ),
)
def list_available_slots(
    request: ApiRequest, tutorial_id: TutorialId, query: Query[schemas.SlotsQuery]
) -> Reply[schemas.AvailableSlots]:
    with missing_as_in_seed():
        tutorial = selectors.get_tutorial(tutorial_id, request.auth)
    rules.check_takes_requests(tutorial)
    return Reply(data=schemas.available_slots(tutorial, hours.get_request_day(tutorial, query.date, clock.now())))


@tutorial_routes.post(
    "/{tutorialId}/lessons",
    response=answers(schemas.LessonRequested, 403, 409),
    summary=gettext_lazy("수업 신청하기"),
    description=gettext_lazy(
        "멘토가 수업하는 시간에, 1년 뒤까지 신청할 수 있습니다. 내 다른 일정과 겹쳐도 신청됩니다."
    ),
)
def request_lesson(
    request: ApiRequest, tutorial_id: TutorialId, given: schemas.LessonRequestInput
) -> Reply[schemas.LessonRequested]:
    with missing_as_in_seed():
        requested = lessons.request_lesson(
            tutorial_id=tutorial_id, by=request.auth, starts_at=given.starts_at(), message=given.request_message or ""
        )
    message = _("신청했습니다. 같은 시간에 다른 일정이 있습니다.") if requested.conflicts else None
    return Reply(message=message, data=schemas.lesson_requested(requested.lesson))
