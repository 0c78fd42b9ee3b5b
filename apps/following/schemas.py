"""Input and output of the endpoints of what a member follows."""

from typing import Annotated, Literal, Self

from django.utils.translation import gettext
from pydantic import Field, model_validator

from apps.core.api.envelope import Out
from apps.core.api.fields import Id, Input
from apps.core.api.lazy import gettext_lazy as _
from apps.core.particles import fill
from apps.following.models import Follow
from apps.following.rules import LONGEST_SENT
from apps.following.services import FollowInput

KindWord = Literal["mentor", "topic", "search", "seat"]
SourceText = Annotated[str, Field(max_length=20, examples=["mentoring"])]
QueryText = Annotated[str, Field(max_length=LONGEST_SENT, examples=["weekday=tue&part=evening"])]
_NEEDED: dict[KindWord, tuple[str, ...]] = {
    "mentor": ("mentor_id",),
    "topic": ("topic_id",),
    "search": ("source", "query"),
    "seat": ("source", "thing_id"),
}


class FollowBody(Input):
    kind: KindWord
    mentor_id: Id | None = Field(default=None, description=_("kind가 mentor일 때 보냅니다."))
    topic_id: Id | None = Field(default=None, description=_("kind가 topic일 때 보냅니다."))
    source: SourceText | None = Field(
        default=None,
        description=_("kind가 search나 seat일 때 보냅니다. mentoring, lessons, elearning 가운데 하나입니다."),
    )
    query: QueryText | None = Field(
        default=None, description=_("kind가 search일 때 보냅니다. 목록 페이지 주소의 물음표 뒤와 같습니다.")
    )
    thing_id: Id | None = Field(default=None, description=_("kind가 seat일 때 보냅니다. 멘토링이나 차수의 번호입니다."))

    @model_validator(mode="after")
    def check_fits_kind(self) -> Self:
        """Check that what the kind needs is there, and nothing that it would ignore. An empty value is not given."""
        for name in sorted(set().union(*_NEEDED.values())):
            is_needed = name in _NEEDED[self.kind]
            if bool(getattr(self, name)) != is_needed:
                words = {"kind": self.kind, "name": type(self).model_fields[name].alias}
                if is_needed:
                    raise ValueError(fill(gettext("kind가 %(kind)s이면 %(name)s[을/를] 보내 주세요."), words))
                raise ValueError(
                    fill(gettext("kind가 %(kind)s이면 %(name)s[은/는] 쓰지 않습니다. 빼고 보내 주세요."), words)
                )
        return self

    def given(self) -> FollowInput:
        return FollowInput(
            kind=self.kind,
            mentor_id=self.mentor_id or 0,
            topic_id=self.topic_id or 0,
            source=self.source or "",
            query=self.query or "",
            thing_id=self.thing_id or 0,
        )


class FollowOut(Out):
    follow_id: int
    kind: KindWord
    mentor_id: int | None
    topic_id: int | None
    source: str
    query: str
    thing_id: int | None


def follow_out(follow: Follow) -> FollowOut:
    return FollowOut(
        follow_id=follow.pk,
        kind=follow.kind,  # type: ignore[arg-type]  # a choice of the column
        mentor_id=follow.mentor_id,
        topic_id=follow.topic_id,
        source=follow.source,
        query=follow.query,
        thing_id=follow.thing_id,
    )
