"""The forms by which several meetings of a class are made, moved or removed at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import clock
from apps.core.fields import DayField, HalfHourField, JoinUrlField, LineField, choice_field
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.services.series import MeetingInput
from apps.planner import weekly_hours
from apps.planner.forms import RepeatForm
from apps.planner.models import Venue
from apps.planner.recurrence import Recurrence, Shift, recurrence_in_words
from apps.planner.rules import LONGEST_VENUE


class MeetingSeriesForm(RepeatForm):
    """Meetings on days of the week. Without a number and a last day they go on until the class ends."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("요일"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("선택하지 않으면 첫날의 요일입니다."),
    )  # fmt: skip
    first = DayField(label=_("첫날"))
    start_time = HalfHourField(label=_("시작 시각"))
    end_time = HalfHourField(label=_("종료 시각"))
    venue = forms.ModelChoiceField(label=_("장소"), queryset=Venue.objects.filter(is_active=True), required=False)
    venue_text = LineField(label=_("장소 직접 입력"), required=False, max_length=LONGEST_VENUE)
    join_url = JoinUrlField(label=_("참여 주소"))

    field_order = (
        "first", "weekdays", "start_time", "end_time", "repeat", "times", "until", "skip_holidays", "venue",
        "venue_text", "join_url",
    )  # fmt: skip

    def __init__(self, *args: Any, course_class: CourseClass, **kwargs: Any) -> None:
        self.course_class = course_class
        super().__init__(*args, **kwargs)
        choice_field(self, "weekdays").choices = [(day, weekly_hours.weekdays_in_words([day])) for day in range(7)]
        self.fields["until"].help_text = _("횟수와 마지막 날을 모두 비워 두면 차수의 종료일까지입니다.")

    def as_recurrence(self) -> Recurrence:
        """Return what a valid form says, which ends with the class."""
        given = self.cleaned_data
        if given["times"] is None and given["until"] is None:
            given["until"] = self.course_class.end_date
        return self.recurrence(given["first"], given["weekdays"])

    def in_words(self) -> str:
        """Return what a valid form says, for above the days."""
        return recurrence_in_words(self.as_recurrence(), today=clock.today())

    def given(self) -> MeetingInput:
        """Return what the meetings have in common."""
        names = ("start_time", "end_time", "venue", "venue_text", "join_url")
        return MeetingInput(**{name: self.cleaned_data[name] for name in names})


class RestForm(forms.Form):
    """What becomes of the meetings from one on: they move as that one does, or are removed."""

    MOVE, REMOVE = "move", "remove"

    start = forms.TypedChoiceField(label=_("이 수업일부터"), coerce=int)
    act = forms.ChoiceField(
        label=_("할 일"),
        choices=[(MOVE, pgettext_lazy("of meetings", "옮기기")), (REMOVE, _("삭제하기"))],
        widget=forms.RadioSelect,
    )
    day = DayField(
        label=_("그 수업일의 새 날짜"),
        required=False,
        help_text=_("다른 수업일도 같은 날수만큼 옮겨집니다. 비워 두면 날짜는 그대로입니다."),
    )
    start_time = HalfHourField(label=_("새 시작 시각"), required=False)
    end_time = HalfHourField(label=_("새 종료 시각"), required=False)
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, meetings: Sequence[ClassMeeting], **kwargs: Any) -> None:
        self.meetings = meetings
        super().__init__(*args, **kwargs)
        choice_field(self, "start").choices = [(meeting.pk, str(meeting)) for meeting in meetings]

    @property
    def removes(self) -> bool:
        return self.cleaned_data["act"] == self.REMOVE

    @property
    def first(self) -> ClassMeeting:
        return next(meeting for meeting in self.meetings if meeting.pk == self.cleaned_data["start"])

    def rest(self) -> list[ClassMeeting]:
        """Return the meetings from the first one on."""
        return [meeting for meeting in self.meetings if meeting.starts_at >= self.first.starts_at]

    def shift(self) -> Shift:
        """Return how the first meeting moves."""
        given, first = self.cleaned_data, self.first
        return Shift.to(first.starts_at, first.ends_at, given["day"], given["start_time"], given["end_time"])
