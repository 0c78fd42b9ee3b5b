"""What every page shows around its content: the lines of the menu and of the foot that the apps gave."""

from functools import cache
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import get_language

from apps.core import parts


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
    items = parts.MENU if menu == "main" else parts.FOOTER
    return tuple(
        NavLink(str(item.label), str(item.url), item.icon, str(item.also))
        for item in items
        if known or not item.members_only
    )
