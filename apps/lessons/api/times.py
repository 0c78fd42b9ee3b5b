"""The endpoints of a mentor's times."""

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Path

from apps.accounts.requests import ApiRequest
from apps.core import clock
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.fields import BIGGEST_ID
from apps.core.api.lazy import gettext_lazy
from apps.lessons import rules, schemas
from apps.lessons.selectors import hours
from apps.lessons.selectors.limits import settings_of
from apps.lessons.services import hours as hours_services
from apps.lessons.services import limits

time_routes = router(gettext_lazy("수업 시간"))


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
