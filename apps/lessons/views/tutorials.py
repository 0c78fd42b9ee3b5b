"""The pages of tutorials: the list, one tutorial, and offering, editing, setting its hours, closing and reopening."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock, drafts, text
from apps.core.errors import DomainError, allowed
from apps.core.http import act, add_error, require_safe_or_post, sent, submit, tidy_address
from apps.core.paging import requested_page
from apps.following.selectors import find_mentor_button, list_button
from apps.lessons import rules
from apps.lessons.forms import CloseForm, TutorialForm, initial_of
from apps.lessons.models import FOLLOWED, Tutorial, WeeklyHours
from apps.lessons.selectors import met, tabs
from apps.lessons.selectors import tutorials as selectors
from apps.lessons.services import tutorials
from apps.planner import weekly_hours
from apps.planner.forms import WeekForm
from apps.topics.selectors import topic_select


@login_not_required
@require_safe
@tidy_address
def tutorial_list(request: HttpRequest) -> HttpResponse:
    known = request.user.is_authenticated
    filters = selectors.TutorialFilters.read(request.GET, known=known)
    page = selectors.get_tutorial_list(filters, requested_page(request.GET.get("page")), request.user)
    context = {
        "asked": filters,
        "selects": (topic_select(filters.topic), *filters.selects(known=known)),
        "chips": filters.chips(),
        "hidden": filters.kept_by_form("fit"),
        "fit_url": filters.url(fit=not filters.fit) if known else "",
        "follow": list_button(request.user, FOLLOWED, filters.query()),
        "page": page,
        "total": text.total(page.total, at_least=page.capped),
        "query": filters.query(),
        "can_offer": known and allowed(rules.check_can_offer, request.user),
        "needs_log_in": not known and bool(request.GET.get("mine")),
        "tabs": tabs.tabs(request.user, tabs.OFFERED if filters.mine == "offered" else tabs.SEARCH),
    }
    return render(request, "lessons/tutorial_list.html", context)


@login_not_required
@require_safe
def tutorial_detail(request: HttpRequest, tutorial_id: int) -> HttpResponse:
    page = selectors.get_tutorial_page(tutorial_id, request.user)
    context = {
        "page": page,
        "tutorial": page.tutorial,
        "crumbs": _crumbs(None, page.tutorial.title),
        "follow": find_mentor_button(request.user, page.mentor),
    }
    return render(request, "lessons/tutorial_detail.html", context)


@login_not_required
@require_safe_or_post
def tutorial_new(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return drafts.log_in_first(request)
    rules.check_can_offer(request.user)
    form = _form(request, {"duration": 60})
    answer = submit(
        request,
        form,
        tutorials.offer_tutorial,
        given=lambda: {"given": form.given()},
        success=_("과외를 열었습니다. 신청이 들어오면 알려 드립니다."),
        to=Tutorial.get_absolute_url,
    )
    return answer or _show(request, form, title=_("과외 열기"), submit=_("과외 열기"))


@login_not_required
@require_safe_or_post
def tutorial_edit(request: HttpRequest, tutorial_id: int) -> HttpResponse:
    if not request.user.is_authenticated:
        return drafts.log_in_first(request)
    tutorial = selectors.get_managed_tutorial(tutorial_id, request.user)
    form = _form(request, initial_of(tutorial), tutorial)
    latest: list[tuple[str, str]] = []
    answer = submit(
        request,
        form,
        tutorials.edit_tutorial,
        tutorial_id=tutorial_id,
        given=lambda: {"changes": form.changes(), "expected_revision": form.cleaned_data["revision"]},
        refused=lambda error: latest.extend(_refused_edit(form, tutorial, error)),
        success=_("수정한 내용을 저장했습니다. 이미 신청받은 수업의 수업료와 시간은 그대로입니다."),
        to=tutorial.get_absolute_url(),
    )
    return answer or _show(
        request, form, title=_("과외 수정하기"), submit=_("수정한 내용 저장하기"), tutorial=tutorial, latest=latest
    )


def _refused_edit(form: TutorialForm, tutorial: Tutorial, error: DomainError) -> list[tuple[str, str]]:
    """Show the refusal on the form and return what another person has saved since; saving again overwrites it."""
    add_error(form, error, revision=tutorial.revision)
    return form.differing() if error.code == "changed_meanwhile" else []


@require_safe_or_post
def tutorial_hours(request: MemberRequest, tutorial_id: int) -> HttpResponse:
    """Edit the hours that hold for one tutorial alone, in rows as those of the mentor."""
    tutorial = selectors.get_managed_tutorial(tutorial_id, request.user)
    if request.method != "POST":
        return _show_hours(request, tutorial)
    form = WeekForm.sent(request.POST)
    if "more" in request.POST or "drop" in request.POST:
        return _show_hours(request, tutorial, form.rearranged(drop=request.POST.get("drop")))
    answer = submit(
        request, form, tutorials.set_tutorial_hours, tutorial_id=tutorial_id,
        given=lambda: {"spans": form.spans(), "expected_hours": form.read_at}, refused=form.refuse,
        success=_hours_saved, to=reverse("tutorials:own_hours", args=[tutorial_id]),
    )  # fmt: skip
    return answer or _show_hours(request, tutorial, form)


def _hours_saved(rows: list[WeeklyHours]) -> str:
    if not rows:
        return _("이 과외만의 수업 시간을 지웠습니다. 이제 멘토의 수업 시간을 따릅니다.")
    return _("이 과외의 수업 시간을 저장했습니다: %(hours)s") % {"hours": weekly_hours.hours_in_words(rows)}


def _show_hours(request: MemberRequest, tutorial: Tutorial, form: WeekForm | None = None) -> HttpResponse:
    existing, outside = met.get_tutorials_hours(tutorial, request.user, clock.now())
    context = {
        "tutorial": tutorial,
        "week": form or WeekForm.of(existing),
        "now": weekly_hours.hours_in_words(existing),
        "read_at": weekly_hours.code_of(existing),
        "outside": outside,
        "crumbs": _crumbs(tutorial, _("이 과외의 수업 시간")),
    }
    return render(request, "lessons/tutorial_hours.html", context)


@require_safe_or_post
def tutorial_close(request: HttpRequest, tutorial_id: int) -> HttpResponse:
    """Say what follows, then close the tutorial. Staff give a reason that the mentor reads."""
    tutorial = selectors.get_managed_tutorial(tutorial_id, request.user)
    is_own = tutorial.mentor_id == request.user.pk
    form = None if is_own else CloseForm(sent(request))
    if request.method == "POST" and (form is None or form.is_valid()):
        return act(
            request,
            tutorials.close_tutorial,
            success=_("이 과외의 신청을 닫았습니다. 언제든 다시 열 수 있습니다."),
            to=tutorial.get_absolute_url(),
            tutorial_id=tutorial_id,
            reason=form.cleaned_data["reason"] if form else "",
        )
    context = {"tutorial": tutorial, "form": form, "crumbs": _crumbs(tutorial, _("신청 닫기"))}
    return render(request, "lessons/tutorial_close.html", context)


@require_POST
def tutorial_reopen(request: HttpRequest, tutorial_id: int) -> HttpResponse:
    return act(
        request,
        tutorials.reopen_tutorial,
        success=_("이 과외의 신청을 다시 받습니다."),
        to=reverse("tutorials:detail", args=[tutorial_id]),
        tutorial_id=tutorial_id,
    )


def _form(request: HttpRequest, initial: dict, tutorial: Tutorial | None = None) -> TutorialForm:
    return drafts.build_form(request, partial(TutorialForm, tutorial=tutorial), initial)


def _show(
    request: HttpRequest,
    form: TutorialForm,
    *,
    title: str,
    submit: str,
    tutorial: Tutorial | None = None,
    latest: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "tutorial": tutorial,
        "latest": latest or [],
        "cancel_url": tutorial.get_absolute_url() if tutorial else reverse("tutorials:list"),
        "crumbs": _crumbs(tutorial, title),
    }
    return render(request, "lessons/tutorial_form.html", context)


def _crumbs(tutorial: Tutorial | None, last: str) -> list[tuple[str, str]]:
    middle = [(tutorial.title, tutorial.get_absolute_url())] if tutorial else []
    return [(pgettext("all of them", "과외"), reverse("tutorials:list")), *middle, (last, "")]
