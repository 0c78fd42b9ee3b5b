"""Pictures in the text of a session: what is kept, where it stands, who sees it, when it goes."""

import datetime as dt
import io
import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from apps.core import clock
from apps.core.errors import Invalid
from apps.mentoring import rules
from apps.mentoring.models import Session, SessionImage
from apps.mentoring.services.pictures import NewImage, delete_lost_files
from apps.mentoring.services.sessions import SessionInput, delete_session, edit_session, open_session
from tests.api.client import ApiClient
from tests.factories.mentoring import SessionFactory

pytestmark = pytest.mark.django_db
DAY = clock.today() + dt.timedelta(days=9)
LINE = '<p>앞</p><p><img src="images/1/" alt="약도" width="40" height="30"></p>'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photo(size: tuple[int, int] = (40, 30), form: str = "PNG") -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", size).save(stream, form)
    return SimpleUploadedFile("찍은 사진.png", stream.getvalue())


def new(number: int = 1, **fields) -> NewImage:
    return NewImage(**{"number": number, "file": photo(), "alt": "약도", "key": "1", **fields})


def given(**fields) -> SessionInput:
    times = {"date": DAY, "start_time": dt.time(14), "end_time": dt.time(16)}
    return SessionInput(**{"title": "그림", "type": "public", "content": "<p>앞</p>", **times, **fields})


def edited(session: Session, content: str, *images: NewImage) -> str:
    edit_session(session_id=session.pk, by=session.author, changes={"content": content}, images=images)
    session.refresh_from_db()
    return session.content


def test_a_new_picture_stands_where_the_text_names_it_else_at_its_end(mentor):
    session = open_session(by=mentor, given=given(), images=[new()])
    assert Session.objects.get().content == session.content == LINE
    content = '<img src="images/2/">' + LINE
    assert edited(session, content, new(2, alt='"둘<')) == (
        '<img src="images/2/" alt="&quot;둘&lt;" width="40" height="30">' + LINE
    )
    assert edited(session, session.content, new(3)).count("<img") == 3


def test_it_is_encoded_again_and_no_larger_than_needed(mentor):
    session = open_session(by=mentor, given=given(), images=[new(file=photo((5000, 2500)))])
    row = session.images.get()
    with row.file.open() as file, Image.open(file) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1600, 800))
    assert (row.width, row.height) == (1600, 800)
    assert "찍은" not in row.file.name


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"alt": " \u3164"}, "alt_missing", "alt_1"),
        ({"alt": "가" * 201}, "alt_too_long", "alt_1"),
        ({"file": SimpleUploadedFile("a.jpg", b"%PDF-1.7")}, "image_unreadable", "image_1"),
        ({"file": SimpleUploadedFile("a.jpg", bytes(rules.MOST_IMAGE_BYTES + 1))}, "image_too_large", "image_1"),
    ],
)
def test_a_picture_needs_words_and_a_file_that_is_one(mentor, fields, code, field):
    with pytest.raises(Invalid) as refused:
        open_session(by=mentor, given=given(), images=[new(**fields)])
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not SessionImage.objects.exists()


def test_ten_pictures_and_no_more(mentor):
    session = open_session(by=mentor, given=given(), images=[new(number) for number in range(1, 11)])
    with pytest.raises(Invalid) as refused:
        edited(session, session.content, new(11))
    assert refused.value.code == "images_too_many"
    without_one = session.content.replace('<img src="images/3/" alt="약도" width="40" height="30">', "")
    edited(session, without_one, new(11))
    assert session.images.count() == 10


def test_what_the_text_no_longer_names_goes_with_its_file(mentor, django_capture_on_commit_callbacks):
    session = open_session(by=mentor, given=given(), images=[new(1), new(2)])
    first, second = (row.file.name for row in session.images.all())
    with django_capture_on_commit_callbacks(execute=True):
        edited(session, '<p>앞<img src="images/2/"></p>')
    assert [default_storage.exists(name) for name in (first, second)] == [False, True]
    edit_session(session_id=session.pk, by=mentor, changes={"title": "다른 제목"})
    assert session.images.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        delete_session(session_id=session.pk, by=mentor)
    assert (default_storage.exists(second), SessionImage.objects.count()) == (False, 0)


def test_only_pictures_of_its_own_stay_in_a_text(mentor, settings):
    session = open_session(by=mentor, given=given(), images=[new()])
    whole = f"{settings.SITE_URL}{session.get_absolute_url()}images/1/"
    for address in (whole, f"{session.get_absolute_url()}images/1/"):
        assert edited(session, f'<p>앞</p><p><img alt="x" src="{address}" onerror="x"></p>') == LINE
    foreign = ("https://evil.example/x.png", "images/7/", "/mentoring/999999/images/1/", "images/1/../2/", "data:x")
    assert edited(session, LINE + "".join(f'<img src="{address}">' for address in foreign)) == LINE


def test_the_words_of_a_picture_that_stays_can_change(mentor):
    session = open_session(by=mentor, given=given(), images=[new(), new(2)])
    content = session.content
    edit_session(session_id=session.pk, by=mentor, changes={}, alts={1: " 오시는  길 ", 7: "없음"})
    session.refresh_from_db()
    assert session.content == content.replace('alt="약도"', 'alt="오시는 길"', 1)
    for words, code in (("", "alt_missing"), ("가" * 301, "alt_too_long")):
        with pytest.raises(Invalid) as refused:
            edit_session(session_id=session.pk, by=mentor, changes={}, alts={2: words})
        assert (refused.value.code, refused.value.field) == (code, "kept_alt_2")


def test_a_copy_gets_pictures_of_its_own(mentor):
    source = open_session(by=mentor, given=given(), images=[new()])
    copy = open_session(
        by=mentor, given=given(content=source.content, date=DAY + dt.timedelta(days=1)), images=[new(2)],
        copied_from=source,
    )  # fmt: skip
    assert sorted(row.number for row in copy.images.all()) == [1, 2]
    assert not {row.file.name for row in copy.images.all()} & {row.file.name for row in source.images.all()}


def test_a_picture_whose_file_is_lost_does_not_keep_its_session_from_being_copied(mentor):
    source = open_session(by=mentor, given=given(), images=[new()])
    default_storage.delete(source.images.get().file.name)
    day = DAY + dt.timedelta(days=1)
    copy = open_session(by=mentor, given=given(content=source.content, date=day), copied_from=source)
    assert (copy.images.count(), "<img" in copy.content) == (0, False)


def test_a_file_that_no_row_names_is_erased_after_a_day(mentor):
    session = open_session(by=mentor, given=given(), images=[new()])
    kept, now = session.images.get().file.name, clock.now()
    lost = default_storage.save(kept.rpartition("/")[0] + "/lost.jpg", ContentFile(b"x"))
    fresh = default_storage.save(f"handouts/{clock.local(now):%Y/%m}/fresh.pdf", ContentFile(b"x"))
    for name in (kept, lost):
        os.utime(default_storage.path(name), (0, 0))
    assert delete_lost_files(now) == 1
    assert [default_storage.exists(name) for name in (kept, lost, fresh)] == [True, False, True]


def test_the_form_takes_pictures_and_shows_marks_for_them(mentor, stranger, client):
    client.force_login(mentor)
    page = reverse("mentoring:new")
    typed = {
        "title": "그림", "type": "public", "date": DAY.isoformat(), "start_time": "14:00", "end_time": "16:00",
        "content": "앞 [그림 2] 뒤 [그림 9]", "image_2": photo(), "alt_2": "",
    }  # fmt: skip
    assert "그림 설명을 입력해 주세요" in client.post(page, typed).content.decode()
    assert "그림 파일을 올려 주세요." in client.post(page, {**typed, "image_2": "", "alt_2": "약도"}).content.decode()
    assert client.post(page, {**typed, "image_2": photo(), "alt_2": "약도"}).status_code == 302
    session = Session.objects.get()
    kept = '<p>앞 <img src="images/2/" alt="약도" width="40" height="30"> 뒤 [그림 9]</p>'
    assert session.content == kept
    edit = reverse("mentoring:edit", args=[session.pk])
    form = client.get(edit).context["form"]
    assert form["content"].value() == "<p>앞 [그림 2] 뒤 [그림 9]</p>"
    sent = {field.name: field.value() for field in form if field.value() is not None} | {"content_format": "html"}
    assert client.post(edit, sent).status_code == 302
    assert Session.objects.get().content == kept
    assert SessionImage.objects.get().number == 2
    again = {**sent, "revision": Session.objects.get().revision}
    refused = client.post(edit, {**again, "kept_alt_2": " "})
    assert "kept_alt_2" in refused.context["form"].errors
    assert client.post(edit, {**again, "kept_alt_2": "오시는 길"}).status_code == 302
    assert (SessionImage.objects.get().alt, 'alt="오시는 길"' in Session.objects.get().content) == ("오시는 길", True)
    copy = client.get(reverse("mentoring:copy", args=[session.pk])).context["form"]
    assert [image.words for image in copy.images.shown] == [None]
    client.force_login(stranger)
    assert 'src="images/2/"' in client.get(session.get_absolute_url()).content.decode()
    answer = client.get(f"{session.get_absolute_url()}images/2/")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer.getvalue().startswith(b"\xff\xd8")
    default_storage.delete(SessionImage.objects.get().file.name)
    assert client.get(f"{session.get_absolute_url()}images/2/").status_code == 404


def test_the_api_says_the_whole_addresses(mentor, settings):
    session = open_session(by=mentor, given=given(), images=[new()])
    content = ApiClient(mentor).get(f"/api/mentoring/{session.pk}").json()["data"]["content"]
    assert f'<img src="{settings.SITE_URL}{session.get_absolute_url()}images/1/" alt="약도"' in content


def test_a_session_without_pictures_asks_for_none_of_another(mentor):
    other = SessionFactory()
    session = open_session(by=mentor, given=given(content='<img src="images/1/">'), copied_from=other)
    assert session.content == ""
