"""Every page in light and dark, on a phone and on a desk: axe, width, console, content policy, own host, frame."""

from urllib.parse import unquote

import pytest

from tests.access import world as worlds
from tests.browser import eyes
from tests.browser.pages import VIEWERS, looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The pages of one viewer, and those of the admin, in as many tests as give each about 25: the workers share them.
PARTS = {
    "admin": 4, "owner": 3, "instructor": 1, "anonymous": 1, "mentor": 1, "stranger": 1, "linked": 1, "superuser": 1,
}  # fmt: skip


@pytest.fixture(scope="session")
def passed() -> set[str]:
    return set()


def test_every_page_is_in_a_part():
    assert set(PARTS) == {"admin", "anonymous", "stranger", *VIEWERS}


@pytest.mark.parametrize(("part", "number"), [(part, number) for part, many in PARTS.items() for number in range(many)])
def test_every_page(open_page, passed, part: str, number: int):
    world = worlds.build()
    viewer = "superuser" if part == "admin" else part
    watched = open_page(world.people.get(viewer), width=320, alone=True)
    eyes.give_eyes(watched.page.context)
    mine = [look for look in looks(world) if look.viewer == viewer and look.is_admin == (part == "admin")]
    mine = mine[number :: PARTS[part]]
    assert mine, "there is no page to look at"
    wrong = []
    for turn, look in enumerate(mine):
        if look.name.startswith("error"):
            watched.expect(f"{look.path}: console Failed to load resource")
        answer = watched.page.goto(look.path)
        seen = unquote(watched.page.url)
        assert seen.endswith(unquote(look.path)), f"{look.path} as {look.viewer} leads to {seen}"
        assert answer.status == 200 or look.name.startswith("error"), f"{look.path}: {answer.status}"
        found = eyes.look_at(watched.page, is_admin=look.is_admin, is_reversed=turn % 2 == 1, passed=passed)
        wrong += [f"{look.path} ({look.viewer}): {sentence}" for sentence in found]
    assert wrong == [], "\n" + "\n".join(wrong)
