"""Rules of following: what may be followed, and how much."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core.errors import Conflict, Invalid
from apps.core.text import quoted
from apps.following.models import LONGEST_QUERY
from apps.following.sources import SOURCES, Search, Source

MOST_FOLLOWS = 50  # of one member
# Of a saved search, as it is sent: it is shorter when it is kept.
MOST_FILTERS = 100
LONGEST_SENT = 4 * LONGEST_QUERY


def check_count(count: int) -> None:
    """Check that one more may be followed. Raises Conflict `too_many_follows`."""
    if count >= MOST_FOLLOWS:
        sentence = _("소식은 %(n)d가지까지 받을 수 있습니다. 필요 없는 소식을 그만 받은 뒤 다시 눌러 주세요.")
        raise Conflict("too_many_follows", sentence % {"n": MOST_FOLLOWS})


def check_mentor(by: Member, mentor: Member) -> None:
    """Check that the member is somebody else. Raises Conflict `own_news`."""
    if mentor.pk == by.pk:
        raise Conflict("own_news", _("내가 여는 것은 따로 알려 드리지 않습니다."))


def check_source(name: str) -> Source:
    """Return the source of this name. Raises Invalid `source_unknown`."""
    if name not in SOURCES:
        raise Invalid("source_unknown", _("소식을 받을 수 없는 곳입니다."), field="source")
    return SOURCES[name]


def check_search(source: Source, query: str) -> Search:
    """Return the search that a query stands for.

    Raises Invalid `search_unknown`, `search_empty`, `search_too_long`.
    """
    if query.count("&") > MOST_FILTERS:
        raise _too_long()
    search = source.read(query) if source.read else None
    if search is not None and search.unread:
        names = ", ".join(f"‘{quoted(name)}’" for name in search.unread[:5])
        sentence = _("목록에 없는 조건입니다: %(names)s. 목록 페이지의 주소에 있는 이름과 값을 한 번씩만 보내 주세요.")
        raise Invalid("search_unknown", sentence % {"names": names}, field="query")
    if search is None or not search.query:
        raise Invalid("search_empty", _("소식을 받을 조건을 하나 이상 선택해 주세요."), field="query")
    if len(search.query) > LONGEST_QUERY:
        raise _too_long()
    return search


def _too_long() -> Invalid:
    return Invalid("search_too_long", _("조건이 너무 깁니다. 검색어를 줄여 주세요."), field="query")


def check_takes_marks(source: Source) -> Any:
    """Return the source's own check of a mark. Raises Invalid `source_unknown` where nothing is ever full."""
    if source.check_mark is None:
        raise Invalid("source_unknown", _("소식을 받을 수 없는 곳입니다."), field="source")
    return source.check_mark
