"""The list of a class's assessments and the page of one, with the links to its online quiz."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.elearning.assessment.selectors import detail, lists
from apps.elearning.assessment.views.assessments import HERE
from apps.elearning.enrolment.selectors.class_access import class_access
from apps.elearning.quiz.selectors.actions import quiz_actions
from apps.elearning.quiz.selectors.terms import extra_attempts, own_accommodations


@require_safe
def assessment_list(request: MemberRequest, class_id: int) -> HttpResponse:
    access = class_access(class_id, request.user)
    own, today = {} if access.runs else own_accommodations(class_id, request.user), clock.today()
    lines = lists.assessment_lines(access, request.user, today, extra_attempts(own))
    taken = {line.assessment.pk: line.taken for line in lines}
    actions = quiz_actions([line.assessment for line in lines], access, today, own, taken)
    context = {
        **access.frame(HERE),
        "standing": access,
        "lines": [(line, actions.get(line.assessment.pk, ())) for line in lines],
    }
    return render(request, "elearning/assessment/list.html", context)


@require_safe
def assessment_detail(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    own, today = own_accommodations(class_id, request.user), clock.today()
    page = detail.assessment_page(class_id, assessment_id, request.user, today, extra_attempts(own))
    actions = quiz_actions([page.assessment], page.access, today, own, {assessment_id: page.taken})
    context = {
        **page.access.frame(HERE, (page.assessment.name, "")),
        "page": page,
        "assessment": page.assessment,
        "actions": actions.get(page.assessment.pk, ()),
    }
    return render(request, "elearning/assessment/detail.html", context)
