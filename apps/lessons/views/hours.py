"""The page of a mentor's weekly hours, settings, days off, and lessons on public holidays."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from apps.accounts.requests import MemberRequest
from apps.core import clock, spoken
from apps.core.http import act, add_error, require_safe_or_post, submit
from apps.lessons import rules
from apps.lessons.forms import DayOffForm, HolidayForm, LessonSettingsForm
from apps.lessons.models import WeeklyHours
from apps.lessons.selectors import hours as selectors
from apps.lessons.selectors import tabs
from apps.lessons.selectors.limits import settings_of
from apps.lessons.services import hours, limits
from apps.planner import weekly_hours
from apps.planner.forms import WeekForm


@require_safe_or_post
def weekly_hours_edit(request: MemberRequest) -> HttpResponse:
    """Edit the week in rows of the same hours. Rows are added and removed without a script, before they are saved."""
    rules.check_can_offer(request.user)
    if request.method != "POST":
        return _show(request)
    form = WeekForm.sent(request.POST)
    if "more" in request.POST or "drop" in request.POST:
        return _show(request, form=form.rearranged(drop=request.POST.get("drop")))
    answer = submit(
        request, form, hours.set_weekly_hours,
        given=lambda: {"spans": form.spans(), "expected_hours": form.read_at}, refused=form.refuse,
        success=_saved_message, to=reverse("tutorials:hours"),
    )  # fmt: skip
    return answer or _show(request, form=form)


def _saved_message(rows: list[WeeklyHours]) -> str:
    if not rows:
        return _("수업 시간을 비웠습니다. 이제 어느 시간에나 신청할 수 있습니다.")
    return _("수업 시간을 저장했습니다: %(hours)s") % {"hours": weekly_hours.hours_in_words(rows)}


@require_safe_or_post
def settings_edit(request: MemberRequest) -> HttpResponse:
    """Set the pause between lessons, the notice, the most lessons a day, and whether a request holds its time."""
    rules.check_can_offer(request.user)
    if request.method != "POST":
        return redirect("tutorials:hours")
    settings = settings_of(request.user)
    form = LessonSettingsForm.of(settings, request.POST)
    answer = submit(
        request, form, limits.set_lesson_settings, given=form.given, to=reverse("tutorials:hours") + "#settings",
        refused=lambda error: add_error(form, error, revision=settings.revision),
        success=_("수업 받는 방식을 저장했습니다. 이미 승인한 수업은 그대로입니다."),
    )  # fmt: skip
    return answer or _show(request, settings_form=form)


@require_safe_or_post
def day_off_add(request: MemberRequest) -> HttpResponse:
    rules.check_can_offer(request.user)
    if request.method != "POST":
        return redirect("tutorials:hours")
    form = DayOffForm(request.POST)
    answer = submit(
        request,
        form,
        hours.add_day_off,
        to=reverse("tutorials:hours") + "#days-off",
        success=lambda row: _("쉬는 날로 정했습니다: %(days)s") % {"days": rules.day_off_in_words(row)},
    )
    return answer or _show(request, day_off_form=form)


@require_POST
def day_off_remove(request: HttpRequest, day_off_id: int) -> HttpResponse:
    return act(
        request,
        hours.remove_day_off,
        success=_("쉬는 날을 삭제했습니다."),
        to=reverse("tutorials:hours") + "#days-off",
        day_off_id=day_off_id,
    )


@require_safe_or_post
def holiday_open(request: MemberRequest) -> HttpResponse:
    rules.check_can_offer(request.user)
    if request.method != "POST":
        return redirect("tutorials:hours")
    form = HolidayForm(request.POST, choices=selectors.list_mentors_holidays(request.user, clock.today()).choices)
    answer = submit(
        request,
        form,
        hours.open_holiday,
        to=reverse("tutorials:hours") + "#holidays",
        success=lambda row: (
            _("공휴일인 %(day)s에도 수업 신청을 받습니다.") % {"day": spoken.say_day(row.date, today=clock.today())}
        ),
    )
    return answer or _show(request, holiday_form=form)


@require_POST
def holiday_rest(request: HttpRequest, open_holiday_id: int) -> HttpResponse:
    return act(
        request,
        hours.remove_open_holiday,
        success=_("이 공휴일에는 다시 수업을 쉽니다."),
        to=reverse("tutorials:hours") + "#holidays",
        open_holiday_id=open_holiday_id,
    )


def _show(
    request: MemberRequest,
    *,
    form: WeekForm | None = None,
    day_off_form: DayOffForm | None = None,
    holiday_form: HolidayForm | None = None,
    settings_form: LessonSettingsForm | None = None,
) -> HttpResponse:
    holidays = selectors.list_mentors_holidays(request.user, clock.today())
    times = selectors.get_mentors_times(request.user, clock.now())
    context = {
        "week": form or WeekForm.of(times.hours),
        "now": weekly_hours.hours_in_words(times.hours),
        "read_at": weekly_hours.code_of(times.hours),
        "outside": times.outside,
        "days_off": times.days_off,
        "form": day_off_form or DayOffForm(),
        "settings_form": settings_form or LessonSettingsForm.of(settings_of(request.user)),
        "holidays": holidays,
        "holiday_form": holiday_form or HolidayForm(choices=holidays.choices),
        "tabs": tabs.tabs(request.user, tabs.HOURS),
        "crumbs": [(pgettext("all of them", "과외"), reverse("tutorials:list")), (_("수업 시간"), "")],
    }
    return render(request, "lessons/hours.html", context)
