"""Where a notice about an enrolment leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from apps.core.http import missing_is_404
from apps.elearning.enrolment.models import Enrolment


@require_safe
@missing_is_404
def enrolment_detail(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    enrolment = Enrolment.objects.visible_to(request.user).select_related("course_class").get(pk=enrolment_id)
    return redirect(enrolment.course_class.get_absolute_url())
