"""The endpoints with which a client of seed 001 finds what its other calls need: courses, classes, contents."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from tests.api.client import ApiClient, refused
from tests.factories.accounts import mentor
from tests.factories.elearning import ContentFactory, CourseClassFactory, CourseFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
COURSES, CLASSES = "/api/v1/courses", "/api/v1/classes"


def given(response) -> dict:
    assert response.status_code == 200, response.content.decode()
    return response.json()


def courses(member, query: str = "") -> list[int]:
    return [row["course_id"] for row in given(ApiClient(member).get(COURSES + query))["courses"]]


def classes(member, query: str = "") -> list[int]:
    return [row["class_id"] for row in given(ApiClient(member).get(CLASSES + query))["classes"]]


def test_a_client_finds_the_ids_that_enrolling_needs_and_enrols(student):
    row = CourseClassFactory(meetings=2)
    content = ContentFactory(course=row.course, position=1)
    me = ApiClient(student)
    course = given(me.get(COURSES))["courses"][0]
    assert (course["course_id"], course["title"], course["is_published"]) == (row.course_id, row.course.title, True)
    detail = given(me.get(f"{COURSES}/{row.course_id}"))["course"]
    assert [one["content_id"] for one in detail["contents"]] == [content.pk]
    found = given(me.get(f"{CLASSES}?course_id={row.course_id}"))["classes"][0]
    assert (found["class_id"], found["phase"], found["seats_taken"]) == (row.pk, "open", 0)
    whole = given(me.get(f"{CLASSES}/{row.pk}"))["course_class"]
    assert (len(whole["meetings"]), whole["least_progress"]) == (2, row.least_progress)
    assert [one["content_id"] for one in whole["contents"]] == [content.pk]
    given(me.post("/api/v1/enrollments", {"course_id": found["course_id"], "class_id": found["class_id"]}))
    row.course.topics.add(TopicFactory(name="데이터"))
    assert (courses(student, "?topic=데이터"), courses(student, "?topic=없음")) == ([row.course_id], [])


def test_what_is_not_published_is_for_its_instructors_and_staff(student, superuser):
    teacher = mentor()
    draft = CourseClassFactory(course=CourseFactory(is_published=False), instructors=[teacher])
    open_ = CourseClassFactory()
    for who, seen in ((student, {open_.pk}), (teacher, {open_.pk, draft.pk}), (superuser, {open_.pk, draft.pk})):
        assert set(classes(who)) == seen
        assert set(courses(who)) == {row.course_id for row in (open_, draft) if row.pk in seen}
        for address in (f"{COURSES}/{draft.course_id}", f"{CLASSES}/{draft.pk}"):
            if draft.pk in seen:
                given(ApiClient(who).get(address))
            else:
                refused(ApiClient(who).get(address), 404)
    assert classes(teacher, "?taught=true") == [draft.pk]


def test_courses_are_narrowed_and_paged(student):
    soon = CourseClassFactory(course=CourseFactory(title="응급 처치"))
    later = CourseFactory(title="수영 지도", level="ADVANCED", type="OFFLINE")
    CourseClassFactory(
        course=later, apply_start=clock.today() + dt.timedelta(days=1), apply_end=clock.today() + dt.timedelta(days=2),
        start_date=clock.today() + dt.timedelta(days=9), end_date=clock.today() + dt.timedelta(days=9),
    )  # fmt: skip
    asked = {
        "status=open": [soon.course_id], "status=coming": [later.pk], "level=ADVANCED": [later.pk],
        "type=OFFLINE": [later.pk], "word=응급": [soon.course_id], "word=없는 말": [],
    }  # fmt: skip
    for query, found in asked.items():
        assert courses(student, f"?{query}") == found, query
    first = given(ApiClient(student).get(f"{COURSES}?size=1"))
    assert (len(first["courses"]), first["paging"]["total"], first["paging"]["pages"]) == (1, 2, 2)
    refused(ApiClient(student).get(f"{COURSES}?status=shut"), 400)


def test_lists_take_as_many_statements_for_many_rows_as_for_one(student):
    def statements(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            given(ApiClient(student).get(address))
        return len(found)

    row = CourseClassFactory(instructors=[mentor()], meetings=1)
    addresses = (COURSES, CLASSES, f"{COURSES}/{row.course_id}", f"{CLASSES}/{row.pk}")
    statements(COURSES)
    once = [statements(address) for address in addresses]
    for number in range(2, 12):
        CourseClassFactory(instructors=[mentor()], meetings=2)
        ContentFactory(course=row.course, position=number)
    assert [statements(address) for address in addresses] == once
