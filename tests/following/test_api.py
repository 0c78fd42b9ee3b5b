"""What a member follows, through the API."""

import pytest

from apps.following.models import Follow
from tests.api.client import ApiClient
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/me/following"


def test_every_kind_is_followed_listed_and_ended(student, mentor, stranger):
    session = SessionFactory(capacity=1)
    ApplicationFactory(session=session)
    ours, theirs = ApiClient(student), ApiClient(stranger)
    sent = [
        {"kind": "mentor", "mentorId": mentor.pk},
        {"kind": "topic", "topicId": TopicFactory().pk},
        {"kind": "search", "source": "mentoring", "query": "weekday=tue&sort=latest"},
        {"kind": "seat", "source": "mentoring", "thingId": session.pk},
    ]
    rows = [ours.post(ADDRESS, one).json()["data"] for one in sent]
    assert rows[2]["query"] == "weekday=tue"
    assert [ours.post(ADDRESS, one).json()["data"] for one in sent] == rows
    assert ours.get(ADDRESS).json()["data"] == rows[::-1]
    assert theirs.get(ADDRESS).json()["data"] == []
    theirs.delete(f"{ADDRESS}/{rows[0]['followId']}")
    assert Follow.objects.count() == 4
    for row in rows:
        assert ours.delete(f"{ADDRESS}/{row['followId']}").status_code == 200
    assert not Follow.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"kind": "other"}, 400),
        ({"kind": "mentor", "mentorId": 999}, 404),
        ({"kind": "topic", "topicId": 999}, 404),
        ({"kind": "search", "source": "mentoring"}, 400),
        ({"kind": "seat", "source": "nowhere", "thingId": 1}, 400),
    ],
)
def test_what_cannot_be_followed_is_refused(student, sent, status):
    assert ApiClient(student).post(ADDRESS, sent).status_code == status


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"kind": "mentor"}, "mentorId를 보내 주세요"),
        ({"kind": "topic", "topicId": None}, "topicId를 보내 주세요"),
        ({"kind": "search", "source": "mentoring", "query": ""}, "query를 보내 주세요"),
        ({"kind": "seat", "thingId": 1}, "source를 보내 주세요"),
        ({"kind": "mentor", "mentorId": 1, "query": "q=x"}, "query는 쓰지 않습니다"),
        ({"kind": "topic", "topicId": 1, "mentorId": 1}, "mentorId는 쓰지 않습니다"),
        ({"kind": "search", "source": "mentoring", "query": "q=x", "thingId": 1}, "thingId는 쓰지 않습니다"),
    ],
)
def test_nothing_that_a_kind_does_not_take_is_ignored(student, sent, words):
    answer = ApiClient(student).post(ADDRESS, sent)
    assert (answer.status_code, words in answer.json()["message"]) == (400, True)
