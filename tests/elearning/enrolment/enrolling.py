"""What the tests of the acts on enrolments look at."""

import pytest

from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.notices.models import Notice, OutboxMail
from apps.planner.models import Appointment
from tests.factories.elearning import EnrolmentFactory
from tests.mails import mails


def refusal(act, **given) -> str:
    with pytest.raises(DomainError) as refused:
        act(**given)
    return refused.value.code


def told() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("id").values_list("member_id", "kind"))


def mailed() -> list[OutboxMail]:
    return mails()


def planned(course_class: CourseClass) -> dict[int, int]:
    """How many of the class's meetings each member has in the planner."""
    rows = Appointment.objects.filter(source=CourseClass.SOURCE, cancelled_at=None)
    own = rows.filter(source_id__in=course_class.meetings.values("pk")).values_list("member_id", flat=True)
    return {member_id: list(own).count(member_id) for member_id in own}


def acts() -> list[tuple[str, int | None]]:
    return list(AuditEntry.objects.order_by("id").values_list("act", "actor_id"))


def line_of(course_class: CourseClass) -> list[int]:
    """Who waits, first come first."""
    return list(course_class.enrolments.in_line().values_list("member_id", flat=True))


def fill(course_class: CourseClass, **fields) -> list[Enrolment]:
    return [EnrolmentFactory(course_class=course_class, **fields) for _ in range(course_class.capacity)]


def waiting(course_class: CourseClass, number: int, **fields) -> list[Enrolment]:
    return [EnrolmentFactory(course_class=course_class, waiting=True, **fields) for _ in range(number)]
