"""The main acts by keyboard alone: the focus is seen wherever it stands, and Enter and Space do what a click does."""

import pytest
from playwright.sync_api import Page, expect

from apps.mentoring.models import Application
from tests.factories.mentoring import SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUS = """() => {
  const el = document.activeElement;
  if (el === document.body) return null;
  const ring = (pseudo) => {
    const style = getComputedStyle(el, pseudo);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.backgroundColor].join();
  };
  const look = () => [null, "::before", "::after"].map(ring).join("|");
  const box = el.getBoundingClientRect();
  const shown = look();
  el.blur();
  const changed = shown !== look();
  el.focus();
  const name = (el.innerText || el.ariaLabel || el.name || "").trim();
  return { name, changed, inView: box.bottom > 0 && box.top < innerHeight };
}"""


def tab_to(page: Page, name: str, *, most: int = 60) -> None:
    """Tab until the named control has the focus; on the way every stop must show itself."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            continue
        assert stop["changed"], f"no visible focus on {stop['name']!r}"
        assert stop["inView"], f"focus out of sight on {stop['name']!r}"
        if stop["name"] == name:
            return
    raise AssertionError(f"{name!r} is not reached by {most} tabs")


@pytest.mark.parametrize("width", [1280, 360])
def test_applying_and_cancelling_by_keyboard(open_page, student, width: int):
    session = SessionFactory(title="키보드로 신청하기")
    page = open_page(student, width=width).page
    page.goto("/mentoring/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["name"] == "본문으로 바로가기"
    page.keyboard.press("Enter")
    tab_to(page, "키보드로 신청하기")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(session.title)
    tab_to(page, page.locator(".action-bar button").inner_text())
    page.keyboard.press("Space")
    expect(page.locator("#standing-title")).to_have_text("신청함")
    expect(page.locator(".messages .message").first).to_be_focused()
    tab_to(page, "신청 취소")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("신청 취소")
    tab_to(page, "신청 취소하기")
    page.keyboard.press("Enter")
    expect(page.locator(".message-text").first).to_have_text("신청을 취소했습니다.")
    assert Application.objects.get().cancelled_at is not None


def test_a_refused_form_takes_the_focus_to_what_is_wrong(open_page, mentor):
    page = open_page(mentor).page
    page.goto("/mentoring/new/")
    page.locator("[name=title]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-errors]")).to_be_focused()
    tab_to(page, page.locator("[data-errors] a").first.inner_text())
    page.keyboard.press("Enter")
    expect(page.locator("[name=title]")).to_be_focused()
