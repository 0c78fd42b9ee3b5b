"""The input and output of the endpoints of linking, with the names of seed 002."""

from datetime import UTC, datetime
from typing import Annotated, Literal, cast

from django.conf import settings
from pydantic import BaseModel, Field

from apps.accounts.models import Member
from apps.accounts.states import MemberType
from apps.core.api.envelope import Out
from apps.core.api.fields import Id, Input
from apps.core.api.lazy import gettext_lazy as _
from apps.linking.models import TempCode
from apps.linking.rules import CannotLink
from apps.linking.selectors import picture_url

RefusalWord = Literal["no match", "self", "over", "overlap", "par", "teach"]
MemberId = Annotated[int, Field(examples=[123])]
InstantText = Annotated[str, Field(examples=["2026-01-15T05:00:00.000Z"])]
EmailText = Annotated[str, Field(examples=["seoyeon@example.com"])]
NicknameText = Annotated[str, Field(examples=["서연"])]

# --- In ---------------------------------------------------------------------------------------------------------------


class AddInput(Input):
    mentor_id: Id = Field(description=_("방금 확인한 코드의 mentorId입니다."))


class RemoveInput(Input):
    linked_member_id: Id


# --- Out --------------------------------------------------------------------------------------------------------------


class Done(BaseModel):
    success: Literal[True] = True


class NotLinked(BaseModel):
    """A refusal of the seed, at HTTP 200: its word in `success`, its text in `message`."""

    success: RefusalWord
    message: str

    @classmethod
    def of(cls, refused: CannotLink) -> "NotLinked":
        return cls(success=cast(RefusalWord, refused.code), message=refused.message)


class CodeAnswer(Out):
    code: Annotated[str, Field(examples=["ABC234"])]
    expire_at: InstantText

    @classmethod
    def of(cls, row: TempCode) -> "CodeAnswer":
        return cls(code=row.code, expire_at=instant(row.expire_at))


class Info(Out):
    nickname: NicknameText
    member_type: MemberType
    email: EmailText


class Found(Out):
    mentor_id: MemberId
    info: Info

    @classmethod
    def of(cls, member: Member) -> "Found":
        info = Info(nickname=member.nickname, member_type=MemberType(member.member_type), email=member.email)
        return cls(mentor_id=member.pk, info=info)


class Account(Out):
    """`createdAt` is the day the member joined: the seed reads it from the member's own row, oneself included."""

    id: MemberId
    nickname: NicknameText
    member_type: MemberType
    email: EmailText
    phone: Annotated[str | None, Field(examples=["010-1234-5678"])]
    profile_image_url: str | None = Field(
        description=_("로그인 없이 한 시간 동안 열리는 주소입니다. 연동이 해제되면 바로 닫힙니다.")
    )
    created_at: InstantText
    introduction: str | None

    @classmethod
    def of(cls, viewer: Member, member: Member) -> "Account":
        picture = picture_url(viewer, member)
        return cls(
            id=member.pk,
            nickname=member.nickname,
            member_type=MemberType(member.member_type),
            email=member.email,
            phone=member.phone or None,
            profile_image_url=settings.SITE_URL + picture if picture else None,
            created_at=instant(member.date_joined),
            introduction=member.introduction or None,
        )


def instant(moment: datetime) -> str:
    """Return the time as seed 002 writes it: in UTC, with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
