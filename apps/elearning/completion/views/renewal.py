"""The page on which staff let a class that runs follow its course."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.http import act, require_safe_or_post
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.rules import check_can_keep_classes
from apps.elearning.class_frame import class_crumbs
from apps.elearning.completion.selectors.renewal import plan_renewal
from apps.elearning.completion.services.renewal import renew_contents


@require_safe_or_post
def renew(request: MemberRequest, class_id: int) -> HttpResponse:
    """Show what would change, then take it over; the plan that was shown must still be the one of now."""
    course_class = CourseClass.objects.visible_to(request.user).with_course().get(pk=class_id)
    check_can_keep_classes(request.user)
    address = reverse("classes:renew_contents", args=[class_id])
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        return act(
            request,
            renew_contents,
            success=_("이 차수의 콘텐츠를 과정에 맞추고 수강생에게 알렸습니다."),
            to=reverse("classes:room", args=[class_id]),
            otherwise=address,
            class_id=class_id,
            seen=seen if _is_code(seen) else "",
        )
    try:
        plan = plan_renewal(course_class, clock.now())
    except Conflict as refused:
        messages.error(request, refused.message)
        return redirect("classes:room", class_id)
    crumbs = class_crumbs(course_class, (_("콘텐츠 맞추기"), ""))
    return render(request, "elearning/completion/renew.html", {"plan": plan, "crumbs": crumbs})


def _is_code(seen: str) -> bool:
    return len(seen) == 16 and all(letter in "0123456789abcdef" for letter in seen)
