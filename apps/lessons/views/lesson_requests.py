"""The page to request a lesson: first the day, then one of its times."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts.requests import MemberRequest
from apps.core import clock, drafts, text
from apps.core.errors import Conflict, DomainError, refusal_of
from apps.core.http import add_error, put_back, require_safe_or_post, submit
from apps.lessons import rules
from apps.lessons.forms import DayForm, RequestForm
from apps.lessons.models import Tutorial
from apps.lessons.selectors import hours as selectors
from apps.lessons.selectors.tutorials import get_tutorial
from apps.lessons.services import lessons
from apps.planner.forms import know_holidays


@login_not_required
@require_safe_or_post
def lesson_request(request: MemberRequest, tutorial_id: int) -> HttpResponse:
    """Show the times of the chosen day and request a lesson.

    A clash with another appointment of the member is named first; sending the form again then accepts it.
    """
    if not request.user.is_authenticated:
        if request.method == "POST":
            return drafts.keep_and_log_in(request)
        return redirect_to_login(request.get_full_path())
    tutorial = get_tutorial(tutorial_id, request.user)
    refused = refusal_of(rules.check_can_request, request.user, tutorial)
    if isinstance(refused, Conflict):
        messages.error(request, refused.message)
        return redirect(tutorial)
    if refused is not None:
        raise refused
    day_form, form, day = _read_request(request)
    clashes: list[str] = []
    answer = submit(
        request, form, lessons.request_lesson, tutorial_id=tutorial_id,
        given=lambda: {
            "starts_at": form.starts_at, "message": form.cleaned_data["message"], "knowing": form.is_knowing,
            "holidays": form.cleaned_data["holidays"],
        },
        refused=lambda error: clashes.extend(_show_refusal(form, error, request, tutorial)),
        success=_("수업을 신청했습니다. 멘토가 승인하거나 거절하면 알림과 메일로 알려 드립니다."),
        to=lambda requested: requested.lesson.get_absolute_url(),
    )  # fmt: skip
    return answer or _show(request, tutorial, day_form, form, day, clashes)


def _read_request(request: HttpRequest) -> tuple[DayForm, RequestForm, date | None]:
    """Return the form of the day, the form of the request (sent now or before a log-in), and the day."""
    sent = request.POST if request.method == "POST" else drafts.take_draft(request)
    if sent is not None and request.method != "POST":
        messages.info(request, _("로그인하기 전에 쓰시던 내용을 불러왔습니다. 확인하고 신청해 주세요."))
    given = sent if sent is not None else request.GET
    day_form = DayForm(given if given.get("date") is not None else None)
    day = day_form.cleaned_data["date"] if day_form.is_bound and day_form.is_valid() else None
    initial = {"date": day, drafts.WRITER: request.user.pk}
    return day_form, RequestForm(sent, initial=initial), day


def _show_refusal(form: RequestForm, error: DomainError, request: MemberRequest, tutorial: Tutorial) -> list[str]:
    """Show the refusal on the form and return the clashes. After a clash the form accepts it when sent again."""
    if error.code != "clash":
        add_error(form, error)
        know_holidays(form, error)
        return []
    put_back(form, knowing=form.moment)
    return selectors.list_clashes(request.user, form.starts_at, timedelta(minutes=tutorial.duration))


def _address(day: date | None, *, fit: bool) -> str:
    given = {"date": day.isoformat() if day else "", "fit": "1" if fit else ""}
    return "?" + urlencode({name: value for name, value in given.items() if value})


def _show(
    request: MemberRequest,
    tutorial: Tutorial,
    day_form: DayForm,
    form: RequestForm,
    day: date | None,
    clashes: list[str],
) -> HttpResponse:
    fit = request.GET.get("fit") == "1"
    openings = selectors.get_openings(tutorial, day, clock.now(), fits=request.user if fit else None)
    if openings.chosen is not None:
        form.show(openings.chosen.groups)
    context = {
        "tutorial": tutorial,
        "price": text.fee(tutorial.price),
        "length": text.length(tutorial.duration),
        "openings": openings,
        "fit": fit,
        "fit_url": _address(day, fit=not fit),
        "day_form": day_form,
        "form": form,
        "clashes": clashes,
        "crumbs": [
            (pgettext("all of them", "과외"), reverse("tutorials:list")),
            (tutorial.title, tutorial.get_absolute_url()),
            (_("수업 신청"), ""),
        ],
    }
    return render(request, "lessons/lesson_request.html", context)
