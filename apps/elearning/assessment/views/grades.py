"""The grade book: the page, saving a cell or a row of it, and files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core.clashes import once_more
from apps.core.downloads import sheet_response
from apps.core.errors import Conflict, DomainError, Invalid
from apps.core.http import add_error, require_safe_or_post, sent
from apps.core.text import whole_number
from apps.elearning.assessment import score_cells as shape
from apps.elearning.assessment import services, sheets
from apps.elearning.assessment.forms import FileForm
from apps.elearning.assessment.rules import plain
from apps.elearning.assessment.selectors import gradebook
from apps.elearning.assessment.services import ScoresRefused
from apps.elearning.class_frame import class_crumbs
from apps.elearning.enrolment.selectors.class_access import ClassAccess

HERE = "classes:grades"


@require_safe
def grades(request: MemberRequest, class_id: int) -> HttpResponse:
    access = gradebook.get_managed_class(class_id, request.user)
    context = {
        **access.frame(HERE),
        "access": access,
        "grid": gradebook.grade_book(access),
        "save_url": reverse("classes:grades_save", args=[class_id]),
    }
    return render(request, "elearning/assessment/grades.html", context)


@require_POST
def save(request: MemberRequest, class_id: int) -> HttpResponse:
    """Save what the form of a row sent, all of it or nothing.

    The script of the page sends one cell and is answered in JSON; a refusal is answered with status 200 and a `code`.
    """
    access = gradebook.get_managed_class(class_id, request.user)
    wants_json = request.headers.get("Accept") == "application/json"
    enrolment_id = whole_number(request.POST.get("enrolment")) or 0
    try:
        cells = shape.read_cells(request.POST, enrolment_id)
        changed = once_more(services.enter_sheet, class_id=class_id, by=request.user, cells=cells)
    except (Conflict, Invalid) as error:
        refusal = _refusal(error)
        if wants_json:
            return JsonResponse(_refused(access, enrolment_id, refusal))
        messages.error(request, refusal.message)
    else:
        if wants_json:
            return JsonResponse(_row(access, enrolment_id))
        if changed:
            messages.success(request, _("점수를 저장했습니다."))
        else:
            messages.info(request, _("바뀐 점수가 없습니다."))
    return redirect(f"{reverse(HERE, args=[class_id])}#learner-{enrolment_id}")


def _refusal(error: DomainError) -> DomainError:
    """Return the first refusal of a row's cells.

    A script sends one cell, and on the page the next refusal shows after the first one is mended.
    """
    return error.faults[0].error if isinstance(error, ScoresRefused) else error


def _row(access: ClassAccess, enrolment_id: int) -> dict[str, Any]:
    """Return what the learner's row shows now, and the means of the columns."""
    book = gradebook.grade_book(access)
    row = next((row for row in book.rows if row.enrolment_id == enrolment_id), None)
    cells = zip(book.columns, row.cells, strict=True) if row else ()
    return {
        "total": row.total if row else "",
        "mean": book.mean,
        "cells": {
            str(column.assessment.pk): {
                "name": shape.cell_name(column.assessment.pk, cell.attempt, cell.revision),
                "score": "" if cell.score is None else plain(cell.score),
                "failed": cell.passed is False,
            }
            for column, cell in cells
        },
        "means": {str(column.assessment.pk): column.mean for column in book.columns},
    }


def _refused(access: ClassAccess, enrolment_id: int, refusal: DomainError) -> dict[str, Any]:
    answer: dict[str, Any] = {"code": refusal.code, "message": refusal.message}
    if refusal.code == "changed_meanwhile":
        answer["now"] = _row(access, enrolment_id)
    return answer


# --- By file ----------------------------------------------------------------------------------------------------------


@require_safe
def grades_file(request: MemberRequest, class_id: int, form: str) -> HttpResponse:
    """Send the book as CSV or XLSX."""
    book = gradebook.grade_book(gradebook.get_managed_class(class_id, request.user))
    rows = sheets.rows_of(book)
    name = _("차수-%(number)d-성적.%(form)s") % {"number": class_id, "form": form}
    about = book.course_class
    return sheet_response(
        request, rows, form, about=about, what="grades", name=name, title=about.label, widths=sheets.WIDTHS
    )


@require_safe_or_post
def grades_import(request: MemberRequest, class_id: int) -> HttpResponse:
    """Take a file and show what it would change, with every wrong row; nothing is written yet."""
    access = gradebook.get_managed_class(class_id, request.user)
    form = FileForm(sent(request), request.FILES or None)
    preview = None
    if request.method == "POST" and form.is_valid():
        book, given = gradebook.grade_book(access), form.cleaned_data["file"]
        try:
            sheet = sheets.read_sheet(given, book)
            plan = services.preview_sheet(class_id=class_id, by=request.user, cells=sheet.cells)
        except (Conflict, Invalid) as error:
            add_error(form, error)
        else:
            preview = sheets.preview_of(sheet, plan, book, for_whom=_for_whom(request, class_id))
    context = {
        "course_class": access.course_class,
        "form": form,
        "preview": preview,
        "crumbs": class_crumbs(access.course_class, (_("파일로 입력"), ""), page=HERE),
    }
    return render(request, "elearning/assessment/grades_import.html", context)


@require_POST
def grades_apply(request: MemberRequest, class_id: int) -> HttpResponse:
    """Write all that a preview showed, or nothing if a score was changed since."""
    gradebook.get_managed_class(class_id, request.user)
    try:
        cells = sheets.read_signed_scores(request.POST.get("token", ""), _for_whom(request, class_id))
        written = once_more(services.enter_sheet, class_id=class_id, by=request.user, cells=cells)
    except (Conflict, Invalid) as error:
        sentence = _("저장하지 않았습니다. 파일을 다시 올려 확인해 주세요. %(why)s") % {"why": _refusal(error).message}
        messages.error(request, sentence)
        return redirect("classes:grades_import", class_id)
    messages.success(request, _("점수 %(n)d건을 저장했습니다.") % {"n": written})
    return redirect(HERE, class_id)


def _for_whom(request: HttpRequest, class_id: int) -> str:
    return f"{request.user.pk}.{class_id}"
