"""The search of the admin's lists finds what a person reads there, however it is typed."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.db import models

from apps.core import clock
from apps.core.admin_search import SpelledSearch
from apps.core.models import AuditEntry
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import CourseFactory
from tests.factories.mentoring import SessionFactory

SEARCHED = [one for one in admin.site._registry.values() if one.search_fields]


def found(model: type[models.Model], typed: str) -> list:
    model_admin = admin.site._registry[model]
    rows, _twice = model_admin.get_search_results(None, model._default_manager.all(), typed)
    return list(rows)


def test_every_admin_searches_so():
    assert len(SEARCHED) > 30
    assert [one for one in SEARCHED if type(one).get_search_results is not SpelledSearch.get_search_results] == []


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("남궁민수", True),
        ("민수 남궁", True),
        ("남궁ㅁ", True),
        ("ㄴㄱㅁㅅ", True),
        ("\u1102\u1161\u11b7\u1100\u116e\u11bc", True),
        ("남궁　ＭＩＮＳＵ", True),
        ("\ufeff minsu@example.com ", True),
        ("MINSU@EXAMPLE.COM", True),
        ("01012345678", True),
        ("010 1234 5678", True),
        ("０１０\u20111234", True),
        ("남궁 0999", False),
        ("남국", False),
        ("minsu.example", False),
    ],
)
@pytest.mark.django_db
def test_a_member(typed, is_found):
    member = MemberFactory(name="남궁 민수", email="minsu@example.com", nickname="물\u2019결", phone="010-1234-5678")
    assert found(type(member), typed) == ([member] if is_found else [])


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [("파ㅇ", True), ("ㅍㅇㅆ", True), ("파이썬입문", True), ("입문 파이썬", True), ("파ㅆ", False)],
)
@pytest.mark.django_db
def test_a_title(typed, is_found):
    session, course = SessionFactory(title="파이썬 입문"), CourseFactory(title="파이썬 입문")
    assert (found(type(session), typed), found(type(course), typed)) == (
        ([session], [course]) if is_found else ([], [])
    )


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("서류확인", True),
        ("서류 확ㅇ", True),
        ("\u3137\u3139", False),
        ("req-1", True),
        ("REQ-1", True),
        ("req", False),
    ],
)
@pytest.mark.django_db
def test_a_long_text_and_a_whole_value(typed, is_found):
    entry = AuditEntry.objects.create(
        at=clock.now(), act="a", subject_type="b", subject_id=77, reason="서류 확인 달라", request_id="req-1"
    )
    assert found(AuditEntry, typed) == ([entry] if is_found else [])


@pytest.mark.django_db
def test_a_number():
    course = CourseFactory(title="가")
    number = course.pk
    wide = str(number).translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    assert found(type(course), str(number)) == found(type(course), f"#{wide}") == [course]
    assert found(type(course), str(number + 1)) == found(type(course), "9" * 40) == []


@pytest.mark.django_db
def test_a_typed_apostrophe_is_found_as_it_is_kept():
    member = MemberFactory(nickname="물\u2019결")
    assert found(type(member), "물'결") == found(type(member), "물\u02bc결") == [member]


@pytest.mark.django_db
def test_what_shows_nothing_asks_for_everything():
    member = MemberFactory()
    assert found(type(member), "\u200b \u3164") == [member]


@pytest.mark.parametrize("model_admin", SEARCHED, ids=lambda one: one.opts.label)
@pytest.mark.parametrize("typed", ["가", "ㄱㄴ", "1", "[(*", "\\", "a'\u2019"])
@pytest.mark.django_db
def test_every_list_takes_every_word(model_admin, typed):
    assert found(model_admin.model, typed) == []


def test_every_column_that_is_searched_is_text_or_asked_whole():
    for model_admin in SEARCHED:
        for name in model_admin.search_fields:
            column = get_fields_from_path(model_admin.model, name.removeprefix("="))[-1]
            assert name.startswith("=") or isinstance(column, models.CharField | models.TextField), name
