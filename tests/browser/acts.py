"""What people do with a page, in their words."""

from playwright.sync_api import Locator, Page


def press(page: Page, name: str) -> None:
    """The button of that name in the page (not in its head), waiting for the page it leads to."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def main_action(page: Page, name: str) -> Locator:
    return page.locator("main").get_by_role("link", name=name).first


def said(page: Page) -> str:
    """The message on the page after an act."""
    return page.locator(".message .message-text").first.inner_text().strip()
