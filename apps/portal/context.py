"""The context of every page: the links of the menu and of the footer that the apps registered."""

from functools import cache
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import get_language

from apps.core import parts


class NavLink(NamedTuple):
    """A link of the menu on a page. `current`: it leads to this page or its section."""

    label: str
    url: str
    icon: str
    also: str = ""
    strong: bool = False
    current: bool = False


def navigation(request: HttpRequest) -> dict:
    """Return `nav_items` and `footer_links`, a NavLink for each line of the menu and of the footer."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "footer_links": _lines("foot", known, get_language()),
        "nav_items": tuple(
            line._replace(current=request.path.startswith(tuple(filter(None, (line.url, line.also)))))
            for line in _lines("main", known, get_language())
        ),
    }


@cache
def _lines(menu: str, known: bool, language: str) -> tuple[NavLink, ...]:
    """Return the links of a menu in `language`, which must be the active one."""
    items = parts.MENU if menu == "main" else parts.FOOTER
    return tuple(
        NavLink(str(item.label), str(item.url), item.icon, str(item.also), item.strong)
        for item in items
        if known or not item.members_only
    )
