"""Days in any usual writing, times by the half-hour."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from pytest_django.asserts import assertHTMLEqual

from apps.core.fields import (
    ClockField,
    DayField,
    DecimalField,
    HalfHourField,
    NumberField,
    TimeSelect,
    _draw_options,
)


class Form(forms.Form):
    day = DayField(label="날짜", required=False)
    at = HalfHourField(label="시각", required=False)


@pytest.mark.parametrize(
    "typed", ["2026-01-05", "2026.1.5", "2026. 1. 5.", "2026/01/05", "20260105", "2026년 1월 5일", " 2026-1-5 "]
)
def test_a_day_in_any_usual_writing(typed):
    form = Form({"day": typed})
    assert (form.is_valid(), form.cleaned_data["day"]) == (True, dt.date(2026, 1, 5))


@pytest.mark.parametrize("typed", ["내일", "2026-02-30", "2026", "05-01-2026", "1999-12-31", "2101-01-01"])
def test_what_is_no_day_is_refused_and_shown_again(typed):
    form = Form({"day": typed})
    assert (form.is_valid(), list(form.errors), form["day"].value()) == (False, ["day"], typed)


def test_nothing_is_no_day():
    form = Form({"day": "", "at": ""})
    assert (form.is_valid(), form.cleaned_data) == (True, {"day": None, "at": None})


def test_a_kept_day_and_time_are_shown_as_they_would_be_typed():
    form = Form(initial={"day": dt.date(2026, 1, 5), "at": dt.time(9, 30)})
    assert 'value="2026-01-05"' in str(form["day"])
    assert '<option value="09:30" selected>09:30</option>' in str(form["at"])


def test_times_go_by_the_half_hour_but_a_kept_one_may_stay():
    assert Form({"at": "14:10"}).is_valid() is False
    form = Form({"at": "14:10"})
    form.fields["at"].offer(dt.time(14, 10))
    assert (form.is_valid(), form.cleaned_data["at"]) == (True, dt.time(14, 10))
    values = [value for value, _label in form.fields["at"].choices]
    assert values[28:32] == ["13:30", "14:00", "14:10", "14:30"]
    assert len(values) == 1 + 48 + 1


@pytest.mark.parametrize("value", [None, "", "00:00", "09:30", "14:10", "<b>"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_times_are_drawn_as_any_choice_is(value, language):
    choices = Form().fields["at"].choices
    attrs = {"id": "id_at", "required": True}
    with translation.override(language):
        drawn = [widget(choices=choices).render("at", value, attrs) for widget in (TimeSelect, forms.Select)]
    empty_is_first = [text.replace('<option value="" selected>', '<option value="">') for text in drawn]
    assertHTMLEqual(*empty_is_first)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (NumberField(), "33,333", 33_333), (NumberField(), "３３，３３３원", 33_333), (NumberField(), "10％", 10),
        (DecimalField(max_digits=6, decimal_places=2), "1,075.5점", Decimal("1075.5")),
        (ClockField(), "오후 2:30", dt.time(14, 30)), (ClockField(), "9시 5분", dt.time(9, 5)),
        (ClockField(), "09:00:30", dt.time(9, 0, 30)), (ClockField(required=False), "", None),
    ],
)  # fmt: skip
def test_numbers_and_times_are_read_as_people_write_them(field, typed, value):
    assert field.clean(typed) == value


@pytest.mark.parametrize(("field", "typed"), [(NumberField(), "33,33"), (NumberField(), "1.5"), (ClockField(), "아침")])
def test_what_is_no_number_or_time_is_refused(field, typed):
    with pytest.raises(forms.ValidationError):
        field.clean(typed)


def test_a_sent_time_that_is_not_offered_is_not_kept_in_memory():
    before = _draw_options.cache_info().currsize
    for number in range(3):
        str(Form({"at": "x" * (1000 + number)})["at"])
    assert _draw_options.cache_info().currsize - before <= 1
