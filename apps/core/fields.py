"""Form fields for what people type: lines, texts and numbers in any spelling, days, times, boxes for rich text."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, time
from functools import lru_cache
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.renderers import TemplatesSetting
from django.template.loader import render_to_string
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from apps.core import cells, clock, html, spelling, text, widgets
from apps.core.particles import fill

_UNITS = ("원", "%", "점", "명", "분", "시간", "회", "일")
LONGEST_ADDRESS = 500  # characters of the address of an online meeting
HALF_HOURS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]


class CutBoundField(forms.BoundField):
    """A field that shows again what was typed into it, but not without end: at most twice what it takes.

    A browser lets nobody type more than the field takes, so only a program loses something. Left empty, a field that is
    needed says which one it is: all forms make their fields through this class, those of allauth and the admin too.
    """

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if form.is_bound and field.required and field.error_messages["required"] is _NEEDED:
            field.error_messages["required"] = missing_sentence(field, str(self.label))

    def value(self) -> Any:
        value = super().value()
        if not self.form.is_bound:
            return value
        if isinstance(self.field, forms.ModelChoiceField):
            return _numbers_in(value)
        if isinstance(self.field, forms.CharField):
            if self.field.max_length is None:
                return value
            most = self.field.max_length if self.is_hidden else 2 * self.field.max_length
        else:
            most = _MOST_SHOWN
        return [_cut(part, most) for part in value] if isinstance(value, list) else _cut(value, most)


_MOST_SHOWN = 200
_NEEDED = forms.Field.default_error_messages["required"]


def missing_sentence(field: forms.Field, label: str) -> str:
    """Return the sentence that asks for a field that was left empty."""
    named = {"field": label}
    if isinstance(field, forms.FileField):
        return fill(_("%(field)s[을/를] 올려 주세요."), named)
    if isinstance(field, forms.BooleanField):
        return _("‘%(field)s’에 표시해 주세요.") % named
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return fill(_("%(field)s[을/를] 선택해 주세요."), named)
    return fill(_("%(field)s[을/를] 입력해 주세요."), named)


def _numbers_in(value: Any) -> Any:
    """Return the ids of rows in a value, because a list of rows cannot be searched for anything else."""
    if isinstance(value, list | tuple):
        return [part for part in value if text.whole_number(str(part)) is not None]
    return value if text.whole_number(str(value)) is not None else None


def _cut(value: Any, most: int) -> Any:
    return value[:most] if isinstance(value, str) else value


class FormRenderer(TemplatesSetting):
    bound_field_class = CutBoundField

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Draw a form or a part of one; inputs without their templates."""
        drawn = widgets.draw(template_name, context)
        return super().render(template_name, context, request) if drawn is None else drawn


def limit_text(field: forms.Field, most: int) -> None:
    """Give a text field of somebody else's form the length that it lacks."""
    if isinstance(field, forms.CharField) and field.max_length is None:
        field.max_length = most
        field.validators.append(MaxLengthValidator(most))
        field.widget.attrs.update(field.widget_attrs(field.widget))


_OF_PLAIN_LETTERS = (forms.IntegerField, forms.DecimalField, forms.DateField, forms.TimeField, forms.SplitDateTimeField)


def read_plainly(field: forms.Field) -> None:
    """Let a field of somebody else's form read numbers, days and times from plain letters (see `PlainTyped`)."""
    if not isinstance(field, _OF_PLAIN_LETTERS):
        return
    read = field.widget.value_from_datadict

    def read_typed(data: Any, files: Any, name: str) -> Any:
        typed = read(data, files, name)
        if isinstance(typed, list):
            return [spelling.plain(part) if isinstance(part, str) else part for part in typed]
        return spelling.plain(typed) if isinstance(typed, str) else typed

    field.widget.value_from_datadict = read_typed


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """Return a field of a form that offers choices."""
    return cast(forms.ChoiceField, form.fields[name])


def offered(form: forms.BaseForm, name: str) -> list[tuple[Any, Any]]:
    """Return what a field of a form offers: value and text of each choice, heading and choices of each group."""
    return list(cast(Iterable[tuple[Any, Any]], choice_field(form, name).choices))


class LineField(forms.CharField):
    """One line, kept in one spelling (see core.spelling). What shows nothing counts as empty."""

    def to_python(self, value: Any) -> Any:
        return spelling.line(super().to_python(value) or "") or self.empty_value


class JoinUrlField(LineField):
    """The address of an online meeting. Whether it is one is a rule (`core.rules.check_join_url`)."""

    widget = forms.URLInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_ADDRESS, "required": False, **kwargs})
        self.widget.attrs.setdefault("placeholder", "https://")


class WordsField(forms.CharField):
    """A text of several lines, kept in one spelling. What shows nothing counts as empty."""

    def to_python(self, value: Any) -> Any:
        return spelling.text(super().to_python(value) or "") or self.empty_value


class PlainTyped(forms.Field):
    """A mixin of fields whose value is read from plain letters: full width, odd blanks and dashes do not matter."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(spelling.plain(value) if isinstance(value, str) else value)


class CodeField(PlainTyped, forms.CharField):
    """A code, a number on paper or a cell of a table, in plain letters."""


class _Number(PlainTyped):
    """A mixin of fields for a number as people write it: `33,333`, `33,333원`, `10％` (see core.cells)."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            with suppress(ValueError):
                value = f"{cells.read_number(value, units=_UNITS):f}"
        return super().to_python(value)


class NumberField(_Number, forms.IntegerField):
    """A whole number."""


class DecimalField(_Number, forms.DecimalField):
    """A number with a fraction."""


class ClockField(PlainTyped, forms.TimeField):
    """A time of day as people write it: `9:00`, `0900`, `9시 30분`, `오후 2:00` (see core.cells)."""

    def to_python(self, value: Any) -> time | None:
        try:
            return super().to_python(value)
        except ValidationError:
            try:
                return cells.read_time(str(value))
            except ValueError:
                pass
            raise


class AddressField(PlainTyped, forms.EmailField):
    """An e-mail address, in lower case."""

    def to_python(self, value: Any) -> Any:
        return spelling.address(super().to_python(value) or "")


class SiteField(forms.URLField):
    """The address of a page, without what nobody sees."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(spelling.line(value) if isinstance(value, str) else value)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, chosen at once. Cleans to a list. `accept`: the endings that the browser offers."""

    widget = FilesInput

    def __init__(self, *, accept: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(f".{ending}" for ending in accept)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [one for one in data or () if one]
        if not given:
            super().clean(None)
        return [super(FilesField, self).clean(one) for one in given]


class DayInput(forms.TextInput):
    """A text field beside which a script puts the browser's own calendar."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-date": "", "autocomplete": "off", "inputmode": "text", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else super().format_value(value)


class DayField(forms.Field):
    """A date in any usual notation (see text.parse_day). Cleans to a date, or to None if it is empty."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        value = spelling.plain(value) if isinstance(value, str) else value
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            day = text.parse_day(str(value))
        except ValueError:
            raise ValidationError(
                _("날짜를 알아볼 수 없습니다. 2026-01-05나 2026년 1월 5일처럼 입력해 주세요."), code="invalid"
            ) from None
        if not clock.EARLIEST <= day <= clock.LATEST:
            raise ValidationError(_("2000년부터 2100년 사이의 날짜를 입력해 주세요."), code="out_of_range")
        return day


@lru_cache(maxsize=256)
def _draw_options(choices: tuple[tuple[str, str], ...], chosen: str) -> str:
    return render_to_string("core/time_options.html", {"choices": choices, "chosen": chosen})


class TimeSelect(forms.Select):
    """A choice of times. Half a hundred options that are the same everywhere are drawn once for each chosen time."""

    template_name = "core/time_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        choices = tuple((value, str(label)) for value, label in self.choices)
        [chosen] = self.format_value(value)
        # A value that is not offered could be of any length, and chooses nothing.
        context["options"] = _draw_options(choices, chosen if chosen in dict(choices) else "")
        return context


def _as_choices(times: Iterable[time]) -> list[tuple[str, str | Promise]]:
    return [("", pgettext_lazy("placeholder", "선택")), *((f"{at:%H:%M}", f"{at:%H:%M}") for at in times)]


class _HalfHours(BaseChoiceIterator):
    """The half-hours of a day to choose from, made once: Django would copy a list of them with each form."""

    _choices = _as_choices(HALF_HOURS)

    def __iter__(self) -> Iterator[tuple[str, str | Promise]]:
        return iter(self._choices)


class HalfHourField(PlainTyped, forms.TypedChoiceField):
    """A time of the 24-hour clock in half-hours. A stored time at another minute stays possible (`offer`)."""

    widget = TimeSelect

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("coerce", time.fromisoformat)
        super().__init__(choices=_HalfHours(), empty_value=None, **kwargs)

    def offer(self, kept: time) -> None:
        """Add the stored time to the choices: a time set through the API need not be a half-hour."""
        if (kept := kept.replace(second=0, microsecond=0)) not in HALF_HOURS:
            self.choices = _as_choices(sorted({*HALF_HOURS, kept}))

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


PLAIN, HTML = "plain", "html"


class RichTextInput(forms.Textarea):
    """A box for text with its looks. Its value is HTML, whether text or HTML was typed into it.

    A second value of the form, `<name>_format`, says which of the two stands in the box; without it, it is text. An
    editor that fills the box sets it to `html`. Where `chooses`, the person does.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, chooses: bool = False) -> None:
        super().__init__(attrs)
        self.chooses = chooses

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        return html.of_text(typed) if typed and data.get(f"{name}_format") != HTML else typed

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        shown = html.editable(value or "")
        box = super().render(name, shown.typed, attrs, renderer)
        given = HTML if shown.is_html else PLAIN
        return SafeString(box + self._format().render(f"{name}_format", given, self._format_attrs(attrs), renderer))

    def _format(self) -> forms.Widget:
        if not self.chooses:
            return forms.HiddenInput()
        return forms.Select(choices=[(PLAIN, _("쓴 글 그대로")), (HTML, _("HTML로 꾸민 글"))])

    def _format_attrs(self, attrs: dict[str, Any] | None) -> dict[str, Any]:
        named = {"id": f"{attrs['id']}_format"} if attrs and "id" in attrs else {}
        return named | ({"aria-label": _("위 글의 형식")} if self.chooses else {})
