"""The editor of a session: it keeps what the cleaner keeps, and says what cannot be kept."""

import datetime as dt
import os

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from apps.core import clock, html
from apps.mentoring.models import Session
from tests.browser.acts import open_before, press, said
from tests.factories.mentoring import SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = (
    "<h2>큰</h2><h3>작은</h3><h4>더 작은</h4><p>글 <strong>굵게</strong> <em>기울임</em> <u>밑줄</u> <s>취소</s> "
    "<code>List&lt;String&gt;</code><br>줄</p><ul><li><p>가</p></li></ul><ol><li><p>나</p></li></ol>"
    "<blockquote><p>인용</p></blockquote><pre><code>if (x&lt;y) {\n    z\n}</code></pre><hr>"
    '<p><a href="https://example.com/" title="설명" rel="noopener noreferrer nofollow">링크</a></p>'
)
PASTE = """([html, kind]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (kind) data.items.add(new File(["x"], "x", { type: kind }));
  const box = document.querySelector(".ProseMirror");
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def edit(open_page, mentor, content: str, width: int = 1280) -> tuple[Page, Session]:
    day = clock.today() + dt.timedelta(days=30)
    session = SessionFactory(author=mentor, content=content, starts_at=clock.at(day, dt.time(14)))
    page = open_page(mentor, width=width).page
    page.goto(reverse("mentoring:edit", args=[session.pk]))
    expect(page.locator(".ProseMirror")).to_be_visible()
    return page, session


def save(page: Page, session: Session) -> str:
    press(page, "수정한 내용 저장하기")
    assert said(page) == "수정한 내용을 저장했습니다."
    session.refresh_from_db()
    return session.content


def test_an_edit_loses_nothing_that_the_cleaner_keeps(open_page, mentor):
    assert html.clean(KEPT) == KEPT
    page, session = edit(open_page, mentor, KEPT)
    for tag in html.ALLOWED_TAGS:
        assert page.locator(f".ProseMirror {tag}").count(), tag
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/editor.png", full_page=True)
    buttons = page.get_by_role("toolbar").get_by_role("button")
    buttons.first.focus()
    page.keyboard.press("ArrowLeft")
    expect(buttons.last).to_be_focused()
    page.keyboard.press("Shift+Tab")  # the bar is one stop
    page.keyboard.press("Tab")
    expect(buttons.last).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".ProseMirror")).to_be_focused()
    page.locator(".ProseMirror h2").click()
    page.keyboard.press("End")
    page.keyboard.type("!")
    assert save(page, session) == KEPT.replace("큰", "큰!")


def test_plain_text_keeps_its_lines_and_indents(open_page, mentor):
    kept = html.of_text("#include <stdio.h>\nint main() {\n    return 0;\n}\n\nList<String> & a < b > c")
    page, session = edit(open_page, mentor, kept)
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" <b>글</b>")
    assert save(page, session) == kept.removesuffix("</p>") + " &lt;b&gt;글&lt;/b&gt;</p>"


def test_where_the_editor_does_not_come_what_was_typed_meanwhile_stays(open_page, mentor):
    session = SessionFactory(author=mentor, content="")
    watched = open_page(mentor)
    watched.expect("net::ERR_FAILED")
    page = watched.page
    let_editor_fail = open_before(
        page, "django_prose_editor/configurable", reverse("mentoring:edit", args=[session.pk]), fails=True
    )
    expect(page.locator("#id_content_format")).to_have_value("html")  # all is ready for the editor
    page.get_by_label("내용").fill("1 < 2\n둘째 줄")
    let_editor_fail()
    assert save(page, session) == "<p>1 &lt; 2<br>둘째 줄</p>"


@pytest.mark.parametrize(
    ("pasted", "kind", "sentences"),
    [
        ('<p>글</p><img src="x.png">', "", ["그림은 붙여 넣을 수 없어 빠졌습니다."]),
        ("<table><tr><td>칸</td></tr></table>", "", ["표는 넣을 수 없어 칸 안의 글만 남았습니다."]),
        ('<img src="x.png"><table><tr><td>칸</td></tr></table><iframe src="/"></iframe>', "",
         ["그림은", "표는", "동영상이나"]),
        ("", "image/png", ["그림은 붙여 넣을 수 없어 빠졌습니다."]),
        ("<h1>제목</h1><h6>끝</h6><p>글</p>", "", []),
    ],
)  # fmt: skip
def test_what_is_pasted_and_cannot_be_kept_is_named(open_page, mentor, pasted, kind, sentences):
    page, _session = edit(open_page, mentor, "<p>앞</p>", width=360)
    page.evaluate(PASTE, [pasted, kind])
    notice = page.locator(".editor-notice")
    for sentence in sentences:
        expect(notice).to_contain_text(sentence)
    if not sentences:
        expect(notice).to_be_empty()
        expect(page.locator(".ProseMirror h2")).to_have_text("제목")
        expect(page.locator(".ProseMirror h4")).to_have_text("끝")
    if (folder := os.environ.get("SHOTS")) and len(sentences) == 3:
        page.locator("form.session-form").screenshot(path=f"{folder}/pasted.png")


@pytest.mark.parametrize("script", [True, False])
def test_a_picture_goes_into_the_text_where_its_mark_stands(open_page, mentor, settings, tmp_path, script):
    settings.MEDIA_ROOT = tmp_path
    file = tmp_path / "map.png"
    Image.new("RGB", (40, 30)).save(file)
    session = SessionFactory(author=mentor, content="<p>앞</p><p>뒤</p>")
    page = open_page(mentor, width=360, java_script_enabled=script).page
    page.goto(reverse("mentoring:edit", args=[session.pk]))
    page.get_by_text("글에 그림 넣기", exact=True).click()
    if script:
        page.locator(".ProseMirror p").first.click()
        page.keyboard.press("End")
        page.get_by_role("button", name="글에 [그림 1] 넣기").click()
    else:
        page.get_by_label("내용").fill("앞[그림 1]\n\n뒤")
    page.get_by_label("그림 파일").first.set_input_files(file)
    page.get_by_label("그림 설명").first.fill("약도")
    if (folder := os.environ.get("SHOTS")) and script:
        page.screenshot(path=f"{folder}/pictures.png", full_page=True)
    assert save(page, session) == '<p>앞<img src="images/1/" alt="약도" width="40" height="30"></p><p>뒤</p>'
    shown = page.get_by_alt_text("약도")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 40
