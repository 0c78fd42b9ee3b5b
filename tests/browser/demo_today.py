"""Today's page of each account of a running demo, in Chromium: `uv run python -m tests.browser.demo_today <site>`.

`.ci/serve demo` runs it on the demo that it has started, because filling another would cost more than all of this.
"""

import sys

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.eyes import ARGS, CHROMIUM, HEIGHT, too_wide, watch

PASSWORD = "baeumteo-demo"
PATIENCE = 60_000

# Each account, and the parts of its page; whose part is here has at least one line in it.
PARTS = {
    "staff": ("내가 여는 것", "연동한 학생"),
    "mentor": ("내가 여는 것", "연동한 학생"),
    "mentor2": ("내가 여는 것", "연동한 학생"),
    "student": ("할 일", "기다리는 중", "배우는 중"),
    "student2": ("기다리는 중", "배우는 중"),
    "parent": ("배우는 중", "연동한 학생"),
    "teacher": ("기다리는 중", "연동한 학생"),
}
BOARD = ["예정", "진행 중", "정리할 것"]


def main(site: str) -> int:
    """Returns how many things are wrong, each said in a line."""
    expect.set_options(timeout=PATIENCE)
    wrong: list[str] = []
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        for name, parts in PARTS.items():
            context = browser.new_context(
                base_url=site, locale="ko-KR", timezone_id="Asia/Seoul", viewport={"width": 360, "height": HEIGHT}
            )
            context.set_default_timeout(PATIENCE)
            watched = watch(context, site)
            log_in(watched.page, f"{name}@example.com")
            wrong += [f"{name}: {sentence}" for sentence in [*look(watched.page, parts), *watched.wrong]]
            context.close()
        browser.close()
    sys.stdout.write("".join(f"{sentence}\n" for sentence in wrong) or "today: as each account should see it\n")
    return len(wrong)


def log_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("오늘")


def look(page: Page, parts: tuple[str, ...]) -> list[str]:
    """Return what is missing: what comes next with its one button in sight, each part with its lines, the board."""
    wrong = too_wide(page)
    button = page.get_by_role("region", name="지금과 다음").locator(".btn").first
    if not button.is_visible() or button.bounding_box()["y"] > HEIGHT - 44:
        wrong.append("what comes next is not in sight")
    sections = page.locator("main section")
    for part in parts:
        if not sections.filter(has=page.get_by_role("heading", name=part)).get_by_role("link").count():
            wrong.append(f"nothing of {part}")
    columns = page.locator(".board h3").all_inner_texts()
    if columns != (BOARD if "내가 여는 것" in parts else []):
        wrong.append(f"the board is {columns}")
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1]), 1))
