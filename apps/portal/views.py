"""Home, my page, and what machines ask."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.notices import selectors as notices
from apps.planner import selectors as planner
from apps.portal import calendar, readiness, sections, selectors


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be applied for now, for visitors and members alike."""
    context = {"offers": sections.offers(request.user), "search_url": reverse("mentoring:list")}
    return render(request, "portal/home.html", context)


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """내 배움터: what is next, what waits, the calendar, what changed."""
    now = clock.now()
    shown = calendar.asked(request.GET.get("month"), request.GET.get("week"), clock.today())
    booked = planner.between(request.user, *shown.span)
    upcoming = selectors.coming(planner.upcoming(request.user, now, limit=selectors.SHOWN_NEXT), now)
    latest, unread = notices.latest(request.user)
    context = {
        "crumbs": [(_("첫 화면"), reverse("portal:home")), (_("내 배움터"), "")],
        "next": upcoming[0] if upcoming else None,
        "later": upcoming[1:],
        "sections": sections.what_waits(request.user),
        "shown": shown,
        "month": None if shown.is_week else calendar.month_grid(shown, booked, now),
        "week": calendar.week_list(shown, booked) if shown.is_week else None,
        "week_title": calendar.week_title(shown),
        "latest": latest,
        "unread_notices": unread,
    }
    return render(request, "portal/me.html", context)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """It can serve: the database answers, is migrated, and counts the seats."""
    try:
        ready = readiness.is_ready()
    except DatabaseError:
        ready = False
    return JsonResponse({"status": "ready" if ready else "not ready"}, status=200 if ready else 503)


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines should leave alone: what is a member's own, and the machines' doors."""
    hidden = ("/accounts/", "/admin/", "/api/", "/me/", "/notices/", "/ui/", "/mentoring/history/", "/i18n/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden), "Allow: /", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """For programs that ask without having read a page."""
    return redirect(static("img/mark.svg"))


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to keep the site beside its apps."""
    return JsonResponse(selectors.manifest(), content_type="application/manifest+json")
