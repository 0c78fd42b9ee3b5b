"""Staff find progress in the admin and read it; nobody writes it there."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.elearning.catalogue.models import Content
from apps.elearning.progress.models import Progress
from tests.elearning.learning import course_of, learner, running_class
from tests.factories.learning import ProgressFactory

pytestmark = pytest.mark.django_db
LIST = "admin:elearning_progress_changelist"


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


@pytest.fixture
def row():
    enrolment = learner(running_class(course=course_of(30, 10)), member__name="이서연")
    contents = enrolment.course_class.course.contents.all()
    ProgressFactory(enrolment=enrolment, content=contents[1], progress_rate=100)
    return ProgressFactory(enrolment=enrolment, content=contents[0], learning_time=3599)


def shown(response) -> set[int]:
    assert response.status_code == 200
    return {row.pk for row in response.context["cl"].result_list}


def test_it_is_found_by_learner_content_and_number_and_filtered(office, row):
    other = ProgressFactory(enrolment=learner(running_class()))
    done = Progress.objects.get(progress_rate=100)
    address = reverse(LIST)
    assert shown(office.get(address)) == {row.pk, other.pk, done.pk}
    assert shown(office.get(f"{address}?q=이서연")) == {row.pk, done.pk}
    assert shown(office.get(f"{address}?q={row.enrolment_id}")) >= {row.pk, done.pk}
    assert shown(office.get(f"{address}?q={row.content.title}")) >= {row.pk}
    assert shown(office.get(f"{address}?completed=yes")) == {done.pk}
    assert shown(office.get(f"{address}?completed=no")) == {row.pk, other.pk}
    assert shown(office.get(f"{address}?completed=nonsense")) == {row.pk, other.pk, done.pk}


def test_one_row_says_where_the_learner_stands_in_all(office, row):
    page = office.get(reverse("admin:elearning_progress_change", args=[row.pk])).content.decode()
    assert "학습중" in page
    assert "55" in page  # (40 × 30 + 100 × 10) ÷ 40
    assert 'name="_save"' not in page


def test_one_row_says_what_of_a_video_was_seen_and_what_was_not(office, row):
    Content.objects.filter(pk=row.content_id).update(type="VIDEO", file="contents/a.mp4", seconds=3725)
    Progress.objects.filter(pk=row.pk).update(seen=[[0, 65], [70, 3600]])
    page = office.get(reverse("admin:elearning_progress_change", args=[row.pk])).content.decode()
    assert "0:00–1:05, 1:10–1:00:00" in page
    assert "아직 보지 않은 부분: 1:05–1:10, 1:00:00–1:02:05" in page


@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_takes_as_many_statements_for_fifty_as_for_one(office, rows):
    enrolment = learner(running_class(course=course_of(*[10] * rows)))
    for content in enrolment.course_class.course.contents.all():
        ProgressFactory(enrolment=enrolment, content=content)
    ContentType.objects.get_for_model(Progress)
    with CaptureQueriesContext(connection) as statements:
        office.get(reverse(LIST))
    assert len(statements) == 6
