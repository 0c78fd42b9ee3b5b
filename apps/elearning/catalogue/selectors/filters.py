"""What a person asked the list of courses for: read from the address, applied to the rows, written into addresses.

A value that means nothing is left out, as if it had not been given; nothing in an address can break the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import search
from apps.core.components import Chip, Select
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.querysets import CourseQuerySet
from apps.elearning.catalogue.states import CourseLevel, CourseType

SORTS = {
    "": gettext_lazy("최근 등록 순"),
    "closing": gettext_lazy("신청 마감 빠른 순"),
    "title": gettext_lazy("과정명 순"),
}
_ORDERS = {"": ("-created_at", "-pk"), "closing": ("closing", "pk"), "title": ("title", "pk")}
CLASSES = {"open": gettext_lazy("지금 신청할 수 있는 과정"), "coming": gettext_lazy("열릴 예정인 과정")}
LONGEST_WORD = 100


@dataclass(frozen=True)
class CourseFilters:
    """The list's state. The order by deadline is one of those that are open: it asks for them by itself."""

    status: str = ""
    type: str = ""
    level: str = ""
    free: bool = False
    word: str = ""
    sort: str = ""

    def query(self, **changes: Any) -> str:
        """The query string of this state with `changes`: what is default is left out."""
        state = replace(self, **changes)
        pairs = {
            "status": state.status, "type": state.type, "level": state.level, "free": "1" if state.free else "",
            "q": state.word, "sort": state.sort,
        }  # fmt: skip
        return urlencode({name: value for name, value in pairs.items() if value})

    def url(self, **changes: Any) -> str:
        return "?" + self.query(**changes)

    @property
    def cleared(self) -> str:
        """The list without any filter, in the same order."""
        return CourseFilters(sort=self.sort).url()

    def chips(self) -> list[Chip]:
        """What is in use, each with the way to take it away."""
        chips = []
        if self.status:
            chips.append(Chip(str(CLASSES[self.status]), self.url(status="", sort="")))
        if self.type:
            chips.append(Chip(str(CourseType(self.type).label), self.url(type="")))
        if self.level:
            chips.append(Chip(str(CourseLevel(self.level).label), self.url(level="")))
        if self.free:
            chips.append(Chip(_("무료"), self.url(free=False)))
        if self.word:
            chips.append(Chip(_("검색어: %s") % self.word, self.url(word="")))
        return chips

    def selects(self) -> list[Select]:
        """The choices of the filter form."""
        everything = {"": _("전체")}
        fees = everything | {"1": _("무료")}
        return [
            _select("status", _("모집"), everything | CLASSES, self.status),
            _select("type", _("형태"), everything | dict(CourseType.choices), self.type),
            _select("level", _("수준"), everything | dict(CourseLevel.choices), self.level),
            _select("free", _("수강료"), fees, "1" if self.free else ""),
            _select("sort", _("정렬"), SORTS, self.sort),
        ]


def _select(name: str, label: str, options: Mapping[str, Any], chosen: str) -> Select:
    return Select(name, label, [(value, str(words), value == chosen) for value, words in options.items()])


def read(given: Mapping[str, str]) -> CourseFilters:
    """The state that a query string asks for."""
    sort = _one_of(SORTS, given.get("sort"))
    return CourseFilters(
        status="open" if sort == "closing" else _one_of(CLASSES, given.get("status")),
        type=_one_of(CourseType.values, given.get("type")),
        level=_one_of(CourseLevel.values, given.get("level")),
        free=given.get("free") == "1",
        word=search.normalise_word(given.get("q", "").replace("\x00", ""))[:LONGEST_WORD],
        sort=sort,
    )


def _one_of(known: Any, raw: str | None) -> str:
    return raw if raw and raw in known else ""


def narrow(rows: CourseQuerySet, asked: CourseFilters, now: datetime) -> CourseQuerySet:
    """The courses that are asked for, in the order asked for. `status` and `free` are about one and the same class."""
    if asked.type:
        rows = rows.filter(type=asked.type)
    if asked.level:
        rows = rows.filter(level=asked.level)
    if asked.word:
        rows = rows.found(asked.word)
    if asked.status or asked.free:
        classes = CourseClass.objects.filter(is_published=True)
        if asked.status == "open":
            classes = classes.open_at(now)
        elif asked.status == "coming":
            classes = classes.filter(called_off_at=None, opens_at__gt=now)
        else:
            classes = classes.filter(called_off_at=None, ends_at__gt=now)
        if asked.free:
            classes = classes.filter(fee=0)
        if asked.sort == "closing":
            rows = rows.filter(classes__in=classes).annotate(closing=Min("classes__closes_at"))
        else:
            rows = rows.filter(pk__in=classes.values("course_id"))
    return rows.order_by(*_ORDERS[asked.sort])
