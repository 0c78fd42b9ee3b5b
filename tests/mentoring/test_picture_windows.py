"""Pictures in two windows of one form: none is lost, none stands where another was meant, and what changed is said."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from apps.mentoring.models import Session, SessionImage
from apps.mentoring.services.sessions import edit_session, open_session
from tests.access.page_forms import PageForm, form_with
from tests.mentoring.test_services_pictures import DAY, given, new, photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def session(mentor, client) -> Session:
    client.force_login(mentor)
    return open_session(by=mentor, given=given())


def opened(client, session: Session, page: str = "edit") -> PageForm:
    return form_with(client.get(reverse(f"mentoring:{page}", args=[session.pk])).content.decode(), "content")


def put(session: Session, content: str, *images) -> None:
    """Save a text in another window."""
    edit_session(session_id=session.pk, by=session.author, changes={"content": content}, images=images)


def again(answer) -> PageForm:
    """Return the form as it is shown after it was refused."""
    assert answer.status_code == 200
    return form_with(answer.content.decode(), "content")


def test_both_windows_add_a_picture(session, client):
    page = reverse("mentoring:edit", args=[session.pk])
    form = opened(client, session)
    put(session, '<p>앞</p><p><img src="images/1/"></p>', new(1, alt="먼저"))
    typed = form.typed(content="[그림 1] 뒤", alt_1="나중")
    answer = client.post(page, {**typed, "image_1": photo()})
    shown = answer.content.decode()
    assert "다른 창에서 넣은 [그림 1] 그림의 표시를 글 끝에 두었습니다" in shown
    assert ("내용", "앞 [그림 1]") in answer.context["latest"]
    form = again(answer)
    assert (form.values["content"], form.values["kept_alt_1"]) == (["[그림 2] 뒤\r\n\r\n[그림 1]"], ["먼저"])
    assert client.post(page, {**form.typed(), "image_1": photo()}).status_code == 302
    session.refresh_from_db()
    assert re.sub(r' width="\d+" height="\d+"', "", session.content) == (
        '<p><img src="images/2/" alt="나중"> 뒤</p><p><img src="images/1/" alt="먼저"></p>'
    )


def test_a_number_that_was_given_to_another_picture(session, client):
    page = reverse("mentoring:edit", args=[session.pk])
    put(session, '<p>앞 <img src="images/1/"></p>', new(1, alt="약도"))
    form = opened(client, session)
    put(session, "<p>앞</p>")
    put(session, '<p><img src="images/1/"> 뒤</p>', new(1, alt="새 그림"))
    answer = client.post(page, form.typed(title="고친 제목"))
    assert "글에 있던 [그림 1] 그림이 그사이 없어져 표시를 지웠습니다" in answer.content.decode()
    form = again(answer)
    assert (form.values["content"], form.values["kept_alt_1"]) == (["앞 \r\n\r\n[그림 1]"], ["새 그림"])
    assert client.post(page, form.typed()).status_code == 302
    assert SessionImage.objects.get().alt == "새 그림"


def test_words_that_another_window_changed_are_said(session, client):
    put(session, '<p>앞 <img src="images/1/"></p>', new(1, alt="약도"))
    form = opened(client, session)
    edit_session(session_id=session.pk, by=session.author, changes={}, alts={1: "오시는 길"})
    answer = client.post(reverse("mentoring:edit", args=[session.pk]), form.typed())
    assert answer.context["latest"] == [("[그림 1]", "오시는 길")]


@pytest.mark.parametrize("content_format", ["text", "html"])
def test_a_copy_whose_original_changed(session, client, content_format):
    put(session, '<p>앞 <img src="images/1/"></p>', new(1, alt="약도"))
    page = reverse("mentoring:copy", args=[session.pk])
    form = opened(client, session, "copy")
    put(session, '<p>앞 <img src="images/1/"><img src="images/2/"></p>', new(2, alt="다른 창의 그림"))
    typed = form.typed(
        content="[그림 2] 앞 [그림 1]", content_format=content_format, alt_1="내 그림", date=str(DAY + dt.timedelta(1))
    )
    assert client.post(page, {**typed, "image_1": photo()}).status_code == 302
    copy = Session.objects.latest("pk")
    assert re.findall(r'alt="([^"]*)"', copy.content) == ["내 그림", "약도"]
    assert copy.images.count() == 2

    put(session, "<p>앞</p>")
    answer = client.post(page, form.typed(date=str(DAY + dt.timedelta(2))))
    assert "[그림 1] 그림이 그사이 없어져" in answer.content.decode()
    form = again(answer)
    assert form.values["content"] == ["앞"]
    assert client.post(page, form.typed()).status_code == 302


def test_no_new_picture_is_dropped_because_fewer_have_room_now(session, client):
    put(session, "<p>앞</p>", *(new(number) for number in range(1, 8)))
    page = reverse("mentoring:copy", args=[session.pk])
    form = opened(client, session, "copy")
    session.refresh_from_db()
    put(session, session.content, new(8), new(9))
    typed = form.typed(alt_1="첫째", alt_3="셋째", date=str(DAY + dt.timedelta(1)))
    assert client.post(page, {**typed, "image_1": photo(), "image_3": photo()}).status_code == 302
    copy = Session.objects.latest("pk")
    assert re.findall(r'alt="(.째)"', copy.content) == ["첫째", "셋째"]
    assert copy.images.count() == 9
