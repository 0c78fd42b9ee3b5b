"""Who is offered other times for a lesson takes one of them, or none."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core.errors import Conflict
from apps.core.fields import choice_field
from apps.core.http import put_back
from apps.lessons import notices
from apps.lessons.answers.shared import find_lesson, of_either, say
from apps.lessons.models import Lesson
from apps.lessons.rules import times as time_rules
from apps.lessons.selectors import offers
from apps.lessons.services import times
from apps.lessons.states import LessonStatus, Role
from apps.notices.answering import Answer, Asked


class TakeTimeForm(forms.Form):
    """One of the offered times. `knowing`: the page has said that the member has something else then."""

    time = forms.ChoiceField(label=gettext_lazy("제안된 시간"), widget=forms.RadioSelect)
    knowing = forms.BooleanField(required=False, widget=forms.HiddenInput)


def _times_form(data: QueryDict | None, asked: Asked) -> TakeTimeForm:
    form = TakeTimeForm(data, initial={"knowing": bool(asked.clash)})
    choice_field(form, "time").choices = asked.choices
    return form


def _ask_take_time(lesson: Lesson, member: Member, now: datetime) -> Asked:
    role = Role.MENTOR if lesson.mentor_id == member.pk else Role.MENTEE
    offer = offers.get_offer(lesson, member, now)
    answers = offer is not None and offer.answers
    lines = offer.lines if offer is not None and answers and not offer.is_over else []
    clash = _("‘다른 일정과 겹침’이라고 적힌 시간을 선택하면 두 일정이 겹칩니다.")
    return say(
        lesson,
        role,
        can=bool(lines),
        refused=_("답변 기한이 지나 정할 수 없습니다.") if answers and not lines else "",
        note=_("선택한 시간으로 정해지고, 두 분의 일정과 알림도 함께 바뀝니다."),
        clash=clash if any(line.clash for line in lines) else "",
        choices=tuple((str(line.pk), _choice(line)) for line in lines),
    )


def _choice(line: offers.OfferedLine) -> str:
    """Return an offered time in words; of what is on then it says no more than the mail did."""
    return _("%(when)s (다른 일정과 겹침)") % {"when": line.words} if line.clash else line.words


class DeclineTimesForm(forms.Form):
    """Which offer is declined, so that none is declined unread."""

    offer = forms.CharField(max_length=200, widget=forms.HiddenInput)


def _decline_form(data: QueryDict | None, asked: Asked) -> DeclineTimesForm:
    return DeclineTimesForm(data, initial={"offer": time_rules.join_marks(value for value, _words in asked.choices)})


def _ask_decline(lesson: Lesson, member: Member, now: datetime) -> Asked:
    asked = _ask_take_time(lesson, member, now)
    note = (
        _("신청은 원래 시간으로 다시 멘토의 답을 기다립니다.")
        if lesson.status == LessonStatus.PENDING
        else _("수업은 원래 시간에 그대로 진행됩니다.")
    )
    times_offered = [(_("제안된 시간"), "\n".join(words for _value, words in asked.choices))] if asked.can else []
    return replace(asked, facts=[*asked.facts, *times_offered], note=note, clash="")


def _decline(lesson: Lesson, member: Member, form: Any) -> None:
    try:
        times.decline_times(lesson_id=lesson.pk, by=member, expected_offer=form.cleaned_data["offer"])
    except Conflict:
        put_back(form, offer=offers.marks_of(lesson))  # the page shows the offer that there is now
        raise


def _take_time(lesson: Lesson, member: Member, form: Any) -> None:
    chosen = form.cleaned_data
    times.take_time(lesson_id=lesson.pk, time_id=int(chosen["time"]), by=member, knowing=chosen["knowing"])


ANSWERS = (
    Answer(
        "lessons.take_time",
        gettext_lazy("시간 선택하기"),
        frozenset({notices.TIMES_OFFERED, notices.TIMES_DUE}),
        find=find_lesson,
        get=of_either,
        ask=_ask_take_time,
        act=_take_time,
        form=_times_form,
        private=frozenset({"clash", "host_busy"}),
    ),
    Answer(
        "lessons.decline_times",
        gettext_lazy("모두 어렵다고 답하기"),
        frozenset({notices.TIMES_OFFERED, notices.TIMES_DUE}),
        find=find_lesson,
        get=of_either,
        ask=_ask_decline,
        act=_decline,
        form=_decline_form,
    ),
)
