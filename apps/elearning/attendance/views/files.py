"""Attendance as files: downloads for a class or a day, and uploads that are shown before they are written."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.downloads import sheet_response
from apps.core.errors import Conflict, Invalid
from apps.core.http import add_error, require_safe_or_post, sent
from apps.core.sheet_reading import read
from apps.elearning.attendance import rules, sheets, upload_plan
from apps.elearning.attendance.forms import UploadForm
from apps.elearning.attendance.services.marking import record_days
from apps.elearning.attendance.views.sheet import HERE, keeper
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access


@require_safe
def of_class(request: MemberRequest, class_id: int, form: str) -> HttpResponse:
    access = _reader(request, class_id)
    rows = sheets.class_rows(access.course_class, clock.now())
    name = _("차수-%(number)d-출결.%(form)s") % {"number": class_id, "form": form}
    widths = sheets.CLASS_WIDTHS[: len(rows[0])]
    about = access.course_class
    return sheet_response(
        request, rows, form, about=about, what="attendance", name=name, title=about.label, widths=widths
    )


@require_safe
def of_day(request: MemberRequest, class_id: int, class_date: date, form: str) -> HttpResponse:
    access = _reader(request, class_id)
    rows = sheets.day_rows(access.course_class, class_date)
    name = _("차수-%(number)d-출결-%(day)s.%(form)s") % {"number": class_id, "day": class_date, "form": form}
    return sheet_response(
        request,
        rows,
        form,
        about=access.course_class,
        what="attendance",
        name=name,
        title=class_date.isoformat(),
        widths=sheets.DAY_WIDTHS,
        day=class_date,
    )


def _reader(request: MemberRequest, class_id: int) -> ClassAccess:
    access = class_access(class_id, request.user)
    rules.check_can_see(request.user, is_own=False, teaches=access.teaches)
    return access


@require_safe_or_post
def upload(request: MemberRequest, class_id: int) -> HttpResponse:
    """Show what an uploaded file would change and what is wrong with it. Nothing is written yet."""
    access = keeper(request, class_id)
    form, plan, token = UploadForm(sent(request), request.FILES or None), None, ""
    if request.method == "POST" and form.is_valid():
        try:
            plan = upload_plan.plan_of(read(form.cleaned_data["file"]), access.course_class)
        except Invalid as error:
            add_error(form, error)
        else:
            if plan.changes and not plan.bad:
                token = upload_plan.sign_plan(plan, _for_whom(request, class_id))
    context = {
        **access.frame(HERE, (_("파일로 기록하기"), "")),
        "form": form,
        "plan": plan,
        "token": token,
        "most": upload_plan.MOST_SHOWN,
        "head": sheets.day_head(),
    }
    return render(request, "elearning/attendance/upload.html", context)


@require_POST
def confirm(request: MemberRequest, class_id: int) -> HttpResponse:
    """Write what was shown, all or nothing."""
    keeper(request, class_id)
    try:
        days = upload_plan.read_signed_plan(request.POST.get("token", ""), _for_whom(request, class_id))
        written = record_days(by=request.user, class_id=class_id, days=days)
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)
        return redirect("classes:attendance_upload", class_id)
    messages.success(
        request, ngettext("출결 %(n)d건을 기록했습니다.", "출결 %(n)d건을 기록했습니다.", written) % {"n": written}
    )
    return redirect(HERE, class_id)


def _for_whom(request: MemberRequest, class_id: int) -> str:
    return f"{request.user.pk}.{class_id}"
