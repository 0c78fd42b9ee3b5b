"""Enrolling, and what a learner does with an enrolment: reading its statement, cancelling it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock, text
from apps.core.http import act, require_safe_or_post, sent, submit
from apps.elearning.enrolment.forms import CancelForm
from apps.elearning.enrolment.selectors.cancel_page import CancelPage, cancel_page
from apps.elearning.enrolment.selectors.enrol_page import enrol_page
from apps.elearning.enrolment.selectors.statement import statement_of
from apps.elearning.enrolment.services import ending, enrolling
from apps.elearning.enrolment.services.enrolling import Enrolled
from apps.elearning.enrolment.states import EnrolmentStatus


@require_safe_or_post
def enrol(request: MemberRequest, class_id: int) -> HttpResponse:
    """Enrol, or join the waiting list. Shows the page first after a log-in, and if there are clashes to confirm."""
    if request.method == "POST":
        return act(
            request,
            enrolling.enrol_member,
            success=_enrolled_words,
            to=lambda done: done.enrolment.get_absolute_url(),
            otherwise=reverse("classes:enrol", args=[class_id]),
            class_id=class_id,
            knowing="knowing" in request.POST,
        )
    page = enrol_page(class_id, request.user, clock.now())
    crumbs = [courses_crumb(), (page.course_class.label, page.course_class.get_absolute_url()), (_("수강신청"), "")]
    return render(request, "elearning/enrolment/new.html", {"page": page, "crumbs": crumbs})


def _enrolled_words(done: Enrolled) -> str:
    number = {"number": done.enrolment.pk, "place": text.place_in_line(done.place)}
    if done.place:
        return _("대기를 신청했습니다. %(place)s이며, 신청 번호는 %(number)d입니다.") % number
    if done.enrolment.status == EnrolmentStatus.APPROVED:
        return _("수강신청이 바로 승인되었습니다. 신청 번호는 %(number)d입니다.") % number
    return _("수강신청을 접수했습니다. 신청 번호는 %(number)d입니다.") % number


@require_safe_or_post
def cancel(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """Show what cancelling means for the seat and the money, then cancel."""
    asked = cancel_page(enrolment_id, request.user, clock.now())
    if asked.refused:
        messages.error(request, asked.refused)
        return redirect(asked.enrolment)
    form = CancelForm(sent(request))
    if answer := submit(
        request,
        form,
        ending.cancel_enrolment,
        enrolment_id=enrolment_id,
        to=asked.enrolment.get_absolute_url(),
        success=_cancelled_words(asked),
    ):
        return answer
    crumbs = [enrolments_crumb(), (asked.title, asked.enrolment.get_absolute_url()), (pgettext("the act", "취소"), "")]
    return render(request, "elearning/enrolment/cancel.html", {"asked": asked, "form": form, "crumbs": crumbs})


def _cancelled_words(asked: CancelPage) -> str:
    if asked.declines:
        return _("자리를 받지 않았습니다. 다음 분에게 넘어갑니다.")
    return _("대기를 취소했습니다.") if asked.enrolment.is_waiting else _("수강을 취소했습니다.")


@require_safe
def statement(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """Show the payments and refunds, to print."""
    page = statement_of(enrolment_id, request.user, clock.now())
    crumbs = [enrolments_crumb(), (page.title, page.enrolment.get_absolute_url()), (_("수강료 내역서"), "")]
    return render(request, "elearning/enrolment/statement.html", {"page": page, "crumbs": crumbs})


def courses_crumb() -> tuple[str, str]:
    return pgettext("all of them", "과정"), reverse("courses:list")


def enrolments_crumb() -> tuple[str, str]:
    return _("내 수강신청"), reverse("enrolments:list")
