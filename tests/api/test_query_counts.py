"""How many queries an answer costs, the same for one row and for fifty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core.models import IdempotentAnswer
from apps.mentoring.states import ApplicationState
from tests.api.client import ApiClient, answered
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = pytest.mark.django_db


def cost(client: ApiClient, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answered(client.get(path))
    return len(queries)


@pytest.mark.parametrize("rows", [1, 50])
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


@pytest.mark.parametrize("rows", [1, 50])
def test_the_detail(mentor, rows):
    session = SessionFactory(author=mentor, capacity=50)
    ApplicationFactory.create_batch(rows, session=session)
    assert cost(ApiClient(mentor), f"/api/mentoring/{session.pk}") == 3


@pytest.mark.parametrize("rows", [1, 50])
def test_the_history(student, rows):
    for number in range(rows):
        session = SessionFactory(capacity=1)
        if number % 2:
            ApplicationFactory(session=session)
            ApplicationFactory(session=session, member=student, state=ApplicationState.WAITING)
        else:
            ApplicationFactory(session=session, member=student)
    assert cost(ApiClient(student), "/api/mentoring/history") == 4


def test_nothing_is_remembered_of_what_is_read(student):
    cost(ApiClient(student), "/api/mentoring")
    assert not IdempotentAnswer.objects.exists()
