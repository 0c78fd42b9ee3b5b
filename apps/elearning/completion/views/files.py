"""The completions of a class as a file."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.downloads import sheet_response
from apps.elearning.completion import rules, sheets
from apps.elearning.completion.selectors import pages
from apps.elearning.enrolment.selectors.class_access import class_access


@require_safe
def completion_file(request: MemberRequest, class_id: int, form: str) -> HttpResponse:
    """Send everyone's account as CSV or XLSX."""
    access = class_access(class_id, request.user)
    rules.check_can_see(request.user, is_own=False, teaches=access.teaches)
    rows = sheets.rows_of(pages.accounts_of_class(class_id, clock.now()))
    name = _("차수-%(number)d-수료.%(form)s") % {"number": class_id, "form": form}
    about = access.course_class
    return sheet_response(
        request, rows, form, about=about, what="completions", name=name, title=about.label, widths=sheets.WIDTHS
    )
