"""The filters of the list of courses, and the rows that they select."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.db.models import Min
from django.utils.translation import gettext_lazy

from apps.core.components import Chip
from apps.core.filters import Filters, choice, flag, word
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.querysets import CourseQuerySet
from apps.elearning.catalogue.states import CourseLevel, CourseType
from apps.planner import selectors as planner
from apps.topics.selectors import narrow_to_topic

SORTS = {
    "": gettext_lazy("최근 등록 순"),
    "closing": gettext_lazy("신청 마감 빠른 순"),
    "title": gettext_lazy("과정명 순"),
}
_ORDERS = {"": ("-created_at", "-pk"), "closing": ("closing", "pk"), "title": ("title", "pk")}
CLASSES = {"open": gettext_lazy("지금 신청할 수 있는 과정"), "coming": gettext_lazy("열릴 예정인 과정")}


@dataclass(frozen=True)
class CourseFilters(Filters):
    """The filters and order of the list. The order by deadline implies the filter for open classes."""

    status: str = choice(CLASSES, gettext_lazy("모집"), chip="%s")
    type: str = choice(dict(CourseType.choices), gettext_lazy("형태"), chip="%s")
    level: str = choice(dict(CourseLevel.choices), gettext_lazy("수준"), chip="%s")
    free: bool = flag("1", gettext_lazy("무료"), gettext_lazy("수강료"), chip="%s")
    topic: str = word("topic", label=gettext_lazy("주제"), chip=gettext_lazy("주제: %s"))
    word: str = word(chip=gettext_lazy("검색어: %s"))
    fit: bool = flag("1", gettext_lazy("내 주에 맞는 것"), chip="%s", for_members=True)
    sort: str = choice(SORTS, gettext_lazy("정렬"), kept=True)

    selected = ("status", "type", "level", "free", "sort")

    @classmethod
    def read(cls, given: Mapping[str, str], **others: Any) -> Self:
        asked = super().read(given, **others)
        return replace(asked, status="open") if asked.sort == "closing" else asked

    def chips_of(self, name: str) -> list[Chip]:
        chips = super().chips_of(name)
        return [chip._replace(url=self.url(status="", sort="")) for chip in chips] if name == "status" else chips


def narrow(rows: CourseQuerySet, asked: CourseFilters, now: datetime, member: Any = None) -> CourseQuerySet:
    """Return the courses that match, in the order asked for. `status`, `free` and `fit` must hold for one class."""
    if asked.type:
        rows = rows.filter(type=asked.type)
    if asked.level:
        rows = rows.filter(level=asked.level)
    rows = narrow_to_topic(rows, asked.topic)
    if asked.word:
        rows = rows.matching(asked.word, now)
    if asked.status or asked.free or asked.fit:
        classes = CourseClass.objects.filter(is_published=True)
        if asked.status == "open":
            classes = classes.open_at(now)
        elif asked.status == "coming":
            classes = classes.filter(called_off_at=None, opens_at__gt=now)
        else:
            classes = classes.filter(called_off_at=None, ends_at__gt=now)
        if asked.free:
            classes = classes.filter(fee=0)
        if asked.fit:
            classes = fitting_classes(classes, member, now)
        if asked.sort == "closing":
            rows = rows.filter(classes__in=classes).annotate(closing=Min("classes__closes_at"))
        else:
            rows = rows.filter(pk__in=classes.values("course_id"))
    return rows.order_by(*_ORDERS[asked.sort])


def fitting_classes(classes: Any, member: Any, now: datetime) -> Any:
    """Return those of the classes each of whose meetings that are not over fits the member's week."""
    ahead = ClassMeeting.objects.filter(ends_at__gt=now)
    fitting = planner.fitting(ahead, member.pk, CourseClass.SOURCE)
    return classes.exclude(pk__in=ahead.exclude(pk__in=fitting.values("pk")).values("course_class_id"))
