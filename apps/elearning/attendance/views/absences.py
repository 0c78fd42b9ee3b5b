"""The pages of absence requests: the learner's form, and the page on which a request is decided."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import downloads
from apps.core.errors import Conflict, Invalid
from apps.core.http import act, add_error, require_safe_or_post, sent, submit
from apps.elearning.attendance import rules
from apps.elearning.attendance.files import media_type
from apps.elearning.attendance.forms import AbsenceForm, DeclineForm
from apps.elearning.attendance.selectors import absences as selectors
from apps.elearning.attendance.services import absences
from apps.elearning.attendance.views.sheet import HERE, keeper


@require_safe_or_post
def ask(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    page = selectors.ask_page(enrolment_id, request.user)
    back = reverse(HERE, args=[page.course_class.pk])
    initial = {"class_date": request.GET.get("date", "")}
    form = AbsenceForm(sent(request), request.FILES or None, days=page.days, initial=initial)
    if answer := submit(
        request,
        form,
        absences.request_absence,
        enrolment_id=enrolment_id,
        success=_("결석 사유서를 제출했습니다. 강사가 확인하면 알려 드립니다."),
        to=back,
    ):
        return answer
    crumbs = [
        (pgettext("all of them", "과정"), reverse("courses:list")),
        (page.course_class.label, back),
        (_("결석 사유서 제출하기"), ""),
    ]
    context = {"form": form, "page": page, "back": back, "crumbs": crumbs}
    return render(request, "elearning/attendance/absence_new.html", context)


@require_safe_or_post
def withdraw(request: MemberRequest, enrolment_id: int, request_id: int) -> HttpResponse:
    """Ask first: after some days it cannot be handed in again."""
    page = selectors.withdraw_page(enrolment_id, request_id, request.user)
    if request.method == "POST":
        success = _("결석 사유서를 철회했습니다.")
        return act(request, absences.withdraw_absence, request_id=request_id, success=success, to=page.back)
    rules.check_can_withdraw(request.user, page.row)
    crumbs = [
        (pgettext("all of them", "과정"), reverse("courses:list")),
        (page.title, page.back),
        (_("결석 사유서 철회"), ""),
    ]
    return render(request, "elearning/attendance/absence_withdraw.html", {"page": page, "crumbs": crumbs})


@require_safe
def file(request: MemberRequest, enrolment_id: int, request_id: int) -> FileResponse:
    """Send the evidence to those who may read the request, as a file that a browser neither runs nor keeps."""
    row = selectors.get_request_with_file(enrolment_id, request_id, request.user)
    kept = str(row.file.name)
    kind = media_type(kept)
    name = _("결석-사유서-%(number)d.%(ending)s") % {"number": row.pk, "ending": kept.rpartition(".")[2]}
    answer = downloads.file_response(row.file, name, content_type=kind)
    downloads.record(request, row, "evidence", whose=row.enrolment.member_id)
    return answer


@require_safe_or_post
def decide(request: MemberRequest, class_id: int, request_id: int) -> HttpResponse:
    """Show a request; a posted form declines it, with a reason."""
    access = keeper(request, class_id)
    page = selectors.decide_page(class_id, request_id, request.user)
    form = DeclineForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            absences.decline_absence(by=request.user, request_id=request_id, **form.cleaned_data)
        except Conflict as error:
            messages.error(request, error.message)
            return redirect(request.path)
        except Invalid as error:
            add_error(form, error)
        else:
            messages.success(request, _("결석 사유서를 반려하고 학습자에게 알렸습니다."))
            return redirect(HERE, class_id)
    context = {
        **access.frame(HERE, (_("결석 사유서"), "")),
        "page": page,
        "form": form,
    }
    return render(request, "elearning/attendance/absence_decide.html", context)


@require_POST
def accept(request: MemberRequest, class_id: int, request_id: int) -> HttpResponse:
    keeper(request, class_id)
    selectors.decide_page(class_id, request_id, request.user)
    return act(
        request,
        absences.accept_absence,
        request_id=request_id,
        success=_("결석 사유서를 인정했습니다. 그날은 공결로 기록하고 학습자에게 알렸습니다."),
        to=reverse(HERE, args=[class_id]),
    )
