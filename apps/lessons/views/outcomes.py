"""What is said after a lesson: that it took place, that somebody did not come, an objection, and its decision."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import refusal_of
from apps.core.http import act, require_safe_or_post, sent
from apps.lessons.forms import AbsenceForm, DecisionForm, ObjectionForm
from apps.lessons.models import Lesson
from apps.lessons.rules import outcomes as outcome_rules
from apps.lessons.selectors import detail
from apps.lessons.selectors.outcomes import outcome_lines, outcome_of
from apps.lessons.services import outcomes
from apps.lessons.views.asking import ask


@require_POST
def lesson_confirm(request: HttpRequest, lesson_id: int) -> HttpResponse:
    lesson = Lesson.objects.visible_to(request.user).only("pk").get(pk=lesson_id)
    return act(
        request, outcomes.confirm_lesson, success=_("확인해 주셔서 고맙습니다."), to=lesson.get_absolute_url(),
        lesson_id=lesson_id,
    )  # fmt: skip


@require_safe_or_post
def lesson_absent(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Ask who did not come and why one says so."""
    lesson = detail.get_lesson(lesson_id, request.user)
    check, said = outcome_rules.check_can_say_absent, outcome_of(lesson)
    return ask(
        request, lesson, refusal_of(check, request.user, lesson, said, now=clock.now()), AbsenceForm(sent(request)),
        outcomes.say_absent, success=_("불참을 알렸습니다. 상대도 알림을 받았습니다."), title=_("불참 알리기"),
        lead=AbsenceForm.explained,
    )  # fmt: skip


@require_safe_or_post
def lesson_object(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Ask for the reason of an objection."""
    lesson = detail.get_lesson(lesson_id, request.user)
    check, said = outcome_rules.check_can_object, outcome_of(lesson)
    return ask(
        request, lesson, refusal_of(check, request.user, lesson, said, now=clock.now()), ObjectionForm(sent(request)),
        outcomes.object_to_outcome, success=_("이의를 제기했습니다. 운영자가 확인하면 알려 드립니다."),
        title=_("이의 제기하기"),
        lead=ObjectionForm.explained,
    )  # fmt: skip


@require_safe_or_post
def lesson_objection(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Show staff what was said of a lesson, and ask for the decision on the objection."""
    lesson = detail.get_lesson(lesson_id, request.user)
    said = outcome_of(lesson)
    return ask(
        request, lesson, refusal_of(outcome_rules.check_can_decide, request.user, lesson, said),
        DecisionForm(sent(request)), outcomes.decide_objection, success=_("이의를 처리하고 두 사람에게 알렸습니다."),
        title=_("이의 처리하기"), lead=_("처리 결과가 수업의 기록이 되며, 한 번만 처리할 수 있습니다."),
        template="lessons/lesson_objection.html", lines=outcome_lines(lesson, said, clock.now()),
    )  # fmt: skip
