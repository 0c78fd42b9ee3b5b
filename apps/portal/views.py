"""Pages: home, my page, records; and the addresses that machines ask."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock, parts
from apps.core.filters import read_word
from apps.core.http import tidy_address
from apps.core.paging import requested_page
from apps.following.selectors import topic_button
from apps.linking import rules as linking_rules
from apps.linking import selectors as linking
from apps.notices import selectors as notices
from apps.planner import selectors as planner
from apps.portal import calendar, mentors, no_shows, readiness, records, sections, selectors, today
from apps.portal.home import week_ahead
from apps.topics.selectors import topic_select

SECURITY_TXT_HOLDS = timedelta(days=180)
LATEST_SHOWN = 3  # notices on my page


@login_not_required
@require_safe
@tidy_address
def home(request: HttpRequest) -> HttpResponse:
    """Show the member's week and what can be applied for now; if a word is given, only what has the word."""
    word = read_word(request.GET.get("q", ""))
    known = request.user.is_authenticated and not word
    week = week_ahead(request.user, clock.now()) if known else []  # type: ignore[arg-type]  # is known
    context = {
        "offers": sections.list_offers(request.user, word),
        "mentors": mentors.find_mentors(word, clock.now()) if word else [],
        "mentors_query": mentors.MentorFilters(word=word).url(),
        "word": word,
        "week": week,
    }
    return render(request, "portal/home.html", context)


@login_not_required
@require_safe
@tidy_address
def mentor_list(request: HttpRequest) -> HttpResponse:
    """Show the mentors, whom one finds by name and topic."""
    asked = mentors.MentorFilters.read(request.GET)
    page = mentors.list_mentors(asked, requested_page(request.GET.get("page")), clock.now())
    context = {
        "asked": asked,
        "selects": (topic_select(asked.topic), *asked.selects()),
        "chips": asked.chips(),
        "page": page,
        "total": mentors.total_words(page),
        "follow": topic_button(request.user, asked.topic),
        "query": asked.query(),
        "nothing": mentors.nothing_found(asked),
    }
    return render(request, "portal/mentor_list.html", context)


@login_not_required
@require_safe
def mentor(request: HttpRequest, member_id: int) -> HttpResponse:
    """Show what everyone may read about a mentor, and what they have open."""
    page = mentors.get_mentor_page(member_id, request.user, clock.now())
    crumbs = [(pgettext("all of them", "멘토"), reverse("portal:mentors")), (page.name, "")]
    return render(request, "portal/mentor.html", {"mentor": page, "crumbs": crumbs})


@login_not_required
@require_safe
def old_mentor(request: HttpRequest, member_id: int) -> HttpResponse:
    """Redirect from the former address of a mentor's page, which mails and calendars still carry."""
    return redirect("portal:mentor", member_id, permanent=True)


@require_safe
def me(request: MemberRequest) -> HttpResponse:
    """Show Today: what is on, what is to be done, what is waited for, the calendar, the latest notices."""
    now = clock.now()
    shown = calendar.read_range(request.GET.get("month"), request.GET.get("week"), clock.today())
    booked = planner.list_appointments_between(request.user, *shown.span)
    holidays = planner.holiday_names(shown.first, shown.last)
    upcoming = planner.list_upcoming(request.user, now, limit=today.SHOWN_NEXT)
    latest, unread = notices.list_latest(request.user)
    context = {
        "day": today.today_of(request.user, upcoming, now),
        "shown": shown,
        "month": None if shown.is_week else calendar.month_grid(shown, booked, now, holidays),
        "week": calendar.week_list(shown, booked, holidays) if shown.is_week else None,
        "week_title": calendar.week_title(shown),
        "latest": latest[:LATEST_SHOWN],
        "unread_notices": unread,
        "opens_sessions": request.user.is_mentor,
    }
    return render(request, "portal/me.html", context)


@require_safe
def own_no_shows(request: MemberRequest) -> HttpResponse:
    """Show the member what counts in their no-show record, and until when."""
    context = {
        "own": no_shows.own_no_shows(request.user, clock.now()),
        "crumbs": [(_("내 배움터"), reverse("portal:me")), (_("참석 이력"), "")],
    }
    return render(request, "portal/no_shows.html", context)


@require_safe
def record(request: MemberRequest, member_id: int) -> HttpResponse:
    """Show the record of a student to linked parents and teachers, and to the student."""
    student = linking.student_open_to(request.user, member_id)
    is_own = student.pk == request.user.pk
    context = {
        "student": student,
        "is_own": is_own,
        "parts": records.student_record(student),
        "crumbs": [
            (_("연동"), reverse("linking:list")),
            (_("보이는 기록") if is_own else _("%(nickname)s 학생의 기록") % {"nickname": student.nickname}, ""),
        ],
    }
    return render(request, "portal/record.html", context)


@require_safe
def group_record(request: MemberRequest, group_id: str) -> HttpResponse:
    """Show the records of the students of a teacher's group, a line each."""
    linking_rules.check_can_group(request.user)
    group = linking.get_group(request.user, group_id)
    crumbs = [(_("연동"), reverse("linking:list")), (_("학생 그룹"), reverse("linking:groups")), (group.name, "")]
    context = {"group": group, "table": records.record_table(group.students), "crumbs": crumbs}
    return render(request, "portal/group_record.html", context)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether the process can serve (`readiness.is_ready`)."""
    try:
        ready = readiness.is_ready()
    except DatabaseError:
        ready = False
    return JsonResponse({"status": "ready" if ready else "not ready"}, status=200 if ready else 503)


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines which addresses to leave alone: members' own pages, the admin and the API."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in parts.HIDDEN), "Allow: /", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Tell where to report a weakness (RFC 9116). It is not there unless the operator named a contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {clock.now() + SECURITY_TXT_HOLDS:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: ko, en",
        f"Canonical: {settings.SITE_URL}{reverse('portal:security_txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Redirect password managers to the page that changes a password (W3C, change-password)."""
    return redirect("account_change_password")


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect programs that ask for the icon without having read a page."""
    return redirect(static("img/mark.svg"))


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def manifest(request: HttpRequest) -> HttpResponse:
    """Return what a phone needs to keep the site among its apps."""
    return JsonResponse(selectors.manifest(), content_type="application/manifest+json")
