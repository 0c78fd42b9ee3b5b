"""Values that the portal's pages print, in words."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def manifest() -> dict[str, Any]:
    return {
        "name": _("배움터"),
        "short_name": _("배움터"),
        "lang": get_language(),
        "start_url": reverse("portal:me"),
        "display": "standalone",
        "background_color": "#faf9f6",
        "theme_color": "#0b6b53",
        "icons": [{"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
