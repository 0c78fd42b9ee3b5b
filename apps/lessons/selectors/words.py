"""How states, fees and lengths are put in words and colours, once for every page of lessons."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import text
from apps.core.paging import COUNT_CAP, Page
from apps.lessons.states import LessonStatus

KINDS = {
    LessonStatus.PENDING: "wait",
    LessonStatus.APPROVED: "open",
    LessonStatus.REJECTED: "danger",
    LessonStatus.IN_PROGRESS: "info",
    LessonStatus.COMPLETED: "done",
    LessonStatus.CANCELLED: "done",
}


class Badge(NamedTuple):
    text: str
    kind: str


def status_badge(status: str) -> Badge:
    return Badge(str(LessonStatus(status).label), KINDS[LessonStatus(status)])


def is_missed(status: str, starts_at: datetime, now: datetime) -> bool:
    """Whether a request was left unanswered until its time had come."""
    return status == LessonStatus.PENDING and starts_at <= now


def price(amount: int) -> str:
    """`30,000원`, or that it costs nothing."""
    return text.won(amount) if amount else _("무료")


def length(minutes: int) -> str:
    """`45분`, `1시간`, `1시간 30분`."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("%(n)d분") % {"n": rest}
    hours = _("%(n)d시간") % {"n": whole}
    return f"{hours} {_('%(n)d분') % {'n': rest}}" if rest else hours


def total(page: Page) -> str:
    """`총 128건`; past the cap how many there are at least."""
    if page.capped:
        return _("총 %(n)s건 이상") % {"n": f"{COUNT_CAP:,}"}
    return counted(page.total)


def counted(count: int) -> str:
    return ngettext("총 %(n)s건", "총 %(n)s건", count) % {"n": f"{count:,}"}
