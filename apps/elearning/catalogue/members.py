"""What accounts asks of the catalogue: which classes a member teaches, and who is told when staff switch them off."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.leaving import MOST_SHOWN, OpenEnd
from apps.accounts.models import Member
from apps.core import clock
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.services import classes


def open_ends(member: Member) -> list[OpenEnd]:
    """Return the classes that the member has still to teach. Queries: 1."""
    rows = _taught(member).order_by("start_date", "pk")[:MOST_SHOWN]
    return [OpenEnd(_("가르치는 차수: %(title)s") % {"title": row}, _address(row)) for row in rows]


def ask_for_instructors(member: Member, by: Member) -> None:
    """Tell staff that the classes of a switched-off instructor need another one; who taught what stays recorded."""
    classes.tell_instructor_is_off(member=member, course_classes=list(_taught(member).order_by("pk")))


def _taught(member: Member) -> QuerySet[CourseClass]:
    rows = CourseClass.objects.with_course().filter(instructors=member, called_off_at=None)
    return rows.filter(end_date__gte=clock.today())


def _address(course_class: CourseClass) -> str:
    return reverse("admin:elearning_courseclass_change", args=[course_class.pk])


SWITCHES = (ask_for_instructors,)
OPEN_ENDS = (open_ends,)
