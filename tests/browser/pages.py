"""Which pages there are to look at, and as whom: every row of the access table that answers 200, and states of some."""

import datetime as dt
from dataclasses import dataclass

from apps.core import clock
from tests.access.addresses import filled
from tests.access.rules import Row
from tests.access.table import ROWS
from tests.access.world import World

# Who opens a page: the first of these who gets it; visitors also see what is open to them.
VIEWERS = ("owner", "mentor", "instructor", "linked", "superuser")


@dataclass(frozen=True)
class Look:
    viewer: str
    path: str
    name: str

    @property
    def is_admin(self) -> bool:
        return self.path.startswith("/admin/")


# Pages that Django's admin makes of one template for every model: one of each is looked at.
ALIKE = ("history/", "export/", "import/")


def looks(world: World) -> list[Look]:
    rows = [row for row in ROWS if row.sweep and row.get is not None and not row.api]
    first = [row for tail in ALIKE for row in [row for row in rows if _is_alike(row, tail)][:1]]
    shown = [row for row in rows if row in first or not any(_is_alike(row, tail) for tail in ALIKE)]
    return [look for row in shown for look in _looks(row, world)] + _states(world)


def _is_alike(row: Row, tail: str) -> bool:
    return row.address.startswith("/admin/") and row.address.endswith(tail)


def _looks(row: Row, world: World) -> list[Look]:
    thing = world.things[row.things][0] if row.things else None
    path = filled(row.address, {**world.values, **(thing.values if thing else {})}) + row.query
    able = [viewer for viewer in ("anonymous", *VIEWERS) if row.expected("GET", viewer, thing) == 200]
    shown = [viewer for viewer in able if viewer == "anonymous"] + [viewer for viewer in able if viewer in VIEWERS][:1]
    return [Look(viewer, path, row.address.strip("/") or "home") for viewer in shown]


def _states(world: World) -> list[Look]:
    """The same addresses in other states: other filters, other people, nothing found, not there, not allowed."""
    sessions = {thing.name: thing.values["session_id"] for thing in world.things["session"]}
    tutorials = {thing.name: thing.values["tutorial_id"] for thing in world.things["tutorial"]}
    lessons = {thing.name: thing.values["lesson_id"] for thing in world.things["lesson"]}
    noted = world.things["homework"][0].values["lesson_id"]
    classes = {thing.name: thing.values["class_id"] for thing in world.things["running class"]}
    day = (clock.today() + dt.timedelta(days=9)).isoformat()
    return [
        Look("owner", "/mentoring/?view=calendar", "mentoring calendar"),
        Look("owner", "/mentoring/?fit=1&status=all", "mentoring that fits"),
        Look("owner", "/me/hours/", "free hours"),
        Look("instructor", f"/mentoring/{world.values['session_over']}/feedback/", "feedback"),
        Look("owner", "/mentoring/?type=lecture&weekday=tue&q=없는말", "mentoring no match"),
        Look("stranger", "/mentoring/history/", "mentoring history empty"),
        Look("stranger", "/notices/?unread=1", "notices unread"),
        Look("stranger", f"/mentoring/{sessions['foreign']}/", "mentoring to apply for"),
        Look("stranger", f"/mentoring/{sessions['own']}/", "mentoring full"),
        Look("mentor", f"/mentoring/{sessions['own']}/", "mentoring of one's own"),
        Look("superuser", f"/mentoring/{sessions['hidden']}/", "mentoring declined"),
        Look("linked", "/links/", "links of a teacher"),
        Look("stranger", "/links/", "links empty"),
        Look("stranger", "/links/code/", "link code none"),
        Look("owner", f"/tutorials/{tutorials['own']}/", "tutorial asked of"),
        Look("mentor", f"/tutorials/{tutorials['own']}/", "tutorial of one's own"),
        Look("mentor", "/tutorials/?mine=offered&status=all&q=없는말", "tutorials no match"),
        Look("stranger", f"/tutorials/{tutorials['own']}/request/?date={day}", "lesson times of a day"),
        Look("owner", f"/tutorials/{tutorials['own']}/request/?date={day}&fit=1", "lesson times that fit"),
        Look("mentor", f"/lessons/{lessons['own']}/", "lesson to decide"),
        Look("owner", f"/lessons/{lessons['own']}/", "lesson with offered times"),
        Look("owner", "/lessons/?view=calendar", "lessons calendar"),
        Look("mentor", f"/lessons/{noted}/", "lesson with notes"),
        Look("owner", f"/lessons/{noted}/notes/", "notes of a mentee"),
        Look("stranger", "/lessons/", "lessons empty"),
        Look("instructor", f"/classes/{classes['own']}/", "classroom preview"),
        Look("instructor", f"/classes/{classes['own']}/progress/?show=behind&sort=name", "progress of those behind"),
        Look("mentor", "/me/", "me of a mentor"),
        Look("superuser", "/me/", "me of staff"),
        Look("owner", "/me/?week=2026-W30", "me week"),
        Look("stranger", "/mentoring/987654321/", "error 404"),
        Look("stranger", "/mentoring/new/", "error 403"),
    ]
