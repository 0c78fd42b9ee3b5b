"""The tags of the look."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from apps.core.templatetags.ui import date_block, initial, meter, named_by


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
    assert (shown["month"], shown["value"], shown["weekday"]) == ("6월", date(2026, 6, 12), "금요일")


def test_date_block_is_short_in_english():
    with translation.override("en"):
        shown = date_block(date(2026, 6, 12), "past")
    assert (shown["month"], shown["weekday"], shown["kind"]) == ("Jun", "Fri", "past")


@pytest.mark.parametrize(("name", "letter"), [("이서연", "이"), (" alex", "a"), ("", "·")])
def test_initial(name, letter):
    assert initial(name) == letter


def test_cells_are_named_by_their_column():
    assert named_by(["42", "제목"], ["번호", "이름"]) == [("번호", "42"), ("이름", "제목")]
