"""The envelope of mentoring, linking and lessons: `{"success": true, "message": …?, "data": …}`, in camelCase."""

from typing import Any, Generic, Literal, TypeVar

from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from apps.core.paging import COUNT_CAP, DEEPEST, Page

Data = TypeVar("Data")


class Out(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Reply(BaseModel, Generic[Data]):
    """A success. `message` is left out if it is None."""

    success: Literal[True] = True
    message: str | None = Field(default=None, exclude_if=lambda value: value is None)
    data: Data


class Refusal(BaseModel):
    """A failure of any kind."""

    success: Literal[False] = False
    message: str
    data: None = None


class Pagination(Out):
    """The page numbers of a list (seed 000, List). Past the last page a list is empty.

    `total` is counted up to a cap; `message` then says so.
    """

    total: int
    current_page: int
    total_pages: int


def pagination(page: Page) -> Pagination:
    return Pagination(total=page.total, current_page=page.number, total_pages=page.known_pages)


def capped_message(page: Page) -> str | None:
    """Return the message for a total that was not counted to its end, else None."""
    if page.is_too_deep:
        return _("앞에서부터 %(most)d건까지 페이지로 나누어 답합니다. 그다음은 조건을 더해 찾아 주세요.") % {
            "most": DEEPEST * COUNT_CAP
        }
    return _("결과가 %(most)d건보다 많아 그만큼만 세었습니다.") % {"most": COUNT_CAP} if page.capped else None


def answers(data: Any, *refusals: int) -> dict[int, Any]:
    """Return the `response=` of an endpoint: its success, 400, 401 and the other `refusals` it may give."""
    return {200: Reply[data], **dict.fromkeys(sorted({400, 401, *refusals}), Refusal)}


def router(tag: Any) -> Router:
    """Return a router that answers in camelCase and is documented under `tag`."""
    return Router(tags=[tag], by_alias=True)
