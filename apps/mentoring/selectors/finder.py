"""What stands above the list of sessions: the form that finds, and the tabs."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.components import Select, Tab
from apps.mentoring.selectors.filters import ListFilters
from apps.topics.selectors import topic_select


@dataclass(frozen=True)
class Finder:
    """The form above the list. `hidden`: what stays as it is. `more_used`: filters in use of those folded away."""

    pills: tuple[Select, ...]
    selects: tuple[Select, ...]
    hidden: list[tuple[str, str]]
    more_used: int


def finder(asked: ListFilters, *, known: bool) -> Finder:
    """Return the form. Queries: 1."""
    selects = asked.selects(known=known)
    return Finder(
        pills=asked.pills(),
        selects=(selects[0], topic_select(asked.topic), *selects[1:]),
        hidden=asked.kept_by_form("mine", "fit", "calendar", "month"),
        more_used=asked.more_used,
    )


def list_tabs(asked: ListFilters, *, known: bool, can_open: bool) -> list[Tab]:
    """Return the links above the list: what can be applied for, everything, and one's own."""
    everything = not asked.mine and asked.status == "all"
    tabs = [
        Tab(_("신청할 수 있는 것"), asked.url(mine="", status=""), not asked.mine and not asked.status),
        Tab(_("전체"), asked.url(mine="", status="all"), everything),
    ]
    if known:
        tabs.append(Tab(_("내가 신청한 것"), asked.url(mine="applied", status=""), asked.mine == "applied"))
    if can_open or asked.mine == "opened":
        tabs.append(Tab(_("내가 연 것"), asked.url(mine="opened", status=""), asked.mine == "opened"))
    return tabs


def nothing_found(asked: ListFilters) -> str:
    """Return the words for a list in which nothing matches."""
    if asked.word:
        return _("‘%(word)s’에 맞는 멘토링이 없습니다") % {"word": asked.word}
    return _("조건에 맞는 멘토링이 없습니다")
