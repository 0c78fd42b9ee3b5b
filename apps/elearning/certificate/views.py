"""Certificates for those who may see them, and the check for everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock, throttle
from apps.core.errors import Conflict, Invalid
from apps.core.http import act, client_address, require_safe_or_post, sent
from apps.core.paging import requested_page
from apps.core.text import whole_numbers
from apps.elearning.certificate import badge, keys, paper, selectors, services
from apps.elearning.certificate.document import LANGUAGES
from apps.elearning.certificate.forms import CheckForm
from apps.elearning.certificate.rules import CHECKS_OF_NETWORK, CHECKS_OF_NUMBER, LOOKS_OF_NETWORK


@require_safe
def certificate_list(request: MemberRequest) -> HttpResponse:
    context = {
        "page": selectors.mine(request.user, requested_page(request.GET.get("page"))),
        "awaited": selectors.awaited(request.user),
        "crumbs": [(_("내 수강신청"), reverse("enrolments:list")), (_("내 수료증"), "")],
    }
    return render(request, "elearning/certificate/list.html", context)


@require_safe
def certificate_detail(request: MemberRequest, number: str) -> HttpResponse:
    page = selectors.certificate_page(number, request.user)
    first = (_("내 수료증"), reverse("certificates:list")) if page.is_own else (_("과정"), reverse("courses:list"))
    return render(request, "elearning/certificate/detail.html", {"page": page, "crumbs": [first, (number, "")]})


@require_safe
def certificate_pdf(request: MemberRequest, number: str) -> HttpResponse:
    """In the language of `?lang=`, or of the reader."""
    certificate = selectors.one(number, request.user)
    asked = request.GET.get("lang") or get_language()
    language = asked if asked in LANGUAGES else "ko"
    try:
        content = paper.pdf(certificate, language)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect(certificate)
    name = _("수료증-%(number)s.pdf") if language == "ko" else "certificate-%(number)s.pdf"
    return _file(content, "application/pdf", name % {"number": certificate.number})


@require_safe
def certificate_qr(request: MemberRequest, number: str) -> HttpResponse:
    """The code that stands on the page."""
    certificate = selectors.one(number, request.user)
    response = HttpResponse(paper.qr_svg(paper.address(certificate)), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def certificate_badge(request: MemberRequest, number: str) -> HttpResponse:
    """The learner's alone to take: whoever has it can show it."""
    certificate = selectors.own(number, request.user)
    try:
        content = badge.signed(certificate)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect(certificate)
    name = _("배지-%(number)s.jwt") % {"number": certificate.number}
    return _file(content.encode(), "application/jwt", name)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def issue_own(request: HttpRequest, completion_id: int) -> HttpResponse:
    return act(
        request,
        services.issue,
        success=_("수료증을 발급했습니다."),
        to=lambda row: row.get_absolute_url(),
        otherwise=reverse("certificates:list"),
        completion_id=completion_id,
    )


@require_POST
def issue_to_class(request: MemberRequest, class_id: int) -> HttpResponse:
    """To everyone who completed the class and has none, or to those who were ticked."""
    chosen = whole_numbers(request.POST.getlist("chosen"))
    try:
        outcomes = services.issue_many(by=request.user, class_id=class_id, completion_ids=chosen or None)
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)
        return redirect("classes:completion", class_id)
    issued = sum(1 for row in outcomes if row.certificate and not row.again)
    messages.success(request, _("수료증 %(n)d건을 발급했습니다.") % {"n": issued})
    for row in outcomes:
        if row.refused is not None:
            messages.error(request, f"{row.completion.enrolment.member.name}: {row.refused.message}")
    return redirect("classes:completion", class_id)


# --- The public check -------------------------------------------------------------------------------------------------


def unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For what no cache may keep and no search engine list."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


@login_not_required
@require_safe_or_post
@unlisted
def verify(request: HttpRequest) -> HttpResponse:
    """By number and name, which come in the body and stand in no address. Each try counts, right or wrong."""
    form = CheckForm(sent(request))
    verdict = None
    if form.is_valid():
        number, name = form.cleaned_data["number"], form.cleaned_data["name"]
        throttle.hit("certificate_check", _of_address(request), *CHECKS_OF_NETWORK)
        throttle.hit("certificate_check", f"number:{selectors.typed(number)}", *CHECKS_OF_NUMBER)
        verdict = selectors.check_by_name(number, name, clock.now())
    return render(request, "elearning/certificate/verify.html", {"form": form, "verdict": verdict, "by_code": False})


@login_not_required
@require_safe
@unlisted
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """By the address in the QR code."""
    throttle.hit("certificate_look", _of_address(request), *LOOKS_OF_NETWORK)
    verdict = selectors.check_by_token(token, clock.now())
    return render(request, "elearning/certificate/verify.html", {"form": None, "verdict": verdict, "by_code": True})


# --- What is published for badges -------------------------------------------------------------------------------------


@login_not_required
@require_safe
def badge_issuer(request: HttpRequest) -> HttpResponse:
    profile = {"@context": list(badge.CONTEXTS), **badge.issuer()}
    return _published(profile)


@login_not_required
@require_safe
def badge_keys(request: HttpRequest) -> HttpResponse:
    """Every key a badge of this site may be signed with (RFC 7517)."""
    return _published({"keys": keys.published()})


@login_not_required
@require_safe
def badge_key(request: HttpRequest, kid: str) -> HttpResponse:
    """One key, at the address that a badge names as its `kid`."""
    for key in keys.published():
        if key["kid"] == kid:
            return _published(key)
    raise Http404


@login_not_required
@require_safe
def badge_revoked(request: HttpRequest) -> HttpResponse:
    return _published(badge.revocation_list(list(selectors.ended_tokens())))


def _published(content: dict[str, Any]) -> HttpResponse:
    """For programs of other sites."""
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    return response


def _of_address(request: HttpRequest) -> str:
    return f"address:{throttle.network_of(client_address(request))}"
