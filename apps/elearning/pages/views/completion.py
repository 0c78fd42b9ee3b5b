"""The completion of a class with its certificates: of all learners for those who run it, one's own for a learner."""

from django.http import HttpResponse
from django.shortcuts import render
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
    access = class_access(class_id, request.user)
    if not access.runs:
        return _own(request, access)
    rules.check_can_see(request.user, is_own=False, teaches=access.teaches)
    kept = request.session.get(RESULT)
    if kept is not None and kept["class"] == class_id:
        del request.session[RESULT]
    shown = pages.chosen_filter(request.GET.get("show"))
    context = {
        **access.frame("classes:completion"),
        "filters": pages.filters(class_id, shown),
        "shown": shown,
        "query": f"show={shown}" if shown else "",
        "page": pages.class_page(class_id, shown, requested_page(request.GET.get("page")), clock.now()),
        "certificates": certificates_of_class(access, request.user),
        "result": kept if kept and kept["class"] == class_id else None,
    }
    return render(request, "elearning/completion/class_completion.html", context)


def _own(request: MemberRequest, access: ClassAccess) -> HttpResponse:
    assert access.enrolment is not None  # noqa: S101 (who does not run the class learns in it)
    page = pages.own_page(access.enrolment, request.user, clock.now())
    context = {
        **access.frame("classes:completion"),
        "page": page,
        "certificate": certificate_of(page.completion),
    }
    return render(request, "elearning/completion/own.html", context)
