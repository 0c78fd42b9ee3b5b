"""Pages of the attendance of a session: the list, the code, checking in, an objection and its decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.check_in_forms import CheckInForm, OpenCodeForm
from apps.core.errors import refusal_of
from apps.core.http import act, require_safe_or_post, sent, submit
from apps.core.particles import fill
from apps.mentoring.forms.attendance import AttendanceForm, DecisionForm, ObjectionForm
from apps.mentoring.models import Attendance, Session
from apps.mentoring.rules import attendance as rules
from apps.mentoring.selectors import attendance as selectors
from apps.mentoring.selectors import detail
from apps.mentoring.selectors.reports import report_url_of
from apps.mentoring.services import attendance
from apps.mentoring.states import Presence


@require_safe_or_post
def attendance_list(request: MemberRequest, session_id: int) -> HttpResponse:
    """Show who has a seat, and record who came."""
    session = detail.get_managed_session(session_id, request.user)
    people = selectors.list_attendance(session, request.user)
    form = AttendanceForm(people, sent(request))
    if answer := submit(
        request,
        form,
        attendance.record_attendance,
        session_id=session_id,
        given=lambda: {"marks": form.marks()},
        refused=form.refuse,
        success=_say_recorded,
        to=reverse("mentoring:attendance", args=[session_id]),
    ):
        return answer
    refused = refusal_of(rules.check_can_record, request.user, session, clock.now())
    context = {
        "session": session,
        "about": detail.when_and_where(session),
        "form": form,
        "counts": selectors.count_presences(people),
        "refused": refused.message if refused else "",
        "report_url": report_url_of(session, request.user, clock.now()),
        "crumbs": _crumbs(session, (_("참석 기록"), "")),
    }
    return render(request, "mentoring/attendance.html", context)


def _say_recorded(number: int) -> str:
    if not number:
        return _("바뀐 기록이 없습니다.")
    return ngettext("%(n)d명의 참석을 기록했습니다.", "%(n)d명의 참석을 기록했습니다.", number) % {"n": number}


@require_safe_or_post
def code(request: MemberRequest, session_id: int) -> HttpResponse:
    """Show the code in large digits; a posted form opens a new one."""
    session = detail.get_managed_session(session_id, request.user)
    form = OpenCodeForm(sent(request))
    code_url = reverse("mentoring:check_in_code", args=[session_id])
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            attendance.open_code,
            session_id=session_id,
            minutes=form.cleaned_data["minutes"],
            success=_("출석 코드를 열었습니다."),
            to=code_url,
        )
    refused = refusal_of(rules.check_can_record, request.user, session, clock.now())
    context = {
        "session": session,
        "about": detail.when_and_where(session),
        "wall": selectors.code_wall(session, clock.now()),
        "form": form,
        "address": request.build_absolute_uri(reverse("mentoring:check_in", args=[session_id])),
        "refused": refused.message if refused else "",
        "crumbs": _crumbs(session, (_("출석 코드"), "")),
    }
    response = render(request, "mentoring/check_in_code.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def code_close(request: HttpRequest, session_id: int) -> HttpResponse:
    return act(
        request,
        attendance.close_code,
        session_id=session_id,
        success=_("출석 코드를 닫았습니다."),
        to=reverse("mentoring:check_in_code", args=[session_id]),
    )


@require_safe_or_post
def check_in(request: MemberRequest, session_id: int) -> HttpResponse:
    """Check in with the code that whoever runs the session shows."""
    session, own = detail.get_session_with_seat(session_id, request.user)
    form = CheckInForm(sent(request))
    if answer := submit(
        request,
        form,
        attendance.check_in,
        session_id=session_id,
        success=_say_checked_in,
        to=session.get_absolute_url(),
    ):
        return answer
    now = clock.now()
    context = {
        "session": session,
        "about": detail.when_and_where(session),
        "form": form,
        "own": selectors.own_attendance(own, session, request.user, now),
        "grace": int(rules.GRACE.total_seconds() // 60),
        "crumbs": _crumbs(session, (_("출석 체크"), ""), manages=False),
    }
    return render(request, "mentoring/check_in.html", context)


def _say_checked_in(row: Attendance) -> str:
    return fill(_("‘%(presence)s’[으로/로] 기록했습니다."), {"presence": Presence(row.presence).label})


@require_safe_or_post
def objection_new(request: MemberRequest, application_id: int) -> HttpResponse:
    """Object to the record of one's own attendance."""
    row = selectors.get_own_attendance(application_id, request.user)
    session = row.application.session
    refused = refusal_of(rules.check_can_object, request.user, row, clock.now())
    if refused is not None and request.method != "POST":
        return redirect(session)
    form = ObjectionForm(sent(request))
    if answer := submit(
        request,
        form,
        attendance.object_to_attendance,
        application_id=application_id,
        success=_("이의를 제기했습니다. 멘토가 확인하면 알려 드립니다."),
        to=session.get_absolute_url(),
    ):
        return answer
    context = {
        "session": session,
        "about": detail.when_and_where(session),
        "presence": Presence(row.presence).label,
        "reason": row.reason,
        "form": form,
        "crumbs": _crumbs(session, (_("이의 제기"), ""), manages=False),
    }
    return render(request, "mentoring/objection_new.html", context)


@require_safe_or_post
def objection(request: MemberRequest, application_id: int) -> HttpResponse:
    """Show an objection to whoever runs the session, and decide it."""
    row = selectors.get_contested_attendance(application_id, request.user)
    session = row.application.session
    rules.check_can_manage(request.user, session)
    form = DecisionForm(sent(request), initial={"presence": row.presence})
    if answer := submit(
        request,
        form,
        attendance.decide_objection,
        application_id=application_id,
        success=_("이의를 처리하고 알렸습니다."),
        to=reverse("mentoring:attendance", args=[session.pk]),
    ):
        return answer
    context = {
        "session": session,
        "about": detail.when_and_where(session),
        "row": row,
        "name": row.application.member.name,
        "presence": Presence(row.presence).label,
        "form": form,
        "crumbs": _crumbs(session, (_("이의 확인"), "")),
    }
    return render(request, "mentoring/objection.html", context)


def _crumbs(session: Session, last: tuple[str, str], *, manages: bool = True) -> list[tuple[str, str]]:
    middle = [(_("신청자 관리"), reverse("mentoring:attendees", args=[session.pk]))] if manages else []
    return [(_("멘토링"), reverse("mentoring:list")), (session.title, session.get_absolute_url()), *middle, last]
