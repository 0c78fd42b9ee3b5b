"""Inputs are drawn as Django's templates draw them."""

import re
from datetime import date

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from apps.core import widgets
from apps.core.fields import FormRenderer

ATTRS = {"class": 'a"b', "required": True, "disabled": False, "data-n": 3, "title": gettext_lazy("제목")}
CHOICES = [("", "---"), (1, "<하나>"), ("무리", [("b", mark_safe("<b>굵게</b>")), (2.5, 1234)])]


def drawn(html: str) -> str:
    """Return HTML without the blanks that stand between tags."""
    return re.sub(r"\s*(<[^>]*?)\s*>\s*", r"\1>", html)


@pytest.mark.parametrize(
    ("widget", "values"),
    [
        (forms.TextInput(), ["", None, "<&>", 0, mark_safe("&amp;")]),
        (forms.HiddenInput(), [5]),
        (forms.NumberInput(), [1234.5]),
        (forms.EmailInput(), ["a@b.c"]),
        (forms.URLInput(), ["https://a/?b&c"]),
        (forms.PasswordInput(), ["x"]),
        (forms.DateInput(), [date(2026, 1, 2)]),
        (forms.CheckboxInput(), [True, False, "on"]),
        (forms.FileInput(), [None]),
        (forms.Textarea(), ["", None, "<a>\nb"]),
        (forms.Select(choices=CHOICES), ["b", None, 1, "2.5"]),
        (forms.SelectMultiple(choices=CHOICES), [["b", 1], []]),
    ],
)
def test_an_input_is_drawn_as_by_its_template(widget, values):
    assert widget.template_name in widgets._DRAWN
    for value in values:
        ours, theirs = (
            widget.render("a<b", value, attrs=dict(ATTRS), renderer=renderer())
            for renderer in (FormRenderer, TemplatesSetting)
        )
        assert drawn(ours) == drawn(theirs)


def test_a_field_that_is_needed_says_so_after_its_label():
    class Form(forms.Form):
        line = forms.CharField(label="제목")
        boxes = forms.MultipleChoiceField(label="요일", choices=[("1", "월")], widget=forms.CheckboxSelectMultiple)
        agreed = forms.BooleanField(label="동의")

    for field in Form():
        assert f'{field.label} <span class="field-need">' in as_crispy_field(field)
