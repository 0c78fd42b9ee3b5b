"""The list of courses and one course, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.http import missing_is_404
from apps.elearning.catalogue.models import Course


@login_not_required
@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    return render(request, "elearning/course_list.html", {"courses": Course.objects.visible_to(request.user)[:20]})


@login_not_required
@require_safe
@missing_is_404
def course_detail(request: HttpRequest, course_id: int) -> HttpResponse:
    course = Course.objects.visible_to(request.user).get(pk=course_id)
    crumbs = [(_("과정"), reverse("courses:list")), (course.title, "")]
    return render(request, "elearning/course_detail.html", {"course": course, "crumbs": crumbs})
