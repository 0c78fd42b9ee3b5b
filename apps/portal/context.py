"""What every page shows around its content. A new domain adds its line to NAVIGATION."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    icon: str
    members_only: bool = False


FOOTER = (
    NavItem(_("이용약관"), reverse_lazy("accounts:terms"), ""),
    NavItem(_("개인정보 수집·이용"), reverse_lazy("accounts:privacy"), ""),
)

NAVIGATION = (
    NavItem(_("멘토링"), reverse_lazy("mentoring:list"), "calendar"),
    NavItem(_("내 배움터"), reverse_lazy("portal:me"), "person", members_only=True),
)


def navigation(request: HttpRequest) -> dict:
    """`nav_items`: label, url, icon and whether it is where the person is; `footer_links`: label and url."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "footer_links": FOOTER,
        "nav_items": [
            {
                "label": item.label,
                "url": str(item.url),
                "icon": item.icon,
                "current": request.path.startswith(str(item.url)),
            }
            for item in NAVIGATION
            if known or not item.members_only
        ],
    }
