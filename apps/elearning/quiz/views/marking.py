"""The attempts at a quiz and their marks, for its instructors and staff."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.http import require_safe_or_post, sent, submit
from apps.core.paging import requested_page
from apps.elearning.quiz.forms import MarkForm
from apps.elearning.quiz.selectors import marking as selectors
from apps.elearning.quiz.selectors.questions import Managed, managed
from apps.elearning.quiz.services import marking, taking
from apps.elearning.quiz.views.questions import frame


@require_safe
def attempt_list(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    one = managed(class_id, assessment_id, request.user)
    taking.close_overdue(clock.now(), assessment_id=assessment_id)
    shown = selectors.TO_MARK if request.GET.get("show") == selectors.TO_MARK else ""
    context = {
        **frame(one, (_("응시와 채점"), "")),
        "page": selectors.attempt_page(one.assessment, shown, requested_page(request.GET.get("page"))),
        "to_mark": selectors.to_mark(one.assessment),
        "shown": shown,
        "query": f"show={shown}" if shown else "",
    }
    return render(request, "elearning/quiz/attempts.html", context)


@require_safe_or_post
def attempt(request: MemberRequest, class_id: int, assessment_id: int, attempt_id: int) -> HttpResponse:
    """What one learner answered, with points for what a person has to read."""
    one = managed(class_id, assessment_id, request.user)
    taking.close_overdue(clock.now(), attempt_id=attempt_id, assessment_id=assessment_id)
    row = selectors.attempt_of(one.assessment, attempt_id)
    page = selectors.marked(row, one.assessment)
    form = MarkForm(page.by_hand, row.revision, sent(request))
    if answer := submit(
        request,
        form,
        marking.mark,
        attempt_id=attempt_id,
        given=lambda: {"marks": form.marks(), "expected_revision": form.cleaned_data["revision"]},
        success=_("채점을 저장했습니다."),
        to=lambda _marked: _following(request, one),
    ):
        return answer
    rows = [{"asked": asked, "fields": form.of(asked.question.pk)} for asked in page.asked]
    attempts = reverse("classes:attempts", args=[class_id, assessment_id])
    context = {
        **frame(one, (_("응시와 채점"), attempts), (row.enrolment.member.name, "")),
        "page": page,
        "form": form,
        "rows": rows,
        "attempts_url": attempts,
    }
    return render(request, "elearning/quiz/mark.html", context)


def _following(request: HttpRequest, one: Managed) -> str:
    """Return the address of the next that waits for points where one was asked for, else of the list."""
    ids = [one.here.course_class.pk, one.assessment.pk]
    following = selectors.next_to_mark(one.assessment) if request.POST.get("act") == "next" else None
    if following is None:
        return reverse("classes:attempts", args=ids)
    return reverse("classes:attempt", args=[*ids, following])
