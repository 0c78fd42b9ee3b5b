"""The envelope of e-learning (seed 001): `{"success": true, "message": …, and the named values beside them}`, in
snake_case. A failure looks as everywhere (envelope.Refusal)."""

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
    """The body of a write: what it does not know is refused, and no value is taken for one of another kind."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PageQuery(BaseModel):
    page: PageNumber = 1
    size: int = Field(default=20, ge=1, le=MOST_ON_A_PAGE, description=gettext_lazy("한 쪽에 담을 건수입니다(1~100)."))


class FlatReply(BaseModel):
    """A success; what is named beside it is the subclass's."""

    success: Literal[True] = True
    message: str


class Paging(BaseModel):
    """`total` is counted no further than a cap; the reply's `message` then says so. `page` is the one that is shown."""

    page: int
    size: int
    total: int
    pages: int


def paging(page: Page) -> Paging:
    return Paging(page=page.number, size=page.size, total=page.total, pages=max(page.total_pages, page.number))


def found_message(page: Page | None = None) -> str:
    """What a reading endpoint says."""
    return (page and capped_message(page)) or _("조회했습니다.")


def flat_answers(reply: type[FlatReply], *refusals: int) -> dict[int, Any]:
    """The `response=` of an endpoint: its success, 400, 401 and the other `refusals` it may give."""
    return {200: reply, **dict.fromkeys(sorted({400, 401, *refusals}), Refusal)}


def flat_router(tag: Any) -> Router:
    """A router, its endpoints gathered under `tag` in the documentation."""
    return Router(tags=[tag])
