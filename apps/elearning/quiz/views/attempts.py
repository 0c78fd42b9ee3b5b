"""Pages on which a learner takes a quiz: before it, the sheet, saving one answer, the outcome."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid
from apps.core.http import act, require_safe_or_post
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.quiz.forms import read_answers
from apps.elearning.quiz.models import Attempt
from apps.elearning.quiz.selectors import attempts as selectors
from apps.elearning.quiz.services import attempts


@require_safe_or_post
def quiz(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """Show the quiz and the learner's attempts; a POST begins an attempt."""
    now = clock.now()
    page = selectors.quiz_page(class_id, assessment_id, request.user, now)
    if page.access.enrolment is None:
        return redirect("classes:questions", class_id, assessment_id)
    if page.open is not None and attempts.close_overdue_attempts(now, attempt_id=page.open.pk):
        return redirect(request.path)
    if request.method == "POST":
        return act(
            request,
            attempts.begin_attempt,
            assessment_id=assessment_id,
            success=_("응시를 시작했습니다. 답은 쓰는 대로 저장됩니다."),
            to=lambda begun: _address(class_id, assessment_id, begun),
            otherwise=request.path,
        )
    about = reverse("classes:assessment", args=[class_id, assessment_id])
    crumbs = page.access.crumbs((page.assessment.name, about), (_("온라인 응시"), ""))
    context = {"page": page, "tabs": page.access.tabs("classes:assessments"), "crumbs": crumbs}
    return render(request, "elearning/quiz/quiz.html", context)


@require_safe_or_post
def attempt_sheet(request: MemberRequest, class_id: int, assessment_id: int, attempt_id: int) -> HttpResponse:
    """Show the sheet while the attempt is open, and the outcome afterwards."""
    now = clock.now()
    attempt = selectors.get_own_attempt(class_id, assessment_id, attempt_id, request.user)
    if request.method == "POST":
        return _send(request, attempt)
    if attempt.submitted_at is None and attempts.close_overdue_attempts(now, attempt_id=attempt.pk):
        attempt = selectors.get_own_attempt(class_id, assessment_id, attempt_id, request.user)
    access = class_access(class_id, request.user)
    if attempt.submitted_at is not None:
        context = {"page": selectors.outcome_page(attempt, now), **_attempt_context(access, attempt)}
        return render(request, "elearning/quiz/outcome.html", context)
    return _sheet(request, attempt, access, now)


def _sheet(request: HttpRequest, attempt: Attempt, access: ClassAccess, now: datetime) -> HttpResponse:
    page = selectors.take_page(attempt, now)
    context = {"page": page, "asks_again": "check" in request.GET and page.missing, **_attempt_context(access, attempt)}
    response = render(request, "elearning/quiz/take.html", context)
    response["Cache-Control"] = "no-store"  # going back must not show an older sheet
    return response


def _send(request: MemberRequest, attempt: Attempt) -> HttpResponse:
    """Save the whole sheet, or submit it; with answers missing only after a second confirmation."""
    address = request.path
    answers = read_answers(request.POST)
    try:
        attempts.save_answers(attempt_id=attempt.pk, by=request.user, answers=answers)
        if request.POST.get("act") == "save":
            messages.success(request, _("답을 저장했습니다."))
            return redirect(address)
        if "sure" not in request.POST and selectors.take_page(attempt, clock.now()).missing:
            return redirect(f"{address}?check=1")
        attempts.submit_attempt(attempt_id=attempt.pk, by=request.user)
        messages.success(request, _("제출했습니다."))
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)  # where the time is over, the page hands in what was saved
    return redirect(address)


@require_POST
def save_answer(request: MemberRequest, class_id: int, assessment_id: int, attempt_id: int) -> HttpResponse:
    """Save one answer for the script of the sheet; answers how many seconds are left."""
    attempt = selectors.get_own_attempt(class_id, assessment_id, attempt_id, request.user)
    try:
        attempts.save_answers(attempt_id=attempt.pk, by=request.user, answers=read_answers(request.POST))
    except DomainError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=error.status)
    return JsonResponse({"seconds": selectors.seconds_left(attempt, clock.now())})


def _address(class_id: int, assessment_id: int, attempt: Attempt) -> str:
    return reverse("classes:quiz_attempt", args=[class_id, assessment_id, attempt.pk])


def _attempt_context(access: ClassAccess, attempt: Attempt) -> dict[str, object]:
    ids = [access.course_class.pk, attempt.assessment_id]
    about, quiz_address = reverse("classes:assessment", args=ids), reverse("classes:quiz", args=ids)
    label = _("%(n)d번째 응시") % {"n": attempt.number}
    return {
        "tabs": access.tabs("classes:assessments"),
        "crumbs": access.crumbs((attempt.assessment.name, about), (_("온라인 응시"), quiz_address), (label, "")),
        "course_class": access.course_class,
        "assessment": attempt.assessment,
    }
