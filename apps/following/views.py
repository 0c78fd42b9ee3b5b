"""The page of what a member follows, and the two buttons."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core.http import act, came_from
from apps.following import selectors, services
from apps.following.forms import FollowForm


@require_safe
def followed(request: MemberRequest) -> HttpResponse:
    context = {
        "crumbs": [(_("내 배움터"), reverse("portal:me")), (pgettext("page", "소식 받기"), "")],
        "groups": selectors.list_followed(request.user),
    }
    return render(request, "following/followed.html", context)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Follow what a button names."""
    form = FollowForm(request.POST)
    if not form.is_valid():
        raise Http404
    success = _("소식을 알려 드리겠습니다.")
    return act(request, services.follow, success=success, to=came_from(request), given=form.given())


@require_POST
def end(request: HttpRequest, follow_id: int) -> HttpResponse:
    """End what the member follows."""
    success = _("소식을 더 보내지 않습니다.")
    return act(request, services.end_follow, success=success, to=came_from(request), follow_id=follow_id)
