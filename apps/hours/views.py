"""The pages of a mentor's own recognised time."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core.downloads import sheet_response
from apps.hours import selectors, sheets


@require_safe
def month_list(request: MemberRequest) -> HttpResponse:
    context = {
        "crumbs": [(_("내 배움터"), reverse("portal:me")), (pgettext("page", "인정 시간"), "")],
        "years": selectors.by_year(selectors.list_months(request.user)),
    }
    return render(request, "hours/months.html", context)


@require_safe
def month(request: MemberRequest, year: int, month: int) -> HttpResponse:
    first = selectors.first_of(year, month)
    page = selectors.month_page(request.user, first)
    crumbs = [
        (_("내 배움터"), reverse("portal:me")),
        (pgettext("page", "인정 시간"), reverse("hours:list")),
        (page.label, ""),
    ]
    return render(request, "hours/month.html", {"crumbs": crumbs, "page": page, "year": year, "month": month})


@require_safe
def month_file(request: MemberRequest, year: int, month: int, form: str) -> HttpResponse:
    """Return a month as CSV or XLSX."""
    first = selectors.first_of(year, month)
    rows = sheets.rows_of(selectors.list_entries(request.user, first))
    name = _("인정-시간-%(month)s.%(form)s") % {"month": f"{first:%Y-%m}", "form": form}
    title = selectors.say_month(first)
    return sheet_response(
        request, rows, form, about=request.user, what="hours", whose=request.user.pk, name=name, title=title,
        widths=sheets.WIDTHS,
    )  # fmt: skip
