"""Pages on which those who run a quiz open it to its learners, and take that back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.http import act, require_safe_or_post
from apps.elearning.quiz.selectors import openings
from apps.elearning.quiz.selectors.questions import get_managed_quiz
from apps.elearning.quiz.services import opening
from apps.elearning.quiz.views.questions import address_of, questions_context


@require_safe_or_post
def open_quiz(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """Show what learners will get, and open the quiz."""
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    if request.method == "POST":
        return act(
            request,
            opening.open_quiz,
            success=_("시험을 열고 수강생에게 알렸습니다."),
            to=address_of(class_id, assessment_id),
            assessment_id=assessment_id,
        )
    page = openings.open_page(managed.assessment, clock.now())
    context = {**questions_context(managed, (_("시험 열기"), "")), "page": page}
    return render(request, "elearning/quiz/open.html", context)


@require_safe_or_post
def take_back_quiz(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """Show whose attempts will be kept apart, and make the quiz a draft again."""
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    if request.method == "POST":
        return act(
            request,
            opening.take_back_quiz,
            success=_closed,
            to=address_of(class_id, assessment_id),
            assessment_id=assessment_id,
        )
    page = openings.take_back_page(managed.assessment, clock.now())
    context = {**questions_context(managed, (_("시험 다시 닫기"), "")), "page": page}
    return render(request, "elearning/quiz/take_back.html", context)


def _closed(withdrawn: int) -> str:
    if not withdrawn:
        return _("시험을 다시 닫았습니다. 이제 문항을 수정할 수 있습니다.")
    return ngettext(
        "시험을 다시 닫고, 응시하고 있던 %(n)d명에게 알렸습니다. 쓰던 답은 따로 보관했습니다.",
        "시험을 다시 닫고, 응시하고 있던 %(n)d명에게 알렸습니다. 쓰던 답은 따로 보관했습니다.",
        withdrawn,
    ) % {"n": withdrawn}
