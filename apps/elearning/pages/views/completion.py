"""The completion of a class with its certificates: of all learners for those who run it, one's own for a learner."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.paging import requested_page
from apps.elearning.certificate.selectors import certificate_of, certificates_of_class
from apps.elearning.completion import rules
from apps.elearning.completion.selectors import pages
from apps.elearning.completion.views.decisions import RESULT
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access


@require_safe
def completion(request: MemberRequest, class_id: int) -> HttpResponse:
    here = class_access(class_id, request.user)
    if not here.runs:
        return _own(request, here)
    rules.check_can_see(request.user, is_own=False, teaches=here.teaches)
    kept = request.session.get(RESULT)
    if kept is not None:
        del request.session[RESULT]
    shown = pages.chosen_filter(request.GET.get("show"))
    context = {
        "tabs": here.tabs("classes:completion"),
        "filters": pages.filters(class_id, shown),
        "shown": shown,
        "query": f"show={shown}" if shown else "",
        "page": pages.class_page(class_id, shown, requested_page(request.GET.get("page")), clock.now()),
        "certificates": certificates_of_class(here, request.user),
        "course_class": here.course_class,
        "result": kept if kept and kept["class"] == class_id else None,
        "crumbs": here.crumbs((_("수료"), "")),
    }
    return render(request, "elearning/completion/class_completion.html", context)


def _own(request: MemberRequest, here: ClassAccess) -> HttpResponse:
    assert here.enrolment is not None  # noqa: S101 (who does not run the class learns in it)
    page = pages.own_page(here.enrolment, request.user, clock.now())
    context = {
        "tabs": here.tabs("classes:completion"),
        "page": page,
        "certificate": certificate_of(page.completion),
        "course_class": here.course_class,
        "crumbs": here.crumbs((_("수료"), "")),
    }
    return render(request, "elearning/completion/own.html", context)
