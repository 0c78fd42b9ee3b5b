"""Helpers of views: call a service, leave its message, redirect."""

import ipaddress
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core import clashes, spelling
from apps.core.errors import RETRY_AFTER, Conflict, DomainError, Invalid, NotAllowed, Throttled, TooLarge, is_away

LONGEST_ADDRESS = 8000  # characters; those of our own pages are far shorter

# Seed 002 asks for exactly these addresses outside /api/; the pages of mentoring share their prefix.
_API_PREFIXES = (
    "/api/",
    "/mentoring/generate-code",
    "/mentoring/verify-code",
    "/mentoring/add-link",
    "/mentoring/get-links",
    "/mentoring/remove-link",
)


def is_api(path: str) -> bool:
    """Return whether a path belongs to the API."""
    return path.startswith(_API_PREFIXES)


def client_address(request: HttpRequest) -> str:
    """Return the client's IP address, '' if unknown.

    X-Forwarded-For is read only as far as TRUSTED_PROXY_COUNT hops.
    """
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    trusted = settings.TRUSTED_PROXY_COUNT
    # A list shorter than the number of trusted proxies was not written by all of them: use the socket's address.
    candidates = [hops[-trusted]] if trusted and len(hops) >= trusted else []
    for candidate in (*candidates, request.META.get("REMOTE_ADDR", "")):
        try:
            return str(ipaddress.ip_address(_without_port(candidate.strip())))
        except ValueError:
            continue
    return ""


def _without_port(address: str) -> str:
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the address in `next` if it belongs to this site, else `default`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if _is_ours(request, target) else default


def came_from(request: HttpRequest) -> str:
    """Return the page the person came from if it belongs to this site, else the first page."""
    referrer = request.headers.get("Referer", "")
    return referrer if _is_ours(request, referrer) else reverse("portal:home")


def _is_ours(request: HttpRequest, target: str) -> bool:
    """Return whether `target` is an address of this site.

    It must look like an address, because `redirect` takes any other word for the name of a view.
    """
    if not target.startswith(("/", "http://", "https://")) or len(target) > LONGEST_ADDRESS:
        return False
    return url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())


def act(
    request: HttpRequest,
    service: Callable[..., Any],
    *,
    success: str | Callable[[Any], str],
    to: str | Callable[[Any], str],
    otherwise: str | None = None,
    **inputs: Any,
) -> HttpResponse:
    """Call `service(by=request.user, **inputs)`, leave the message `success` and redirect to `to`.

    `success` and `to` may be functions of the result. A refusal leaves its sentence as a message and redirects to
    `otherwise` (default: `to` if it is an address, else the page the person came from). NotAllowed is the 403 page.
    """
    try:
        result = clashes.once_more(service, by=request.user, **inputs)
    except (Conflict, Invalid, Throttled) as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(otherwise or (to if isinstance(to, str) else came_from(request)))
    return _done(request, result, success, to)


def submit(
    request: HttpRequest,
    form: Any,
    service: Callable[..., Any],
    *,
    success: str | Callable[[Any], str],
    to: str | Callable[[Any], str],
    given: Callable[[], dict[str, Any]] | None = None,
    refused: Callable[[DomainError], object] | None = None,
    **inputs: Any,
) -> HttpResponse | None:
    """Call `service(by=request.user, **inputs, **given())` with the data of a valid form, and answer as `act` does.

    `given` returns the arguments from the form (default: its cleaned data). Returns None if the page has to show the
    form: nothing was sent, it is not valid, or the act was refused. A refusal is added to the form beside its field,
    or passed to `refused`. NotAllowed is the 403 page.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    arguments = given() if given else form.cleaned_data
    try:
        result = clashes.once_more(service, by=request.user, **inputs, **arguments)
    except (Conflict, Invalid, Throttled) as error:
        if refused:
            refused(error)
        else:
            add_error(form, error)
        return None
    return _done(request, result, success, to)


def _done(
    request: HttpRequest, result: Any, success: str | Callable[[Any], str], to: str | Callable[[Any], str]
) -> HttpResponse:
    messages.success(request, str(success(result) if callable(success) else success))
    return HttpResponseRedirect(to(result) if callable(to) else to)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return the data of a POST request, None for any other request."""
    return request.POST if request.method == "POST" else None


def tidy_address(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Redirect an address that gives names without values to the same one without them.

    A filter form sends every name it has; the address that people keep and share holds only what was chosen.
    """

    @wraps(view)
    def tidied(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if all(spelling.line(value) for _name, values in request.GET.lists() for value in values):
            return view(request, *args, **kwargs)
        chosen = QueryDict(mutable=True)
        for name, values in request.GET.lists():
            chosen.setlist(name, [value for value in values if spelling.line(value)])
        query = chosen.urlencode()
        return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)

    return tidied


require_safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the answer to a refusal that no view handled.

    It is a page for NotAllowed, Throttled, TooLarge and a GET request, else a redirect back with a message.
    """
    if isinstance(error, NotAllowed):
        return render(request, "403.html", {"reason": error.message, "code": error.code}, status=403)
    if isinstance(error, Throttled):
        response = render(request, "400.html", {"reason": error.message, "number": 429}, status=429)
        response["Retry-After"] = str(error.retry_after)
        return response
    if request.method in {"GET", "HEAD"} or isinstance(error, TooLarge):
        shown = {"reason": error.message, "number": error.status}
        return render(request, "400.html", shown, status=error.status)
    messages.error(request, error.message)
    return redirect(came_from(request))


def not_to_be_opened(request: HttpRequest, *, allowed: str) -> HttpResponse:
    """Return the page for an address that was opened although it only takes what a button sends."""
    sentence = _("버튼을 눌러야 쓸 수 있는 주소입니다. 이전 페이지로 돌아가 다시 눌러 주세요.")
    response = render(request, "400.html", {"reason": sentence, "number": 405}, status=405)
    response["Allow"] = allowed
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for a request that Django refused while reading it: 413 if it was too large, else 400."""
    is_too_large = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    shown = {"reason": too_large().message, "number": 413} if is_too_large else {"number": 400}
    # Without the request, because it may be the context processors that cannot read it.
    return HttpResponse(render_to_string("400.html", shown), status=413 if is_too_large else 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for an exception that nothing handled: 503 if a part is away, else 500.

    Both come out without a database. The envelope middleware makes answers of the API from them.
    """
    return away() if is_away(sys.exc_info()[1]) else HttpResponse(_bare_page("500.html"), status=500)


def away() -> HttpResponse:
    """Return the page that asks to come back later."""
    response = HttpResponse(_bare_page("503.html"), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _bare_page(template: str) -> str:
    """Return a page that must come out: without its look where the list of static files is away or does not fit."""
    try:
        return render_to_string(template, {"number": template.removesuffix(".html")})
    except ValueError:
        return render_to_string(template, {"is_plain": True, "number": template.removesuffix(".html")})


def too_large() -> TooLarge:
    """Return the refusal of a request whose body is above its limit."""
    return TooLarge("too_large", _("보내신 내용이 너무 커서 받지 못했습니다. 줄이거나 나누어 다시 보내 주세요."))


def add_error(form: Any, error: DomainError, *, revision: int | None = None) -> None:
    """Add a refusal to the form, beside its field or at the top.

    After `changed_meanwhile` the form gets the current `revision`, so that sending it again overwrites on purpose.
    """
    form.add_error(error.field if error.field in form.fields else None, error.message)
    if revision is not None and error.code == "changed_meanwhile":
        put_back(form, revision=revision)


def put_back(form: Any, **values: Any) -> None:
    """Set values of what was sent, as the form shows it again."""
    form.data = form.data.copy()
    for name, value in values.items():
        form.data[form.add_prefix(name)] = value
