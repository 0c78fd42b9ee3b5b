"""The endpoints of what a member follows."""

from django.utils.translation import gettext as _

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.fields import PathId
from apps.core.api.lazy import gettext_lazy
from apps.following import services
from apps.following.models import Follow
from apps.following.schemas import FollowBody, FollowOut, follow_out

routes = router(gettext_lazy("소식 받기"))


@routes.get("/following", response=answers(list[FollowOut]), summary=gettext_lazy("소식을 받는 것"))
def list_follows(request: ApiRequest) -> Reply[list[FollowOut]]:
    return Reply(data=[follow_out(row) for row in Follow.objects.filter(member=request.auth)])


@routes.post(
    "/following",
    response=answers(FollowOut, 403, 404, 409),
    summary=gettext_lazy("소식 받기"),
    description=gettext_lazy("이미 받고 있으면 그것을 답합니다."),
)
def follow(request: ApiRequest, given: FollowBody) -> Reply[FollowOut]:
    return Reply(data=follow_out(services.follow(by=request.auth, given=given.given())))


@routes.delete(
    "/following/{followId}",
    response=answers(None),
    summary=gettext_lazy("소식 그만 받기"),
    description=gettext_lazy("이미 그만 받았으면 아무 일도 없습니다."),
)
def end_follow(request: ApiRequest, followId: PathId) -> Reply[None]:
    services.end_follow(by=request.auth, follow_id=followId)
    return Reply(message=_("소식을 더 보내지 않습니다."), data=None)
