"""The situations in which the calls of seed 001 are made: each takes the people, makes the rows and gives the numbers
that stand in addresses and bodies. A section adds its own."""

from collections.abc import Callable
from typing import Any

from apps.accounts.models import Member
from apps.elearning.enrolment.models import Enrolment
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory

People = dict[str, Member | None]


def _class(people: People, **fields: Any):
    CourseClassFactory(instructors=[people["foreign"]])
    return CourseClassFactory(instructors=[people["instructor"]], fee=10_000, **fields)


def _numbers(enrolment: Enrolment) -> dict[str, int]:
    row = enrolment.course_class
    return {"course_id": row.course_id, "class_id": row.pk, "enrollment_id": enrolment.pk}


def nothing(people: People) -> dict[str, int]:
    """A class that nobody is in."""
    row = _class(people)
    return {"course_id": row.course_id, "class_id": row.pk}


def _enrolled(people: People, *, promotion: str = "AUTOMATIC", **fields: Any) -> dict[str, int]:
    row = _class(people, promotion=promotion)
    return _numbers(EnrolmentFactory(course_class=row, member=people["learner"], **fields))


def pending(people: People) -> dict[str, int]:
    return _enrolled(people)


def approved(people: People) -> dict[str, int]:
    return _enrolled(people, status="APPROVED")


def waiting(people: People) -> dict[str, int]:
    """In line for a class that leaves its free seats to people."""
    return _enrolled(people, promotion="MANUAL", waiting=True)


def paid(people: People) -> dict[str, int]:
    return _enrolled(people, status="APPROVED", paid=10_000)


SITUATIONS: dict[str, Callable[[People], dict[str, int]]] = {
    made.__name__: made for made in (nothing, pending, approved, waiting, paid)
}
