"""What every page shows around its content. A new domain adds its line to NAVIGATION."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class NavItem:
    """`also`: another address whose pages belong to the same line."""

    label: str
    url: str
    icon: str
    members_only: bool = False
    also: str = ""


FOOTER = (
    NavItem(_("수료증 진위 확인"), reverse_lazy("proof:verify"), ""),
    NavItem(_("이용약관"), reverse_lazy("accounts:terms"), ""),
    NavItem(_("개인정보 수집·이용"), reverse_lazy("accounts:privacy"), ""),
)

NAVIGATION = (
    NavItem(_("멘토링"), reverse_lazy("mentoring:list"), "calendar"),
    NavItem(_("과외"), reverse_lazy("tutorials:list"), "mortarboard", also=reverse_lazy("lessons:mine")),
    NavItem(_("과정"), reverse_lazy("courses:list"), "journal-text"),
    NavItem(_("연동"), reverse_lazy("linking:list"), "link-45deg", members_only=True),
    NavItem(_("내 배움터"), reverse_lazy("portal:me"), "person", members_only=True),
)


class NavLink(NamedTuple):
    """A line of the menu as one page shows it; `current`: the person is there."""

    label: str
    url: str
    icon: str
    also: str = ""
    current: bool = False


def navigation(request: HttpRequest) -> dict:
    """`nav_items`: a NavLink for each line; `footer_links`: the same for the foot of the page."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    here = request.path
    return {
        "footer_links": _lines("foot", known, get_language()),
        "nav_items": tuple(
            line._replace(current=here.startswith(tuple(filter(None, (line.url, line.also)))))
            for line in _lines("main", known, get_language())
        ),
    }


@cache
def _lines(menu: str, known: bool, language: str) -> tuple[NavLink, ...]:
    """The lines of a menu in words of `language`, which must be the active one."""
    items = NAVIGATION if menu == "main" else FOOTER
    return tuple(
        NavLink(str(item.label), str(item.url), item.icon, str(item.also))
        for item in items
        if known or not item.members_only
    )
