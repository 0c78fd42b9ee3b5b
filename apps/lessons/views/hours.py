"""A mentor's weekly hours and days off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.core import clock
from apps.core.errors import Conflict, Invalid
from apps.core.http import act, add_error
from apps.lessons import rules, week
from apps.lessons.forms import DayOffForm, WeekForm
from apps.lessons.models import WeeklyHours
from apps.lessons.selectors import hours as selectors
from apps.lessons.selectors import tabs
from apps.lessons.services import hours


@require_http_methods(["GET", "HEAD", "POST"])
def weekly(request: HttpRequest) -> HttpResponse:
    """The week as rows of the same hours. Rows come and go without a script; only saving saves."""
    rules.check_can_offer(request.user)
    if request.method != "POST":
        return _show(request)
    form = WeekForm.sent(request.POST)
    if "more" in request.POST or "drop" in request.POST:
        return _show(request, form=form.rearranged(drop=request.POST.get("drop")))
    if form.is_valid():
        try:
            rows = hours.set_weekly_hours(by=request.user, spans=form.spans())
        except Invalid as error:
            form.refusal = error.message
        else:
            messages.success(request, _saved_words(rows))
            return redirect("tutorials:hours")
    return _show(request, form=form)


def _saved_words(rows: list[WeeklyHours]) -> str:
    if not rows:
        return _("수업 시간을 비웠습니다. 이제 어느 시간에나 신청할 수 있습니다.")
    return _("수업 시간을 저장했습니다: %(hours)s") % {"hours": week.in_words(rows)}


@require_http_methods(["GET", "HEAD", "POST"])
def day_off_add(request: HttpRequest) -> HttpResponse:
    rules.check_can_offer(request.user)
    if request.method != "POST":
        return redirect("tutorials:hours")
    form = DayOffForm(request.POST)
    if form.is_valid():
        try:
            rest = hours.add_day_off(by=request.user, **form.cleaned_data)
        except (Conflict, Invalid) as error:
            add_error(form, error)
        else:
            messages.success(request, _("쉬는 날로 정했습니다: %(days)s") % {"days": rules.days_in_words(rest)})
            return redirect(reverse("tutorials:hours") + "#days-off")
    return _show(request, day_off_form=form)


@require_POST
def day_off_remove(request: HttpRequest, day_off_id: int) -> HttpResponse:
    return act(
        request, hours.remove_day_off, success=_("쉬는 날을 지웠습니다."), to=reverse("tutorials:hours") + "#days-off",
        day_off_id=day_off_id,
    )  # fmt: skip


def _show(
    request: HttpRequest, *, form: WeekForm | None = None, day_off_form: DayOffForm | None = None
) -> HttpResponse:
    kept = list(WeeklyHours.objects.filter(mentor=request.user))
    context = {
        "week": form or WeekForm.of(kept),
        "now": week.in_words(kept),
        "days_off": selectors.days_off(request.user, clock.today()),
        "form": day_off_form or DayOffForm(),
        "tabs": tabs.tabs(request.user, tabs.HOURS),
        "crumbs": [(_("과외"), reverse("tutorials:list")), (_("수업 시간"), "")],
    }
    return render(request, "lessons/hours.html", context)
