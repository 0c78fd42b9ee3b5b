"""The endpoints of the hours that are usually free."""

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.lazy import gettext_lazy
from apps.planner import services
from apps.planner.models import FreeHours
from apps.planner.schemas import FreeWeek, FreeWeekInput, free_week

routes = router(gettext_lazy("내 일정"))


@routes.get("/free-hours", response=answers(FreeWeek), summary=gettext_lazy("보통 비어 있는 시간"))
def get_free_hours(request: ApiRequest) -> Reply[FreeWeek]:
    return Reply(data=free_week(FreeHours.objects.filter(member=request.auth)))


@routes.put(
    "/free-hours",
    response=answers(FreeWeek),
    summary=gettext_lazy("보통 비어 있는 시간 정하기"),
    description=gettext_lazy("나만 봅니다. ‘내 주에 맞는 것’은 이 시간 안에 있는 것입니다."),
)
def set_free_hours(request: ApiRequest, given: FreeWeekInput) -> Reply[FreeWeek]:
    rows = services.set_free_hours(by=request.auth, spans=[span.span() for span in given.free_hours])
    return Reply(data=free_week(rows))
