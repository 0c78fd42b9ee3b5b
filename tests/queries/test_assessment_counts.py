"""Statements of the pages of assessments: the same with one learner and one assessment as with fifty."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from apps.core import clock
from apps.elearning.assessment.models import AssessmentResult
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory, mentor
from tests.factories.learning import AssessmentFactory, ResultFactory
from tests.queries.test_counts import ROWS, counted

# Two for the log-in, one for the unread notices in the head; see tests/queries/test_counts.py.
COUNTS = {
    "/classes/{run}/assessments/": {"student": 8, "instructor": 9, "staff": 9},
    "/classes/{run}/assessments/{exam}/": {"student": 8, "instructor": 10},
    "/classes/{run}/assessments/{exam}/edit/": {"instructor": 5},
    "/classes/{run}/assessments/{exam}/results/new/": {"instructor": 6},
    "/classes/{run}/assessments/{exam}/results/{result}/": {"instructor": 7},
    "/classes/{run}/grades/": {"instructor": 7, "staff": 7},
    "/classes/{run}/grades.csv": {"instructor": 7},
    "/classes/{run}/grades.xlsx": {"instructor": 7},
    "/classes/{run}/grades/import/": {"instructor": 4},
    "/admin/elearning/assessment/": {"staff": 6},
    "/admin/elearning/assessmentresult/": {"staff": 6},
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", ROWS)
def test_pages_of_assessments_take_as_many_statements_as_written(rows: int):
    ContentType.objects.get_for_models(*apps.get_models())
    teacher, student = mentor(email="teacher@example.com"), MemberFactory(email="student@example.com")
    people = {"instructor": teacher, "student": student, "staff": MemberFactory(is_staff=True, is_superuser=True)}
    run = running_class(capacity=60, instructors=[teacher])
    exams = [AssessmentFactory(course_class=run, published_at=clock.now(), attempt_limit=100) for _ in range(rows)]
    enrolments = [learner(run, member=student), *(learner(run) for _ in range(rows))]
    for enrolment in enrolments:
        ResultFactory(enrolment=enrolment, assessment=exams[0])
    for exam in exams[1:]:
        ResultFactory(enrolment=enrolments[0], assessment=exam)
    result = AssessmentResult.objects.order_by("pk").first()
    keys = {"run": run.pk, "exam": exams[0].pk, "result": result.pk}
    found = {
        address: {who: counted(address.format(**keys), people[who]) for who in viewers}
        for address, viewers in COUNTS.items()
    }
    assert found == COUNTS
