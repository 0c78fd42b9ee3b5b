"""Pages on which those who run a class manage its assessments."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.http import act, add_error, require_safe_or_post, sent, submit
from apps.elearning.assessment import rules, services
from apps.elearning.assessment.forms import AssessmentForm, initial_of
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.selectors import detail, lists
from apps.elearning.class_frame import class_crumbs
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access

HERE = "classes:assessments"


@require_safe_or_post
def assessment_new(request: MemberRequest, class_id: int) -> HttpResponse:
    access = class_access(class_id, request.user)
    rules.check_can_assess(request.user, teaches=access.teaches)
    row = access.course_class
    dates = {"start_date": row.start_date, "end_date": row.end_date, "total_score": 100, "pass_score": 60}
    form = AssessmentForm(sent(request), initial={**dates, "counting": rules.counting_by_default(row, clock.now())})
    if answer := submit(
        request,
        form,
        services.create_assessment,
        class_id=class_id,
        given=lambda: {"given": form.given()},
        success=_("평가를 만들었습니다."),
        to=lists.url_of,
    ):
        return answer
    shown: dict[str, Any] = {
        "title": _("평가 만들기"),
        "submit": _("평가 만들기"),
        "cancel_url": reverse(HERE, args=[class_id]),
    }
    return _show_form(request, access, form, **shown)


@require_safe_or_post
def assessment_edit(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    access, assessment = detail.get_managed_assessment(class_id, assessment_id, request.user)
    form = AssessmentForm(sent(request), initial=initial_of(assessment))
    if answer := submit(
        request,
        form,
        services.edit_assessment,
        assessment_id=assessment_id,
        given=lambda: {"changes": form.changes(), "expected_revision": form.cleaned_data["revision"]},
        refused=partial(add_error, form, revision=assessment.revision),
        success=_("수정한 내용을 저장했습니다."),
        to=lists.url_of(assessment),
    ):
        return answer
    shown = {"title": _("평가 수정하기"), "submit": _("수정한 내용 저장하기"), "cancel_url": lists.url_of(assessment)}
    return _show_form(request, access, form, assessment, **shown)


def _show_form(
    request: HttpRequest, access: ClassAccess, form: AssessmentForm, assessment: Assessment | None = None, **shown: Any
) -> HttpResponse:
    middle = [(assessment.name, lists.url_of(assessment))] if assessment else []
    context = {
        "form": form,
        "course_class": access.course_class,
        "assessment": assessment,
        "crumbs": crumbs(access, *middle, (shown["title"], "")),
        **shown,
    }
    return render(request, "elearning/assessment/form.html", context)


@require_POST
def assessment_switch(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """Switch an assessment on or off; one that is off is hidden from learners and does not count."""
    _stands, assessment = detail.get_managed_assessment(class_id, assessment_id, request.user)
    to_on = request.POST.get("on") == "1"
    off = _(
        "평가를 학습자에게 숨겼습니다. 평가 합계에도 넣지 않습니다. "
        "시작한 차수에서는 누구의 평균도 낮아지지 않을 때에만 다시 보일 수 있습니다."
    )
    success = _("평가를 학습자에게 다시 보입니다.") if to_on else off
    return act(
        request,
        services.edit_assessment,
        success=success,
        to=lists.url_of(assessment),
        assessment_id=assessment_id,
        changes={"is_active": to_on},
    )


@require_safe_or_post
def assessment_publish(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """Ask for a confirmation, then let learners see their results."""
    access, assessment = detail.get_managed_assessment(class_id, assessment_id, request.user)
    if request.method == "POST":
        return act(
            request,
            services.publish_results,
            success=_("결과를 공개하고 결과가 있는 학습자에게 알렸습니다."),
            to=lists.url_of(assessment),
            assessment_id=assessment_id,
        )
    shown = {"assessment": assessment, "crumbs": crumbs(access, _link(assessment), (_("결과 공개"), ""))}
    return render(request, "elearning/assessment/publish.html", shown)


@require_safe_or_post
def assessment_delete(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    access, assessment = detail.get_managed_assessment(class_id, assessment_id, request.user)
    if request.method == "POST":
        return act(
            request,
            services.delete_assessment,
            success=_("평가를 삭제했습니다."),
            to=reverse(HERE, args=[class_id]),
            otherwise=lists.url_of(assessment),
            assessment_id=assessment_id,
        )
    shown = {"assessment": assessment, "crumbs": crumbs(access, _link(assessment), (pgettext("the act", "삭제"), ""))}
    return render(request, "elearning/assessment/delete.html", shown)


def crumbs(access: ClassAccess, *last: tuple[str, str]) -> list[tuple[str, str]]:
    return class_crumbs(access.course_class, *last, page=HERE)


def _link(assessment: Assessment) -> tuple[str, str]:
    return assessment.name, lists.url_of(assessment)
