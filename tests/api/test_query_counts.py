"""How many queries an answer costs, the same for one row and for fifty."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.core.models import IdempotentAnswer
from apps.mentoring.states import ApplicationState
from tests.api.client import ApiClient, answered
from tests.factories.lessons import LessonFactory, TutorialFactory, WeeklyHoursFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.queries.test_counts import ROWS

pytestmark = pytest.mark.django_db


def cost(client: ApiClient, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answered(client.get(path))
    return len(queries)


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/api/mentoring", 4),
        ("/api/mentoring?status=open&type=public&searchValue=멘토", 4),
        ("/api/mentoring?searchField=author&searchValue=회원", 5),
        ("/api/mentoring?page=3", 4),
    ],
)
def test_the_list(student, rows, path, queries):
    SessionFactory.create_batch(rows)
    assert cost(ApiClient(student), path) == queries


@pytest.mark.parametrize("rows", ROWS)
def test_the_detail(mentor, rows):
    session = SessionFactory(author=mentor, capacity=50)
    ApplicationFactory.create_batch(rows, session=session)
    assert cost(ApiClient(mentor), f"/api/mentoring/{session.pk}") == 4


@pytest.mark.parametrize("rows", ROWS)
def test_the_history(student, rows):
    for number in range(rows):
        session = SessionFactory(capacity=1)
        if number % 2:
            ApplicationFactory(session=session)
            ApplicationFactory(session=session, member=student, state=ApplicationState.WAITING)
        else:
            ApplicationFactory(session=session, member=student)
    assert cost(ApiClient(student), "/api/mentoring/history") == 4


@pytest.mark.parametrize("rows", ROWS)
def test_lessons(mentor, student, rows):
    tutorial = TutorialFactory(mentor=mentor)
    WeeklyHoursFactory(mentor=mentor)
    WeeklyHoursFactory(mentor=mentor, weekday=1)
    for number in range(rows):
        starts_at = clock.now() + dt.timedelta(days=1, minutes=number)
        lesson = LessonFactory(tutorial=tutorial, mentee=student, starts_at=starts_at)
        LessonFactory(tutorial=tutorial, status="REJECTED")
        TutorialFactory()
    taking, giving = ApiClient(student), ApiClient(mentor)
    assert cost(taking, "/api/lessons/my") == 2
    assert cost(taking, "/api/lessons/my?status=PENDING") == 2
    assert cost(giving, "/api/lessons/requests") == 2
    assert cost(giving, f"/api/lessons/{lesson.pk}") == 3
    assert cost(taking, "/api/tutorials") == 5
    assert cost(taking, "/api/tutorials?searchValue=과외") == 7  # topics by that name, too
    assert cost(taking, f"/api/tutorials/{tutorial.pk}") == 6
    assert cost(taking, f"/api/tutorials/{tutorial.pk}/available-slots?date={clock.today()}") == 10


def test_nothing_is_remembered_of_what_is_read(student):
    cost(ApiClient(student), "/api/mentoring")
    assert not IdempotentAnswer.objects.exists()
