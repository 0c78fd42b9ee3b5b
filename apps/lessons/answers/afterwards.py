"""The mentee confirms or objects after a lesson, and either says who did not come."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core.errors import refusal_of
from apps.lessons import notices
from apps.lessons.answers.shared import find_lesson, of_either, of_mentee, say
from apps.lessons.forms import AbsenceForm, ObjectionForm
from apps.lessons.models import Lesson
from apps.lessons.rules import outcomes as outcome_rules
from apps.lessons.selectors.outcomes import outcome_of
from apps.lessons.services import outcomes
from apps.lessons.states import Role
from apps.notices.answering import Answer, Asked


def _ask_after(check: Callable[..., None], note: str | Promise, lesson: Lesson, member: Member, now: datetime) -> Asked:
    """Return what the page says where the rule lets the member say something after the lesson."""
    role = Role.MENTOR if lesson.mentor_id == member.pk else Role.MENTEE
    refused = refusal_of(check, member, lesson, outcome_of(lesson), now=now)
    return say(lesson, role, can=refused is None, refused=refused.message if refused else "", note=str(note))


_ask_confirm = partial(
    _ask_after, outcome_rules.check_can_confirm, gettext_lazy("확인하면 이 수업에 이의를 제기할 수 없습니다.")
)
_ask_object = partial(_ask_after, outcome_rules.check_can_object, ObjectionForm.explained)
_ask_absent = partial(_ask_after, outcome_rules.check_can_say_absent, AbsenceForm.explained)


def _confirm(lesson: Lesson, member: Member, form: Any) -> None:
    outcomes.confirm_lesson(lesson_id=lesson.pk, by=member)


def _object(lesson: Lesson, member: Member, form: Any) -> None:
    outcomes.object_to_outcome(lesson_id=lesson.pk, by=member, **form.cleaned_data)


def _say_absent(lesson: Lesson, member: Member, form: Any) -> None:
    outcomes.say_absent(lesson_id=lesson.pk, by=member, **form.cleaned_data)


ANSWERS = (
    Answer(
        "lessons.confirm",
        gettext_lazy("수업이 있었다고 확인하기"),
        frozenset({notices.COMPLETED}),
        find=find_lesson,
        get=of_mentee,
        ask=_ask_confirm,
        act=_confirm,
    ),
    Answer(
        "lessons.object",
        gettext_lazy("이의 제기하기"),
        frozenset({notices.COMPLETED, notices.ABSENCE_SAID}),
        find=find_lesson,
        get=of_either,
        ask=_ask_object,
        act=_object,
        form=lambda data, asked: ObjectionForm(data),
    ),
    Answer(
        "lessons.absent",
        gettext_lazy("불참 알리기"),
        frozenset({notices.COMPLETED, notices.COMPLETED_BY_ITSELF}),
        find=find_lesson,
        get=of_either,
        ask=_ask_absent,
        act=_say_absent,
        form=lambda data, asked: AbsenceForm(data),
    ),
)
