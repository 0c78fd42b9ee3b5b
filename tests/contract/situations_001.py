"""The situations in which the calls of seed 001 are made: each takes the people, makes the rows and gives the numbers
that stand in addresses and bodies. A section adds its own."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from apps.accounts.models import Member
from apps.core import clock
from apps.elearning.assessment.models import Assessment
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.completion.models import Completion
from apps.elearning.enrolment.models import Enrolment
from tests.factories.certificate import CertificateFactory
from tests.factories.completion import CompletionFactory
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory
from tests.factories.learning import AssessmentFactory, AttendanceFactory, ProgressFactory, ResultFactory

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


def learning(people: People) -> dict[str, Any]:
    """A class that met twice; the learner is on the way through its content, and was there on the first day."""
    start = clock.today() - dt.timedelta(days=5)
    row = _class(people, meetings=2, start_date=start, apply_start=start - dt.timedelta(days=9))
    enrolment = EnrolmentFactory(course_class=row, member=people["learner"], status="APPROVED")
    progress = ProgressFactory(enrolment=enrolment)
    free_date = (start + dt.timedelta(days=1)).isoformat()
    return {
        **_numbers(enrolment), "content_id": progress.content_id, "progress_id": progress.pk,
        "attendance_id": AttendanceFactory(enrolment=enrolment).pk, "class_date": start.isoformat(),
        "free_date": free_date, "rows": [{"enrollment_id": enrolment.pk, "attendance_type": "PRESENT"}],
    }  # fmt: skip


def finished(people: People) -> dict[str, Any]:
    """A class that ended; the learner was there and saw all of it."""
    start = clock.today() - dt.timedelta(days=9)
    end = clock.today() - dt.timedelta(days=1)
    row = _class(people, meetings=1, start_date=start, end_date=end, apply_start=start - dt.timedelta(days=9))
    enrolment = EnrolmentFactory(course_class=row, member=people["learner"], status="APPROVED")
    ProgressFactory(enrolment=enrolment, progress_rate=100)
    AttendanceFactory(enrolment=enrolment, type="PRESENT")
    return {**_numbers(enrolment), "last_date": end.isoformat(), "student_ids": [enrolment.member_id]}


def completed(people: People) -> dict[str, Any]:
    given = finished(people)
    return {**given, "completion_id": CompletionFactory(enrolment_id=given["enrollment_id"]).pk}


def certified(people: People) -> dict[str, Any]:
    given = completed(people)
    row = CertificateFactory(completion=Completion.objects.get(pk=given["completion_id"]))
    return {**given, "certificate_no": row.number}


def assessment(people: People) -> dict[str, Any]:
    """One that nobody has a result in."""
    numbers = learning(people)
    row = AssessmentFactory(course_class=CourseClass.objects.get(pk=numbers["class_id"]))
    return {**numbers, "assessment_id": row.pk}


def assessed(people: People) -> dict[str, Any]:
    """The learner's result is published."""
    numbers = assessment(people)
    row = Assessment.objects.get(pk=numbers["assessment_id"])
    row.published_at = clock.now()
    row.save()
    enrolment = Enrolment.objects.get(pk=numbers["enrollment_id"])
    return {**numbers, "result_id": ResultFactory(assessment=row, enrolment=enrolment).pk}


SITUATIONS: dict[str, Callable[[People], dict[str, Any]]] = {
    made.__name__: made
    for made in (
        nothing,
        pending,
        approved,
        waiting,
        paid,
        learning,
        finished,
        completed,
        certified,
        assessment,
        assessed,
    )
}
