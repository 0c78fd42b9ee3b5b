"""What is said after a lesson: that it took place, that somebody did not come, and an objection."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import NotAllowed, refusal_of
from apps.core.http import act, require_safe_or_post, sent, submit
from apps.lessons.forms import AbsenceForm, ObjectionForm
from apps.lessons.models import Lesson
from apps.lessons.rules import outcomes as outcome_rules
from apps.lessons.selectors import detail
from apps.lessons.selectors.outcomes import outcome_of
from apps.lessons.services import outcomes
from apps.lessons.views.lessons import lesson_crumbs


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
    return _say(
        request, lesson_id, outcome_rules.check_can_say_absent, AbsenceForm(sent(request)), outcomes.say_absent,
        success=_("불참을 알렸습니다. 상대도 알림을 받았습니다."), title=_("불참 알리기"),
        lead=_("고른 것과 사유가 상대에게 그대로 전해집니다. 상대는 48시간 안에 한 번 이의를 남길 수 있습니다."),
    )  # fmt: skip


@require_safe_or_post
def lesson_object(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Ask for the reason of an objection."""
    return _say(
        request, lesson_id, outcome_rules.check_can_object, ObjectionForm(sent(request)), outcomes.object_to_outcome,
        success=_("이의를 남겼습니다. 상대와 운영자가 볼 수 있습니다."), title=_("이의 남기기"),
        lead=_("무엇이 사실과 다른지 써 주세요. 상대와 운영자가 읽으며, 한 번만 남길 수 있습니다."),
    )  # fmt: skip


def _say(
    request: MemberRequest,
    lesson_id: int,
    check: Callable[..., None],
    form: Any,
    service: Callable[..., Lesson],
    *,
    success: str,
    title: str,
    lead: str,
) -> HttpResponse:
    lesson = detail.get_lesson(lesson_id, request.user)
    refused = refusal_of(check, request.user, lesson, outcome_of(lesson), now=clock.now())
    if isinstance(refused, NotAllowed):
        raise refused
    if refused is not None:
        messages.error(request, refused.message)
        return redirect(lesson)
    answer = submit(request, form, service, success=success, to=lesson.get_absolute_url(), lesson_id=lesson_id)
    context = {
        "lesson": lesson,
        "form": form,
        "title": title,
        "explained": lead,
        "about": detail.lesson_in_words(lesson),
        "crumbs": lesson_crumbs(lesson, request.user, title),
    }
    return answer or render(request, "lessons/lesson_outcome.html", context)
