"""Pages of mentoring."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from apps.mentoring.models import Session


@login_not_required
def session_list(request: HttpRequest) -> HttpResponse:
    return render(request, "mentoring/session_list.html", {"sessions": Session.objects.visible_to(request.user)[:10]})


@login_not_required
def session_detail(request: HttpRequest, session_id: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(request.user), pk=session_id)
    return render(request, "mentoring/session_detail.html", {"session": session})


def application_history(request: HttpRequest) -> HttpResponse:
    return render(request, "mentoring/application_history.html")
