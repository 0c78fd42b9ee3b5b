"""The flat envelope of e-learning (seed 001): `{"success": true, "message": …, "<name>": …}`, in snake_case.

A failure looks as everywhere (envelope.Refusal).
"""

from typing import Any, Literal

from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from apps.core.api.envelope import Refusal, capped_message
from apps.core.api.fields import PageNumber
from apps.core.api.lazy import gettext_lazy
from apps.core.paging import Page

MOST_ON_A_PAGE = 100


class FlatInput(BaseModel):
    """The body of a write. Unknown names are refused, and no value is converted to another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NoInput(FlatInput):
    """An optional body without fields."""


class PageQuery(BaseModel):
    page: PageNumber = 1
    size: int = Field(
        default=20, ge=1, le=MOST_ON_A_PAGE, description=gettext_lazy("한 페이지에 담을 건수입니다(1~100).")
    )


class FlatReply(BaseModel):
    """A success. Subclasses add the named values."""

    success: Literal[True] = True
    message: str


class Paging(BaseModel):
    """The page numbers of a list. Past the last page a list is empty.

    `total` is counted up to a cap; `message` then says so.
    """

    page: int
    size: int
    total: int
    pages: int


def paging(page: Page) -> Paging:
    return Paging(page=page.number, size=page.size, total=page.total, pages=page.known_pages)


def found_message(page: Page | None = None) -> str:
    """Return the message of an endpoint that only reads."""
    return (page and capped_message(page)) or _("조회했습니다.")


def flat_answers(reply: type[FlatReply], *refusals: int) -> dict[int, Any]:
    """Return the `response=` of an endpoint: its success, 400, 401 and the other `refusals` it may give."""
    return {200: reply, **dict.fromkeys(sorted({400, 401, *refusals}), Refusal)}


def flat_router(tag: Any) -> Router:
    """Return a router that is documented under `tag`."""
    return Router(tags=[tag])
