"""Statements of the pages of learning: the same with one content and one learner as with fifty."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.core import clock
from tests.elearning.learning import course_of, learner, running_class
from tests.factories.accounts import MemberFactory, mentor
from tests.factories.learning import ProgressFactory
from tests.queries.test_counts import ROWS, counted

# Two for the log-in, one for the unread notices in the head; see tests/queries/test_counts.py. Files have no head.
COUNTS = {
    "/classes/{run}/": {"student": 7, "instructor": 6, "staff": 6},
    "/classes/{run}/contents/{content}/": {"student": 7, "instructor": 6},
    "/classes/{run}/contents/{content}/file/": {"student": 4, "instructor": 4},
    "/classes/{run}/progress/": {"instructor": 11, "staff": 11},
    "/classes/{run}/progress/?show=behind&sort=idle": {"instructor": 11},
    "/classes/{run}/progress.csv": {"instructor": 9},
    "/classes/{run}/progress.xlsx": {"instructor": 9},
    "/enrolments/{enrolment}/progress/": {"student": 7, "instructor": 8},
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", ROWS)
def test_pages_of_learning_take_as_many_statements_as_written(rows: int, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ContentType.objects.get_for_models(*apps.get_models())
    teacher, student = mentor(email="teacher@example.com"), MemberFactory(email="student@example.com")
    people = {"instructor": teacher, "student": student, "staff": MemberFactory(is_staff=True, is_superuser=True)}
    name = default_storage.save("contents/a.txt", ContentFile("글".encode()))
    soon_over = clock.today() + dt.timedelta(days=5)  # so that those who have hardly begun are behind
    run = running_class(course=course_of(*[10] * rows, file=name), instructors=[teacher], end_date=soon_over)
    contents = list(run.course.contents.all())
    enrolments = [learner(run, member=student), *(learner(run) for _ in range(rows))]
    for content in contents:
        ProgressFactory(enrolment=enrolments[0], content=content, progress_rate=1)
    for enrolment in enrolments[1:]:
        ProgressFactory(enrolment=enrolment, content=contents[0], progress_rate=1)
    keys = {"run": run.pk, "content": contents[0].pk, "enrolment": enrolments[0].pk}
    found = {
        address: {who: counted(address.format(**keys), people[who]) for who in viewers}
        for address, viewers in COUNTS.items()
    }
    assert found == COUNTS
