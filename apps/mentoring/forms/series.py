"""The forms of sessions in a series: to open one week by week, and to move or end the rest of a series."""

from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import clock
from apps.core.fields import DayField, HalfHourField, WordsField
from apps.core.rules import LONGEST_REASON
from apps.mentoring.forms.sessions import SessionForm
from apps.mentoring.models import Session
from apps.planner.forms import RepeatForm
from apps.planner.recurrence import Recurrence, Shift, recurrence_in_words


class NewSessionForm(RepeatForm, SessionForm):
    """The form to open or copy a session, once or week by week."""

    repeat = forms.TypedChoiceField(
        label=gettext_lazy("반복"),
        choices=[
            ("", gettext_lazy("반복하지 않음")), ("1", gettext_lazy("매주")), ("2", gettext_lazy("2주마다")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy(
            "진행일과 같은 요일에 여러 개를 한 번에 엽니다. 다음 페이지에서 날짜를 확인하고 뺄 수 있습니다."
        ),
    )  # fmt: skip

    GROUPS: tuple[Any, ...] = (
        *SessionForm.GROUPS[:2],
        (gettext_lazy("반복"), ("repeat", ("times", "until"), "skip_holidays")),
        *SessionForm.GROUPS[2:],
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("repeat") and (given.get("times") or given.get("until")) and "repeat" not in self.errors:
            self.add_error("repeat", _("몇 주마다 반복할지 선택해 주세요."))
        return given

    @property
    def repeats(self) -> bool:
        """Whether a valid form opens several sessions."""
        return self.cleaned_data["repeat"] is not None

    def as_recurrence(self) -> Recurrence:
        """Return what a valid form that repeats says."""
        return self.recurrence(self.cleaned_data["date"])

    def in_words(self) -> str:
        """Return how it repeats, for above the days."""
        return recurrence_in_words(self.as_recurrence(), today=clock.today())

    def carried(self) -> SafeString:
        """Return all that was typed as hidden inputs, for the page that shows the days. Files cannot be carried."""
        files = {name for name, field in self.fields.items() if isinstance(field, forms.FileField)}
        sent = {f"alt_{name.removeprefix('image_')}" for name in files} if self.new_images() else set()
        inputs = [self[name].as_hidden() for name in self.fields if name not in files | sent]
        # The box of the text gives HTML, whatever was typed into it.
        return SafeString("".join([*inputs, forms.HiddenInput().render("content_format", "html")]))


class MoveSeriesForm(forms.Form):
    """Where a session of a series comes, and all that follow with it."""

    date = DayField(
        label=gettext_lazy("이 일정의 새 날짜"),
        help_text=gettext_lazy("이후 일정도 같은 날수만큼 옮겨집니다."),
    )
    start_time = HalfHourField(label=gettext_lazy("시작 시각"))
    end_time = HalfHourField(label=gettext_lazy("종료 시각"))
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        self.session = session
        initial = {"date": session.date, "start_time": session.start_time, "end_time": session.end_time}
        super().__init__(*args, **kwargs | {"initial": initial})
        for name in ("start_time", "end_time"):
            field: Any = self.fields[name]
            field.offer(initial[name])

    def shift(self) -> Shift:
        """Return how the session of a valid form moves."""
        given, session = self.cleaned_data, self.session
        return Shift.to(session.starts_at, session.ends_at, given["date"], given["start_time"], given["end_time"])


class EndSeriesForm(forms.Form):
    """Why the rest of a series does not take place. The applicants read it."""

    reason = WordsField(
        label=gettext_lazy("사유"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("신청자에게 알림과 메일로 그대로 전해집니다."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
