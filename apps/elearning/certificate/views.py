"""Pages of certificates for those who may see them, and the public check."""

from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock, downloads, throttle
from apps.core.clashes import once_more
from apps.core.errors import Conflict, Invalid
from apps.core.http import act, client_address, require_safe_or_post, sent
from apps.core.paging import requested_page
from apps.core.text import whole_numbers
from apps.elearning.certificate import open_badge, paper, selectors, services, signing_keys
from apps.elearning.certificate.document import LANGUAGES
from apps.elearning.certificate.forms import CheckForm
from apps.elearning.certificate.rules import CHECKS_OF_NETWORK, CHECKS_OF_NUMBER, LOOKS_OF_NETWORK


@require_safe
def certificate_list(request: MemberRequest) -> HttpResponse:
    context = {
        "page": selectors.list_own_certificates(request.user, requested_page(request.GET.get("page"))),
        "awaited": selectors.list_completions_to_certify(request.user),
        "crumbs": [(_("내 수강신청"), reverse("enrolments:list")), (_("내 수료증"), "")],
    }
    return render(request, "elearning/certificate/list.html", context)


@require_safe
def certificate_detail(request: MemberRequest, number: str) -> HttpResponse:
    page = selectors.certificate_page(number, request.user)
    first = (
        (_("내 수료증"), reverse("certificates:list"))
        if page.is_own
        else (pgettext("all of them", "과정"), reverse("courses:list"))
    )
    return render(request, "elearning/certificate/detail.html", {"page": page, "crumbs": [first, (number, "")]})


@require_safe
def certificate_pdf(request: MemberRequest, number: str) -> HttpResponse:
    """Send the PDF in the language of `?lang=`, else in that of the reader."""
    certificate = selectors.get_certificate(number, request.user)
    asked = request.GET.get("lang") or get_language()
    language = asked if asked in LANGUAGES else "ko"
    try:
        content = paper.pdf_of(certificate, language)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect(certificate)
    downloads.record(request, certificate, "paper", whose=certificate.completion.enrolment.member_id)
    name = _("수료증-%(number)s.pdf") if language == "ko" else "certificate-%(number)s.pdf"
    return _file(content, "application/pdf", name % {"number": certificate.number})


@require_safe
def certificate_qr(request: MemberRequest, number: str) -> HttpResponse:
    """Send the QR code that the page shows."""
    certificate = selectors.get_certificate(number, request.user)
    response = HttpResponse(paper.qr_svg(paper.address(certificate)), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def certificate_badge(request: MemberRequest, number: str) -> HttpResponse:
    """Send the badge to its learner alone, because whoever has the file can show it."""
    certificate = selectors.get_own_certificate(number, request.user)
    try:
        content = open_badge.signed_badge(certificate)
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
        services.issue_certificate,
        success=_("수료증을 발급했습니다."),
        to=lambda row: row.get_absolute_url(),
        otherwise=reverse("certificates:list"),
        completion_id=completion_id,
    )


@require_POST
def issue_to_class(request: MemberRequest, class_id: int) -> HttpResponse:
    """Issue to everyone who completed the class and has no certificate, or to those who were ticked."""
    chosen = whole_numbers(request.POST.getlist("chosen"))
    try:
        outcomes = once_more(
            services.issue_certificates, by=request.user, class_id=class_id, completion_ids=chosen or None
        )
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
    """Mark the answer of a view so that no cache keeps it and no search engine lists it."""

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
    """Check a certificate by number and name.

    Both come in the body, so that they are in no address. Each try counts, right or wrong.
    """
    form = CheckForm(sent(request))
    verdict = None
    if form.is_valid():
        number, name = form.cleaned_data["number"], form.cleaned_data["name"]
        throttle.hit("certificate_check", _of_address(request), *CHECKS_OF_NETWORK)
        throttle.hit("certificate_check", f"number:{selectors.clean_number(number)}", *CHECKS_OF_NUMBER)
        verdict = selectors.verdict_by_name(number, name, clock.now())
    return render(request, "elearning/certificate/verify.html", {"form": form, "verdict": verdict, "by_code": False})


@login_not_required
@require_safe
@unlisted
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """Check a certificate by the address in its QR code."""
    throttle.hit("certificate_look", _of_address(request), *LOOKS_OF_NETWORK)
    verdict = selectors.verdict_by_token(token, clock.now())
    return render(request, "elearning/certificate/verify.html", {"form": None, "verdict": verdict, "by_code": True})


# --- What is published for badges -------------------------------------------------------------------------------------


@login_not_required
@require_safe
def badge_issuer(request: HttpRequest) -> HttpResponse:
    profile = {"@context": list(open_badge.CONTEXTS), **open_badge.issuer()}
    return _published(profile)


@login_not_required
@require_safe
def badge_keys(request: HttpRequest) -> HttpResponse:
    """Publish every key that a badge of this site may be signed with (RFC 7517)."""
    return _published({"keys": signing_keys.published_keys()})


@login_not_required
@require_safe
def badge_key(request: HttpRequest, kid: str) -> HttpResponse:
    """Publish one key at the address that a badge names as its `kid`."""
    for key in signing_keys.published_keys():
        if key["kid"] == kid:
            return _published(key)
    raise Http404


@login_not_required
@require_safe
def badge_revoked(request: HttpRequest) -> HttpResponse:
    return _published(open_badge.revocation_list(list(selectors.ended_tokens())))


@login_not_required
@require_safe
def badge_status_list(request: HttpRequest, number: int) -> HttpResponse:
    """Publish a signed status list (W3C Bitstring Status List v1.0), which badges name by its number."""
    ended = selectors.ended_of_list(number)
    signed = None if ended is None else open_badge.signed_status_list(number, ended, clock.now())
    if signed is None:
        raise Http404
    return _open(HttpResponse(signed, content_type="application/vc+jwt"))


@login_not_required
@require_safe
def badge_mark(request: HttpRequest) -> HttpResponse:
    """Send the site's mark at an address for badges: that of a static file changes with the file."""
    response = _open(HttpResponse(_mark(), content_type="image/svg+xml"))
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


@cache
def _mark() -> bytes:
    return Path(str(finders.find("img/mark.svg"))).read_bytes()


def _published(content: dict[str, Any]) -> HttpResponse:
    """Return an answer for programs of other sites."""
    return _open(JsonResponse(content, json_dumps_params={"ensure_ascii": False}))


def _open(response: HttpResponse) -> HttpResponse:
    """Let programs of other sites read an answer, and caches keep it for some minutes."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=300"
    return response


def _of_address(request: HttpRequest) -> str:
    return f"address:{throttle.network_of(client_address(request))}"
