"""A mentor approves or rejects a request, or offers other times for it; a mentee cancels."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.accounts.models import Member
from apps.core.errors import refusal_of
from apps.lessons import notices, rules
from apps.lessons.answers.shared import find_lesson, of_mentee, of_mentor, say
from apps.lessons.forms import REJECT_READY, ReasonForm, TimesForm
from apps.lessons.models import Lesson
from apps.lessons.rules import times as time_rules
from apps.lessons.services import lessons, times
from apps.lessons.states import LessonStatus, Role
from apps.notices.answering import Answer, Asked
from apps.notices.kinds import DAY_BEFORE, HOUR_BEFORE


def _ask_approve(lesson: Lesson, member: Member, now: datetime) -> Asked:
    waits = lesson.status == LessonStatus.PENDING
    refused = refusal_of(rules.check_can_approve, member, lesson, now=now)
    return say(
        lesson,
        Role.MENTOR,
        can=refused is None,
        refused=refused.message if waits and refused else "",
        note=_("승인하면 멘티에게 알리고 두 분의 일정에 넣습니다."),
    )


def _ask_reject(lesson: Lesson, member: Member, now: datetime) -> Asked:
    note = _("고르거나 쓰신 사유가 멘티에게 알림과 메일로 그대로 전해집니다. 거절하면 되돌릴 수 없습니다.")
    return say(lesson, Role.MENTOR, can=lesson.status == LessonStatus.PENDING, note=note)


def _ask_withdraw(lesson: Lesson, member: Member, now: datetime) -> Asked:
    note = _("취소하면 되돌릴 수 없습니다. 다른 시간으로 다시 신청하실 수 있습니다.")
    return say(lesson, Role.MENTEE, can=lesson.status == LessonStatus.PENDING, note=note)


def _ask_cancel(lesson: Lesson, member: Member, now: datetime) -> Asked:
    agreed = lesson.status == LessonStatus.APPROVED
    refused = refusal_of(rules.check_can_cancel, member, lesson, now=now)
    return say(
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


def _ask_offer(lesson: Lesson, member: Member, now: datetime) -> Asked:
    waits = lesson.status == LessonStatus.PENDING
    refused = refusal_of(time_rules.check_can_offer_times, member, lesson, now=now)
    return say(
        lesson,
        Role.MENTOR,
        can=waits and refused is None,
        refused=refused.message if waits and refused else "",
        note=_("세 가지까지 제안할 수 있습니다. 멘티가 하나를 선택하면 그 시간으로 승인됩니다."),
    )


def _offer_form(data: QueryDict | None, asked: Asked) -> TimesForm:
    return TimesForm(data)


def _offer(lesson: Lesson, member: Member, form: Any) -> None:
    times.offer_times(lesson_id=lesson.pk, by=member, starts=form.given()["starts"])


ANSWERS = (
    Answer(
        "lessons.approve",
        gettext_lazy("수업 승인하기"),
        frozenset({notices.REQUESTED, notices.ANSWER_DUE}),
        find=find_lesson,
        get=of_mentor,
        ask=_ask_approve,
        act=_approve,
        private=frozenset({"host_busy"}),
    ),
    Answer(
        "lessons.reject",
        gettext_lazy("수업 거절하기"),
        frozenset({notices.REQUESTED, notices.ANSWER_DUE}),
        find=find_lesson,
        get=of_mentor,
        ask=_ask_reject,
        act=_reject,
        form=_reason_form,
        is_danger=True,
    ),
    Answer(
        "lessons.offer_times",
        gettext_lazy("다른 시간 제안하기"),
        frozenset({notices.REQUESTED, notices.ANSWER_DUE}),
        find=find_lesson,
        get=of_mentor,
        ask=_ask_offer,
        act=_offer,
        form=_offer_form,
        private=frozenset({"host_busy"}),
    ),
    Answer(
        "lessons.withdraw",
        pgettext_lazy("of a lesson", "신청 취소하기"),
        frozenset({notices.REQUEST_SENT}),
        find=find_lesson,
        get=of_mentee,
        ask=_ask_withdraw,
        act=_cancel,
        is_danger=True,
    ),
    Answer(
        "lessons.cancel",
        gettext_lazy("수업 취소하기"),
        frozenset({notices.APPROVED, notices.TIME_TAKEN, DAY_BEFORE, HOUR_BEFORE}),
        find=find_lesson,
        get=of_mentee,
        ask=_ask_cancel,
        act=_cancel,
        is_danger=True,
    ),
)
