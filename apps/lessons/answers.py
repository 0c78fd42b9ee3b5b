"""What members answer from mails about lessons: a mentor approves or rejects, a mentee cancels."""

from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.errors import refusal_of
from apps.core.fields import choice_field
from apps.lessons import notices, rules
from apps.lessons.forms import REJECT_READY, ReasonForm
from apps.lessons.models import Lesson
from apps.lessons.selectors import detail, offers
from apps.lessons.services import lessons, times
from apps.lessons.states import LessonStatus, Role
from apps.notices.answering import Answer, Asked, number_in
from apps.notices.kinds import DAY_BEFORE, HOUR_BEFORE


def _find(member: Member, path: str) -> int | None:
    return number_in(path, "lesson_id")


def _get(role: Role, member: Member, number: int) -> Lesson:
    """Return a lesson in which the member has that role. Raises Lesson.DoesNotExist."""
    lesson = detail.get_lesson(number, member)
    if rules.role_of(member, lesson) != role:
        raise Lesson.DoesNotExist
    return lesson


_of_mentor, _of_mentee = partial(_get, Role.MENTOR), partial(_get, Role.MENTEE)


def _say(lesson: Lesson, role: Role, **more: Any) -> Asked:
    other = (_("멘티"), lesson.mentee.name) if role == Role.MENTOR else (_("멘토"), lesson.mentor.name)
    facts = [(_("일시"), spoken.say_span(lesson.starts_at, lesson.ends_at, today=clock.today())), other]
    if lesson.venue_name:
        facts.append((_("장소"), lesson.venue_name))
    state = str(_STATES[LessonStatus(lesson.status)])
    return Asked(title=lesson.tutorial.title, facts=facts, state=state, path=lesson.get_absolute_url(), **more)


_STATES = {
    LessonStatus.PENDING: gettext_lazy("멘토의 답을 기다리는 신청입니다."),
    LessonStatus.APPROVED: gettext_lazy("승인된 수업입니다."),
    LessonStatus.REJECTED: gettext_lazy("거절된 신청입니다."),
    LessonStatus.IN_PROGRESS: gettext_lazy("진행 중인 수업입니다."),
    LessonStatus.COMPLETED: gettext_lazy("완료된 수업입니다."),
    LessonStatus.CANCELLED: gettext_lazy("취소된 수업입니다."),
}


def _ask_approve(lesson: Lesson, member: Member, now: datetime) -> Asked:
    waits = lesson.status == LessonStatus.PENDING
    refused = refusal_of(rules.check_can_approve, member, lesson, now=now)
    return _say(
        lesson,
        Role.MENTOR,
        can=refused is None,
        refused=refused.message if waits and refused else "",
        note=_("승인하면 멘티에게 알리고 두 분의 일정에 넣습니다."),
    )


def _ask_reject(lesson: Lesson, member: Member, now: datetime) -> Asked:
    note = _("고르거나 쓰신 사유가 멘티에게 알림과 메일로 그대로 전해집니다. 거절하면 되돌릴 수 없습니다.")
    return _say(lesson, Role.MENTOR, can=lesson.status == LessonStatus.PENDING, note=note)


def _ask_withdraw(lesson: Lesson, member: Member, now: datetime) -> Asked:
    note = _("취소하면 되돌릴 수 없습니다. 다른 시간으로 다시 신청하실 수 있습니다.")
    return _say(lesson, Role.MENTEE, can=lesson.status == LessonStatus.PENDING, note=note)


def _ask_cancel(lesson: Lesson, member: Member, now: datetime) -> Asked:
    agreed = lesson.status == LessonStatus.APPROVED
    refused = refusal_of(rules.check_can_cancel, member, lesson, now=now)
    return _say(
        lesson,
        Role.MENTEE,
        can=agreed and refused is None,
        refused=refused.message if agreed and refused else "",
        note=_("취소하면 되돌릴 수 없으며, 멘토에게 알립니다."),
    )


def _reason_form(data: QueryDict | None, asked: Asked) -> ReasonForm:
    return ReasonForm(data, ready=REJECT_READY)


def _approve(lesson: Lesson, member: Member, form: Any) -> None:
    lessons.approve_lesson(lesson_id=lesson.pk, by=member)


def _reject(lesson: Lesson, member: Member, form: Any) -> None:
    lessons.reject_lesson(lesson_id=lesson.pk, by=member, reason=form.reason)


def _cancel(lesson: Lesson, member: Member, form: Any) -> None:
    lessons.cancel_lesson(lesson_id=lesson.pk, by=member)


class TakeTimeForm(forms.Form):
    """One of the offered times. `knowing`: the page has said that the member has something else then."""

    time = forms.ChoiceField(label=gettext_lazy("제안된 시간"), widget=forms.RadioSelect)
    knowing = forms.BooleanField(required=False, widget=forms.HiddenInput)


def _times_form(data: QueryDict | None, asked: Asked) -> TakeTimeForm:
    form = TakeTimeForm(data, initial={"knowing": bool(asked.clash)})
    choice_field(form, "time").choices = asked.choices
    return form


def _get_offered(member: Member, number: int) -> Lesson:
    """Return a lesson of the member's two. Raises Lesson.DoesNotExist."""
    lesson = detail.get_lesson(number, member)
    if member.pk not in {lesson.mentor_id, lesson.mentee_id}:
        raise Lesson.DoesNotExist
    return lesson


def _ask_take_time(lesson: Lesson, member: Member, now: datetime) -> Asked:
    role = Role.MENTOR if lesson.mentor_id == member.pk else Role.MENTEE
    offer = offers.get_offer(lesson, member, now)
    answers = offer is not None and offer.answers
    lines = offer.lines if offer is not None and answers and not offer.is_over else []
    clash = _("‘다른 일정과 겹침’이라고 적힌 시간을 선택하면 두 일정이 겹칩니다.")
    return _say(
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


def _take_time(lesson: Lesson, member: Member, form: Any) -> None:
    chosen = form.cleaned_data
    times.take_time(lesson_id=lesson.pk, time_id=int(chosen["time"]), by=member, knowing=chosen["knowing"])


ANSWERS = (
    Answer(
        "lessons.approve",
        gettext_lazy("수업 승인하기"),
        frozenset({notices.REQUESTED, notices.ANSWER_DUE}),
        find=_find,
        get=_of_mentor,
        ask=_ask_approve,
        act=_approve,
        private=frozenset({"host_busy"}),
    ),
    Answer(
        "lessons.reject",
        gettext_lazy("수업 거절하기"),
        frozenset({notices.REQUESTED, notices.ANSWER_DUE}),
        find=_find,
        get=_of_mentor,
        ask=_ask_reject,
        act=_reject,
        form=_reason_form,
        is_danger=True,
    ),
    Answer(
        "lessons.take_time",
        gettext_lazy("시간 선택하기"),
        frozenset({notices.TIMES_OFFERED, notices.TIMES_DUE}),
        find=_find,
        get=_get_offered,
        ask=_ask_take_time,
        act=_take_time,
        form=_times_form,
        private=frozenset({"clash", "host_busy"}),
    ),
    Answer(
        "lessons.withdraw",
        pgettext_lazy("of a lesson", "신청 취소하기"),
        frozenset({notices.REQUEST_SENT}),
        find=_find,
        get=_of_mentee,
        ask=_ask_withdraw,
        act=_cancel,
        is_danger=True,
    ),
    Answer(
        "lessons.cancel",
        gettext_lazy("수업 취소하기"),
        frozenset({notices.APPROVED, notices.TIME_TAKEN, DAY_BEFORE, HOUR_BEFORE}),
        find=_find,
        get=_of_mentee,
        ask=_ask_cancel,
        act=_cancel,
        is_danger=True,
    ),
)
