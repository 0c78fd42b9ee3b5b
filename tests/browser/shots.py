"""Pictures of every page for people to look at: `uv run python -m tests.browser.shots <folder> [part of a name]`.

A server of its own on a database of its own, with the demo's data: light and dark, 360 and 1280 px wide.
"""

import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import django

WIDTHS, THEMES = (360, 1280), ("light", "dark")
ACCOUNTS = {
    "owner": "student@example.com", "mentor": "mentor@example.com", "parent": "parent@example.com",
    "linked": "teacher@example.com", "superuser": "staff@example.com",
}  # fmt: skip


def main(folder: Path, wanted: str = "") -> int:
    """Returns how many pictures were taken."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as kept:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
            "BAEUMTEO_VAR_DIR": kept,
        }
        os.environ.pop("DATABASE_URL", None)
        django.setup()
        return _shoot(folder, wanted)


def _shoot(folder: Path, wanted: str) -> int:
    # Django's own must be set up before these can be loaded.
    from django.contrib.staticfiles.testing import StaticLiveServerTestCase
    from django.test.utils import setup_test_environment
    from playwright.sync_api import sync_playwright

    from apps.accounts.models import Member
    from apps.portal.demo import build
    from tests.browser.demo_pages import looks
    from tests.browser.eyes import ARGS, CHROMIUM
    from tests.browser.people import log_in_cookie

    class Server(StaticLiveServerTestCase):
        pass

    setup_test_environment()
    from django.test.utils import setup_databases

    setup_databases(verbosity=0, interactive=False)
    build.build_demo()
    Server.setUpClass()
    people = {who: Member.objects.get(email=email) for who, email in ACCOUNTS.items()}
    taken = 0
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        for width in WIDTHS:
            for theme in THEMES:
                for look in looks():
                    if wanted not in look.name:
                        continue
                    context = browser.new_context(
                        base_url=Server.live_server_url, viewport={"width": width, "height": 900}, locale="ko-KR",
                        color_scheme=theme, reduced_motion="reduce",
                    )  # fmt: skip
                    if look.viewer in people:
                        context.add_cookies([log_in_cookie(people[look.viewer], Server.live_server_url)])
                    page = context.new_page()
                    page.goto(look.path)
                    name = re.sub(r"[^\w.-]+", "-", look.name).strip("-")
                    page.screenshot(path=folder / f"{name}-{theme}-{width}.png", full_page=True)
                    context.close()
                    taken += 1
        browser.close()
    Server.tearDownClass()
    return taken


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]), *sys.argv[2:3])} pictures in {sys.argv[1]}\n")
