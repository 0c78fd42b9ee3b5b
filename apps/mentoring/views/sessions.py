"""Pages for everybody: the list of sessions and a session."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core import clock, text
from apps.core.errors import allowed
from apps.core.http import tidy_address
from apps.core.month import Month
from apps.core.paging import requested_page
from apps.following.selectors import list_button
from apps.mentoring import rules
from apps.mentoring.models import FOLLOWED
from apps.mentoring.selectors import detail, lists
from apps.mentoring.selectors.filters import ListFilters
from apps.mentoring.selectors.finder import finder, list_tabs, nothing_found


@login_not_required
@require_safe
@tidy_address
def session_list(request: HttpRequest) -> HttpResponse:
    """Show the list with its filters, as rows, as the weeks ahead, or as a month."""
    known = request.user.is_authenticated
    asked = ListFilters.read(request.GET, known=known)
    can_open = known and allowed(rules.check_can_open, request.user)
    context = {
        "asked": asked,
        "form": finder(asked, known=known),
        "chips": asked.chips(),
        "fit_url": asked.url(fit=not asked.fit) if known else "",
        "nothing": nothing_found(asked),
        "follow": list_button(request.user, FOLLOWED, asked.query()),
        "everywhere": "" if asked.mine or asked.status == "all" else asked.url(status="all"),
        "tabs": list_tabs(asked, known=known, can_open=can_open),
        "can_open": can_open,
        "needs_log_in": not known and bool(request.GET.get("mine")),
        "views": [
            {"label": _("목록"), "url": asked.url(calendar=False), "icon": "list-ul", "current": not asked.calendar},
            {"label": _("달력"), "url": asked.url(calendar=True), "icon": "calendar3", "current": asked.calendar},
        ],
    }
    show = _as_calendar if asked.calendar else _as_rows
    return show(request, asked, context)


def _as_rows(request: HttpRequest, asked: ListFilters, context: dict) -> HttpResponse:
    page = lists.session_page(asked, requested_page(request.GET.get("page")), request.user, clock.now())
    context |= {"page": page, "total": text.total(page.total, at_least=page.capped), "query": asked.query()}
    return render(request, "mentoring/session_list.html", context)


def _as_calendar(request: HttpRequest, asked: ListFilters, context: dict) -> HttpResponse:
    shown, count = lists.session_calendar(asked, request.user, clock.now())
    context |= {"month": shown, "total": text.total_of_month(count) if asked.month else text.total(count)}
    this_month = f"{clock.today():%Y-%m}"
    if isinstance(shown, Month):
        context |= {
            "previous_url": asked.url(month="{:04d}-{:02d}".format(*shown.previous)),
            "next_url": asked.url(month="{:04d}-{:02d}".format(*shown.next)),
            "ahead_url": asked.url(month=""),
        }
    else:
        context |= {"months_url": asked.url(month=this_month)}
    return render(request, "mentoring/session_list.html", context)


@login_not_required
@require_safe
def session_image(request: HttpRequest, session_id: int, number: int) -> FileResponse:
    """Send a picture of the text to those who may read it."""
    try:
        opened = detail.get_image(session_id, number, request.user).file.open()
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Cache-Control": "private, max-age=300", "X-Content-Type-Options": "nosniff"}
    return FileResponse(opened, content_type="image/jpeg", headers=headers)


@login_not_required
@require_safe
def session_detail(request: HttpRequest, session_id: int) -> HttpResponse:
    page = detail.session_detail(session_id, request.user, clock.now())
    crumbs = [(_("멘토링"), reverse("mentoring:list")), (page.session.title, "")]
    context = {"page": page, "session": page.session, "crumbs": crumbs}
    return render(request, "mentoring/session_detail.html", context)
