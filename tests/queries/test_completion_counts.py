"""Statements of the pages of completion: the same with one learner and one assessment as with fifty."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from tests.elearning.completion.completing import assessment_of, finished_class, learner_with
from tests.factories.accounts import MemberFactory, mentor
from tests.factories.completion import CompletionFactory
from tests.queries.test_counts import ROWS, counted

# Two for the log-in, one for the unread notices in the head; see tests/queries/test_counts.py.
COUNTS = {
    "/classes/{run}/completion/": {"student": 12, "instructor": 17, "staff": 17},
    "/classes/{run}/completion/preview/": {"instructor": 13},
    "/classes/{run}/completion.csv": {"instructor": 12},
    "/enrolments/{enrolment}/completion/": {"instructor": 14},
    "/admin/elearning/completion/": {"staff": 6},
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", ROWS)
def test_pages_of_completion_take_as_many_statements_as_written(rows: int):
    ContentType.objects.get_for_models(*apps.get_models())
    teacher, student = mentor(email="teacher@example.com"), MemberFactory(email="student@example.com")
    people = {"instructor": teacher, "student": student, "staff": MemberFactory(is_staff=True, is_superuser=True)}
    run = finished_class(instructors=[teacher], meetings=min(rows, 9))
    for number in range(rows):
        assessment_of(run, name=f"평가 {number}", is_required=True)
    enrolments = [learner_with(run, member=student, score=80), *(learner_with(run, score=80) for _ in range(rows))]
    for enrolment in enrolments[1:]:
        CompletionFactory(enrolment=enrolment)
    keys = {"run": run.pk, "enrolment": enrolments[0].pk}
    found = {
        address: {who: counted(address.format(**keys), people[who]) for who in viewers}
        for address, viewers in COUNTS.items()
    }
    assert found == COUNTS
