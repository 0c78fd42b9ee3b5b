"""A file of the admin changes the columns that it has; a column that is missing is not an empty one."""

from typing import Any

import pytest
import tablib
from django.contrib import admin
from import_export.admin import ImportMixin

from apps.elearning.catalogue.models import Content, Course, CourseClass
from apps.elearning.catalogue.sheets import ClassResource, ContentResource, CourseResource
from apps.planner.models import Venue
from apps.planner.sheets import VenueResource
from tests.factories.elearning import ContentFactory, CourseClassFactory, CourseFactory
from tests.factories.planner import VenueFactory
from tests.rows import all_rows, differences

pytestmark = pytest.mark.django_db

# What follows from a column, or is written by every change.
FOLLOWS = {
    "title_key",
    "content_key",
    "excerpt",
    "starts_at",
    "ends_at",
    "opens_at",
    "closes_at",
    "updated_at",
    "revision",
}


def course() -> Any:
    return CourseFactory(content="<p>소개</p>", hours=12)


def content() -> Any:
    return ContentFactory(type="LINK", url="https://example.com/a", minutes=20, is_required=False, text="", file="")


def course_class() -> Any:
    return CourseClassFactory(fee=10_000, capacity=20, has_waiting_list=False)


def venue() -> Any:
    return VenueFactory(group="본관", seats=8, note="2층")


# By model: how a row is made, the columns that know it again, and a new value for each of the others.
FILES: dict[type, tuple[Any, Any, dict[str, str], dict[str, Any]]] = {
    Course: (
        CourseResource, course, {"번호": "id"},
        {"과정명": "새 이름", "형태": "OFFLINE", "수준": "ADVANCED", "학습 시간": 30, "공개": "아니요",
         "소개": "새 소개"},
    ),
    Content: (
        ContentResource, content, {"과정 번호": "course_id", "순서": "position"},
        {"제목": "새 제목", "분": 33, "필수": "예", "주소": "https://example.com/b"},
    ),
    CourseClass: (
        ClassResource, course_class, {"과정 번호": "course_id", "차수": "number"},
        {"정원": 25, "최소 인원": 2, "수강료": 20_000, "대기 받기": "예", "자리 제안 기한": 6, "공개": "아니요"},
    ),
    Venue: (
        VenueResource, venue, {"이름": "name"},
        {"구분": "별관", "좌석 수": 9, "사용": "아니요", "안내": "3층"},
    ),
}  # fmt: skip
# Not by themselves: what depends on another column, or says how another one is written.
NOT_ALONE = {
    Course: {"소개 형식", "주제"},
    Content: {"종류", "최소 분", "글", "글 형식"},
    CourseClass: {
        "시작일", "종료일", "신청 시작일", "신청 종료일", "승인 방식", "대기 승인 방식",
        "출석 비중", "평가 비중", "진도 비중", "강사"
    },
    Venue: {"온라인"},
}  # fmt: skip


def test_every_model_that_can_be_imported_has_its_row():
    imported = {model for model, page in admin.site._registry.items() if isinstance(page, ImportMixin)}
    assert imported == FILES.keys()


@pytest.mark.parametrize("model", FILES)
def test_every_column_has_its_value(model):
    resource, _make, keys, columns = FILES[model]
    written = {str(field.column_name) for field in resource().get_import_fields() if not field.readonly}
    assert written - keys.keys() == columns.keys() | (NOT_ALONE[model] & written)


@pytest.mark.parametrize("model", FILES)
def test_each_column_alone_changes_itself_and_nothing_else(model, superuser):
    resource, make, keys, columns = FILES[model]
    row = make()
    known = {column: getattr(row, name) for column, name in keys.items()}
    wrong = {}
    for column, value in columns.items():
        given = {**known, column: value}
        before = all_rows()
        file = tablib.Dataset(list(given.values()), headers=list(given))
        result = resource().import_data(file, user=superuser, raise_errors=True)
        assert not result.has_validation_errors(), [error.error for error in result.invalid_rows]
        told = {name.rpartition(".")[2] for name in differences(before, all_rows())} - FOLLOWS
        if len(told) != 1:
            wrong[column] = told
    assert wrong == {}
