"""Share what all answers about lessons need: whose lesson it is, and what the page says of it."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.lessons import rules
from apps.lessons.models import Lesson
from apps.lessons.selectors import detail
from apps.lessons.selectors.outcomes import outcome_lines, outcome_of
from apps.lessons.states import LessonStatus, Role
from apps.notices.answering import Asked, number_in


def find_lesson(member: Member, path: str) -> int | None:
    """Return the number of the lesson of which a path is a page."""
    return number_in(path, "lesson_id")


def _get(role: Role, member: Member, number: int) -> Lesson:
    """Return a lesson in which the member has that role. Raises Lesson.DoesNotExist."""
    lesson = detail.get_lesson(number, member)
    if rules.role_of(member, lesson) != role:
        raise Lesson.DoesNotExist
    return lesson


of_mentor, of_mentee = partial(_get, Role.MENTOR), partial(_get, Role.MENTEE)


def say(lesson: Lesson, role: Role, **more: Any) -> Asked:
    """Return what the page of an answer says of a lesson to who has that role."""
    other = (_("멘티"), lesson.mentee.name) if role == Role.MENTOR else (_("멘토"), lesson.mentor.name)
    facts = [(_("일시"), spoken.say_span(lesson.starts_at, lesson.ends_at, today=clock.today())), other]
    if lesson.venue_name:
        facts.append((_("장소"), lesson.venue_name))
    said = outcome_lines(lesson, outcome_of(lesson), clock.now())
    state = said[-1][0] if said else str(_STATES[LessonStatus(lesson.status)])
    return Asked(title=lesson.tutorial.title, facts=facts, state=state, path=lesson.get_absolute_url(), **more)


_STATES = {
    LessonStatus.PENDING: gettext_lazy("멘토의 답을 기다리는 신청입니다."),
    LessonStatus.APPROVED: gettext_lazy("승인된 수업입니다."),
    LessonStatus.REJECTED: gettext_lazy("거절된 신청입니다."),
    LessonStatus.IN_PROGRESS: gettext_lazy("진행 중인 수업입니다."),
    LessonStatus.COMPLETED: gettext_lazy("완료된 수업입니다."),
    LessonStatus.CANCELLED: gettext_lazy("취소된 수업입니다."),
}


def of_either(member: Member, number: int) -> Lesson:
    """Return a lesson of the member's two. Raises Lesson.DoesNotExist."""
    lesson = detail.get_lesson(number, member)
    if member.pk not in {lesson.mentor_id, lesson.mentee_id}:
        raise Lesson.DoesNotExist
    return lesson
