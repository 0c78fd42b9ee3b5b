"""The pages of checking in: the code for the wall, and the form for learners."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.requests import MemberRequest
from apps.core import clock, text
from apps.core.check_in_forms import CheckInForm, OpenCodeForm
from apps.core.http import act, require_safe_or_post, sent, submit
from apps.core.particles import fill
from apps.elearning.attendance import rules
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.selectors import checking_in as selectors
from apps.elearning.attendance.services import checking_in
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.attendance.views.sheet import HERE, keeper
from apps.elearning.enrolment.selectors.class_access import class_access


@require_safe_or_post
def code(request: MemberRequest, class_id: int) -> HttpResponse:
    """Show the code in large digits; a posted form opens a new one."""
    access = keeper(request, class_id)
    code_url = reverse("classes:check_in_code", args=[class_id])
    form = OpenCodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            checking_in.open_code,
            class_id=class_id,
            minutes=form.cleaned_data["minutes"],
            success=_("출석 코드를 열었습니다."),
            to=code_url,
        )
    context = {
        **access.frame(HERE, (_("출석 코드"), "")),
        "wall": selectors.code_wall(access.course_class, clock.now()),
        "day": text.day(clock.today()),
        "form": form,
        "address": request.build_absolute_uri(reverse("classes:check_in", args=[class_id])),
        "today_url": reverse("classes:attendance_day", args=[class_id, clock.today()]),
    }
    response = render(request, "elearning/attendance/code.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def close(request: HttpRequest, class_id: int) -> HttpResponse:
    code_url = reverse("classes:check_in_code", args=[class_id])
    return act(request, checking_in.close_code, class_id=class_id, success=_("출석 코드를 닫았습니다."), to=code_url)


@require_safe_or_post
def check_in(request: MemberRequest, class_id: int) -> HttpResponse:
    """Check in with the code that the instructor shows."""
    access = class_access(class_id, request.user)
    enrolment = rules.check_can_check_in(request.user, access.enrolment)
    form = CheckInForm(sent(request))
    if answer := submit(
        request,
        form,
        checking_in.check_in,
        class_id=class_id,
        success=_checked_in_words,
        to=reverse(HERE, args=[class_id]),
    ):
        return answer
    context = {
        **access.frame(HERE, (_("출석 체크"), "")),
        "page": selectors.check_in_page(enrolment, clock.now()),
        "form": form,
    }
    return render(request, "elearning/attendance/check_in.html", context)


def _checked_in_words(row: Attendance) -> str:
    kind = AttendanceType(row.type).label
    return fill(_("%(at)s에 ‘%(kind)s’[으로/로] 기록했습니다."), {"at": f"{row.check_in_time:%H:%M}", "kind": kind})
