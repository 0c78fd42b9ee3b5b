"""Input and output of the endpoints of what a member follows."""

from typing import Annotated, Literal

from pydantic import Field

from apps.core.api.envelope import Out
from apps.core.api.fields import Id, Input
from apps.core.api.lazy import gettext_lazy as _
from apps.following.models import Follow
from apps.following.rules import LONGEST_SENT
from apps.following.services import FollowInput

KindWord = Literal["mentor", "topic", "search", "seat"]
SourceText = Annotated[str, Field(max_length=20, examples=["mentoring"])]
QueryText = Annotated[str, Field(max_length=LONGEST_SENT, examples=["weekday=tue&part=evening"])]


class FollowBody(Input):
    kind: KindWord
    mentor_id: Id | None = Field(default=None, description=_("kind가 mentor일 때 보냅니다."))
    topic_id: Id | None = Field(default=None, description=_("kind가 topic일 때 보냅니다."))
    source: SourceText = Field(
        default="",
        description=_("kind가 search나 seat일 때 보냅니다. mentoring, lessons, elearning 가운데 하나입니다."),
    )
    query: QueryText = Field(
        default="", description=_("kind가 search일 때 보냅니다. 목록 화면 주소의 물음표 뒤와 같습니다.")
    )
    thing_id: Id | None = Field(default=None, description=_("kind가 seat일 때 보냅니다. 멘토링이나 차수의 번호입니다."))

    def given(self) -> FollowInput:
        return FollowInput(
            kind=self.kind,
            mentor_id=self.mentor_id or 0,
            topic_id=self.topic_id or 0,
            source=self.source,
            query=self.query,
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
