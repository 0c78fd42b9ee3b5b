"""The classroom and one content in it: what stands there for whom, what is next, and what its files are sent as."""

import datetime as dt

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.core import clock
from apps.core.errors import Conflict, NotAllowed
from apps.elearning.catalogue.models import Content, CourseClass
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress import labels
from apps.elearning.progress.selectors import classroom as rooms
from apps.elearning.progress.selectors import list_course_progress
from apps.elearning.progress.selectors import player as players
from tests.elearning.learning import course_of, learner, running_class
from tests.factories.elearning import ContentFactory, CourseClassFactory, EnrolmentFactory
from tests.factories.learning import ProgressFactory

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def run(mentor):
    """Three documents; from 5 June for a month."""
    return running_class(course=course_of(10, 20, 30), instructors=[mentor])


@pytest.fixture
def mine(run, student):
    return learner(run, member=student)


def contents_of(run: CourseClass) -> list[Content]:
    return list(run.course.contents.all())


def room_of(run, member):
    return rooms.classroom_page(run.pk, member, clock.now())


def player_of(content, run, member):
    return players.player_page(run.pk, content.pk, member, clock.now())


# --- The room ---------------------------------------------------------------------------------------------------------


def test_nothing_begun_starts_with_the_first(run, mine, student):
    page = room_of(run, student)
    first = contents_of(run)[0]
    assert (page.next.label, page.next.url) == ("학습 시작하기", f"/classes/{run.pk}/contents/{first.pk}/")
    assert [line.status.text for line in page.lines] == ["학습 전"] * 3
    assert (page.sums.rate, page.sums.done, page.total) == (0, "3개 중 0개 완료", "3개 · 1시간")
    assert page.title == "7월 5일 (일)까지 학습하실 수 있습니다"
    assert page.says == ["25일 12시간 남음. 보신 만큼 저절로 저장됩니다."]


def test_what_was_left_open_last_is_next(run, mine, student):
    first, _second, third = contents_of(run)
    ProgressFactory(enrolment=mine, content=first, saved_at=NOW - dt.timedelta(hours=3))
    ProgressFactory(enrolment=mine, content=third, saved_at=NOW - dt.timedelta(hours=1), progress_rate=0)
    page = room_of(run, student)
    assert (page.next.label, page.next.title) == ("이어서 학습하기", third.title)
    assert [line.status.text for line in page.lines] == ["40% 학습", "학습 전", "0% 학습"]


def test_after_a_completed_one_the_next_in_order_is_next(run, mine, student):
    first, second, _third = contents_of(run)
    ProgressFactory(enrolment=mine, content=first, progress_rate=100)
    page = room_of(run, student)
    assert (page.next.title, [line.is_done for line in page.lines]) == (second.title, [True, False, False])


def test_once_all_is_completed_nothing_is_next(run, mine, student):
    for content in contents_of(run):
        ProgressFactory(enrolment=mine, content=content, progress_rate=100)
    page = room_of(run, student)
    assert (page.next, page.sums.rate, page.sums.kind) == (None, 100, "done")


@pytest.mark.parametrize("required", [(True, True, True), (True, False, False), (False, False, False)])
def test_the_rate_is_that_of_the_api_and_the_admin(run, mine, student, required):
    for content, is_required, rate in zip(contents_of(run), required, (33, 50, 100), strict=True):
        Content.objects.filter(pk=content.pk).update(is_required=is_required)
        ProgressFactory(enrolment=mine, content=content, progress_rate=rate, learning_time=70)
    page = room_of(run, student)
    (whole,) = list_course_progress([mine.pk])
    assert page.sums.rate == whole.rate
    said = "필수 1개 중 0개 완료 · 선택 1개 남음" if any(required) and not all(required) else "3개 중 1개 완료"
    assert (whole.completed, page.sums.done, page.sums.time) == (1, said, "3분")


def test_what_is_required_is_told_from_what_may_be_left_out(run, mine, student):
    first, second, third = contents_of(run)
    Content.objects.filter(pk=third.pk).update(is_required=False)
    for content in (first, second):
        ProgressFactory(enrolment=mine, content=content, progress_rate=100)
    assert room_of(run, student).sums.done == "필수 2개 모두 완료 · 선택 1개 남음"
    ProgressFactory(enrolment=mine, content=third, progress_rate=100)
    assert room_of(run, student).sums.done == "필수 2개 모두 완료 · 선택 1개 모두 완료"


def test_before_the_first_day_contents_are_named_and_not_opened(student):
    run = CourseClassFactory(course=course_of(10))
    learner(run, member=student)
    page = room_of(run, student)
    assert (page.next, page.lines[0].url, page.title) == (None, "", "6월 20일 (토)에 열립니다")
    with pytest.raises(Conflict) as refused:
        player_of(contents_of(run)[0], run, student)
    assert refused.value.code == "not_begun"


def test_after_the_last_day_all_can_be_seen_again_and_nothing_is_kept(run, mine, student, june):
    ProgressFactory(enrolment=mine, content=contents_of(run)[0])
    june.move_to(run.ends_at)
    page = room_of(run, student)
    assert (page.title, page.next.label) == ("수강 기간이 끝났습니다", "다시 보기")
    content = player_of(contents_of(run)[0], run, student)
    assert (content.saves, content.says) == (False, "수강 기간이 끝나 진도를 더 남길 수 없습니다.")


@pytest.mark.parametrize("who", ["mentor", "superuser"])
def test_who_runs_the_class_looks_in_and_nothing_is_kept(run, who, request):
    looker = request.getfixturevalue(who)
    page = room_of(run, looker)
    assert (page.sums, page.title, page.next.label) == (None, "미리 보기입니다", "처음부터 보기")
    assert page.lines[0].status is None
    content = player_of(contents_of(run)[1], run, looker)
    assert (content.saves, content.says) == (False, "미리 보기에서는 진도가 저장되지 않습니다.")
    assert (content.status, content.sums) == (None, None)


def test_those_who_run_it_look_in_before_it_starts(mentor):
    run = CourseClassFactory(course=course_of(10), instructors=[mentor])
    assert room_of(run, mentor).lines[0].url
    assert player_of(contents_of(run)[0], run, mentor).saves is False


def test_a_class_that_was_called_off_says_so(run, mentor):
    CourseClass.objects.filter(pk=run.pk).update(called_off_at=NOW)
    assert room_of(run, mentor).title == "폐강된 차수입니다"


def test_a_course_without_contents(student):
    run = running_class()
    learner(run, member=student)
    page = room_of(run, student)
    assert (page.lines, page.next, page.total, page.sums.rate) == ([], None, "", 0)


def test_strangers_stay_outside(run, stranger):
    for look in (lambda: room_of(run, stranger), lambda: player_of(contents_of(run)[0], run, stranger)):
        with pytest.raises(NotAllowed) as refused:
            look()
        assert refused.value.code == "not_in_class"


# --- One content ------------------------------------------------------------------------------------------------------


def test_a_content_stands_between_its_neighbours(run, mine, student):
    first, second, third = contents_of(run)
    page = player_of(second, run, student)
    assert (page.previous.pk, page.next.pk, page.place) == (first.pk, third.pk, "3개 중 2번째")
    assert (player_of(first, run, student).previous, player_of(third, run, student).next) == (None, None)
    assert [line.is_here for line in page.lines] == [False, True, False]


def test_where_one_left_off(run, mine, student):
    content = contents_of(run)[0]
    ProgressFactory(enrolment=mine, content=content, saved_at=NOW - dt.timedelta(minutes=3))
    page = player_of(content, run, student)
    assert (page.rate, page.position, page.saved, page.status.text) == (40, 600, "11:57", "학습중 40%")


def test_an_older_save_is_told_with_its_day():
    assert rooms.saved_words(NOW - dt.timedelta(days=2), NOW) == "2026-06-08(월) 12:00"


def test_the_content_of_another_course_is_none(run, mine, student):
    with pytest.raises(Content.DoesNotExist):
        player_of(ContentFactory(), run, student)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (
            {"type": "VIDEO", "file": "contents/a.mp4", "captions": "contents/a.vtt"},
            {"video": "file/", "media_type": "video/mp4", "captions": "captions/", "download": "file/?download=1"},
        ),
        (
            {"type": "VIDEO", "url": "https://cdn.example.com/a.webm"},
            {"video": "https://cdn.example.com/a.webm", "media_type": "video/webm"},
        ),
        ({"type": "VIDEO", "url": "https://video.example.com/watch"}, {"outside": "https://video.example.com/watch"}),
        ({"type": "LINK", "url": "https://example.com/"}, {"outside": "https://example.com/"}),
        ({"type": "DOCUMENT", "file": "contents/a.pdf"}, {"frame": "file/", "download": "file/?download=1"}),
        ({"type": "DOCUMENT", "file": "contents/gone.txt"}, {"download": "file/?download=1"}),
        ({"type": "DOCUMENT", "text": "<p>글<script>x</script></p>"}, {"text": "<p>글</p>"}),
    ],
)
def test_what_there_is_to_see(run, mine, student, fields, shown):
    content = ContentFactory(course=run.course, **{"text": "", **fields})
    page = player_of(content, run, student)
    base = f"/classes/{run.pk}/contents/{content.pk}/"
    local = ("file/", "captions/")
    expected = {name: base + value if value.startswith(local) else value for name, value in shown.items()}
    assert {name: value for name, value in vars(page.shown).items() if value} == expected


def test_a_video_from_elsewhere_is_named_for_the_policy(run, mine, student):
    elsewhere = ContentFactory(course=run.course, type="VIDEO", url="https://cdn.example.com:8443/a.mp4?x=1")
    ours = ContentFactory(course=run.course, type="VIDEO", file="contents/a.mp4")
    assert player_of(elsewhere, run, student).shown.other_host == "https://cdn.example.com:8443"
    assert player_of(ours, run, student).shown.other_host == ""


@pytest.mark.parametrize("host", ["cdn.example.com;script-src *", "me@cdn.example.com", "cdn.example.com ", "*"])
def test_a_host_that_is_none_is_not_named(host):
    assert players.ShownContent(video=f"https://{host}/a.mp4").other_host == ""


def test_a_text_file_is_read_and_its_tags_are_words(run, mine, student):
    name = default_storage.save("contents/a.txt", ContentFile("\ufeff첫 줄\n둘째 <b>줄</b>\n\n다음".encode()))
    page = player_of(ContentFactory(course=run.course, file=name, text=""), run, student)
    assert page.shown.text == "<p>첫 줄<br>둘째 &lt;b&gt;줄&lt;/b&gt;</p>\n\n<p>다음</p>"


@pytest.mark.parametrize(
    ("fields", "rate", "why", "rule"),
    [
        ({"type": "VIDEO", "file": "contents/a.mp4"}, 89, "지금까지 89%를 보았습니다", "90% 이상 보신 뒤"),
        ({"type": "VIDEO", "file": "contents/a.mp4"}, 90, "", "90% 이상 보신 뒤"),
        ({"type": "VIDEO", "file": "contents/a.mp4", "is_required": False}, 0, "", "다 보신 뒤"),
        ({"type": "LINK", "url": "https://example.com/"}, 0, "", "다 보신 뒤"),
        ({"type": "DOCUMENT"}, 0, "", "다 읽으신 뒤"),
    ],
)
def test_what_completes_it_is_said(run, mine, student, fields, rate, why, rule):
    content = ContentFactory(course=run.course, **fields)
    ProgressFactory(enrolment=mine, content=content, progress_rate=rate)
    page = player_of(content, run, student)
    assert page.saves
    assert why in page.why
    assert bool(page.why) == bool(why)
    assert page.rule.startswith(rule)


# --- Its files --------------------------------------------------------------------------------------------------------


def file_of(run, content, member, field="file"):
    return players.get_content_file(run.pk, content.pk, member, clock.now(), field=field)


def test_a_file_is_named_after_the_content(run, mine, student):
    name = default_storage.save("contents/0b1.pdf", ContentFile(b"%PDF-1"))
    content = ContentFactory(course=run.course, title="안내", file=name, captions=name)
    opened, kind, saved_as = file_of(run, content, student)
    with opened:
        assert (opened.read(), kind, saved_as) == (b"%PDF-1", "application/pdf", "안내.pdf")
    captions, _kind, saved_as = file_of(run, content, student, "captions")
    with captions:
        assert saved_as == "안내.pdf"


@pytest.mark.parametrize("name", ["", "contents/gone.pdf", "contents/page.html"])
def test_what_is_not_there_or_not_of_ours_is_not_sent(run, mine, student, name):
    default_storage.save("contents/page.html", ContentFile(b"<script>"))
    with pytest.raises(Content.DoesNotExist):
        file_of(run, ContentFactory(course=run.course, file=name), student)


def test_a_file_of_another_course_is_not_sent(run, mine, student):
    name = default_storage.save("contents/a.pdf", ContentFile(b"%PDF-1"))
    with pytest.raises(Content.DoesNotExist):
        file_of(run, ContentFactory(file=name), student)


def test_no_file_before_the_first_day(student):
    run = CourseClassFactory(course=course_of(10))
    learner(run, member=student)
    with pytest.raises(Conflict):
        file_of(run, contents_of(run)[0], student)


# --- What one learns with ---------------------------------------------------------------------------------------------


def test_the_newest_enrolment_is_what_one_learns_with(run, student):
    EnrolmentFactory(course_class=run, member=student, status=EnrolmentStatus.CANCELLED)
    newest = learner(run, member=student)
    assert rooms.own_enrolment(run.pk, student) == newest


def test_who_has_none_is_told_so(run, mentor):
    with pytest.raises(NotAllowed) as refused:
        rooms.own_enrolment(run.pk, mentor)
    assert refused.value.code == "not_your_enrolment"
    with pytest.raises(CourseClass.DoesNotExist):
        rooms.own_enrolment(987_654_321, mentor)


def test_many_missing_parts_are_the_first_five_and_a_number():
    parts = tuple((n * 100, n * 100 + 7) for n in range(7))
    assert labels.parts_text(parts[:2]) == "0:00–0:07, 1:40–1:47"
    assert labels.parts_text(parts).endswith("6:40–6:47 외 2곳")
