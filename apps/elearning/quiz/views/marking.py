"""Pages on which instructors and staff mark the attempts at a quiz."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.http import add_error, require_safe_or_post, sent, submit
from apps.core.paging import requested_page
from apps.elearning.quiz.forms import MarkForm
from apps.elearning.quiz.selectors import marking as selectors
from apps.elearning.quiz.selectors import openings
from apps.elearning.quiz.selectors.questions import ManagedQuiz, get_managed_quiz
from apps.elearning.quiz.services import attempts, marking
from apps.elearning.quiz.views.questions import quiz_context


@require_safe
def attempt_list(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    attempts.close_overdue_attempts(clock.now(), assessment_id=assessment_id)
    shown = selectors.TO_MARK if request.GET.get("show") == selectors.TO_MARK else ""
    context = {
        **quiz_context(managed, (_("응시와 채점"), "")),
        "page": selectors.attempt_page(managed.assessment, shown, requested_page(request.GET.get("page"))),
        "withdrawn": [] if shown else openings.withdrawn_lines(managed.assessment),
        "to_mark": selectors.count_to_mark(managed.assessment),
        "shown": shown,
        "query": f"show={shown}" if shown else "",
    }
    return render(request, "elearning/quiz/attempts.html", context)


@require_safe_or_post
def attempt_detail(request: MemberRequest, class_id: int, assessment_id: int, attempt_id: int) -> HttpResponse:
    """Show what one learner answered, with fields for the points of written answers."""
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    attempts.close_overdue_attempts(clock.now(), attempt_id=attempt_id, assessment_id=assessment_id)
    row = selectors.get_attempt(managed.assessment, attempt_id)
    page = selectors.marking_page(row, managed.assessment)
    form = MarkForm(page.by_hand, row.revision, sent(request))
    if answer := submit(
        request,
        form,
        marking.mark_attempt,
        attempt_id=attempt_id,
        given=lambda: {"marks": form.marks(), "expected_revision": form.cleaned_data["revision"]},
        refused=partial(add_error, form, revision=row.revision),
        success=_("채점을 저장했습니다."),
        to=lambda _marked: _following(request, managed),
    ):
        return answer
    rows = [{"asked": asked, "fields": form.of(asked.question.pk)} for asked in page.asked]
    attempts_url = reverse("classes:attempts", args=[class_id, assessment_id])
    context = {
        **quiz_context(managed, (_("응시와 채점"), attempts_url), (row.enrolment.member.name, "")),
        "page": page,
        "form": form,
        "rows": rows,
        "attempts_url": attempts_url,
    }
    return render(request, "elearning/quiz/mark.html", context)


def _following(request: HttpRequest, managed: ManagedQuiz) -> str:
    """Return the address of the next attempt to mark if the form asks for it, else of the list."""
    ids = [managed.access.course_class.pk, managed.assessment.pk]
    following = selectors.next_to_mark(managed.assessment) if request.POST.get("act") == "next" else None
    if following is None:
        return reverse("classes:attempts", args=ids)
    return reverse("classes:attempt", args=[*ids, following])
