"""What one waits for is named when one applies for something else at the same time."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.mentoring.services.applications import apply_to_session
from tests.api.client import ApiClient
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = pytest.mark.django_db
SAYS = "대기 중인 것과 시간이 겹칩니다"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def session():
    return SessionFactory(title="신청할 멘토링")


def class_at(starts_at, **how):
    """Return an open class with one meeting, of an hour, at that time."""
    row = CourseClassFactory(meetings=1, approval="AUTOMATIC", **how)
    row.meetings.update(starts_at=starts_at, ends_at=starts_at + HOUR)
    return row


def test_a_session_that_one_waits_for_is_named_on_the_pages_and_by_the_api(client, student, session):
    waited = ApplicationFactory(
        session=SessionFactory(title="기다리는 멘토링", starts_at=session.starts_at + HOUR),
        member=student,
        state="waiting",
    ).session
    touches = SessionFactory(title="맞닿은 멘토링", starts_at=session.ends_at)
    ApplicationFactory(session=touches, member=student, state="waiting")
    row = class_at(waited.starts_at)
    client.force_login(student)
    for page in (session.get_absolute_url(), reverse("classes:enrol", args=[row.pk])):
        said = client.get(page).content.decode()
        assert (SAYS in said, "기다리는 멘토링" in said) == (True, True)
    assert "맞닿은 멘토링" not in client.get(session.get_absolute_url()).content.decode()
    assert SAYS not in client.get(waited.get_absolute_url()).content.decode()  # it is the thing itself
    api = ApiClient(student)
    assert SAYS in api.post(f"/api/mentoring/{session.pk}/apply").json()["message"]
    body = {"course_id": row.course_id, "class_id": row.pk}
    assert SAYS in api.post("/api/v1/enrollments", body).json()["message"]
    assert SAYS not in client.get(session.get_absolute_url()).content.decode()  # applied already


def test_a_class_that_one_waits_for_is_named_by_its_meeting(client, student, session):
    row = class_at(session.starts_at)
    EnrolmentFactory(course_class=row, member=student, waiting=True)
    client.force_login(student)
    said = client.get(session.get_absolute_url()).content.decode()
    assert (SAYS in said, row.label in said) == (True, True)
    other = class_at(session.starts_at)
    assert row.label in client.get(reverse("classes:enrol", args=[other.pk])).content.decode()


def test_nothing_is_said_to_who_waits_for_nothing_then(client, student, session):
    apply_to_session(session_id=SessionFactory(starts_at=session.starts_at).pk, by=student)
    client.force_login(student)
    assert SAYS not in client.get(session.get_absolute_url()).content.decode()
    row = CourseClassFactory()  # without a meeting
    assert SAYS not in client.get(reverse("classes:enrol", args=[row.pk])).content.decode()
    body = {"course_id": row.course_id, "class_id": row.pk}
    assert SAYS not in ApiClient(student).post("/api/v1/enrollments", body).json()["message"]
