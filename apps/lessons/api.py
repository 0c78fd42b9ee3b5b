"""The eight endpoints of seed 003, and those that its use needs: tutorials, a mentor's times, what follows a lesson."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Path, Query

from apps.accounts.requests import ApiRequest
from apps.core import clock
from apps.core.api.envelope import Reply, answers, capped_message, router
from apps.core.api.fields import BIGGEST_ID
from apps.core.api.lazy import gettext_lazy
from apps.core.errors import Invalid
from apps.lessons import rules, schemas
from apps.lessons.models import Lesson, Tutorial
from apps.lessons.selectors import api as selectors
from apps.lessons.selectors import hours
from apps.lessons.selectors.limits import settings_of
from apps.lessons.selectors.offers import list_offered
from apps.lessons.services import hours as hours_services
from apps.lessons.services import lessons, limits, outcomes, places, times, tutorials
from apps.lessons.states import LessonStatus

routes = router(gettext_lazy("1:1 수업"))
tutorial_routes = router(gettext_lazy("과외"))
time_routes = router(gettext_lazy("수업 시간"))

# Under the names of the seed.
LessonId = Annotated[int, Path(alias="lessonId", ge=1, le=BIGGEST_ID)]
TimeId = Annotated[int, Path(alias="timeId", ge=1, le=BIGGEST_ID)]
TutorialId = Annotated[int, Path(alias="tutorialId", ge=1, le=BIGGEST_ID)]


@contextmanager
def _missing_as_in_seed() -> Iterator[None]:
    """Answer 400 with the sentences of seed 003 if the tutorial or the lesson does not exist."""
    try:
        yield
    except Tutorial.DoesNotExist:
        raise Invalid("no_tutorial", _("존재하지 않은 과외입니다")) from None
    except Lesson.DoesNotExist:
        raise Invalid("no_lesson", _("존재하지 않는 수업입니다")) from None


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
    with _missing_as_in_seed():
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
    with _missing_as_in_seed():
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
    with _missing_as_in_seed():
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
    with _missing_as_in_seed():
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
    with _missing_as_in_seed():
        requested = lessons.request_lesson(
            tutorial_id=tutorial_id, by=request.auth, starts_at=given.starts_at(), message=given.request_message or ""
        )
    message = _("신청했습니다. 같은 시간에 다른 일정이 있습니다.") if requested.conflicts else None
    return Reply(message=message, data=schemas.lesson_requested(requested.lesson))


# --- A mentor's times -------------------------------------------------------------------------------------------------


@time_routes.get("/lesson-times", response=answers(schemas.MentorsTimes, 403), summary=gettext_lazy("내 수업 시간"))
def get_times(request: ApiRequest) -> Reply[schemas.MentorsTimes]:
    rules.check_can_offer(request.auth)
    settings = settings_of(request.auth)
    return Reply(data=schemas.mentors_times(hours.get_mentors_times(request.auth, clock.now()), settings))


@time_routes.put(
    "/lesson-times/weekly-hours",
    response=answers(schemas.MentorsTimes, 403),
    summary=gettext_lazy("매주 수업하는 시간 정하기"),
    description=gettext_lazy("전부를 보냅니다. 빈 목록이면 어느 시간에나 신청할 수 있습니다."),
)
def set_hours(request: ApiRequest, given: schemas.WeeklyHoursInput) -> Reply[schemas.MentorsTimes]:
    hours_services.set_weekly_hours(by=request.auth, spans=given.spans())
    return get_times(request)


@time_routes.put(
    "/lesson-times/settings", response=answers(schemas.MentorsTimes, 403), summary=gettext_lazy("수업 받는 방식 정하기")
)
def set_settings(request: ApiRequest, given: schemas.SettingsInput) -> Reply[schemas.MentorsTimes]:
    limits.set_lesson_settings(by=request.auth, **dict(given))
    return get_times(request)


@time_routes.post(
    "/lesson-times/days-off",
    response=answers(schemas.MentorsTimes, 403, 409),
    summary=gettext_lazy("쉬는 날 추가하기"),
    description=gettext_lazy("이미 승인한 수업은 그대로이며, lessons에 있습니다."),
)
def add_day_off(request: ApiRequest, given: schemas.DayOffInput) -> Reply[schemas.MentorsTimes]:
    hours_services.add_day_off(
        by=request.auth, first_day=given.first_day, last_day=given.last_day, note=given.note or ""
    )
    return get_times(request)


@time_routes.delete(
    "/lesson-times/days-off/{dayOffId}",
    response=answers(None, 404),
    summary=gettext_lazy("쉬는 날 삭제하기"),
)
def remove_day_off(
    request: ApiRequest, day_off_id: Annotated[int, Path(alias="dayOffId", ge=1, le=BIGGEST_ID)]
) -> Reply[None]:
    hours_services.remove_day_off(by=request.auth, day_off_id=day_off_id)
    return Reply(message=_("쉬는 날을 삭제했습니다."), data=None)


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
    with _missing_as_in_seed():
        lesson, role = selectors.get_lesson_with_role(lesson_id, request.auth)
    return Reply(data=schemas.lesson_detail(lesson, role, list_offered(lesson)))


@routes.put(
    "/{lessonId}/approve",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("수업 승인하기(멘토)"),
    description=gettext_lazy("그 시간에 진행하는 다른 수업이나 멘토링이 있으면 409로 답합니다."),
)
def approve(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.LessonMoved]:
    with _missing_as_in_seed():
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
    with _missing_as_in_seed():
        lesson = lessons.reject_lesson(lesson_id=lesson_id, by=request.auth, reason=given.reject_reason or "")
    return Reply(message=_("수업이 거절되었습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/start", response=answers(schemas.LessonMoved, 403, 409), summary=gettext_lazy("수업 시작하기(멘토)")
)
def start(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.LessonMoved]:
    with _missing_as_in_seed():
        lesson = lessons.start_lesson(lesson_id=lesson_id, by=request.auth)
    return Reply(message=_("수업이 시작되었습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/complete", response=answers(schemas.LessonMoved, 403, 409), summary=gettext_lazy("수업 완료하기(멘토)")
)
def complete(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.LessonMoved]:
    with _missing_as_in_seed():
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
    with _missing_as_in_seed():
        lesson = lessons.cancel_lesson(lesson_id=lesson_id, by=request.auth, reason=given.cancel_reason or "")
    return Reply(message=_("수업이 취소되었습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/place",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("수업 장소 바꾸기(멘토)"),
    description=gettext_lazy("승인한 수업 하나의 장소와 참여 주소만 바꿉니다. 과외와 다른 수업은 그대로입니다."),
)
def set_place(request: ApiRequest, lesson_id: LessonId, given: schemas.LessonPlaceInput) -> Reply[schemas.LessonMoved]:
    with _missing_as_in_seed():
        lesson = places.set_place(lesson_id=lesson_id, by=request.auth, **given.given())
    return Reply(message=_("수업의 장소를 저장했습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/confirm",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("수업이 있었다고 확인하기(멘티)"),
    description=gettext_lazy("완료된 뒤 48시간 안에 한 번 할 수 있습니다."),
)
def confirm(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.LessonMoved]:
    with _missing_as_in_seed():
        lesson = outcomes.confirm_lesson(lesson_id=lesson_id, by=request.auth)
    return Reply(message=_("수업이 있었다고 확인했습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/absence",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("불참 알리기"),
    description=gettext_lazy("수업이 시작된 뒤부터 끝난 뒤 48시간까지, 멘토나 멘티가 한 번 알릴 수 있습니다."),
)
def say_absent(request: ApiRequest, lesson_id: LessonId, given: schemas.AbsenceInput) -> Reply[schemas.LessonMoved]:
    with _missing_as_in_seed():
        lesson = outcomes.say_absent(
            lesson_id=lesson_id, by=request.auth, absent=given.absent.lower(), reason=given.reason
        )
    return Reply(message=_("불참을 알렸습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/objection",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("완료나 불참에 이의 남기기"),
    description=gettext_lazy("불참에는 알리지 않은 쪽이, 완료에는 멘티가 48시간 안에 한 번 남길 수 있습니다."),
)
def object_to_outcome(
    request: ApiRequest, lesson_id: LessonId, given: schemas.ObjectionInput
) -> Reply[schemas.LessonMoved]:
    with _missing_as_in_seed():
        lesson = outcomes.object_to_outcome(lesson_id=lesson_id, by=request.auth, reason=given.reason)
    return Reply(message=_("이의를 남겼습니다."), data=schemas.lesson_moved(lesson))


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
    with _missing_as_in_seed():
        lesson = times.offer_times(lesson_id=lesson_id, by=request.auth, starts=given.starts())
    return Reply(message=_("다른 시간을 제안했습니다."), data=schemas.lesson_moved(lesson))


@routes.put(
    "/{lessonId}/offered-times/{timeId}/take",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("제안된 시간으로 정하기"),
    description=gettext_lazy("신청은 그 시간으로 승인되고, 승인된 수업은 그 시간으로 옮겨집니다."),
)
def take_time(request: ApiRequest, lesson_id: LessonId, time_id: TimeId) -> Reply[schemas.LessonMoved]:
    with _missing_as_in_seed():
        lesson = times.take_time(lesson_id=lesson_id, time_id=time_id, by=request.auth)
    return Reply(message=_("수업 시간을 정했습니다."), data=schemas.lesson_moved(lesson))


@routes.delete(
    "/{lessonId}/offered-times",
    response=answers(schemas.LessonMoved, 403, 409),
    summary=gettext_lazy("제안된 시간을 모두 어렵다고 답하거나, 내 제안 철회하기"),
)
def decline_times(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.LessonMoved]:
    with _missing_as_in_seed():
        lesson = times.decline_times(lesson_id=lesson_id, by=request.auth)
    return Reply(message=_("시간 제안을 끝냈습니다."), data=schemas.lesson_moved(lesson))


def _status(query: schemas.LessonsQuery) -> LessonStatus | None:
    return LessonStatus(query.status) if query.status else None
