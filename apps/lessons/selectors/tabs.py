"""The tabs above every list of tutorials and lessons."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.components import Tab
from apps.core.errors import allowed
from apps.lessons import rules

SEARCH, MINE, REQUESTS, OFFERED, HOURS = "search", "mine", "requests", "offered", "hours"


def tabs(member: Any, current: str) -> list[Tab]:
    """Return the tabs of a member; a mentor has more, a visitor none."""
    if not member.is_authenticated:
        return []
    tutorials = reverse("tutorials:list")
    entries = [(SEARCH, _("과외 찾기"), tutorials), (MINE, _("내 수업"), reverse("lessons:mine"))]
    if allowed(rules.check_can_offer, member):
        entries += [
            (REQUESTS, _("받은 신청"), reverse("lessons:requests")),
            (OFFERED, _("내 과외"), f"{tutorials}?mine=offered&status=all"),
            (HOURS, _("수업 시간"), reverse("tutorials:hours")),
        ]
    return [Tab(label, url, name == current) for name, label, url in entries]
