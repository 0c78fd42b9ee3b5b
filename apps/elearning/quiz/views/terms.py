"""Pages on which those who run a quiz give one learner more time, another window or more attempts."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core.http import add_error, require_safe_or_post, sent, submit
from apps.elearning.quiz.forms import TermsForm
from apps.elearning.quiz.selectors import terms as selectors
from apps.elearning.quiz.selectors.questions import ManagedQuiz, get_managed_quiz
from apps.elearning.quiz.services import terms
from apps.elearning.quiz.views.questions import quiz_context


@require_safe
def terms_list(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """List the learners with what each was granted."""
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    context = {
        **_context(managed),
        "lines": selectors.terms_lines(managed.assessment),
        "facts": selectors.everybodys(managed.assessment),
    }
    return render(request, "elearning/quiz/terms.html", context)


@require_safe_or_post
def terms_of_learner(request: MemberRequest, class_id: int, assessment_id: int, enrolment_id: int) -> HttpResponse:
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    enrolment, own = selectors.get_learner(managed.assessment, enrolment_id)
    initial = {name: getattr(own, name) for name in (*terms.FIELDS, "revision")}
    form = TermsForm(sent(request), initial=initial)
    address = reverse("classes:quiz_terms", args=[class_id, assessment_id])
    if answer := submit(
        request,
        form,
        terms.accommodate,
        assessment_id=assessment_id,
        enrolment_id=enrolment_id,
        given=lambda: {"given": form.given(), "expected_revision": form.cleaned_data["revision"]},
        refused=partial(add_error, form, revision=own.revision),
        success=_("응시 조건을 저장하고 학습자에게 알렸습니다."),
        to=address,
    ):
        return answer
    context = {
        **_context(managed, (enrolment.member.name, "")),
        "form": form,
        "name": enrolment.member.name,
        "facts": selectors.everybodys(managed.assessment),
        "cancel_url": address,
    }
    return render(request, "elearning/quiz/terms_of.html", context)


def _context(managed: ManagedQuiz, *last: tuple[str, str]) -> dict[str, object]:
    ids = [managed.access.course_class.pk, managed.assessment.pk]
    address = reverse("classes:quiz_terms", args=ids) if last else ""
    attempts = (_("응시와 채점"), reverse("classes:attempts", args=ids))
    return quiz_context(managed, attempts, (_("학습자별 응시 조건"), address), *last)
