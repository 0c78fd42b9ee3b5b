"""What was typed waits for its writer to log in again, and for nobody else."""

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory

from apps.core import drafts
from apps.core.throttle import Limit
from tests.factories.accounts import MemberFactory


def asked(method: str, path: str, session, user=None, **body):
    request = getattr(RequestFactory(), method)(path, body)
    request.session, request.user = session, user
    return request


def test_it_comes_back_once_for_its_page(db):
    writer, session = MemberFactory(), SessionStore()
    given = {"title": "제목", "writer": str(writer.pk), "csrfmiddlewaretoken": "secret"}
    response = drafts.keep_and_log_in(asked("post", "/here/", session, **given))
    assert response.url.endswith("?next=/here/")
    assert drafts.take_draft(asked("get", "/elsewhere/", session, writer)) is None
    assert drafts.take_draft(asked("get", "/here/", session, writer)).dict() == {
        "title": "제목",
        "writer": str(writer.pk),
    }
    assert drafts.take_draft(asked("get", "/here/", session, writer)) is None


def test_not_for_another_and_not_for_ever(db):
    writer, other = MemberFactory(), MemberFactory()
    for who, minutes, there in ((other, 0, False), (writer, 61, False), (writer, 59, True)):
        session = SessionStore()
        drafts.keep_and_log_in(asked("post", "/here/", session, writer=str(writer.pk)))
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)):
            assert (drafts.take_draft(asked("get", "/here/", session, who)) is not None) is there


@pytest.mark.parametrize(("length", "kept"), [(1000, True), (drafts.LARGEST, False)])
def test_no_more_is_kept_than_a_session_bears(db, length, kept):
    session = SessionStore()
    drafts.keep_and_log_in(asked("post", "/here/", session, content="a" * length))
    assert (drafts.KEY in session) is kept


def test_one_address_fills_no_disk(db, monkeypatch):
    monkeypatch.setattr(drafts.rules, "DRAFTS_OF_NETWORK", Limit(2, dt.timedelta(hours=1)))
    kept = []
    for number in range(3):  # the addresses of one customer
        session = SessionStore()
        request = asked("post", "/here/", session, title="제목")
        request.META["REMOTE_ADDR"] = f"2001:db8:1:2::{number}"
        assert drafts.keep_and_log_in(request).url.endswith("?next=/here/")
        kept.append(drafts.KEY in session)
    assert kept == [True, True, False]


def test_each_window_gets_its_own_back_the_newest_first(db):
    writer, session = MemberFactory(), SessionStore()
    for title in ("첫 창", "둘째 창"):
        drafts.keep_and_log_in(asked("post", "/here/", session, title=title, writer=str(writer.pk)))
    drafts.keep_and_log_in(asked("post", "/there/", session, title="다른 화면", writer=str(writer.pk)))
    taken = [drafts.take_draft(asked("get", path, session, writer)) for path in ("/here/", "/there/", "/here/")]
    assert [draft["title"] for draft in taken] == ["둘째 창", "다른 화면", "첫 창"]
    assert drafts.take_draft(asked("get", "/here/", session, writer)) is None


def test_no_more_forms_are_kept_than_windows_are_open(db):
    writer, session = MemberFactory(), SessionStore()
    for number in range(drafts.MOST + 1):
        drafts.keep_and_log_in(asked("post", f"/{number}/", session, title="제목", writer=str(writer.pk)))
    assert len(session[drafts.KEY]) == drafts.MOST
    assert drafts.take_draft(asked("get", "/0/", session, writer)) is None
