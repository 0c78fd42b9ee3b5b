"""The endpoints of sessions in a series, beyond seed 000."""

from collections.abc import Iterable

from django.utils.translation import ngettext

from apps.accounts.requests import ApiRequest
from apps.core import clock
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.fields import PathId
from apps.core.api.lazy import gettext_lazy
from apps.mentoring.models import Session
from apps.mentoring.rules.series import MOST
from apps.mentoring.schemas import series as schemas
from apps.mentoring.selectors import detail
from apps.mentoring.selectors import series as selectors
from apps.mentoring.services import series
from apps.planner.rules import check_recurrence

routes = router(gettext_lazy("멘토링"))


@routes.post(
    "/series",
    response=answers(schemas.SeriesAnswer, 403, 409),
    summary=gettext_lazy("반복 일정으로 멘토링 열기"),
    description=gettext_lazy("모두 열거나 하나도 열지 않습니다. 열 수 없는 날짜는 모두 한 번에 답합니다."),
)
def create_series(request: ApiRequest, given: schemas.SeriesInput) -> Reply[schemas.SeriesAnswer]:
    check_recurrence(given.recurrence(), most=MOST)
    days = selectors.held_days_of(given.recurrence(), skips_holidays=given.skip_holidays is not False)
    opened = series.open_series(by=request.auth, given=given.given(), days=given.chosen(days))
    words = ngettext("멘토링 %(n)d개를 열었습니다.", "멘토링 %(n)d개를 열었습니다.", len(opened))
    return _reply(request, words % {"n": len(opened)}, opened)


@routes.get(
    "/{id}/series",
    response=answers(schemas.SeriesAnswer, 404),
    summary=gettext_lazy("반복 일정의 멘토링"),
    description=gettext_lazy("이 멘토링과 함께 연 멘토링을 진행일 순서로 답합니다. 따로 연 멘토링이면 혼자 답합니다."),
)
def get_series(request: ApiRequest, id: PathId) -> Reply[schemas.SeriesAnswer]:
    return Reply(data=schemas.series_answer(selectors.list_series(id, request.auth), clock.now()))


@routes.post(
    "/{id}/series/move",
    response=answers(schemas.SeriesAnswer, 403, 404, 409),
    summary=gettext_lazy("이 멘토링부터 모두 옮기기"),
    description=gettext_lazy(
        "아직 시작하지 않은 이후 멘토링을 모두 옮깁니다. 하나라도 옮길 수 없으면 모두 그대로입니다."
    ),
)
def move_series(request: ApiRequest, id: PathId, given: schemas.SeriesMoveInput) -> Reply[schemas.SeriesAnswer]:
    session = detail.get_managed_session(id, request.auth)
    ids = [one.pk for one in selectors.list_rest(session, clock.now())]
    moved = series.move_series(by=request.auth, session_id=id, ids=ids, shift=given.shift(session))
    words = ngettext("멘토링 %(n)d개를 옮겼습니다.", "멘토링 %(n)d개를 옮겼습니다.", len(moved))
    return _reply(request, words % {"n": len(moved)}, moved)


@routes.post(
    "/{id}/series/end",
    response=answers(None, 403, 404, 409),
    summary=gettext_lazy("이 멘토링부터 모두 삭제하기"),
    description=gettext_lazy("아직 시작하지 않은 이후 멘토링을 모두 삭제하고, 신청자에게 사유와 함께 알립니다."),
)
def end_series(request: ApiRequest, id: PathId, given: schemas.SeriesEndInput) -> Reply[None]:
    session = detail.get_managed_session(id, request.auth)
    ids = [one.pk for one in selectors.list_rest(session, clock.now())]
    ended = series.end_series(by=request.auth, session_id=id, ids=ids, reason=given.reason)
    words = ngettext("멘토링 %(n)d개를 삭제했습니다.", "멘토링 %(n)d개를 삭제했습니다.", len(ended))
    return Reply(message=words % {"n": len(ended)}, data=None)


def _reply(request: ApiRequest, message: str, sessions: Iterable[Session]) -> Reply[schemas.SeriesAnswer]:
    rows = selectors.list_these([session.pk for session in sessions], request.auth)
    return Reply(message=message, data=schemas.series_answer(rows, clock.now()))
