"""The endpoints of one's own recognised time."""

from datetime import date

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.lazy import gettext_lazy
from apps.hours import selectors
from apps.hours.schemas import HoursEntryOut, HoursMonthOut, PathMonth, hours_entry_out, hours_month_out

routes = router(gettext_lazy("인정 시간"))


@routes.get("/recognised-hours", response=answers(list[HoursMonthOut]), summary=gettext_lazy("달마다 인정된 시간"))
def list_hours_months(request: ApiRequest) -> Reply[list[HoursMonthOut]]:
    return Reply(data=[hours_month_out(row) for row in selectors.list_months(request.auth)])


@routes.get(
    "/recognised-hours/{month}",
    response=answers(list[HoursEntryOut]),
    summary=gettext_lazy("한 달의 인정 시간"),
    description=gettext_lazy("대상마다 인정한 줄과 정정한 줄이 차례로 있습니다."),
)
def list_hours_entries(request: ApiRequest, month: PathMonth) -> Reply[list[HoursEntryOut]]:
    entries = selectors.list_entries(request.auth, date.fromisoformat(f"{month}-01"))
    return Reply(data=[hours_entry_out(entry) for entry in entries])
