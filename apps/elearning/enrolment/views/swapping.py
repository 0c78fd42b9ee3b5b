"""The page on which an offered seat of a class is taken, and what else is on at its meetings given up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.http import act, require_safe_or_post
from apps.core.text import whole_numbers
from apps.elearning.enrolment.selectors.swap_page import class_swap_page
from apps.elearning.enrolment.services import swapping
from apps.elearning.enrolment.views.enrolments import courses_crumb


@require_safe_or_post
def swap(request: MemberRequest, class_id: int) -> HttpResponse:
    """Name what is given up for an offered seat, then take the seat and give it up."""
    page = class_swap_page(class_id, request.user, clock.now())
    back = reverse("classes:enrol", args=[class_id])
    if request.method == "POST":
        return act(
            request,
            swapping.swap_seat,
            success=_("자리를 받고 다른 일정을 취소했습니다."),
            to=lambda done: done.enrolment.get_absolute_url(),
            otherwise=back,
            class_id=class_id,
            expected=whole_numbers(request.POST.get("expected", "").split(",")),
        )
    if page.refused:
        messages.error(request, page.refused)
        return redirect(back)
    crumbs = [courses_crumb(), (page.course_class.label, page.course_class.get_absolute_url()), (_("자리 받기"), "")]
    return render(request, "elearning/enrolment/swap.html", {"page": page, "back": back, "crumbs": crumbs})
