"""The attendance page of a class, and the sheet of a day."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import Conflict, Invalid
from apps.core.http import require_safe_or_post
from apps.core.paging import requested_page
from apps.core.particles import fill
from apps.core.text import whole_number
from apps.elearning.attendance import rules
from apps.elearning.attendance.forms import TypedLine, changed_lines, revision_of, typed_line, typed_values
from apps.elearning.attendance.selectors import day as of_day
from apps.elearning.attendance.selectors import labels
from apps.elearning.attendance.selectors import overview as of_class
from apps.elearning.attendance.selectors.day import DaySheet
from apps.elearning.attendance.services import record_day
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access

HERE = "classes:attendance"


def keeper(request: MemberRequest, class_id: int) -> ClassAccess:
    """Return the class access of a member who may keep attendance. Raises CourseClass.DoesNotExist, NotAllowed."""
    access = class_access(class_id, request.user)
    rules.check_can_keep(request.user, teaches=access.teaches)
    return access


@require_safe
def attendance(request: MemberRequest, class_id: int) -> HttpResponse:
    """Show all learners' attendance to those who run the class, and a learner's own to the learner."""
    access = class_access(class_id, request.user)
    now = clock.now()
    context = {
        **access.frame(HERE),
    }
    if not access.runs:
        context["own"] = of_class.own_attendance(cast(Enrolment, access.enrolment), access.course_class, now)
        return render(request, "elearning/attendance/own.html", context)
    rules.check_can_see(request.user, is_own=False, teaches=access.teaches)
    context |= {
        "overview": of_class.class_overview(access.course_class, requested_page(request.GET.get("page")), now),
        "kinds": labels.kinds(),
        "counting": labels.how_it_is_counted(access.course_class),
    }
    return render(request, "elearning/attendance/sheet.html", context)


@require_safe_or_post
def day(request: MemberRequest, class_id: int, class_date: date) -> HttpResponse:
    """Show the sheet; a posted form saves all changes, or nothing and says why beside each name."""
    access = keeper(request, class_id)
    number = requested_page(request.GET.get("page"))
    sheet = of_day.day_sheet(access.course_class, class_date, number, clock.now())
    if request.method == "POST":
        others = AttendanceType.PRESENT.value if "fill" in request.POST else ""
        typed = changed_lines(request.POST, [line.pk for line in sheet.lines], others=others)
        if not typed:
            messages.info(request, _("바뀐 내용이 없어 저장하지 않았습니다."))
            return redirect(request.get_full_path())
        if not _wrong_times(sheet, typed) and (written := _save(request, access, sheet, typed)) is not None:
            messages.success(
                request,
                ngettext("%(n)d명의 출결을 저장했습니다.", "%(n)d명의 출결을 저장했습니다.", written) % {"n": written},
            )
            return redirect(request.get_full_path())
    context = {
        **access.frame(HERE, (sheet.title, "")),
        "sheet": sheet,
        "wrong": [line for line in sheet.lines if line.wrong],
    }
    return render(request, "elearning/attendance/day.html", context)


def _wrong_times(sheet: DaySheet, typed: list[TypedLine]) -> bool:
    """Return whether a typed time is wrong; if so, put the input back onto the sheet with the reason."""
    if not any(line.wrong for line in typed):
        return False
    _keep(sheet, typed, {line.pk: line.wrong for line in typed})
    return True


def _save(request: MemberRequest, access: ClassAccess, sheet: DaySheet, typed: list[TypedLine]) -> int | None:
    """Return how many records were written; None if something was refused, which the sheet then shows."""
    entries = [line.entry for line in typed if line.entry is not None]
    course_class = access.course_class
    try:
        return record_day(
            by=request.user,
            course_id=course_class.course_id,
            class_id=course_class.pk,
            class_date=sheet.day,
            entries=entries,
        )
    except (Conflict, Invalid) as error:
        faults = error.extra.get("faults")
        if faults is None:
            raise
    records = of_day.records_of(sheet.day, [line.pk for line in typed])
    wrong = {}
    for fault in faults:
        pk = entries[fault.index].enrolment_id
        if fault.error.code == "changed_meanwhile":
            again = _("그대로 저장하면 지금 선택한 값으로 바꿉니다.")
            wrong[pk] = f"{of_day.overtaken_words(records.get(pk))} {again}"
        else:
            wrong[pk] = fault.error.message
    _keep(sheet, typed, wrong)
    return None


def _keep(sheet: DaySheet, typed: list[TypedLine], wrong: dict[int, str]) -> None:
    """Put the input back onto the sheet, beside the present revisions: saved again, it replaces what others wrote."""
    given = {line.pk: line.values for line in typed}
    for line in sheet.lines:
        line.values = given.get(line.pk, line.values)
        line.wrong = wrong.get(line.pk, "")


@require_POST
def mark(request: MemberRequest, class_id: int, class_date: date) -> JsonResponse:
    """Save a learner's record for the script of the sheet, and answer with the present record and a sentence.

    409 if somebody else was faster: the answer holds what they wrote. 400 for a bad mark.
    """
    access = keeper(request, class_id)
    pk = whole_number(request.POST.get("enrolment")) or 0
    revision, _bar, _old = request.POST.get("was", "").partition("|")
    typed = typed_line(pk, typed_values(request.POST, revision_of(revision)))
    if typed.entry is None:
        return _answer(400, typed.wrong, class_date, pk)
    try:
        record_day(
            by=request.user,
            course_id=access.course_class.course_id,
            class_id=class_id,
            class_date=class_date,
            entries=[typed.entry],
        )
    except (Conflict, Invalid) as error:
        faults = error.extra.get("faults", ())
        refused = faults[0].error if faults else error
        if refused.code == "changed_meanwhile":
            records = of_day.records_of(class_date, [pk]).get(pk)
            again = _("선택한 값은 저장하지 않았습니다. 바꾸려면 다시 선택해 주세요.")
            return _answer(409, f"{of_day.overtaken_words(records)} {again}", class_date, pk)
        return _answer(refused.status, refused.message, class_date, pk)
    label = AttendanceType(typed.values.type).label
    return _answer(200, fill(_("‘%(kind)s’[으로/로] 저장했습니다."), {"kind": label}), class_date, pk)


def _answer(status: int, sentence: str, class_date: date, pk: int) -> JsonResponse:
    records = of_day.records_of(class_date, [pk]).get(pk)
    return JsonResponse({"said": sentence, "now": of_day.record_as_answer(records)}, status=status)
