"""One Chromium a worker, a live server, and pages that keep a record of everything that goes wrong in them."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from apps.accounts.models import Member
from tests.browser.eyes import Watched, watch
from tests.browser.people import log_in_cookie

CHROMIUM = "/usr/bin/chromium"
# For each window Chromium would start a process for the list under its address bar, and one more to have it ready.
NEEDLESS = "WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess"
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none",
    f"--disable-features={NEEDLESS}",
]  # fmt: skip

# Playwright's loop makes Django take the tests' own queries for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
    yield running
    running.close()


@pytest.fixture
def open_page(browser: Browser, live_server, transactional_db) -> Iterator[Callable[..., Watched]]:
    """Opens a page for a member (or a visitor). At the end of the test nothing may have gone wrong in any of them."""
    cache.clear()  # its table is no model's, so it outlives a test: allauth's limits would go on counting
    contexts: list[BrowserContext] = []
    opened: list[Watched] = []

    def open_one(member: Member | None = None, *, width: int = 1280, **options) -> Watched:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, locale="ko-KR",
            timezone_id="Asia/Seoul", reduced_motion="reduce", **options,
        )  # fmt: skip
        contexts.append(context)
        if member is not None:
            context.add_cookies([log_in_cookie(member, live_server.url)])
        context.set_default_timeout(10_000)
        watched = watch(context, live_server.url)
        opened.append(watched)
        return watched

    yield open_one
    wrong = [sentence for watched in opened for sentence in watched.wrong]
    for context in contexts:
        context.close()
    assert wrong == [], "\n" + "\n".join(wrong)


@pytest.fixture
def page(open_page) -> Page:
    return open_page().page
