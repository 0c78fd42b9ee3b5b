"""The pages for those who run a class: the progress of all learners, and of one content by content."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.downloads import sheet_response
from apps.core.paging import requested_page
from apps.elearning.class_frame import class_crumbs, class_tabs
from apps.elearning.progress import sheets
from apps.elearning.progress.selectors import class_progress as selectors


@require_safe
def class_progress(request: MemberRequest, class_id: int) -> HttpResponse:
    asked = request.GET
    page = selectors.class_progress(
        class_id,
        request.user,
        clock.now(),
        number=requested_page(asked.get("page")),
        shown=asked.get("show", ""),
        sort=asked.get("sort", ""),
    )
    context = {
        **page.standing.frame("classes:progress"),
        "page": page,
    }
    return render(request, "elearning/progress/class_progress.html", context)


@require_safe
def progress_file(request: MemberRequest, class_id: int, form: str) -> HttpResponse:
    """Download the progress of all learners as CSV or XLSX."""
    access, now = selectors.watched_class(class_id, request.user), clock.now()
    learners = selectors.list_learners(access)
    rows = sheets.rows_of(learners, lambda learner: selectors.is_behind(learner, access, now))
    name = _("차수-%(number)d-진도.%(form)s") % {"number": class_id, "form": form}
    about = access.course_class
    return sheet_response(
        request, rows, form, about=about, what="progress", name=name, title=about.label, widths=sheets.WIDTHS
    )


@require_safe
def learner(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    page = selectors.learner_progress(enrolment_id, request.user, clock.now())
    course_class = page.enrolment.course_class
    name = "classes:room" if page.is_own else "classes:progress"
    here = (_("내 진도") if page.is_own else page.enrolment.member.name, "")
    context = {
        "page": page,
        "course_class": course_class,
        "tabs": class_tabs(course_class.pk, name, runs=not page.is_own) if page.has_room else [],
        "crumbs": class_crumbs(course_class, here, page=name),
    }
    return render(request, "elearning/progress/learner.html", context)
