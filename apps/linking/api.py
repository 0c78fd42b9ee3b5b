"""The five endpoints of seed 002, at its addresses."""

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Refusal, Reply, answers, router
from apps.core.api.lazy import gettext_lazy
from apps.core.http import client_address
from apps.linking import schemas, selectors
from apps.linking.rules import CannotLink
from apps.linking.services import codes, links

routes = router(gettext_lazy("계정 연동"))


@routes.post(
    "/generate-code",
    response=answers(schemas.CodeAnswer),
    summary=gettext_lazy("연동 코드 만들기"),
    description=gettext_lazy("5분 동안 한 번 쓸 수 있습니다. 새로 만들면 앞의 코드는 끝납니다."),
)
def generate_code(request: ApiRequest) -> Reply[schemas.CodeAnswer]:
    return Reply(data=schemas.CodeAnswer.of(codes.make_code(by=request.auth)))


@routes.get(
    "/verify-code",
    response={200: Reply[schemas.Found] | schemas.NotLinked, 400: Refusal, 401: Refusal, 429: Refusal},
    summary=gettext_lazy("연동 코드 확인하기"),
    description=gettext_lazy(
        "연동할 수 없으면 success에 no match, self, over, overlap, par, teach 가운데 하나를 답합니다. "
        "틀린 코드는 1시간에 10번, 하루에 30번까지 물을 수 있습니다."
    ),
)
def verify_code(request: ApiRequest, code: str) -> Reply[schemas.Found] | schemas.NotLinked:
    try:
        member = codes.verify_code(by=request.auth, code=code, address=client_address(request))
    except CannotLink as refused:
        return schemas.NotLinked.of(refused)
    return Reply(data=schemas.Found.of(member))


@routes.post(
    "/add-link",
    response={200: schemas.Done, 400: Refusal, 401: Refusal, 409: Refusal},
    summary=gettext_lazy("계정 연동하기"),
    description=gettext_lazy(
        "최근 5분 안에 코드를 확인한 계정과 연동합니다. 그 밖의 계정이거나 이미 연동되어 있으면 409로 답합니다."
    ),
)
def add_link(request: ApiRequest, given: schemas.AddInput) -> schemas.Done:
    links.add_link(by=request.auth, other_id=given.mentor_id)
    return schemas.Done()


@routes.get(
    "/get-links",
    response=answers(list[schemas.Account]),
    summary=gettext_lazy("연동된 계정 목록"),
    description=gettext_lazy("나 자신이 맨 앞에 있습니다."),
)
def get_links(request: ApiRequest) -> Reply[list[schemas.Account]]:
    me = request.auth
    return Reply(data=[schemas.Account.of(me, member) for member in (me, *selectors.linked_members(me))])


@routes.delete(
    "/remove-link",
    response={200: schemas.Done, 400: Refusal, 401: Refusal, 404: Refusal},
    summary=gettext_lazy("연동 해제하기"),
    description=gettext_lazy("어느 쪽이든 해제할 수 있습니다."),
)
def remove_link(request: ApiRequest, given: schemas.RemoveInput) -> schemas.Done:
    links.remove_link(by=request.auth, other_id=given.linked_member_id)
    return schemas.Done()
