"""Endpoints of API tokens, and the authentication by them."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.http import HttpAuthBase

from apps.accounts import tokens
from apps.accounts.models import Member
from apps.accounts.requests import ApiRequest
from apps.accounts.schemas import LogInInput, Me, RefreshInput, TokenPair
from apps.accounts.services import tokens as services
from apps.core import clock
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.lazy import gettext_lazy
from apps.core.http import client_address


class Bearer(HttpAuthBase):
    """Authentication by the access token in `Authorization: Bearer …`. Session cookies are ignored."""

    openapi_scheme = "bearer"
    openapi_bearerFormat = "JWT"

    def __call__(self, request: HttpRequest) -> Member | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        member = tokens.member_of(token.strip()) if scheme.lower() == "bearer" else None
        if member is not None:
            request.user = member
        return member


routes = router(gettext_lazy("로그인"))


@routes.post(
    "/token",
    auth=None,
    response=answers(TokenPair, 403, 429),
    summary=gettext_lazy("토큰 받기"),
    description=gettext_lazy("2단계 인증을 쓰는 계정은 otp에 인증 앱의 숫자나 복구 코드를 함께 보냅니다."),
)
def log_in(request: HttpRequest, given: LogInInput) -> Reply[TokenPair]:
    pair = services.log_in(
        email=given.email,
        password=given.password,
        otp=given.otp,
        address=client_address(request),
        user_agent=request.headers.get("User-Agent", ""),
    )
    return Reply(data=TokenPair.of(pair))


@routes.post(
    "/refresh",
    auth=None,
    response=answers(TokenPair, 409),
    summary=gettext_lazy("토큰 새로 받기"),
    description=gettext_lazy("보낸 refreshToken은 다시 쓸 수 없습니다. 다시 쓰면 그 로그인이 끝납니다."),
)
def refresh(request: HttpRequest, given: RefreshInput) -> Reply[TokenPair]:
    pair = services.refresh_tokens(refresh_token=given.refresh_token, asked_at=clock.now())
    return Reply(data=TokenPair.of(pair))


@routes.post(
    "/revoke",
    auth=None,
    response=answers(None),
    summary=gettext_lazy("토큰 폐기하기"),
    description=gettext_lazy("그 로그인에서 나온 모든 토큰이 곧바로 끝납니다."),
)
def revoke(request: HttpRequest, given: RefreshInput) -> Reply[None]:
    services.revoke_tokens(refresh_token=given.refresh_token)
    return Reply(message=_("이 토큰으로 시작한 로그인을 끝냈습니다."), data=None)


@routes.get("/me", response=answers(Me), summary=gettext_lazy("내 정보"))
def me(request: ApiRequest) -> Reply[Me]:
    return Reply(data=Me.of(request.auth))
