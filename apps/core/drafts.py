"""Drafts: the content of a form that was sent after the log-in had expired, kept while the person logs in again.

A draft stays in the visitor's session for an hour, for the same page and the same member.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from apps.core import clock, http, rules, throttle
from apps.core.errors import Throttled

KEY = "kept_forms"
MOST = 5  # forms of several windows, the newest last
WRITER = "writer"
LARGEST = 200_000
_SECONDS = 3600

_Form = TypeVar("_Form", bound=BaseForm)


def keep_and_log_in(request: HttpRequest) -> HttpResponse:
    """Keep the form that was sent and redirect to the log-in, which returns to the same page."""
    body = request.POST.copy()
    body.pop("csrfmiddlewaretoken", None)
    encoded = body.urlencode()
    if len(encoded) <= LARGEST and _may_keep(request):
        draft = {"path": request.path, "body": encoded, "at": clock.now().timestamp()}
        request.session[KEY] = [*request.session.get(KEY, []), draft][-MOST:]
    return redirect_to_login(request.get_full_path())


def _may_keep(request: HttpRequest) -> bool:
    """Return whether this address may keep another draft. Anyone can send one, and each creates a session."""
    try:
        throttle.hit("draft", throttle.network_of(http.client_address(request)), rules.DRAFTS_OF_NETWORK)
    except Throttled:
        return False
    return True


def take_draft(request: HttpRequest) -> QueryDict | None:
    """Return and delete the newest draft of this page and this member, None if there is none.

    One of another window stays, for when that window opens the page again. Those that are too old or not the member's
    are deleted.
    """
    kept, found = [], None
    for draft in reversed(request.session.get(KEY, [])):
        body = QueryDict(draft["body"])
        is_live = clock.now().timestamp() - draft["at"] <= _SECONDS and body.get(WRITER) == str(request.user.pk)
        if draft["path"] == request.path and is_live and found is None:
            found = body
        elif draft["path"] != request.path or is_live:
            kept.append(draft)
    if KEY in request.session:
        request.session[KEY] = kept[::-1]
    return found


def log_in_first(request: HttpRequest) -> HttpResponse:
    """Redirect to the log-in, which returns to the same page; a form that was sent is kept."""
    if request.method == "POST":
        return keep_and_log_in(request)
    return redirect_to_login(request.get_full_path())


def build_form(request: HttpRequest, form: Callable[..., _Form], initial: dict[str, Any]) -> _Form:
    """Return the form with the data that was sent, else with the draft, else with `initial`."""
    initial = {**initial, WRITER: request.user.pk}
    if request.method == "POST":
        return form(request.POST, request.FILES or None, initial=initial)
    kept = take_draft(request)
    if kept is None:
        return form(initial=initial)
    messages.info(request, _("로그인하기 전에 쓰시던 내용을 불러왔습니다. 확인하고 저장해 주세요."))
    return form(kept, initial=initial)
