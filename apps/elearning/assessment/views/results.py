"""Pages on which those who run a class enter and grade results."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from apps.accounts.requests import MemberRequest
from apps.core.http import add_error, require_safe_or_post, sent, submit
from apps.elearning.assessment import services
from apps.elearning.assessment.forms import GradeForm, ResultForm, initial_of_grade
from apps.elearning.assessment.selectors import detail, labels, lists
from apps.elearning.assessment.services import ResultInput
from apps.elearning.assessment.views.assessments import crumbs


@require_safe_or_post
def result_new(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """Enter a result; `?enrolment=` names the learner whose next attempt it is."""
    access, assessment = detail.get_managed_assessment(class_id, assessment_id, request.user)
    learners = detail.learners_to_grade(assessment)
    wanted = request.GET.get("enrolment", "")
    nexts = {str(learner.pk): learner.next_attempt for learner in learners}
    initial = {"enrolment_id": wanted, "attempt": nexts.get(wanted, 1)}
    form = ResultForm(sent(request), initial=initial, learners=[(learner.pk, learner.name) for learner in learners])
    if answer := submit(
        request,
        form,
        services.add_result,
        assessment_id=assessment_id,
        given=lambda: {"given": _given(form)},
        success=_("결과를 등록했습니다."),
        to=lists.url_of(assessment),
    ):
        return answer
    context = {
        "form": form,
        "assessment": assessment,
        "marks": labels.marks(assessment),
        "crumbs": crumbs(access, (assessment.name, lists.url_of(assessment)), (_("결과 등록"), "")),
    }
    return render(request, "elearning/assessment/result_new.html", context)


def _given(form: ResultForm) -> ResultInput:
    return ResultInput(form.cleaned_data["enrolment_id"], attempt=form.cleaned_data["attempt"], **form.grade())


@require_safe_or_post
def result(request: MemberRequest, class_id: int, assessment_id: int, result_id: int) -> HttpResponse:
    """Grade a result, beside the history of its changes."""
    access, row = detail.get_result_to_grade(class_id, assessment_id, result_id, request.user)
    form = GradeForm(sent(request), initial=initial_of_grade(row))
    if answer := submit(
        request,
        form,
        services.grade_result,
        result_id=result_id,
        given=lambda: {"expected_revision": form.cleaned_data["revision"], **form.grade()},
        refused=partial(add_error, form, revision=row.revision),
        success=_("채점한 내용을 저장했습니다."),
        to=lists.url_of(row.assessment),
    ):
        return answer
    name = row.enrolment.member.name
    context = {
        "form": form,
        "assessment": row.assessment,
        "name": name,
        "facts": detail.result_facts(row),
        "steps": detail.history_of(row),
        "crumbs": crumbs(access, (row.assessment.name, lists.url_of(row.assessment)), (name, "")),
    }
    return render(request, "elearning/assessment/result.html", context)
