"""One Chromium a worker, a live server, and pages that keep a record of everything that goes wrong in them."""

import os
import threading
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from apps.accounts.models import Member
from tests.browser.eyes import ARGS, CHROMIUM, HEIGHT, Watched, watch
from tests.browser.people import log_in_cookie

# How long a page may take on a slow machine, in milliseconds. What comes sooner is not waited for.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

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


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """Start the server after the database is a file: before, its threads would be given the test's own connection."""
    return live_server


@pytest.fixture(scope="session")
def spare(browser: Browser) -> dict[bool, list[Watched]]:
    """Hold the contexts that earlier tests gave back, by whether scripts run: theirs know the style sheets already."""
    return {True: [], False: []}


@pytest.fixture
def answered(live_server, transactional_db) -> Iterator[None]:
    """Wait until the server has answered all that a test's pages asked, before the database is emptied for the next."""
    asked, change = 0, threading.Condition()

    def count(*, signal, **more) -> None:
        nonlocal asked
        with change:
            asked += 1 if signal is request_started else -1
            change.notify()

    request_started.connect(count)
    request_finished.connect(count)
    yield
    with change:
        assert change.wait_for(lambda: asked == 0, timeout=60), f"{asked} requests without an answer"
    request_started.disconnect(count)
    request_finished.disconnect(count)


@pytest.fixture
def open_page(browser: Browser, spare, live_server, answered) -> Iterator[Callable[..., Watched]]:
    """Open a page for a member (or a visitor). At the end of the test nothing may have gone wrong in any of them.

    The context is one that an earlier test has used, without its cookies and storage. A test that changes more of it
    (the clock, what is put into each page) asks for one of its own by `alone=True`.
    """
    cache.clear()  # its table is no model's, so it outlives a test: allauth's limits would go on counting
    opened: list[tuple[Watched, list[Watched] | None]] = []

    def open_one(
        member: Member | None = None, *, width: int = 1280, java_script_enabled: bool = True,
        color_scheme: str = "light", alone: bool = False, **options,
    ) -> Watched:  # fmt: skip
        kept = None if alone or options else spare[java_script_enabled]
        watched = kept.pop() if kept else _open_context(browser, live_server.url, java_script_enabled, **options)
        opened.append((watched, kept))
        watched.page.set_viewport_size({"width": width, "height": HEIGHT})
        watched.page.emulate_media(color_scheme=color_scheme, media="null")
        if member is not None:
            watched.page.context.add_cookies([log_in_cookie(member, live_server.url)])
        return watched

    yield open_one
    wrong = [sentence for watched, _kept in opened for sentence in watched.wrong]
    for watched, kept in opened:
        if kept is not None and len(watched.page.context.pages) == 1 and not watched.page.is_closed():
            _clean(watched, has_scripts=kept is spare[True])
            kept.append(watched)
        else:
            watched.page.context.close()
    assert wrong == [], "\n" + "\n".join(wrong)


def _open_context(browser: Browser, url: str, java_script_enabled: bool, **options) -> Watched:
    context = browser.new_context(
        base_url=url, locale="ko-KR", timezone_id="Asia/Seoul", reduced_motion="reduce",
        java_script_enabled=java_script_enabled, **options,
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    return watch(context, url)


def _clean(watched: Watched, *, has_scripts: bool) -> None:
    """Undo what a test has left in a context: first the log-in, so that what a page sends on leaving is refused."""
    page = watched.page
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.unroute_all()
    if has_scripts and page.url.startswith("http"):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.goto("about:blank")
    watched.wrong.clear()
    watched.expected.clear()


@pytest.fixture
def page(open_page) -> Page:
    return open_page().page
