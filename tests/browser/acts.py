"""What people do with a page, in their words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route

# With scripts and without, on a phone and on a desk: a journey takes two of the four, and the next one the other two.
PHONE_WITH_SCRIPT = pytest.mark.parametrize(
    ("script", "width"), [(True, 360), (False, 1280)], ids=["script, phone", "no script, desk"]
)
DESK_WITH_SCRIPT = pytest.mark.parametrize(
    ("script", "width"), [(True, 1280), (False, 360)], ids=["script, desk", "no script, phone"]
)


def press(page: Page, name: str) -> None:
    """The button of that name in the page (not in its head), waiting for the page it leads to."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def main_action(page: Page, name: str) -> Locator:
    return page.locator("main").get_by_role("link", name=name).first


def said(page: Page) -> str:
    """The message on the page after an act."""
    return page.locator(".message .message-text").first.inner_text().strip()


def open_before(page: Page, script: str, address: str, *, fails: bool = False) -> Callable[[], None]:
    """Open a page whose script has not come yet, as on a slow network; what is returned lets it come, or fail."""
    held: list[Route] = []
    asked = f"**/{script}.js"
    page.route(asked, lambda route: held.append(route), times=1)
    with page.expect_request(asked):
        page.goto(address, wait_until="commit")

    def let_come() -> None:
        with page.expect_event("load"):
            held.pop().abort() if fails else held.pop().continue_()

    return let_come
