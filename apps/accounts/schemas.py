"""Schemas of the token endpoints."""

from typing import Literal

from django.conf import settings
from django.urls import reverse
from pydantic import Field

from apps.accounts.models import LONGEST_PASSWORD, Member
from apps.accounts.states import MemberType
from apps.accounts.tokens import Pair
from apps.core.api.envelope import Out
from apps.core.api.fields import Input


class LogInInput(Input):
    email: str = Field(min_length=1, max_length=254, examples=["seoyeon@example.com"])
    password: str = Field(min_length=1, max_length=LONGEST_PASSWORD, json_schema_extra={"format": "password"})
    otp: str | None = Field(default=None, max_length=20, examples=["123456"])


class RefreshInput(Input):
    refresh_token: str = Field(min_length=1, max_length=500)


class TokenPair(Out):
    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int

    @classmethod
    def of(cls, pair: Pair) -> "TokenPair":
        return cls(access_token=pair.access, refresh_token=pair.refresh, expires_in=pair.expires_in)


class Me(Out):
    id: int
    email: str
    name: str
    nickname: str
    member_type: MemberType
    phone: str
    profile_image_url: str | None
    introduction: str
    language: str
    is_mentor: bool
    is_staff: bool

    @classmethod
    def of(cls, member: Member) -> "Me":
        address = settings.SITE_URL + reverse("accounts:image", args=[member.pk])
        image = address if member.profile_image else None
        same = ("id", "email", "name", "nickname", "phone", "introduction", "language", "is_mentor", "is_staff")
        return cls(
            **{name: getattr(member, name) for name in same},
            member_type=MemberType(member.member_type),
            profile_image_url=image,
        )
