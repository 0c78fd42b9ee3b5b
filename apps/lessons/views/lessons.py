"""The lists of a member's lessons, the page of one, and every move it makes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock, text
from apps.core.errors import DomainError, NotAllowed, refusal_of
from apps.core.http import act, require_safe_or_post, sent
from apps.core.paging import requested_page
from apps.lessons import rules
from apps.lessons.forms import REJECT_READY, ReasonForm
from apps.lessons.models import Lesson
from apps.lessons.selectors import detail, lists, tabs
from apps.lessons.services import lessons
from apps.lessons.states import LessonStatus, Role

CANCEL_READY = {
    Role.MENTEE: (
        gettext_lazy("다른 일정이 생겼습니다."),
        gettext_lazy("몸이 좋지 않습니다."),
        gettext_lazy("다른 시간으로 다시 신청하겠습니다."),
    ),
    Role.MENTOR: (
        gettext_lazy("급한 일이 생겨 수업을 할 수 없게 되었습니다."),
        gettext_lazy("몸이 좋지 않아 수업을 할 수 없습니다."),
        gettext_lazy("다른 시간으로 다시 신청해 주시기 바랍니다."),
    ),
    Role.STAFF: (
        gettext_lazy("멘토의 요청으로 취소합니다."),
        gettext_lazy("멘티의 요청으로 취소합니다."),
    ),
}


@require_safe
def taken_lessons(request: MemberRequest) -> HttpResponse:
    """Show the lessons that the member takes."""
    return _show_list(request, Role.MENTEE, tabs.MINE, _("내 수업"))


@require_safe
def received_requests(request: MemberRequest) -> HttpResponse:
    """Show the lessons that others request from the member and those that the member gives."""
    return _show_list(request, Role.MENTOR, tabs.REQUESTS, _("받은 수업 신청"))


def _show_list(request: MemberRequest, role: Role, tab: str, title: str) -> HttpResponse:
    filters = lists.LessonFilters.read(request.GET, role=role)
    context: dict[str, Any] = {
        "asked": filters,
        "title": title,
        "gives": role == Role.MENTOR,
        "tabs": tabs.tabs(request.user, tab),
        "statuses": lists.status_links(filters, request.user),
        "views": [
            {
                "label": _("목록"),
                "url": filters.url(calendar=False),
                "icon": "list-ul",
                "current": not filters.calendar,
            },
            {"label": _("달력"), "url": filters.url(calendar=True), "icon": "calendar3", "current": filters.calendar},
        ],
    }
    if filters.calendar:
        month, total = lists.get_lesson_month(filters, request.user, clock.now())
        context |= {
            "month": month,
            "total": total,
            "previous_url": filters.url(month="{:04d}-{:02d}".format(*month.previous)),
            "next_url": filters.url(month="{:04d}-{:02d}".format(*month.next)),
            "today_url": filters.url(month=""),
        }
    else:
        page = lists.get_lesson_list(filters, requested_page(request.GET.get("page")), request.user, clock.now())
        context |= {"page": page, "total": text.total(page.total, at_least=page.capped), "query": filters.query()}
    return render(request, "lessons/lesson_list.html", context)


@require_safe
def lesson_detail(request: MemberRequest, lesson_id: int) -> HttpResponse:
    page = detail.get_lesson_page(lesson_id, request.user, clock.now())
    context = {"page": page, "lesson": page.lesson, "crumbs": lesson_crumbs(page.lesson, request.user)}
    return render(request, "lessons/lesson_detail.html", context)


@require_POST
def lesson_approve(request: HttpRequest, lesson_id: int) -> HttpResponse:
    return _move_lesson(request, lesson_id, lessons.approve_lesson, _("수업을 승인했습니다. 멘티에게 알렸습니다."))


@require_POST
def lesson_complete(request: HttpRequest, lesson_id: int) -> HttpResponse:
    return _move_lesson(request, lesson_id, lessons.complete_lesson, _("수업을 완료했습니다."))


@require_safe_or_post
def lesson_start(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Start a lesson; before the agreed time ask for confirmation first."""
    lesson = detail.get_lesson(lesson_id, request.user)
    refused = refusal_of(rules.check_can_start, request.user, lesson)
    if isinstance(refused, NotAllowed):
        raise refused
    must_ask = refused is None and detail.is_early(lesson, clock.now()) and "early" not in request.POST
    if request.method == "POST" and not must_ask:
        return _move_lesson(request, lesson_id, lessons.start_lesson, _("수업을 시작했습니다."))
    if not must_ask:
        return redirect(lesson)
    context = {
        "lesson": lesson,
        "about": detail.lesson_in_words(lesson),
        "crumbs": lesson_crumbs(lesson, request.user, _("수업 시작")),
    }
    return render(request, "lessons/lesson_start.html", context)


@require_safe_or_post
def lesson_reject(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Ask for the reason, one of the ready sentences or the mentor's own, then reject the lesson."""
    lesson = detail.get_lesson(lesson_id, request.user)
    refused = refusal_of(rules.check_can_reject, request.user, lesson)
    return _ask_reason(
        request, lesson, refused, ReasonForm(sent(request), ready=REJECT_READY), lessons.reject_lesson,
        success=_("수업 신청을 거절했습니다. 멘티에게 사유를 알렸습니다."), template="lessons/lesson_reject.html",
        last=_("수업 거절"),
    )  # fmt: skip


@require_safe_or_post
def lesson_cancel(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Say what follows and ask for the reason, then cancel the lesson."""
    lesson = detail.get_lesson(lesson_id, request.user)
    refused = refusal_of(rules.check_can_cancel, request.user, lesson, now=clock.now())
    role = rules.role_of(request.user, lesson) or Role.STAFF
    form = ReasonForm(sent(request), ready=CANCEL_READY[role], required=role != Role.MENTEE)
    waits = lesson.status == LessonStatus.PENDING
    return _ask_reason(
        request, lesson, refused, form, lessons.cancel_lesson,
        success=_("신청을 취소했습니다.") if waits else _("수업을 취소했습니다. 상대에게 알렸습니다."),
        template="lessons/lesson_cancel.html", last=_("신청 취소") if waits else _("수업 취소"),
        waits=waits,
    )  # fmt: skip


def _ask_reason(
    request: HttpRequest,
    lesson: Lesson,
    refused: DomainError | None,
    form: ReasonForm,
    service: Callable[..., Lesson],
    *,
    success: str,
    template: str,
    last: str,
    **more: Any,
) -> HttpResponse:
    """Ask for a reason and call the service.

    A member who may not do this gets the 403 page; if it is too late, the page of the lesson says so.
    """
    if isinstance(refused, NotAllowed):
        raise refused
    if refused is not None:
        messages.error(request, refused.message)
        return redirect(lesson)
    if request.method == "POST" and form.is_valid():
        return act(
            request, service, success=success, to=lesson.get_absolute_url(), lesson_id=lesson.pk, reason=form.reason
        )
    context = {
        "lesson": lesson,
        "form": form,
        "about": detail.lesson_in_words(lesson),
        "title": last,
        "crumbs": lesson_crumbs(lesson, request.user, last),
        **more,
    }
    return render(request, template, context)


def _move_lesson(request: HttpRequest, lesson_id: int, service: Callable[..., Lesson], success: str) -> HttpResponse:
    """Make one move of a lesson that the member may see."""
    lesson = Lesson.objects.visible_to(request.user).only("pk").get(pk=lesson_id)
    return act(request, service, success=success, to=lesson.get_absolute_url(), lesson_id=lesson_id)


def lesson_crumbs(lesson: Lesson, member: Any, *last: str) -> list[tuple[str, str]]:
    """Return the way to a lesson's page, or to a page below it, as the member goes it."""
    gives = rules.role_of(member, lesson) == Role.MENTOR
    first = (_("받은 수업 신청"), reverse("lessons:requests")) if gives else (_("내 수업"), reverse("lessons:mine"))
    url = lesson.get_absolute_url() if last else ""
    title = lesson.tutorial.title
    return [
        (pgettext("all of them", "과외"), reverse("tutorials:list")),
        first,
        (title, url),
        *((word, "") for word in last),
    ]
