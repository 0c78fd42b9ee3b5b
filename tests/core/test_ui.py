"""The tags of the look."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from apps.core.paging import Page, window
from apps.core.templatetags.ui import date_block, initial, meter, named_by, page_numbers


@pytest.mark.parametrize(
    ("value", "maximum", "percent"), [(0, 5, 0), (2, 5, 40), (5, 5, 100), (7, 5, 100), (-1, 5, 0), (0, 0, 100)]
)
def test_meter_is_a_percentage(value, maximum, percent):
    assert meter(value, maximum, "신청")["percent"] == percent


def test_meter_is_named_in_words():
    html = Template("{% meter 2 5 '신청 2명, 정원 5명' 'soon' %}").render(Context())
    assert html.startswith('<svg class="meter is-soon"')
    assert 'role="img" aria-label="신청 2명, 정원 5명"' in html


def test_an_icon_is_decoration_unless_it_is_named():
    html = Template("{% icon 'bell' %}|{% icon 'bell' words %}").render(Context({"words": "<알림>"}))
    plain, named = html.split("|")
    assert 'aria-hidden="true"' in plain
    assert 'role="img" aria-label="&lt;알림&gt;"' in named


def test_date_block_shows_the_day_in_seoul():
    moment = datetime(2026, 6, 11, 15, 30, tzinfo=UTC)
    shown = date_block(moment)
    assert 'class="date"' in shown
    assert 'datetime="2026-06-12"' in shown
    assert [word for word in ("6월", ">12<", "금요일") if word not in shown] == []


def test_date_block_is_short_in_english():
    with translation.override("en"):
        shown = date_block(date(2026, 6, 12), "past")
    assert [word for word in ("Jun", "Fri", "is-past") if word not in shown] == []
    assert "6월" in date_block(date(2026, 6, 12), "past")


@pytest.mark.parametrize(("name", "letter"), [("이서연", "이"), (" alex", "a"), ("", "·")])
def test_initial(name, letter):
    assert initial(name) == letter


def test_cells_are_named_by_their_column():
    assert named_by(["42", "제목"], ["번호", "이름"]) == [("번호", "42"), ("이름", "제목")]


@pytest.mark.parametrize(
    ("source", "korean", "english"),
    [
        ("{% trans '로그인' %}", "로그인", "Log in"),
        ("{% trans '로그인' as word %}<{{ word }}>", "<로그인>", "<Log in>"),
        ("{% trans '100%' %}", "100%", "100%"),
        ("{% trans '취소' context 'the act' %}", "취소", "Cancelling"),
        ("{% trans word %}", "로그인", "Log in"),
        ("{% trans '로그인'|upper %}", "로그인", "LOG IN"),
        ("{% trans '로그인' noop %}", "로그인", "로그인"),
    ],
)
def test_a_text_is_translated_into_the_language_of_each_reader(source, korean, english):
    template = Template(source)
    for language, drawn in (("ko", korean), ("en", english), ("ko", korean)):
        with translation.override(language):
            assert template.render(Context({"word": "로그인"})) == drawn


# --- What is drawn once -----------------------------------------------------------------------------------------------


def test_what_is_fixed_is_drawn_once_for_each_language():
    drawn = []
    template = Template("{% fixed %}{% trans '로그인' %}{{ note }}{% endfixed %}")
    template.nodelist[0].nodelist.insert(0, type("Count", (), {"render_annotated": lambda *_: drawn.append(1) or ""})())
    for language, word in (("ko", "로그인"), ("en", "Log in"), ("ko", "로그인")):
        with translation.override(language):
            assert template.render(Context()) == word
    assert len(drawn) == 2


def test_nothing_of_the_page_comes_into_what_is_fixed_but_the_values_it_names():
    template = Template("{% fixed flag=flag %}{{ flag }}|{{ name }}|{{ csrf_token }}{% csrf_token %}{% endfixed %}")
    for flag, name in ((1, "이서연"), (1, "김하준"), (2, "김하준")):
        assert template.render(Context({"flag": flag, "name": name, "csrf_token": "secret"})) == f"{flag}||"


def test_no_more_is_kept_of_one_fixed_part_than_a_bounded_number():
    template = Template("{% fixed n=n %}{{ n }}{% endfixed %}")
    for n in range(1000):
        assert template.render(Context({"n": n})) == str(n)
    assert len(template.nodelist[0].drawn) <= 200


def test_fixed_takes_names_with_values_only():
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        Template("{% fixed name %}{% endfixed %}")


def test_numbered_pages_are_links_with_the_query_escaped():
    html = page_numbers(Page([], number=2, size=10, total=400, window=window(2, 40)), "q=a&field=<")
    assert html.count("<li") == 6
    assert '<a href="?q=a&amp;field=&lt;&amp;page=2" aria-current="page"><span class="visually-hidden">' in html
    assert '<a href="?q=a&amp;field=&lt;&amp;page=40">40</a>' in html
    assert "…" in html
    assert '<a href="?page=1">' in page_numbers(Page([], number=2, size=10, total=20, window=[1, 2]), "")
