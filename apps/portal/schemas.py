"""The shape of what the endpoints of the portal take and answer."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from apps.core import no_shows
from apps.core.api.envelope import Out, Pagination, pagination
from apps.core.api.fields import PageNumber, Switch
from apps.core.api.lazy import gettext_lazy as _
from apps.core.paging import Page
from apps.core.parts import NoShow


class MentorsQuery(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

    topic: str = Field(default="", max_length=100, description=_("이 이름의 주제가 있는 것만 찾습니다."))
    open: Switch = Field(default=False, description=_("신청할 수 있는 것이 있는 멘토만 찾습니다."))
    search_value: str = Field(
        default="", max_length=100, description=_("이름, 소개, 경력, 주제에 이 글이 들어 있는 멘토만 찾습니다.")
    )
    page: PageNumber = 1


class MentorItem(Out):
    """A mentor. `line`: the first line of what they say of themselves; `open`: what they have open, in words."""

    mentor_id: int
    name: Annotated[str, Field(examples=["김하준"])]
    line: str
    topics: list[Annotated[str, Field(examples=["코드 리뷰"])]]
    open: Annotated[str, Field(examples=["멘토링 2개 · 과외 1개"])]


class MentorList(Out):
    mentors: list[MentorItem]
    pagination: Pagination


def mentor_list(page: Page) -> MentorList:
    items = [
        MentorItem(
            mentor_id=row.member_id,
            name=row.name,
            line=row.line,
            topics=[topic.label for topic in row.topics],
            open=row.open,
        )
        for row in page
    ]
    return MentorList(mentors=items, pagination=pagination(page))


class NoShowItem(Out):
    """Something that counts. `objectUntil`: null where no objection can be made any more."""

    title: Annotated[str, Field(examples=["백엔드 코드 리뷰"])]
    url: Annotated[str, Field(examples=["/mentoring/12/"])]
    starts_at: datetime
    late_cancel: bool
    counts_until: datetime
    object_until: datetime | None


class OwnNoShowRecord(Out):
    """The caller's own no-show record. `total`: an absence counts 1, a late cancel 0.5."""

    total: Annotated[float, Field(examples=[1.5])]
    no_shows: list[NoShowItem]


def own_no_show_record(rows: list[NoShow]) -> OwnNoShowRecord:
    items = [
        NoShowItem(
            title=row.title,
            url=row.url,
            starts_at=row.at,
            late_cancel=row.is_late_cancel,
            counts_until=no_shows.counts_until(row),
            object_until=row.object_until,
        )
        for row in rows
    ]
    return OwnNoShowRecord(total=no_shows.total(rows), no_shows=items)
