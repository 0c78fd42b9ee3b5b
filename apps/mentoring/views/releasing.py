"""Pages of one's own seat that cannot be cancelled any more: to release it, and to take it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import refusal_of
from apps.core.http import act, require_safe_or_post
from apps.mentoring.rules import releases
from apps.mentoring.selectors import detail
from apps.mentoring.services import releasing


@require_safe_or_post
def release(request: MemberRequest, application_id: int) -> HttpResponse:
    """Ask for confirmation, then let others have the seat."""
    return _ask(
        request,
        application_id,
        check=releases.check_can_release,
        service=releasing.release_seat,
        success=_("자리를 내놓았습니다. 다른 분이 받을 때까지 자리는 그대로입니다."),
        title=_("자리 내놓기"),
        template="mentoring/seat_release.html",
    )


@require_safe_or_post
def keep(request: MemberRequest, application_id: int) -> HttpResponse:
    """Ask for confirmation, then keep the seat."""
    return _ask(
        request,
        application_id,
        check=releases.check_can_take_back,
        service=releasing.take_seat_back,
        success=_("내놓은 자리를 되찾았습니다."),
        title=_("내놓은 자리 되찾기"),
        template="mentoring/seat_keep.html",
    )


def _ask(
    request: MemberRequest,
    application_id: int,
    *,
    check: Callable[..., None],
    service: Callable[..., Any],
    success: str,
    title: str,
    template: str,
) -> HttpResponse:
    application = detail.get_own_application(application_id, request.user)
    session = application.session
    back = session.get_absolute_url()
    if request.method == "POST":
        return act(request, service, success=success, to=back, application_id=application_id)
    refused = refusal_of(check, request.user, application, session, now=clock.now())
    if refused is not None:
        messages.error(request, refused.message)
        return redirect(back)
    crumbs = [(_("멘토링"), reverse("mentoring:list")), (session.title, back), (title, "")]
    context = {"session": session, "about": detail.when_and_where(session), "crumbs": crumbs}
    return render(request, template, context)
