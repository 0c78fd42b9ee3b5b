"""A field that was left empty says which one it is: every form of ours, of the admin and of allauth."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.utils import translation

import apps
from apps.core.fields import CutBoundField

DJANGO = str(forms.Field.default_error_messages["required"])
HANDED_ON = (forms.HiddenInput, forms.MultipleHiddenInput)


def _all_forms() -> Iterator[type[forms.BaseForm]]:
    for module in pkgutil.walk_packages(apps.__path__, "apps."):
        if not {"migrations", "commands"}.intersection(module.name.split(".")):
            importlib.import_module(module.name)
    found = [forms.BaseForm]
    while found:
        found += found.pop(0).__subclasses__()
        if found and hasattr(found[0], "base_fields"):
            yield found[0]


def _needed() -> list[tuple[type[forms.BaseForm], str]]:
    return [
        (form, name)
        for form in dict.fromkeys(_all_forms())
        for name, field in form.base_fields.items()
        if field.required and not isinstance(field.widget, HANDED_ON)
    ]


@pytest.mark.parametrize(("language", "start"), [("ko", ""), ("en", "Please ")])
def test_every_field_that_is_needed_names_itself(language, start):
    asked = _needed()
    assert len(asked) > 100
    for form, name in asked:
        assert form.default_renderer is None, form
        with translation.override(language):
            alone = type("Alone", (forms.Form,), {name: form.base_fields[name]})(data={}, files={})
            [said] = alone.errors[name]
            label = str(alone[name].label).partition(" (")[0]
        own = form.base_fields[name].error_messages["required"]
        assert said != DJANGO, (form, name)
        assert own != forms.Field.default_error_messages["required"] or (label in said and said.startswith(start)), said


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        (forms.CharField(label="제목"), "제목을 입력해 주세요."),
        (forms.DateField(label="날짜 (예: 6월 1일)"), "날짜 (예: 6월 1일)를 입력해 주세요."),
        (forms.ChoiceField(label="유형", choices=[("a", "가")]), "유형을 선택해 주세요."),
        (forms.FileField(label="증빙 자료"), "증빙 자료를 올려 주세요."),
        (forms.BooleanField(label="읽었습니다."), "‘읽었습니다.’에 표시해 주세요."),
        (forms.CharField(label="이름", error_messages={"required": "누구신가요?"}), "누구신가요?"),
    ],
)
def test_the_sentence_fits_the_field(field, sentence):
    form = type("Alone", (forms.Form,), {"one": field})(data={}, files={})
    assert isinstance(form["one"], CutBoundField)
    assert form.errors["one"] == [sentence]


def test_an_address_that_is_none_gets_an_example():
    form = type("Alone", (forms.Form,), {"one": forms.EmailField(label="이메일")})(data={"one": "이서연"})
    assert form.errors["one"] == ["이메일을 name@example.com처럼 입력해 주세요."]
