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

from apps.accounts.requests import MemberRequest
from apps.core import clock, parts
from apps.core.filters import read_word
from apps.linking import rules as linking_rules
from apps.linking import selectors as linking
from apps.notices import selectors as notices
from apps.planner import selectors as planner
from apps.portal import calendar, readiness, records, sections, selectors


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be applied for now, for visitors and members alike; with a word, what of it has the word."""
    word = read_word(request.GET.get("q", ""))
    context = {"offers": sections.offers(request.user, word), "word": word}
    return render(request, "portal/home.html", context)


@require_safe
def me(request: MemberRequest) -> HttpResponse:
    """내 배움터: what is next, what waits, the calendar, what changed."""
    now = clock.now()
    shown = calendar.asked(request.GET.get("month"), request.GET.get("week"), clock.today())
    booked = planner.list_appointments_between(request.user, *shown.span)
    upcoming = selectors.coming(planner.list_upcoming(request.user, now, limit=selectors.SHOWN_NEXT), now)
    latest, unread = notices.list_latest(request.user)
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


@require_safe
def record(request: MemberRequest, member_id: int) -> HttpResponse:
    """What a student learns, for the parents and teachers linked with them, and for the student to check."""
    student = linking.students_open_to(request.user).get(pk=member_id)
    is_own = student.pk == request.user.pk
    context = {
        "student": student,
        "is_own": is_own,
        "parts": records.record(student),
        "crumbs": [
            (_("연동"), reverse("linking:list")),
            (_("보이는 기록") if is_own else _("%(nickname)s 학생의 기록") % {"nickname": student.nickname}, ""),
        ],
    }
    return render(request, "portal/record.html", context)


@require_safe
def group_record(request: MemberRequest, group_id: str) -> HttpResponse:
    """The students of a teacher's group side by side."""
    linking_rules.check_can_group(request.user)
    group = linking.get_group(request.user, group_id)
    crumbs = [(_("연동"), reverse("linking:list")), (_("학생 그룹"), reverse("linking:groups")), (group.name, "")]
    context = {"group": group, "table": records.side_by_side(group.students), "crumbs": crumbs}
    return render(request, "portal/group_record.html", context)


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
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in parts.HIDDEN), "Allow: /", ""]
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
