"""A page that asks for the words of one act on a lesson, and does the act."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from apps.accounts.requests import MemberRequest
from apps.core.errors import DomainError, NotAllowed
from apps.core.http import submit
from apps.lessons.models import Lesson
from apps.lessons.selectors import detail
from apps.lessons.views.lessons import lesson_crumbs


def ask(
    request: MemberRequest,
    lesson: Lesson,
    refused: DomainError | None,
    form: Any,
    service: Callable[..., Lesson],
    *,
    success: str,
    title: str,
    lead: str | Promise,
    template: str = "lessons/lesson_ask.html",
    **more: Any,
) -> HttpResponse:
    """Show the form, or call the service with what was sent.

    A member who may not do this gets the 403 page; if it cannot be done now, the page of the lesson says so.
    """
    if turned := turn_away(request, refused, lesson):
        return turned
    answer = submit(request, form, service, success=success, to=lesson.get_absolute_url(), lesson_id=lesson.pk)
    context = {
        "lesson": lesson,
        "form": form,
        "title": title,
        "explained": lead,
        "about": detail.lesson_in_words(lesson),
        "crumbs": lesson_crumbs(lesson, request.user, title),
        **more,
    }
    return answer or render(request, template, context)


def turn_away(request: MemberRequest, refused: DomainError | None, to: Any) -> HttpResponse | None:
    """Answer who may not do this with the 403 page, and what is too late with a message on the page `to`."""
    if isinstance(refused, NotAllowed):
        raise refused
    if refused is None:
        return None
    messages.error(request, refused.message)
    return redirect(to)
