"""Taking a quiz: what it asks, the sheet, saving one answer, what came of it."""

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
from apps.elearning.quiz.selectors import taking as selectors
from apps.elearning.quiz.services import taking


@require_safe_or_post
def quiz(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """What the quiz is and what one took of it; sent, an attempt begins."""
    now = clock.now()
    page = selectors.quiz_page(class_id, assessment_id, request.user, now)
    if page.here.enrolment is None:
        return redirect("classes:questions", class_id, assessment_id)
    if page.open is not None and taking.close_overdue(now, attempt_id=page.open.pk):
        return redirect(request.path)
    if request.method == "POST":
        return act(
            request,
            taking.begin,
            assessment_id=assessment_id,
            success=_("응시를 시작했습니다. 답은 쓰는 대로 저장됩니다."),
            to=lambda begun: _address(class_id, assessment_id, begun),
            otherwise=request.path,
        )
    about = reverse("classes:assessment", args=[class_id, assessment_id])
    crumbs = page.here.crumbs((page.assessment.name, about), (_("온라인 응시"), ""))
    context = {"page": page, "tabs": page.here.tabs("classes:assessments"), "crumbs": crumbs}
    return render(request, "elearning/quiz/quiz.html", context)


@require_safe_or_post
def attempt(request: MemberRequest, class_id: int, assessment_id: int, attempt_id: int) -> HttpResponse:
    """The sheet while the attempt is open, what was handed in afterwards."""
    now = clock.now()
    mine = selectors.own_attempt(class_id, assessment_id, attempt_id, request.user)
    if request.method == "POST":
        return _send(request, mine)
    if mine.submitted_at is None and taking.close_overdue(now, attempt_id=mine.pk):
        mine = selectors.own_attempt(class_id, assessment_id, attempt_id, request.user)
    here = class_access(class_id, request.user)
    if mine.submitted_at is not None:
        context = {"page": selectors.outcome_page(mine, now), **_frame(here, mine)}
        return render(request, "elearning/quiz/outcome.html", context)
    return _sheet(request, mine, here, now)


def _sheet(request: HttpRequest, mine: Attempt, here: ClassAccess, now: datetime) -> HttpResponse:
    page = selectors.take_page(mine, now)
    context = {"page": page, "asks_again": "check" in request.GET and page.missing, **_frame(here, mine)}
    response = render(request, "elearning/quiz/take.html", context)
    response["Cache-Control"] = "no-store"  # going back must not show an older sheet
    return response


def _send(request: MemberRequest, mine: Attempt) -> HttpResponse:
    """Save the whole sheet, or submit it; with answers missing only after having been asked."""
    here = request.path
    answers = read_answers(request.POST)
    try:
        taking.save(attempt_id=mine.pk, by=request.user, answers=answers)
        if request.POST.get("act") == "save":
            messages.success(request, _("답을 저장했습니다."))
            return redirect(here)
        if "sure" not in request.POST and selectors.take_page(mine, clock.now()).missing:
            return redirect(f"{here}?check=1")
        taking.submit(attempt_id=mine.pk, by=request.user)
        messages.success(request, _("제출했습니다."))
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)  # where the time is over, the page hands in what was saved
    return redirect(here)


@require_POST
def answer(request: MemberRequest, class_id: int, assessment_id: int, attempt_id: int) -> HttpResponse:
    """Save one answer while it is being given: the sheet's script asks. Tells how many seconds are left."""
    mine = selectors.own_attempt(class_id, assessment_id, attempt_id, request.user)
    try:
        taking.save(attempt_id=mine.pk, by=request.user, answers=read_answers(request.POST))
    except DomainError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=error.status)
    return JsonResponse({"seconds": selectors.seconds_left(mine, clock.now())})


def _address(class_id: int, assessment_id: int, mine: Attempt) -> str:
    return reverse("classes:quiz_attempt", args=[class_id, assessment_id, mine.pk])


def _frame(here: ClassAccess, mine: Attempt) -> dict[str, object]:
    ids = [here.course_class.pk, mine.assessment_id]
    about, quiz_address = reverse("classes:assessment", args=ids), reverse("classes:quiz", args=ids)
    label = _("%(n)d번째 응시") % {"n": mine.number}
    return {
        "tabs": here.tabs("classes:assessments"),
        "crumbs": here.crumbs((mine.assessment.name, about), (_("온라인 응시"), quiz_address), (label, "")),
        "course_class": here.course_class,
        "assessment": mine.assessment,
    }
