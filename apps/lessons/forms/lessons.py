"""The forms of a lesson: the shape of what people type in. The rules decide what is allowed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.core import clock
from apps.core.errors import DomainError
from apps.core.fields import (
    DayField,
    HalfHourField,
    JoinUrlField,
    LineField,
    WordsField,
    choice_field,
    offered,
)
from apps.core.http import add_error, put_back
from apps.core.stale import GuardedForm
from apps.lessons.forms.tutorials import OTHER, ProposesVenues
from apps.lessons.rules.times import MOST_TIMES
from apps.planner.forms import HolidaysField
from apps.planner.rules import LONGEST_VENUE


class RequestForm(forms.Form):
    """A time on the chosen day. `knowing` is the moment whose clashes the person has seen already."""

    date = DayField(widget=forms.HiddenInput)
    time = HalfHourField(label=gettext_lazy("시작 시각"), widget=forms.Select)
    message = WordsField(
        label=gettext_lazy("신청 메시지"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("무엇을 배우고 싶은지, 지금 어디까지 해 보았는지 적으면 멘토가 준비하기 좋습니다."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    knowing = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput)
    holidays = HolidaysField()
    writer = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def show(self, groups: Sequence[tuple[str, Sequence[dt.time]]]) -> None:
        """Offer these times under their headings. A time that was sent stays, and the service decides about it."""
        choices: list[Any] = [("", pgettext_lazy("placeholder", "선택"))]
        choices += [(label, [(f"{at:%H:%M}", f"{at:%H:%M}") for at in times]) for label, times in groups if times]
        free = {f"{at:%H:%M}" for _label, times in groups for at in times}
        sent = self["time"].value()
        known = {value for value, _label in offered(self, "time")}
        if sent and sent not in free and sent in known:
            choices.append((sent, sent))
        cast(forms.Select, self.fields["time"].widget).choices = choices

    @property
    def starts_at(self) -> dt.datetime:
        return clock.at(self.cleaned_data["date"], self.cleaned_data["time"])

    @property
    def moment(self) -> str:
        """Return the value that `knowing` must have for the requested time."""
        return f"{self.starts_at:%Y-%m-%dT%H:%M}"

    @property
    def is_knowing(self) -> bool:
        return self.cleaned_data["knowing"] == self.moment


class TimesForm(forms.Form):
    """Up to three other times for a lesson, each a day and a half-hour. Lines that are left out are none.

    `read_at` is what was offered when the page was made (`time_rules.offer_marks`).
    """

    read_at = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_TIMES + 1):
            self.fields[f"date{number}"] = DayField(
                label=_("%(n)d번째 날짜") % {"n": number},
                required=number == 1,
                help_text=_("예: 2026-01-05, 2026년 1월 5일") if number == 1 else "",
            )
            self.fields[f"time{number}"] = HalfHourField(
                label=_("%(n)d번째 시작 시각") % {"n": number}, required=number == 1, widget=forms.Select
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        for number in range(1, MOST_TIMES + 1):
            day, at = self.cleaned_data.get(f"date{number}"), self.cleaned_data.get(f"time{number}")
            missing = "time" if day else "date"
            if bool(day) != bool(at) and f"{missing}{number}" not in self.errors:
                self.add_error(f"{missing}{number}", _("날짜와 시작 시각을 함께 입력해 주세요."))
        return self.cleaned_data

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the fields as they stand beside each other."""
        return [(self[f"date{number}"], self[f"time{number}"]) for number in range(1, MOST_TIMES + 1)]

    def given(self) -> dict[str, Any]:
        """Return the times as the service takes them."""
        pairs = ((self.cleaned_data[f"date{n}"], self.cleaned_data[f"time{n}"]) for n in range(1, MOST_TIMES + 1))
        starts = [clock.at(day, at) for day, at in pairs if day]
        return {"starts": starts, "expected_offer": self.cleaned_data["read_at"]}

    def refuse(self, error: DomainError, read_at: str) -> None:
        """Show a refusal of the service. Sent once more, the form replaces what was offered meanwhile."""
        add_error(self, error)
        if error.code == "changed_meanwhile":
            put_back(self, read_at=read_at)


class PlaceForm(ProposesVenues, GuardedForm, forms.Form):
    """Where one lesson is, other than its tutorial says."""

    venue = LineField(
        label=gettext_lazy("장소"),
        required=False,
        max_length=LONGEST_VENUE,
        help_text=gettext_lazy("등록된 장소의 이름을 쓰면 그 시간에 예약됩니다. 온라인으로만 만나면 비워 두세요."),
        widget=forms.TextInput(attrs={"list": "venues"}),
    )
    join_url = JoinUrlField(
        label=gettext_lazy("참여 주소"),
        help_text=gettext_lazy("온라인으로 만날 때 들어갈 주소입니다. 멘티에게만 알려 드립니다."),
    )


# --- Rejecting and cancelling -----------------------------------------------------------------------------------------


REJECT_READY = (
    gettext_lazy("해당 시간에 다른 일정이 있습니다."),
    gettext_lazy("신청하신 내용은 제가 도와드리기 어렵습니다."),
    gettext_lazy("당분간 새 수업을 받지 않습니다."),
    gettext_lazy("다른 시간으로 다시 신청해 주시기 바랍니다."),
)


class ReasonForm(forms.Form):
    """A reason: one of the ready sentences, the person's own words, or both. Works without a script."""

    ready = forms.ChoiceField(label=gettext_lazy("사유"), widget=forms.RadioSelect)
    words = WordsField(
        label=gettext_lazy("직접 쓰기"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, ready: Sequence[Any], required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needed = required
        choices = [(str(number), sentence) for number, sentence in enumerate(ready)]
        choice_field(self, "ready").choices = [*choices, (OTHER, _("직접 쓰겠습니다."))]
        self.fields["ready"].required = required
        self.fields["words"].help_text = _("위에서 선택한 문장에 덧붙이거나, ‘직접 쓰겠습니다’를 고르고 쓰세요.")

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        if given.get("ready") == OTHER and self.needed and not given.get("words"):
            self.add_error("words", _("사유를 써 주세요."))
        return given

    @property
    def reason(self) -> str:
        chosen, own = self.cleaned_data["ready"], self.cleaned_data["words"]
        sentence = "" if chosen in {"", OTHER} else str(dict(offered(self, "ready"))[chosen])
        return f"{sentence} {own}".strip()
