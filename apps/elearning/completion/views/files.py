"""The completion of a class as a file."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.sheets import file_response
from apps.elearning.completion import rules, sheets
from apps.elearning.completion.selectors import pages
from apps.elearning.enrolment.selectors.class_access import class_access


@require_safe
def completion_file(request: MemberRequest, class_id: int, form: str) -> HttpResponse:
    """Everyone's account as CSV or XLSX."""
    here = class_access(class_id, request.user)
    rules.check_can_see(request.user, is_own=False, teaches=here.teaches)
    rows = sheets.rows_of(pages.class_rows_whole(class_id, clock.now()))
    name = _("차수-%(number)d-수료.%(form)s") % {"number": class_id, "form": form}
    return file_response(rows, form, name=name, title=here.course_class.title, widths=sheets.WIDTHS)
