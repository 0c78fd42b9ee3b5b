"""The list of a member's enrolments, and the page of one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.paging import requested_page
from apps.elearning.enrolment.views.enrolments import courses_crumb, enrolments_crumb
from apps.elearning.pages.selectors import enrolment_list as listing
from apps.elearning.pages.selectors.enrolment_detail import enrolment_detail as detail_page


@require_safe
def enrolment_list(request: MemberRequest) -> HttpResponse:
    shown = listing.shown_by(request.GET.get("show"))
    page = listing.enrolment_page(request.user, shown, requested_page(request.GET.get("page")), clock.now())
    context = {
        "page": page,
        "shown": shown,
        "tabs": listing.tabs(shown),
        "query": f"show={shown}" if shown else "",
        "crumbs": [courses_crumb(), (_("내 수강신청"), "")],
    }
    return render(request, "elearning/enrolment/list.html", context)


@require_safe
def enrolment_detail(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    page = detail_page(enrolment_id, request.user, clock.now())
    if page.is_own:
        crumbs = [enrolments_crumb(), (page.course_class.label, "")]
    else:
        roster = reverse("classes:roster", args=[page.course_class.pk])
        crumbs = [courses_crumb(), (page.course_class.label, roster), (page.enrolment.member.name, "")]
    return render(request, "elearning/enrolment/detail.html", {"page": page, "crumbs": crumbs})
