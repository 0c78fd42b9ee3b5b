"""Entering a result and grading one, for those who run the class."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core.errors import Conflict, Invalid
from apps.core.http import add_error
from apps.elearning.assessment import services
from apps.elearning.assessment.forms import GradeForm, ResultForm, initial_of_grade
from apps.elearning.assessment.selectors import detail, lists, words
from apps.elearning.assessment.services import ResultInput
from apps.elearning.assessment.views.assessments import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
def result_new(request: HttpRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """`?enrolment=` names the learner whose next attempt it is."""
    stands, assessment = detail.managed(class_id, assessment_id, request.user)
    learners = detail.learners_to_grade(assessment)
    wanted = request.GET.get("enrolment", "")
    nexts = {str(one.pk): one.next_attempt for one in learners}
    initial = {"enrolment_id": wanted, "attempt": nexts.get(wanted, 1)}
    form = ResultForm(request.POST or None, initial=initial, learners=[(one.pk, one.name) for one in learners])
    if request.method == "POST" and form.is_valid():
        given = ResultInput(form.cleaned_data["enrolment_id"], attempt=form.cleaned_data["attempt"], **form.grade())
        try:
            services.add_result(assessment_id=assessment_id, by=request.user, given=given)
        except (Conflict, Invalid) as error:
            add_error(form, error)
        else:
            messages.success(request, _("결과를 등록했습니다."))
            return redirect("classes:assessment", class_id, assessment_id)
    context = {
        "form": form,
        "assessment": assessment,
        "marks": words.marks(assessment),
        "crumbs": crumbs(stands, (assessment.name, lists.url_of(assessment)), (_("결과 등록"), "")),
    }
    return render(request, "elearning/assessment/result_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest, class_id: int, assessment_id: int, result_id: int) -> HttpResponse:
    """Grade a result; beside it every change that was made of it."""
    stands, row = detail.result_to_grade(class_id, assessment_id, result_id, request.user)
    form = GradeForm(request.POST or None, initial=initial_of_grade(row))
    if request.method == "POST" and form.is_valid():
        try:
            services.grade(
                result_id=result_id, by=request.user, expected_revision=form.cleaned_data["revision"], **form.grade()
            )
        except (Conflict, Invalid) as error:
            add_error(form, error)
            if error.code == "changed_meanwhile":  # what is sent again is sent knowingly
                form.data = {**form.data.dict(), "revision": row.revision}
        else:
            messages.success(request, _("채점한 내용을 저장했습니다."))
            return redirect("classes:assessment", class_id, assessment_id)
    name = row.enrolment.member.name
    context = {
        "form": form,
        "assessment": row.assessment,
        "name": name,
        "facts": detail.result_facts(row),
        "steps": detail.history_of(row),
        "crumbs": crumbs(stands, (row.assessment.name, lists.url_of(row.assessment)), (name, "")),
    }
    return render(request, "elearning/assessment/result.html", context)
