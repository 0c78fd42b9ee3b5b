"""Pages of sessions in a series: the days of a new one, and what becomes of the rest of one."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid
from apps.core.http import add_error, put_back, require_safe_or_post, sent, submit
from apps.mentoring.forms.series import EndSeriesForm, MoveSeriesForm, NewSessionForm
from apps.mentoring.models import Session
from apps.mentoring.rules import series as rules
from apps.mentoring.selectors import detail
from apps.mentoring.selectors import series as selectors
from apps.mentoring.services import series
from apps.planner.planned_days import Choice, PlannedDay, chosen_of, mark_of, settle
from apps.planner.recurrence import dates_of
from apps.planner.rules import check_recurrence

DAYS = "days"  # the boxes of the list
BACK = "back"  # the button that leads from the days to the form
_ABOUT_DAYS = frozenset({"times_taken", "too_few_days", "too_many_days"})


def open_series(
    request: HttpRequest, form: NewSessionForm, *, title: str, source: Session | None
) -> HttpResponse | None:
    """Show the days of a valid form that repeats, and open the sessions on those that are chosen of what was shown.

    Returns None if the form itself has to be shown.
    """
    if BACK in request.POST:
        return None
    member: Any = request.user
    skips = form.cleaned_data["skip_holidays"]
    try:
        check_recurrence(form.as_recurrence(), most=rules.MOST)
        days = selectors.days_of(form.as_recurrence(), skips_holidays=skips)
        drafts = series.draft_series(by=member, given=form.given(), days=days)
    except (Conflict, Invalid) as error:
        add_error(form, error)
        return None

    def plan(choice: Choice) -> list[PlannedDay]:
        return selectors.plan_sessions(drafts, Choice(choice.values, skips), viewer=member)

    planned, is_seen = settle(plan, seen=form.cleaned_data["seen"], ticked=request.POST.getlist(DAYS))
    refused: list[DomainError] = []
    answer = is_seen and submit(
        request,
        form,
        series.open_series,
        given=lambda: {
            "given": form.given(),
            "days": dates_of(chosen_of(planned)),
            "images": form.new_images(),
            "copied_from": source,
        },
        refused=refused.append,
        success=lambda opened: _opened_words(len(opened)),
        to=lambda opened: opened[0].get_absolute_url(),
    )
    if answer:
        return answer
    for refusal in refused:
        if refusal.code not in _ABOUT_DAYS:
            add_error(form, refusal)
            return None
    put_back(form, seen=mark_of(planned))
    context = {
        "form": form,
        "title": title,
        "planned": planned,
        "name": DAYS,
        "back": BACK,
        "refused": [error.message for error in refused],
        "crumbs": [(_("멘토링"), reverse("mentoring:list")), (title, "")],
    }
    return render(request, "mentoring/series_new.html", context)


def _opened_words(number: int) -> str:
    sentence = ngettext(
        "멘토링 %(n)d개를 열었습니다. 운영자가 개설을 승인하면 알려 드립니다.",
        "멘토링 %(n)d개를 열었습니다. 운영자가 개설을 승인하면 알려 드립니다.",
        number,
    )
    return sentence % {"n": number}


@require_safe_or_post
def series_move(request: HttpRequest, session_id: int) -> HttpResponse:
    """Ask where a session comes, show where those after it come, and move the chosen ones."""
    session = detail.get_managed_session(session_id, request.user)
    rules.check_is_of_series(session)
    rest = selectors.list_rest(session, clock.now())
    form = MoveSeriesForm(sent(request), session=session)
    member: Any = request.user

    def plan(choice: Choice) -> list[PlannedDay]:
        rules.check_shift(form.shift())
        return selectors.plan_moves(rest, form.shift(), choice, viewer=member)

    planned: list[PlannedDay] = []
    answer = None
    if request.method == "POST" and form.is_valid():
        answer, planned = _act_on_rest(
            request, session, form, rest, plan, series.move_series, extra=lambda: {"shift": form.shift()},
            done=_moved_words,
        )  # fmt: skip
    texts = {
        "title": _("이 일정부터 모두 옮기기"),
        "button": _("선택한 일정 옮기기") if planned else _("옮길 날짜 확인하기"),
        "legend": _("옮길 일정"),
        "kind": "primary",
    }
    return answer or _show_rest(request, session, form, planned, rest, texts)


@require_safe_or_post
def series_end(request: HttpRequest, session_id: int) -> HttpResponse:
    """Say who is touched if a session and those after it end, and delete the chosen ones with a reason."""
    session = detail.get_managed_session(session_id, request.user)
    rules.check_is_of_series(session)
    rest = selectors.list_rest(session, clock.now())
    form = EndSeriesForm(sent(request))

    def plan(choice: Choice) -> list[PlannedDay]:
        return selectors.plan_end(rest, choice)

    planned = plan(Choice(request.POST.getlist(DAYS) if request.method == "POST" else None))
    answer = None
    if request.method == "POST" and form.is_valid():
        answer, planned = _act_on_rest(
            request, session, form, rest, plan, series.end_series,
            extra=lambda: {"reason": form.cleaned_data["reason"]}, done=_ended_words,
        )  # fmt: skip
    elif request.method != "POST":
        form.initial["seen"] = mark_of(planned)
    texts = {
        "title": _("이 일정부터 모두 삭제하기"),
        "button": _("선택한 일정 삭제하기"),
        "legend": _("삭제할 일정"),
        "kind": "danger",
    }
    return answer or _show_rest(request, session, form, planned, rest, texts)


def _act_on_rest(
    request: HttpRequest,
    session: Session,
    form: Any,
    rest: list[Session],
    plan: Callable[[Choice], list[PlannedDay]],
    service: Callable[..., Any],
    *,
    extra: Callable[[], dict[str, Any]],
    done: Callable[[int], str],
) -> tuple[HttpResponse | None, list[PlannedDay]]:
    """Call the service with what is chosen, if the days are those that were shown. Return its answer and the days."""
    try:
        planned, is_seen = settle(plan, seen=form.cleaned_data["seen"], ticked=request.POST.getlist(DAYS))
    except Invalid as error:
        add_error(form, error)
        return None, []
    put_back(form, seen=mark_of(planned))
    if not is_seen:
        return None, planned
    chosen = {int(value) for value in chosen_of(planned)}
    is_gone = service is series.end_series and session.pk in chosen
    answer = submit(
        request,
        form,
        service,
        given=lambda: {
            "session_id": session.pk,
            "ids": chosen,
            "seen": {one.pk: one.revision for one in rest if one.pk in chosen},
            **extra(),
        },
        success=lambda changed: done(len(changed)),
        to=reverse("mentoring:list") if is_gone else session.get_absolute_url(),
    )
    return answer, planned


def _moved_words(number: int) -> str:
    return ngettext("멘토링 %(n)d개를 옮겼습니다.", "멘토링 %(n)d개를 옮겼습니다.", number) % {"n": number}


def _ended_words(number: int) -> str:
    return ngettext("멘토링 %(n)d개를 삭제했습니다.", "멘토링 %(n)d개를 삭제했습니다.", number) % {"n": number}


def _show_rest(
    request: HttpRequest,
    session: Session,
    form: Any,
    planned: list[PlannedDay],
    rest: list[Session],
    texts: dict[str, str],
) -> HttpResponse:
    context = {
        **texts,
        "session": session,
        "form": form,
        "planned": planned,
        "has_rest": bool(rest),
        "about": detail.when_and_where(session),
        "name": DAYS,
        "crumbs": [
            (_("멘토링"), reverse("mentoring:list")), (session.title, session.get_absolute_url()), (texts["title"], ""),
        ],
    }  # fmt: skip
    return render(request, "mentoring/series_rest.html", context)
