"""HTML on its way in."""

import time

import pytest

from apps.core import html


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("  \n ", ""),
        ("<p>안녕</p>", "<p>안녕</p>"),
        ("<p onclick='x()'>안녕</p><script>alert(1)</script>", "<p>안녕</p>"),
        ("<style>p{}</style><h2>제목</h2>", "<h2>제목</h2>"),
        ("<iframe src='//evil'>x</iframe><p>a</p>", "<p>a</p>"),
        ("<a href='javascript:x()'>누르기</a>", '<a rel="noopener noreferrer nofollow">누르기</a>'),
        (
            '<a href="https://example.com" target="_blank" title="집">집</a>',
            '<a href="https://example.com" title="집" rel="noopener noreferrer nofollow">집</a>',
        ),
        ("<img src=x onerror=alert(1)>글", "<p>글</p>"),
        ("첫 줄\n둘째 줄\n\n새 문단", "<p>첫 줄<br>둘째 줄</p><p>새 문단</p>"),
        ("<p>하나</p>\n\n<p>둘</p> <ul>\n<li>셋</li>\n</ul>", "<p>하나</p><p>둘</p><ul><li>셋</li></ul>"),
        ("<p>가 <strong>나</strong> <em>다</em></p>", "<p>가 <strong>나</strong> <em>다</em></p>"),
        ("<pre><code>a\n\n  b</code></pre>", "<pre><code>a\n\n  b</code></pre>"),
        ("3 < 5 & 7 > 2", "<p>3 &lt; 5 &amp; 7 &gt; 2</p>"),
        ("<script>alert(1)</script>", ""),
        ("<b>굵게</b><p>글", "굵게<p>글</p>"),
        ("<p>\u202e글\u200b&#x202e;&#8203;\u1100\u1161\x07</p>", "<p>글가</p>"),
        ("<p>👩\u200d💻\r\n글</p>", "<p>👩\u200d💻\n글</p>"),
    ],
)
def test_only_a_safe_subset_is_kept(given, kept):
    assert html.clean(given) == kept
    assert html.clean(html.clean(given)) == kept


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", ""),
        ("<p>첫</p><p>둘</p>", "첫 둘"),
        ("<ul><li>가</li><li>나</li></ul>", "가 나"),
        ("줄<br>바꿈<hr>끝", "줄 바꿈 끝"),
        ("<p>멘<strong>토</strong>링</p>", "멘토링"),
        ("<p>R&amp;D &lt;3 &quot;q&quot;</p>", 'R&D <3 "q"'),
        ("<p>&amp;lt;</p>", "&lt;"),
        ("<p>a&nbsp;&nbsp;b</p>", "a b"),
    ],
)
def test_the_text_a_person_reads(given, read):
    assert html.plain(given) == read


@pytest.mark.parametrize(
    "typed",
    [
        "List<String>",
        "a < b > c",
        "<3",
        "if (x<y && y>z) { }",
        "a <b and c",
        "<script>alert(1)</script>",
        "<p>글</p>",
        "&lt; &amp;lt; &nbsp;",
        "#include <stdio.h>\nint main() {\n    return 0;\n}\n\n  끝",
        "첫 줄\n둘째 줄\n\n새 문단",
        "<<EOF <- a->b <-> <=> \"q\" 'q'",
    ],
)
def test_what_is_typed_into_a_plain_box_comes_back_exactly(typed):
    kept = html.clean(html.of_text(typed))
    assert kept == html.of_text(typed)
    assert html.editable(kept) == html.Editable(typed.strip(), is_html=False)
    assert html.plain(kept) == " ".join(typed.split())


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("", ""),
        ("<p>첫</p>\n\n<p>둘<br>셋</p>", "첫\n\n둘\n셋"),
        ("<p>첫</p><p>둘</p>", "첫\n\n둘"),
        ("<p>R&amp;D &lt; 3</p>", "R&D < 3"),
        ("<p>a &lt;b&gt; c</p>", "a <b> c"),
    ],
)
def test_html_that_is_only_text_is_shown_as_text(given, shown):
    kept = html.clean(given)
    assert html.editable(kept) == html.Editable(shown, is_html=False)
    assert html.of_text(shown) == kept


@pytest.mark.parametrize(
    "kept",
    [
        "<p>멘<strong>토</strong>링</p>",
        "<h2>가</h2><p>나</p>",
        "<p>첫</p><p></p><p>둘</p>",
        "<p>가 </p>",
        "가<p>나</p>",
    ],
)
def test_html_that_text_would_lose_is_shown_as_it_is(kept):
    assert html.editable(html.clean(kept)) == html.Editable(kept, is_html=True)


def test_a_page_prints_only_what_the_cleaner_made():
    printed = html.trusted('<p onclick="x()">글</p><script>alert(1)</script>')
    assert (printed, hasattr(printed, "__html__")) == ("<p>글</p>", True)


@pytest.mark.parametrize("piece", ["<a", "</a", "<a ", "<br ", "</p> ", "&lt;", "<p><b>", "<p>"])
def test_what_no_one_would_write_takes_no_longer_than_what_they_would(piece):
    """Half a megabyte of it: minutes where each piece is read to the end of the text, a moment where it is not."""
    text = piece * (500_000 // len(piece))
    began = time.process_time()
    html.editable(html.clean(text))
    html.editable(html.of_text(text))
    html.editable(text)
    html.plain(text)
    assert time.process_time() - began < 10
