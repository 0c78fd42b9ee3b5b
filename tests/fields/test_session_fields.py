"""A visible field of a session goes through every door. Each test names the field that was forgotten at its door.

The admin is asked by test_admin_fields, leaving and the canaries of the access walk by test_personal_data, the demo by
tests/operations/test_demo_data.
"""

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse

from apps.core import clock
from apps.mentoring import members
from apps.mentoring.forms import SessionForm, initial_of
from apps.mentoring.models import Session
from apps.mentoring.schemas import CreateInput, MentoringDetail, UpdateInput
from apps.mentoring.services import sessions
from apps.mentoring.services.sessions import SessionInput, input_of
from tests.factories.accounts import mentor
from tests.factories.topics import TopicFactory
from tests.fields.sessions import GIVEN, SESSION, VISIBLE

DAY = clock.today() + dt.timedelta(days=20)
FIRST = SessionInput(
    title="처음 제목", type="public", date=DAY, start_time=dt.time(10), end_time=dt.time(11), venue="처음 장소",
    capacity=7, reg_start=DAY - dt.timedelta(days=9), reg_end=DAY - dt.timedelta(days=2), content="<p>처음 내용</p>",
    preparation="처음 준비물", topics=("파이썬",), join_url="https://meet.example.com/first",
    offer_hours=7,
)  # fmt: skip
SECOND = SessionInput(
    title="다음 제목", type="lecture", date=DAY + dt.timedelta(days=1), start_time=dt.time(14), end_time=dt.time(16),
    venue="다음 장소", capacity=9, reg_start=DAY - dt.timedelta(days=8), reg_end=DAY - dt.timedelta(days=1),
    content="<p>다음 내용</p>", preparation="다음 준비물", topics=("글쓰기", "데이터"),
    join_url="https://meet.example.com/second", offer_hours=9,
)  # fmt: skip


@pytest.fixture
def session(db) -> Session:
    for name in (*FIRST.topics, *SECOND.topics):
        TopicFactory(name=name)
    return sessions.open_session(by=mentor(), given=FIRST)


def test_every_column_has_a_line():
    columns = (*Session._meta.fields, *Session._meta.many_to_many)
    assert {column.name for column in columns} == SESSION.keys()


def test_what_can_be_given_is_a_column():
    assert {field.name for field in dataclasses.fields(SessionInput)} == GIVEN


def test_the_two_inputs_of_these_tests_give_every_field_and_differ_in_each():
    first, second = dataclasses.asdict(FIRST), dataclasses.asdict(SECOND)
    assert [name for name in GIVEN if first[name] == second[name] or None in (first[name], second[name])] == []


def test_opening_and_editing_keep_every_field(session):
    assert input_of(session) == FIRST
    sessions.edit_session(session_id=session.pk, by=session.author, changes=dataclasses.asdict(SECOND))
    assert input_of(Session.objects.get(pk=session.pk)) == SECOND


def test_the_form_shows_and_gives_every_field(session):
    shown = {name for _label, rows in SessionForm(session=session).groups() for row in rows for name in names(row)}
    assert shown >= GIVEN
    form = SessionForm(data=typed_in(session), session=session)
    assert form.is_valid(), form.errors
    assert dataclasses.replace(form.given(), content=FIRST.content) == FIRST


def names(row) -> list[str]:
    return [field.name for field in row]


def typed_in(session: Session) -> dict[str, object]:
    """Return what a browser sends of the form as it is shown."""
    form = SessionForm(initial=initial_of(session), session=session)
    return {field.name: field.value() for field in form if field.value() is not None}


def test_the_api_takes_and_answers_every_field():
    assert CreateInput.model_fields.keys() == GIVEN
    assert UpdateInput.model_fields.keys() == GIVEN
    assert {entry.answered for entry in VISIBLE.values()} - MentoringDetail.model_fields.keys() == set()


def test_the_page_says_every_word(session, client):
    client.force_login(session.author)
    page = client.get(reverse("mentoring:detail", args=[session.pk])).content.decode()
    words = {field.name: getattr(FIRST, field.name) for field in dataclasses.fields(SessionInput)}
    words |= {"type": "자유 멘토링", "content": "처음 내용"}
    words |= {"topics": "파이썬", "join_url": "온라인으로 모입니다."}  # the address itself stands on no page
    assert [name for name, word in words.items() if isinstance(word, str) and word not in page] == []


def test_the_author_can_take_every_field_along(session):
    (row,) = members.export(session.author)["sessions"]
    assert [name for name, entry in VISIBLE.items() if entry.exported not in row] == []


def test_the_audit_trail_has_every_field():
    assert [name for name, entry in VISIBLE.items() if (name in sessions.AUDITED) != entry.audited] == []
