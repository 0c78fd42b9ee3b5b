"""The forms of tutorials and of a mentor's times. The rules decide what is allowed."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.core import spelling, text
from apps.core.fields import (
    DayField,
    JoinUrlField,
    LineField,
    NumberField,
    WordsField,
    choice_field,
)
from apps.core.rules import LONGEST_REASON
from apps.lessons import rules
from apps.lessons.models import LessonSettings, Tutorial
from apps.lessons.services.tutorials import TutorialInput, input_of
from apps.planner.models import Venue
from apps.planner.rules import LONGEST_VENUE
from apps.topics.forms import TopicsField, topics_field

OTHER = "other"


class WonField(forms.Field):
    """An amount as people write it: `30,000`, `30000원`, `₩30,000`. The cleaned value is in whole KRW."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input-s", "autocomplete": "off"})
    _number = re.compile(r"(?:₩|KRW)?\s*(\d{1,3}(?:,\d{3})+|\d{1,12})\s*원?", re.IGNORECASE)

    def to_python(self, value: Any) -> int | None:
        value = spelling.plain(value) if isinstance(value, str) else value
        if value in self.empty_values or isinstance(value, int):
            return None if value in self.empty_values else value
        match = self._number.fullmatch(str(value))
        if match is None:
            raise ValidationError(_("금액을 30000이나 30,000처럼 숫자로 입력해 주세요."), code="invalid")
        return int(match[1].replace(",", ""))


_SHORT = {"class": "input-s", "inputmode": "numeric", "autocomplete": "off"}


class ProposesVenues:
    """A form in which a place is typed."""

    @property
    def venues(self) -> list[str]:
        """The names that the box of the place proposes."""
        return list(Venue.objects.filter(is_active=True).values_list("name", flat=True))


class TutorialForm(ProposesVenues, forms.Form):
    """A tutorial to offer or edit. `revision` shows whether another person has edited it since."""

    title = LineField(
        label=gettext_lazy("제목"),
        max_length=rules.LONGEST_TITLE,
        help_text=gettext_lazy("목록에서 먼저 보이는 글입니다. 무엇을 어디까지 배우는지 드러나게 써 주세요."),
    )
    description = WordsField(
        label=gettext_lazy("소개"),
        max_length=rules.LONGEST_DESCRIPTION,
        help_text=gettext_lazy("수업에서 다룰 것, 권하는 분, 만나는 방법과 준비물을 적어 주세요."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    price = WonField(
        label=gettext_lazy("수업료(원)"), help_text=gettext_lazy("수업 한 번의 값입니다. 0을 쓰면 무료입니다.")
    )
    duration = NumberField(
        label=gettext_lazy("수업 시간(분)"),
        help_text=gettext_lazy("수업 한 번의 길이입니다. 10분부터 720분까지 정할 수 있습니다."),
        widget=forms.TextInput(attrs=_SHORT),
    )
    venue = LineField(
        label=gettext_lazy("장소"),
        required=False,
        max_length=LONGEST_VENUE,
        help_text=gettext_lazy("등록된 장소의 이름을 쓰면 수업을 승인할 때 그 시간에 예약됩니다."),
        widget=forms.TextInput(attrs={"list": "venues"}),
    )
    join_url = JoinUrlField(
        label=gettext_lazy("참여 주소"),
        help_text=gettext_lazy(
            "온라인으로 만날 때 들어갈 주소입니다. 승인한 수업의 멘티에게만 알려 드립니다. 새로 열 때 비워 두면 "
            "멘토 소개에 적은 기본 주소를 씁니다."
        ),
    )
    topics = TopicsField()
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    writer = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, tutorial: Tutorial | None = None, **kwargs: Any) -> None:
        self.tutorial = tutorial
        super().__init__(*args, **kwargs)
        topics_field(self).offer(tutorial.topics.all() if tutorial else ())

    def given(self) -> TutorialInput:
        values = {name: self.cleaned_data[name] for name in TutorialInput.__dataclass_fields__}
        if self.tutorial is None:
            values["join_url"] = values["join_url"] or None
        return TutorialInput(**values)

    def _current(self) -> TutorialInput:
        return input_of(cast(Tutorial, self.tutorial))  # asked of an edit only

    def changes(self) -> dict[str, Any]:
        """Return the fields that differ from the tutorial as it is now."""
        given, current = self.given(), self._current()
        names = TutorialInput.__dataclass_fields__
        changed = {name: getattr(given, name) for name in names if getattr(given, name) != getattr(current, name)}
        return changed

    def differing(self) -> list[tuple[str, str]]:
        """Return the labels and present values of the fields that saving would overwrite."""
        current = self._current()
        shown = {"price": text.fee(current.price), "duration": text.length(current.duration)}
        shown["topics"] = ", ".join(current.topics)
        return [(str(self.fields[name].label), str(shown.get(name, getattr(current, name)))) for name in self.changes()]


def initial_of(tutorial: Tutorial) -> dict[str, Any]:
    current = input_of(tutorial)
    fields = {name: getattr(current, name) for name in TutorialInput.__dataclass_fields__}
    return fields | {"revision": tutorial.revision}


class CloseForm(forms.Form):
    """The reason why staff close a tutorial. The mentor reads it."""

    reason = WordsField(
        label=gettext_lazy("사유"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("멘토에게 알림과 메일로 그대로 전해집니다."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


# --- Hours ------------------------------------------------------------------------------------------------------------


class DayOffForm(forms.Form):
    first_day = DayField(label=gettext_lazy("첫날"), help_text=gettext_lazy("예: 2026-01-05, 2026년 1월 5일"))
    last_day = DayField(
        label=gettext_lazy("마지막 날"), required=False, help_text=gettext_lazy("하루만 쉬면 비워 두세요.")
    )
    note = LineField(
        label=gettext_lazy("메모"),
        required=False,
        max_length=rules.LONGEST_NOTE,
        help_text=gettext_lazy("나만 봅니다."),
    )


class LessonSettingsForm(forms.Form):
    """What a mentor asks of the times of lessons. `revision` shows whether another window has saved since."""

    buffer = NumberField(
        label=gettext_lazy("수업 사이 간격(분)"),
        help_text=gettext_lazy("정해진 수업의 앞뒤로 이만큼 비웁니다. 비우지 않으면 0을 쓰세요."),
        widget=forms.TextInput(attrs=_SHORT),
    )
    notice = NumberField(
        label=gettext_lazy("신청 기한(시작 몇 시간 전)"),
        help_text=gettext_lazy("이보다 늦게는 신청할 수 없습니다. 기한이 없으면 0을 쓰세요."),
        widget=forms.TextInput(attrs=_SHORT),
    )
    most_a_day = NumberField(
        label=gettext_lazy("하루에 할 수업 수"),
        required=False,
        help_text=gettext_lazy("다 차면 그날은 신청을 받지 않습니다. 비워 두면 몇 건이든 받습니다."),
        widget=forms.TextInput(attrs=_SHORT),
    )
    holds_requests = forms.BooleanField(
        label=gettext_lazy("답하지 않은 신청도 자리를 차지합니다."),
        required=False,
        help_text=gettext_lazy("먼저 신청한 분에게 답할 때까지, 그 시간에는 다른 신청을 받지 않습니다."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, settings: LessonSettings, sent: Any = None) -> "LessonSettingsForm":
        names = ("buffer", "notice", "most_a_day", "holds_requests", "revision")
        return cls(sent, initial={name: getattr(settings, name) for name in names})

    def given(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        expected = values.pop("revision")
        return {**values, "expected_revision": expected}


class HolidayForm(forms.Form):
    """A public holiday on which lessons rest, to give lessons on."""

    day = forms.TypedChoiceField(label=gettext_lazy("수업할 공휴일"), coerce=dt.date.fromisoformat)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "day").choices = [("", pgettext_lazy("placeholder", "선택")), *choices]


# --- Requesting a lesson ----------------------------------------------------------------------------------------------


class DayForm(forms.Form):
    """The day whose times are shown, sent by GET."""

    date = DayField(label=gettext_lazy("날짜"), help_text=gettext_lazy("예: 2026-01-05, 2026.1.5, 2026년 1월 5일"))
