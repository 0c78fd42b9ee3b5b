"""Calendar files, the feed, the page of its private address, and that of the hours that are usually free."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.http import act, require_safe_or_post, submit
from apps.planner import ics, rules, selectors, services, weekly_hours
from apps.planner.forms import WeekForm
from apps.planner.models import Appointment, CalendarFeed, FreeHours


@require_safe
@cache_control(private=True, no_store=True)
def appointment_ics(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Send one of the member's own appointments as a file."""
    appointment = get_object_or_404(Appointment, pk=appointment_id, member=request.user)
    response = HttpResponse(ics.calendar_text([appointment]), content_type=ics.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="baeumteo-{appointment.pk}.ics"'
    return response


@require_safe
@cache_control(private=True, no_store=True)
def join(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Lead to the online meeting of one of the member's own appointments, while it is open."""
    appointment = get_object_or_404(Appointment, pk=appointment_id, member=request.user)
    rules.check_can_join(appointment, clock.now())
    return HttpResponseRedirect(appointment.join_url)


@require_safe
@cache_control(private=True, no_store=True)
def calendar(request: MemberRequest) -> HttpResponse:
    """Show the private address of the member's calendar, with the buttons to renew or delete it."""
    feed = CalendarFeed.objects.filter(member=request.user).first()
    url = settings.SITE_URL + reverse("planner:feed", args=[feed.secret]) if feed else ""
    context = {
        "crumbs": [(_("내 배움터"), reverse("portal:me")), (_("달력 구독"), "")],
        "feed": feed,
        "mark": rules.feed_mark(feed),
        "url": url,
        "webcal": "webcal://" + url.partition("://")[2],
        "asking": request.GET.get("ask") if feed else None,
    }
    return render(request, "planner/calendar.html", context)


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    return act(
        request, services.renew_feed, success=_("달력 주소를 새로 만들었습니다."), to=reverse("planner:calendar"),
        expected=request.POST.get("feed"),
    )  # fmt: skip


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    return act(request, services.close_feed, success=_("달력 주소를 삭제했습니다."), to=reverse("planner:calendar"))


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
@conditional_page
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Send the calendar to a program without a log-in: the address is the secret."""
    row = CalendarFeed.objects.select_related("member").filter(secret=secret, member__is_active=True).first()
    if row is None:
        raise Http404
    with translation.override(row.member.language):
        body = ics.calendar_text(selectors.list_feed_appointments(row.member_id, clock.now()), name=_("배움터 일정"))
    response = HttpResponse(body, content_type=ics.CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="baeumteo.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe_or_post
def free_hours_edit(request: MemberRequest) -> HttpResponse:
    """Edit the hours that are usually free, in rows that are added and removed without a script."""
    if request.method != "POST":
        return _show_hours(request)
    form = WeekForm.sent(request.POST)
    if "more" in request.POST or "drop" in request.POST:
        return _show_hours(request, form.rearranged(drop=request.POST.get("drop")))
    answer = submit(
        request, form, services.set_free_hours,
        given=lambda: {"spans": form.spans(), "expected_hours": form.read_at}, refused=form.refuse,
        success=_hours_saved, to=reverse("planner:hours"),
    )  # fmt: skip
    return answer or _show_hours(request, form)


def _hours_saved(rows: list[FreeHours]) -> str:
    if not rows:
        return _("비어 있는 시간을 지웠습니다. 이제 어느 시간이나 비어 있는 것으로 봅니다.")
    return _("비어 있는 시간을 저장했습니다: %(hours)s") % {"hours": weekly_hours.hours_in_words(rows)}


def _show_hours(request: MemberRequest, form: WeekForm | None = None) -> HttpResponse:
    existing = list(FreeHours.objects.filter(member=request.user))
    context = {
        "week": form or WeekForm.of(existing),
        "now": weekly_hours.hours_in_words(existing),
        "read_at": weekly_hours.code_of(existing),
        "crumbs": [(_("내 배움터"), reverse("portal:me")), (_("보통 비어 있는 시간"), "")],
    }
    return render(request, "planner/hours.html", context)
