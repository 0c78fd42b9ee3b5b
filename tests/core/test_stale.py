"""A form notices what was saved after it was opened, and says what is there now."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms

from apps.core.stale import FIELD, GuardedForm, marks_of, names_changed


class Note(GuardedForm, forms.Form):
    title = forms.CharField(label="제목")
    kind = forms.ChoiceField(label="종류", choices=[("", "없음"), ("묶음", [("a", "가"), ("b", "나")])], required=False)
    seats = forms.IntegerField(label="자리", required=False)


SAVED = {"title": "처음", "kind": "a", "seats": 3}


def opened() -> str:
    return Note(initial=dict(SAVED)).initial[FIELD]


def sent(now: dict, **typed) -> Note:
    return Note({**SAVED, FIELD: opened(), **typed}, initial=now)


def test_nothing_was_saved_meanwhile():
    form = sent(dict(SAVED), title="새 제목")
    assert form.is_valid()
    assert form.cleaned_data == {"title": "새 제목", "kind": "a", "seats": 3}


def test_what_another_window_saved_is_named_and_what_was_typed_stays():
    form = sent({**SAVED, "title": "다른 창", "kind": "b"}, title="내 창")
    assert not form.is_valid()
    (sentence,) = form.non_field_errors()
    assert "먼저 저장했습니다" in sentence
    assert "제목: 다른 창, 종류: 나." in sentence
    assert form["title"].value() == "내 창"


def test_saved_once_more_it_overwrites_knowingly():
    now = {**SAVED, "title": "다른 창"}
    form = sent(dict(now), title="내 창")
    assert not form.is_valid()
    again = Note({**SAVED, "title": "내 창", FIELD: form[FIELD].value()}, initial=dict(now))
    assert again.is_valid()


def test_the_same_as_was_saved_meanwhile_overwrites_nothing():
    assert sent({**SAVED, "title": "같은 제목"}, title="같은 제목").is_valid()


def test_an_empty_value_is_named_as_such():
    form = sent({**SAVED, "seats": None}, title="새 제목")
    assert "자리: 비어 있음" in form.non_field_errors()[0]


def test_a_form_without_marks_was_not_made_by_the_page():
    assert Note({**SAVED, "title": "새 제목"}, initial={**SAVED, "title": "다른 창"}).is_valid()


class Edit(Note):
    revision = forms.IntegerField(required=False)


def test_a_form_to_create_is_over_nothing_and_a_refused_edit_carries_the_new_revision():
    assert Edit(initial={"title": "기본값"}).initial[FIELD] == ""
    marks = Edit(initial={**SAVED, "revision": 1}).initial[FIELD]
    form = Edit(
        {**SAVED, "title": "내 창", "revision": "1", FIELD: marks}, initial={**SAVED, "title": "남", "revision": 2}
    )
    assert not form.is_valid()
    assert form["revision"].value() == 2


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (None, "", True),
        ([2, 1], (1, 2), True),
        ("가\r\n나", "가\n나", True),
        (Decimal("1.50"), Decimal("1.50"), True),
        (dt.date(2026, 1, 5), dt.date(2026, 1, 6), False),
        ([1], [1, 2], False),
        (0, "", False),
    ],
)
def test_what_counts_as_the_same(before, after, same):
    assert names_changed(marks_of({"value": before}), {"value": after}) == ([] if same else ["value"])


def test_a_value_that_was_not_there_is_new():
    assert names_changed(marks_of({"one": 1}), {"one": 1, "two": 2}) == ["two"]
