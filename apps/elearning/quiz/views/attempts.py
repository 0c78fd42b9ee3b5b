"""Pages on which a learner takes a quiz: before it, the sheet, saving one answer, the outcome."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid
from apps.core.http import act, require_safe_or_post
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.quiz.forms import read_answers, read_seen
from apps.elearning.quiz.models import Attempt, Question
from apps.elearning.quiz.selectors import attempts as selectors
from apps.elearning.quiz.selectors import labels, openings
from apps.elearning.quiz.services import attempts
from apps.elearning.quiz.services.attempts import SavedAnswers


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
            success=_("응시를 시작했습니다."),
            to=lambda begun: _address(class_id, assessment_id, begun),
            otherwise=request.path,
        )
    about = reverse("classes:assessment", args=[class_id, assessment_id])
    frame = page.access.frame("classes:assessments", (page.assessment.name, about), (_("온라인 응시"), ""))
    context = {**frame, "page": page}
    return render(request, "elearning/quiz/quiz.html", context)


@require_safe_or_post
def attempt_sheet(request: MemberRequest, class_id: int, assessment_id: int, attempt_id: int) -> HttpResponse:
    """Show the sheet while the attempt is open, and the outcome afterwards."""
    now = clock.now()
    try:
        attempt = selectors.get_own_attempt(class_id, assessment_id, attempt_id, request.user)
    except Attempt.DoesNotExist:
        if not openings.is_withdrawn(attempt_id, request.user.pk):
            raise
        messages.warning(request, _("강사가 시험을 다시 닫아 이 응시가 취소되었습니다. 쓰던 답은 따로 보관했습니다."))
        return redirect("classes:quiz", class_id, assessment_id)
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
    """Save the whole sheet, or submit it; with answers missing only after a second confirmation.

    An older window does not submit what it did not see, unless the clock sends it.
    """
    address = request.path
    automatic = "automatic" in request.POST
    try:
        saved = _save(request, attempt, automatic=automatic)
        if saved.set_aside:
            messages.warning(request, _set_aside(saved.set_aside, automatic=automatic))
            if not automatic:
                return redirect(address)
        if request.POST.get("act") == "save" and not automatic:
            messages.success(request, _("답을 저장했습니다."))
            return redirect(address)
        if not (automatic or "sure" in request.POST) and selectors.take_page(attempt, clock.now()).missing:
            return redirect(f"{address}?check=1")
        attempts.submit_attempt(attempt_id=attempt.pk, by=request.user)
        messages.success(request, _("제출했습니다."))
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)  # where the time is over, the page hands in what was saved
    return redirect(address)


def _save(request: MemberRequest, attempt: Attempt, *, automatic: bool) -> SavedAnswers:
    answers, seen = read_answers(request.POST), read_seen(request.POST)
    return attempts.save_answers(
        attempt_id=attempt.pk, by=request.user, answers=answers, seen=seen, automatic=automatic
    )


def _set_aside(questions: Sequence[Question], *, automatic: bool) -> str:
    numbers = ", ".join(_("%(n)d번") % {"n": question.position} for question in questions)
    if automatic:
        sentence = _(
            "%(numbers)s 문항은 다른 창에서 저장한 답을 제출했습니다. "
            "이 창에서 쓴 답은 강사가 볼 수 있게 따로 보관했습니다."
        )
    else:
        sentence = _(
            "%(numbers)s 문항은 다른 창에서 저장한 답을 그대로 두었습니다. "
            "이 창에서 쓴 답은 문항 아래에 따로 보관했습니다."
        )
    return sentence % {"numbers": numbers}


@require_safe_or_post
def save_answer(request: MemberRequest, class_id: int, assessment_id: int, attempt_id: int) -> HttpResponse:
    """Save answers for the script of the sheet; a GET asks how things stand.

    Answers the time left and the answers as they are: all for a GET, else those that were sent; `stale` are the ids of
    the questions that another window had answered meanwhile.
    """
    attempt = selectors.get_own_attempt(class_id, assessment_id, attempt_id, request.user)
    now = clock.now()
    try:
        if request.method != "POST":
            return JsonResponse(selectors.sheet_state(attempt, now))
        saved = _save(request, attempt, automatic=False)
    except DomainError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=error.status)
    return JsonResponse(
        {
            "seconds": selectors.seconds_left(saved.attempt, now),
            "until": labels.begun_until(saved.attempt),
            "answers": {answer.question_id: selectors.answer_state(answer) for answer in saved.answers},
            "stale": [question.pk for question in saved.set_aside],
        }
    )


def _address(class_id: int, assessment_id: int, attempt: Attempt) -> str:
    return reverse("classes:quiz_attempt", args=[class_id, assessment_id, attempt.pk])


def _attempt_context(access: ClassAccess, attempt: Attempt) -> dict[str, object]:
    ids = [access.course_class.pk, attempt.assessment_id]
    about, quiz_address = reverse("classes:assessment", args=ids), reverse("classes:quiz", args=ids)
    label = _("%(n)d번째 응시") % {"n": attempt.number}
    last = (attempt.assessment.name, about), (_("온라인 응시"), quiz_address), (label, "")
    return {**access.frame("classes:assessments", *last), "assessment": attempt.assessment}
