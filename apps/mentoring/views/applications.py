"""Pages of applicants: to apply, to cancel, and the history."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock, text
from apps.core.errors import refusal_of
from apps.core.http import act, require_safe_or_post, safe_next
from apps.core.paging import requested_page
from apps.core.text import whole_numbers
from apps.mentoring import rules
from apps.mentoring.models import Session
from apps.mentoring.selectors import detail, history
from apps.mentoring.selectors.swap import swap_page
from apps.mentoring.services import applications, swapping
from apps.mentoring.services.applications import Applied


@require_safe_or_post
def apply(request: HttpRequest, session_id: int) -> HttpResponse:
    """Apply or wait. A clash that the page has not named yet is shown first; after a log-in, the session is."""
    page = reverse("mentoring:detail", args=[session_id])
    if request.method != "POST":
        Session.objects.visible_to(request.user).only("pk").get(pk=session_id)
        return redirect(page)
    return act(
        request,
        applications.apply_to_session,
        success=_applied_words,
        to=page,
        session_id=session_id,
        wait="wait" in request.POST,
        knowing="knowing" in request.POST,
    )


def _applied_words(applied: Applied) -> str:
    number = applied.application.pk
    if applied.place:
        return _("대기를 신청했습니다. %(place)s이며, 신청 번호는 %(number)d입니다.") % {
            "place": text.place_in_line(applied.place),
            "number": number,
        }
    return _("신청했습니다. 신청 번호는 %(number)d입니다.") % {"number": number}


@require_safe_or_post
def swap(request: MemberRequest, session_id: int) -> HttpResponse:
    """Name what is given up for an offered seat, then take the seat and give it up."""
    page = swap_page(session_id, request.user, clock.now())
    back = page.session.get_absolute_url()
    if request.method == "POST":
        return act(
            request,
            swapping.swap_seat,
            success=_("자리를 받고 다른 일정을 취소했습니다."),
            to=back,
            session_id=session_id,
            expected=whole_numbers(request.POST.get("expected", "").split(",")),
        )
    if page.refused:
        messages.error(request, page.refused)
        return redirect(back)
    crumbs = [(_("멘토링"), reverse("mentoring:list")), (page.session.title, back), (_("자리 받기"), "")]
    return render(request, "mentoring/swap.html", {"page": page, "session": page.session, "crumbs": crumbs})


@require_safe_or_post
def cancel(request: HttpRequest, application_id: int) -> HttpResponse:
    """Ask for confirmation, then cancel the application (seed 000 Cancel: by both numbers)."""
    application = detail.get_own_application(application_id, request.user)
    back = safe_next(request, application.session.get_absolute_url())
    if request.method == "POST":
        if request.POST.get("qustnrSn") != str(application.session_id):
            raise Http404
        done = _("대기를 취소했습니다.") if application.is_waiting else _("신청을 취소했습니다.")
        if application.has_open_offer(clock.now()):
            done = _("자리를 받지 않았습니다. 다음 분에게 넘어갑니다.")
        return act(
            request,
            applications.cancel_application,
            success=done,
            to=back,
            application_id=application_id,
            session_id=application.session_id,
        )
    refused = refusal_of(rules.check_can_cancel, request.user, application, application.session, now=clock.now())
    if refused is not None:
        messages.error(request, refused.message)
        return redirect(back)
    session = application.session
    crumbs = [
        (_("멘토링"), reverse("mentoring:list")),
        (session.title, session.get_absolute_url()),
        (pgettext("the act", "취소"), ""),
    ]
    context = {"application": application, "session": session, "back": back, "crumbs": crumbs}
    return render(request, "mentoring/application_cancel.html", context | detail.cancel_context(application))


@require_safe
def application_history(request: MemberRequest) -> HttpResponse:
    shown = history.read_shown(request.GET.get("show"))
    page = history.history_page(request.user, shown, requested_page(request.GET.get("page")), clock.now())
    context = {
        "page": page,
        "shown": shown,
        "query": f"show={shown}" if shown else "",
        "tabs": history.history_tabs(shown),
        "crumbs": [(_("멘토링"), reverse("mentoring:list")), (_("신청 내역"), "")],
    }
    return render(request, "mentoring/application_history.html", context)
