"""The roster of a class, for its instructors and staff: the list, decisions, files, messages, the waiting list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.downloads import sheet_response
from apps.core.errors import Conflict, Invalid
from apps.core.http import require_safe_or_post, sent, submit
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.class_frame import class_crumbs, class_frame
from apps.elearning.enrolment import rules
from apps.elearning.enrolment import sheets as roster_sheet
from apps.elearning.enrolment.forms import MessageForm, MoveForm, ReasonForm, RemoveForm, RosterDecideForm
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors import roster as selectors
from apps.elearning.enrolment.services import deciding, ending, learners, waiting_list

RESULT = "roster_result"  # in the session, from the decision to the next page


@require_safe
def roster(request: MemberRequest, class_id: int) -> HttpResponse:
    course_class = selectors.managed_class(class_id, request.user)
    kept = request.session.get(RESULT)
    if kept is not None and kept["class"] == class_id:
        del request.session[RESULT]
    context = {
        **class_frame(course_class, "classes:roster", runs=True),
        "page": selectors.roster_of(course_class, request.user, clock.now()),
        "all_chosen": "all" in request.GET,
        "result": kept if kept and kept["class"] == class_id else None,
    }
    return render(request, "elearning/enrolment/roster.html", context)


@require_safe
def roster_file(request: MemberRequest, class_id: int, form: str) -> HttpResponse:
    """Download the roster as CSV or XLSX."""
    course_class = selectors.managed_class(class_id, request.user)
    rows = roster_sheet.rows_of(selectors.roster_lines(course_class))
    name = _("차수-%(number)d-수강신청.%(form)s") % {"number": class_id, "form": form}
    return sheet_response(
        request,
        rows,
        form,
        about=course_class,
        what="roster",
        name=name,
        title=course_class.label,
        widths=roster_sheet.WIDTHS,
    )


# --- Deciding ---------------------------------------------------------------------------------------------------------


@require_POST
def decide(request: MemberRequest, class_id: int) -> HttpResponse:
    """Approve, reject or give a seat: to the ticked rows, or to the one whose own button was pressed."""
    course_class = selectors.managed_class(class_id, request.user)
    form = RosterDecideForm(request.POST)
    rows = selectors.chosen_enrolments(course_class, form.cleaned_data["chosen"]) if form.is_valid() else []
    if not rows:
        messages.error(request, _("처리할 수강신청을 선택해 주세요."))
        return redirect("classes:roster", class_id)
    decision, inputs = form.cleaned_data["act"], {}
    if decision == "reject":
        asked = ReasonForm(request.POST if "reason" in request.POST else None)
        if not asked.is_valid():
            return _ask_reason(request, course_class, rows, asked)
        inputs["reason"] = asked.cleaned_data["reason"]
    try:
        outcomes = deciding.decide_enrolments(
            enrolment_ids=[row.pk for row in rows], decision=decision, by=request.user, **inputs
        )
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)
        return redirect("classes:roster", class_id)
    names = {row.pk: row.member.name for row in rows}
    request.session[RESULT] = selectors.decision_summary(class_id, decision, outcomes, names)
    return redirect("classes:roster", class_id)


def _ask_reason(
    request: HttpRequest, course_class: CourseClass, rows: list[Enrolment], form: ReasonForm
) -> HttpResponse:
    context = {
        "course_class": course_class,
        "rows": rows,
        "form": form,
        "crumbs": _crumbs(course_class, (_("수강신청 거부"), "")),
    }
    return render(request, "elearning/enrolment/roster_reject.html", context)


@require_safe_or_post
def remove(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """End a learner's enrolment, with a reason that the learner reads."""
    row = selectors.enrolment_to_manage(enrolment_id, request.user)
    form = RemoveForm(sent(request))
    if answer := submit(
        request,
        form,
        ending.cancel_enrolment,
        enrolment_id=enrolment_id,
        to=_address(row.course_class_id),
        success=_("%(name)s 님의 수강을 취소했습니다.") % {"name": row.member.name},
    ):
        return answer
    crumbs = _crumbs(row.course_class, (_("수강 취소"), ""))
    context = {"row": row, "course_class": row.course_class, "form": form, "crumbs": crumbs}
    return render(request, "elearning/enrolment/roster_remove.html", context)


@require_safe_or_post
def move(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """Move one who waits to another place in line (staff only)."""
    row = selectors.enrolment_to_manage(enrolment_id, request.user)
    rules.check_can_reorder(request.user)
    form = MoveForm(sent(request))
    words = _("%(name)s 님의 대기 순서를 %(before)d번에서 %(place)d번으로 바꿨습니다.")
    if answer := submit(
        request,
        form,
        waiting_list.reorder_line,
        enrolment_id=enrolment_id,
        to=_address(row.course_class_id),
        success=lambda moved: words % {"name": row.member.name, "before": moved.before, "place": moved.place},
    ):
        return answer
    crumbs = _crumbs(row.course_class, (_("대기 순서 변경하기"), ""))
    context = {"row": row, "course_class": row.course_class, "form": form, "crumbs": crumbs}
    return render(request, "elearning/enrolment/roster_move.html", context)


@require_safe_or_post
def message(request: MemberRequest, class_id: int) -> HttpResponse:
    """Write to everyone who holds a seat."""
    course_class = selectors.managed_class(class_id, request.user)
    form = MessageForm(sent(request))
    if answer := submit(
        request,
        form,
        learners.message_learners,
        class_id=class_id,
        to=_address(class_id),
        success=lambda n: ngettext("%(n)d명에게 안내를 보냈습니다.", "%(n)d명에게 안내를 보냈습니다.", n) % {"n": n},
    ):
        return answer
    context = {"course_class": course_class, "form": form, "crumbs": _crumbs(course_class, (_("안내 보내기"), ""))}
    return render(request, "elearning/enrolment/roster_message.html", context)


def _address(class_id: int) -> str:
    return reverse("classes:roster", args=[class_id])


def _crumbs(course_class: CourseClass, *last: tuple[str, str]) -> list[tuple[str, str]]:
    return class_crumbs(course_class, *last, page="classes:roster")
