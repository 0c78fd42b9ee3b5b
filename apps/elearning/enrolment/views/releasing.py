"""Pages of one's own seat that cannot be cancelled any more: to release it, and to take it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.http import act, require_safe_or_post
from apps.elearning.enrolment.selectors.release_page import keep_page, release_page
from apps.elearning.enrolment.services import releasing
from apps.elearning.enrolment.views.enrolments import enrolments_crumb


@require_safe_or_post
def release(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """Show what releasing the seat means for it and for the money, then let others have it."""
    asked = release_page(enrolment_id, request.user, clock.now())
    back = asked.enrolment.get_absolute_url()
    if request.method == "POST":
        done = _("자리를 내놓았습니다. 다른 분이 받을 때까지 자리는 그대로입니다.")
        return act(request, releasing.release_seat, success=done, to=back, enrolment_id=enrolment_id)
    if asked.refused:
        messages.error(request, asked.refused)
        return redirect(back)
    crumbs = [enrolments_crumb(), (asked.title, back), (_("자리 내놓기"), "")]
    return render(request, "elearning/enrolment/seat_release.html", {"asked": asked, "crumbs": crumbs})


@require_safe_or_post
def keep(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """Ask for confirmation, then keep the seat."""
    asked = keep_page(enrolment_id, request.user, clock.now())
    back = asked.enrolment.get_absolute_url()
    if request.method == "POST":
        done = _("내놓은 자리를 되찾았습니다.")
        return act(request, releasing.take_seat_back, success=done, to=back, enrolment_id=enrolment_id)
    if asked.refused:
        messages.error(request, asked.refused)
        return redirect(back)
    crumbs = [enrolments_crumb(), (asked.title, back), (_("내놓은 자리 되찾기"), "")]
    return render(request, "elearning/enrolment/seat_keep.html", {"asked": asked, "crumbs": crumbs})
