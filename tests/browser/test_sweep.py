"""Every page in light and dark, on a phone and on a desk: axe, width, console, content policy, own host, frame."""

import itertools

import pytest

from tests.access import world as worlds
from tests.browser import eyes
from tests.browser.pages import VIEWERS, Look, looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARTS = ("public and own", "admin")


def _belongs(look: Look, part: str) -> bool:
    return look.is_admin == (part == "admin")


@pytest.mark.parametrize(("theme", "width", "part"), list(itertools.product(("light", "dark"), (360, 1280), PARTS)))
def test_every_page(open_page, theme: str, width: int, part: str):
    world = worlds.build()
    watched = {
        viewer: open_page(world.people.get(viewer), width=width, color_scheme=theme)
        for viewer in ("anonymous", "stranger", *VIEWERS)
    }
    wrong = []
    for look in looks(world):
        if not _belongs(look, part):
            continue
        one = watched[look.viewer]
        if look.name.startswith("error"):
            one.expect(f"{look.path}: console Failed to load resource")
        one.page.goto(look.path)
        found = eyes.axe(one.page, without=eyes.DJANGO_ADMINS_OWN if part == "admin" else frozenset())
        if width == 360 and theme == "light":
            found += eyes.too_small(one.page) if part != "admin" else []
            one.page.set_viewport_size({"width": 320, "height": 900})
            found += eyes.too_wide(one.page)
            one.page.set_viewport_size({"width": 360, "height": 900})
        if part != "admin":
            found += eyes.frame(one.page)
        wrong += [f"{look.path} ({look.viewer}): {sentence}" for sentence in found]
    assert wrong == [], "\n" + "\n".join(wrong)
