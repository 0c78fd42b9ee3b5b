"""Courses and their contents: written, published, deleted; files by what they are."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.core import clock
from apps.core.decoding import decode
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.catalogue import files, rules
from apps.elearning.catalogue.models import Content, Course, CourseClass
from apps.elearning.catalogue.services import courses
from apps.elearning.catalogue.services.appointments import slots_of
from apps.elearning.catalogue.states import ContentType
from tests.factories.elearning import ContentFactory, CourseClassFactory, CourseFactory
from tests.factories.planner import AppointmentFactory
from tests.factories.topics import TopicFactory
from tests.uploads.documents import CAPTIONS, KEPT_CAPTIONS, documents, not_documents
from tests.uploads.films import PLAYABLE, damaged, film

pytestmark = pytest.mark.django_db


def refused(act) -> tuple[str, str | None, int | None]:
    """The code, the field and the index of the refusal."""
    with pytest.raises((Invalid, Conflict)) as caught:
        act()
    return caught.value.code, caught.value.field, caught.value.extra.get("index")


def draft(**fields) -> Course:
    return Course(
        **{"title": "  수영   지도 ", "hours": 8, "content": "물과 <b>친해집니다</b><script>x()</script>", **fields}
    )


def content(**fields) -> Content:
    return Content(
        **{"position": 1, "title": "첫째", "type": ContentType.DOCUMENT, "minutes": 10, "text": "글", **fields}
    )


def test_a_course_is_put_in_order(superuser):
    course = courses.save_course(by=superuser, course=draft(), contents=[content(title=" 첫  째 ")])
    course.refresh_from_db()
    assert (course.title, course.excerpt) == ("수영 지도", "물과 친해집니다")
    assert "script" not in course.content
    assert Course.objects.published().matching("친해", clock.now()).count() == 0
    courses.set_course_published(by=superuser, course_id=course.pk, published=True)
    assert Course.objects.published().matching("친해", clock.now()).get() == course
    assert Course.objects.matching(" ", clock.now()).count() == 1
    row = course.contents.get()
    assert (row.title, row.text) == ("첫 째", "<p>글</p>")
    assert list(AuditEntry.objects.order_by("pk").values_list("act", flat=True)) == [
        "elearning.course_added", "elearning.contents_changed", "elearning.course_changed",
    ]  # fmt: skip


def test_topics_are_given_kept_and_watched(superuser):
    TopicFactory(name="건강")
    course = courses.save_course(by=superuser, course=draft(is_published=True), topics=("건강",))
    courses.save_course(by=superuser, course=course)
    assert [topic.name for topic in course.topics.all()] == ["건강"]
    assert Course.objects.matching("건ㄱ 수영", clock.now()).get() == course
    courses.save_course(by=superuser, course=course, topics=())
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before["topics"], entry.after["topics"]) == ("건강", "")
    assert refused(lambda: courses.save_course(by=superuser, course=course, topics=("없는 것",))) == (
        "topic_unknown", "topics", None,
    )  # fmt: skip


def test_only_staff_keep_courses(mentor, bare_staff):
    course = CourseFactory()
    for member in (mentor, bare_staff):
        for act in (
            lambda: courses.save_course(by=member, course=draft()),  # noqa: B023
            lambda: courses.save_content(by=member, content=content(course=course)),  # noqa: B023
            lambda: courses.set_course_published(by=member, course_id=course.pk, published=False),  # noqa: B023
            lambda: courses.delete_course(by=member, course_id=course.pk),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                act()


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"title": " "}, "title_missing", "title"),
        ({"title": "가" * 201}, "title_too_long", "title"),
        ({"content": "<p>" + "가" * 50_001 + "</p>"}, "content_too_long", "content"),
        ({"hours": 0}, "hours_out_of_range", "hours"),
        ({"hours": 2001}, "hours_out_of_range", "hours"),
    ],
)
def test_what_a_course_may_not_be(superuser, fields, code, field):
    assert refused(lambda: courses.save_course(by=superuser, course=draft(**fields))) == (code, field, None)
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"title": " "}, "title_missing", "title"),
        ({"title": "가" * 201}, "title_too_long", "title"),
        ({"position": 0}, "position_out_of_range", "position"),
        ({"position": 10_000}, "position_out_of_range", "position"),
        ({"position": 5}, "position_twice", "position"),
        ({"minutes": 0}, "minutes_out_of_range", "minutes"),
        ({"minutes": 1441}, "minutes_out_of_range", "minutes"),
        ({"least_minutes": 11}, "least_minutes_too_long", "least_minutes"),
        ({"least_minutes": 1, "type": ContentType.VIDEO}, "least_minutes_of_document", "least_minutes"),
        ({"text": "가" * 50_001}, "text_too_long", "text"),
        ({"text": ""}, "document_missing", "file"),
        ({"url": "http://a.kr/"}, "url_not_https", "url"),
        ({"url": "javascript:alert(1)"}, "url_not_https", "url"),
        ({"url": "https://a.kr/" + "a" * 500}, "url_not_https", "url"),
        ({"type": ContentType.LINK}, "url_missing", "url"),
        ({"type": ContentType.VIDEO}, "video_missing", "file"),
        ({"captions": "kept.vtt"}, "captions_without_video", "captions"),
    ],
)
def test_what_a_content_may_not_be(superuser, fields, code, field):
    rows = [content(position=5), content(**{"position": 6, **fields})]
    assert refused(lambda: courses.save_course(by=superuser, course=draft(), contents=rows)) == (code, field, 1)
    assert not Course.objects.exists()


def test_contents_change_places_come_and_go(superuser):
    course = courses.save_course(by=superuser, course=draft(), contents=[content(), content(position=2, title="둘째")])
    first, second = course.contents.all()
    first.position, second.position = 2, 1
    courses.save_course(by=superuser, course=course, contents=[first, second])
    assert [row.title for row in course.contents.all()] == ["둘째", "첫째"]
    AuditEntry.objects.all().delete()
    courses.save_course(by=superuser, course=course, contents=list(course.contents.all()))
    assert list(AuditEntry.objects.values_list("act", flat=True)) == ["elearning.course_changed"]
    courses.save_content(by=superuser, content=content(position=3, title="셋째", course=course))
    courses.save_course(by=superuser, course=course, contents=[first])
    assert course.contents.get() == first
    foreign = ContentFactory()
    with pytest.raises(Content.DoesNotExist):
        courses.save_course(by=superuser, course=course, contents=[foreign])


def test_a_new_title_is_in_the_planners(superuser):
    row = CourseClassFactory(course__title="옛 이름", number=2, meetings=1)
    over = CourseClassFactory(course=row.course, number=1, called_off_at=row.created_at, meetings=1)
    booked = AppointmentFactory(source=CourseClass.SOURCE, source_id=row.meetings.get().pk, title="옛 이름 2차")
    other = AppointmentFactory(source=CourseClass.SOURCE, source_id=over.meetings.get().pk, title="옛 이름 1차")
    row.course.title = "새 이름"
    courses.save_course(by=superuser, course=row.course)
    booked.refresh_from_db()
    other.refresh_from_db()
    assert (booked.title, booked.sequence, other.title) == ("새 이름 2차", 1, "옛 이름 1차")


def test_the_longest_title_fits_into_a_planner_with_its_number(superuser):
    row = CourseClassFactory(course__title="옛 이름", number=32767, meetings=1)
    booked = AppointmentFactory(source=CourseClass.SOURCE, source_id=row.meetings.get().pk)
    row.course.title = "가" * 200
    courses.save_course(by=superuser, course=row.course)
    booked.refresh_from_db()
    assert booked.title == "가" * 200 + " 32767차"
    assert booked.title == slots_of(row, row.meetings.all())[0].title
    booked.full_clean()


def test_a_course_is_hidden_only_while_nobody_is_in_it(superuser):
    row = CourseClassFactory()
    CourseClass.objects.filter(pk=row.pk).update(seats_taken=1)
    act = lambda: courses.set_course_published(by=superuser, course_id=row.course_id, published=False)  # noqa: E731
    assert refused(act)[:2] == ("course_in_use", "is_published")
    CourseClass.objects.filter(pk=row.pk).update(called_off_at=row.created_at)
    act()
    assert not Course.objects.get().is_published


def test_only_a_course_that_was_never_held_is_deleted(superuser):
    course, used = ContentFactory().course, CourseClassFactory().course
    courses.delete_course(by=superuser, course_id=course.pk)
    assert refused(lambda: courses.delete_course(by=superuser, course_id=used.pk))[0] == "course_has_classes"
    assert list(Course.objects.all()) == [used]


# --- Files ------------------------------------------------------------------------------------------------------------

MP4, WEBM = film("h264_aac.mp4"), film("vp9_opus.webm")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (MP4, "mp4"), (WEBM, "webm"), (b"\0\0\0\x08wide", "mp4"),
        (b"\x1a\x45\xdf\xa3matroska", None), (b"%PDF-1.7", "pdf"), (b"WEBVTT\n", "txt"),
        ("글".encode(), "txt"), (b"", None), (b"MZ\x00\x01", None),
        (b"\xff\xd8\xff", None),
        (("가" * 2000).encode(), "txt"),
    ],
)  # fmt: skip
def test_a_file_is_what_it_begins_with(data, kind):
    assert files.kind_of(SimpleUploadedFile("x.mp4", data)) == kind


def test_files_are_taken_by_kind_and_dropped_with_their_content(
    superuser, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    row = content(
        type=ContentType.VIDEO, file=SimpleUploadedFile("../../evil.html", MP4),
        captions=SimpleUploadedFile("a.js", CAPTIONS["SMI"].encode("cp949")),
    )  # fmt: skip
    course = courses.save_course(by=superuser, course=draft(), contents=[row])
    kept = sorted(path.suffix for path in tmp_path.rglob("*") if path.is_file())
    assert kept == [".mp4", ".vtt"]
    with django_capture_on_commit_callbacks(execute=True):
        courses.save_course(by=superuser, course=course, contents=[])
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"type": ContentType.VIDEO, "file": b"%PDF-"}, "file_not_taken", "file"),
        ({"type": ContentType.DOCUMENT, "file": MP4}, "file_not_taken", "file"),
        ({"type": ContentType.LINK, "file": b"text", "url": "https://a.kr/"}, "file_not_taken", "file"),
        ({"type": ContentType.VIDEO, "file": MP4, "captions": b"1\n"}, "captions_not_taken", "captions"),
    ],
)
def test_what_is_no_such_file_is_refused(superuser, fields, code, field):
    sent = {name: SimpleUploadedFile("x", data) if isinstance(data, bytes) else data for name, data in fields.items()}
    act = lambda: courses.save_course(by=superuser, course=draft(), contents=[content(**sent)])  # noqa: E731
    assert refused(act) == (code, field, 0)


@pytest.mark.parametrize("name", PLAYABLE)
def test_what_browsers_play_is_taken(superuser, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    row = content(type=ContentType.VIDEO, file=SimpleUploadedFile(name, film(name)))
    courses.save_course(by=superuser, course=draft(), contents=[row])
    with row.file.open("rb") as kept:
        assert kept.read() == film(name)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (film("hevc.mp4"), "H.265(HEVC)"), (film("prores.mov"), "ProRes"), (film("mpeg4.mp4"), "MPEG-4 Visual"),
        (film("h264_ten_bits.mp4"), "H.264 10bit"), (film("h264_pcm.mov"), "PCM"), (film("sound.m4a"), "영상이 없는"),
        (film("recorder.webm")[:462], "담긴 장면이 없습니다"),
        *((raw, "손상되었습니다") for name, raw in damaged().items() if "WebM" not in name or "only" not in name),
    ],
)  # fmt: skip
def test_a_video_that_no_browser_plays_is_refused_with_the_way_out(superuser, raw, words):
    row = content(type=ContentType.VIDEO, file=SimpleUploadedFile("x.mp4", raw))
    with pytest.raises(Invalid, match=re.escape(words)) as error:
        courses.save_course(by=superuser, course=draft(), contents=[row])
    assert (error.value.code, error.value.field) == ("video_not_played", "file")


def test_the_length_of_a_video_is_that_of_its_file(superuser, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = content(type=ContentType.VIDEO, file=SimpleUploadedFile("a.mp4", MP4), minutes=30)
    course = courses.save_course(by=superuser, course=draft(), contents=[row])
    assert (row.seconds, row.minutes) == (2, 1)  # 1.003 seconds
    row.minutes = 10
    courses.save_course(by=superuser, course=course, contents=[row])
    assert (row.seconds, row.minutes) == (2, 1)
    row.file, row.url = "", "https://example.com/a.mp4"
    courses.save_course(by=superuser, course=course, contents=[row])
    row.refresh_from_db()
    assert (row.seconds, row.minutes) == (None, 1)


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (200, 4), (999_999, 1440)])
def test_the_minutes_of_a_video_are_whole(seconds, minutes):
    assert rules.minutes_of(seconds) == minutes


def test_videos_of_before_are_measured_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    video = {"type": ContentType.VIDEO, "minutes": 30}
    whole, damaged_one = (default_storage.save("contents/a.mp4", ContentFile(raw)) for raw in (MP4, MP4[:40]))
    rows = [
        ContentFactory(**video, file=whole), ContentFactory(**video, file=damaged_one),
        ContentFactory(**video, file="contents/gone.mp4"), ContentFactory(**video, url="https://example.com/a.mp4"),
        ContentFactory(), ContentFactory(**video, file=whole, seconds=7),
    ]  # fmt: skip
    assert courses.measure_videos(clock.now()) == 3
    for row in rows:
        row.refresh_from_db()
    assert [row.seconds for row in rows] == [2, 0, 0, None, None, 7]
    assert {row.minutes for row in rows} == {30}
    assert courses.measure_videos(clock.now()) == 0


@pytest.mark.parametrize("name", documents())
def test_documents_of_office_programs_are_taken_as_what_they_are(superuser, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    raw, kind = documents()[name]
    row = content(file=SimpleUploadedFile("x.exe", raw))
    courses.save_course(by=superuser, course=draft(), contents=[row])
    assert row.file.name.endswith(f".{kind}")
    with row.file.open("rb") as kept:
        assert kept.read() == (decode(raw).encode() if kind == "txt" else raw)


@pytest.mark.parametrize("name", not_documents())
def test_what_is_no_document_is_refused_with_the_way_out(superuser, name):
    raw, code, words = not_documents()[name]
    row = content(file=SimpleUploadedFile("x.pdf", raw))
    with pytest.raises(Invalid, match=re.escape(words)) as error:
        courses.save_course(by=superuser, course=draft(), contents=[row])
    assert (error.value.code, error.value.field, error.value.extra["index"]) == (code, "file", 0)


@pytest.mark.parametrize("name", CAPTIONS)
def test_captions_of_every_form_are_kept_as_webvtt(superuser, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    row = content(
        type=ContentType.VIDEO,
        file=SimpleUploadedFile("x.mp4", MP4),
        captions=SimpleUploadedFile("a.txt", CAPTIONS[name].encode("utf-16")),
    )
    courses.save_course(by=superuser, course=draft(), contents=[row])
    row.refresh_from_db()
    assert row.captions.name.endswith(".vtt")
    with row.captions.open("rb") as kept:
        assert kept.read() == KEPT_CAPTIONS


def test_a_file_may_not_be_too_large(superuser, monkeypatch):
    monkeypatch.setitem(files.MOST_BYTES, "pdf", 4)
    row = content(file=SimpleUploadedFile("a.pdf", b"%PDF-1"))
    assert refused(lambda: courses.save_course(by=superuser, course=draft(), contents=[row]))[0] == "file_too_large"
