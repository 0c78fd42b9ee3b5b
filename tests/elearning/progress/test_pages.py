"""The pages of learning by their addresses: what the player saves, the button without a script, files, lists."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from openpyxl import load_workbook

from apps.core import clock
from apps.elearning.catalogue.models import Content
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress.models import Progress
from apps.elearning.progress.rules import GRACE
from tests.elearning.learning import course_of, learner, running_class
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import ContentFactory, CourseClassFactory
from tests.factories.learning import ProgressFactory
from tests.mentoring import reading

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
def video(mentor):
    """A required video of our own in a class that 하준 runs, before a document."""
    run = running_class(course=course_of(30, position=2), instructors=[mentor])
    name = default_storage.save("contents/a.mp4", ContentFile(bytes(range(100))))
    captions = default_storage.save("contents/a.vtt", ContentFile(b"WEBVTT\n"))
    content = ContentFactory(
        course=run.course, position=1, type="VIDEO", minutes=10, file=name, captions=captions, text=""
    )
    content.run = run
    return content


@pytest.fixture
def mine(video, student, client):
    client.force_login(student)
    return learner(video.run, member=student)


def at(name: str, content) -> str:
    return reverse(f"classes:{name}", args=[content.run.pk, content.pk])


def words(response) -> str:
    return reading.words(response.content.decode())


def packet(rate=0, position=0, seconds=0, **more) -> dict:
    return {"progress_rate": rate, "last_position": position, "learning_time": seconds, **more}


# --- What the player saves --------------------------------------------------------------------------------------------


def test_a_save_is_kept_and_says_what_is_kept(client, mine, video, june):
    june.shift(300)
    client.post(at("save_progress", video), packet())
    june.shift(300)
    sent = packet(0, 360, 180, played_ranges="0-120.5,239.5-360", duration="600.2")
    answer = client.post(at("save_progress", video), sent)
    assert answer.json() == {
        "rate": 40, "status": "IN_PROGRESS", "status_text": "학습중 40%", "status_kind": "info", "saved_at": "12:10",
        "why": "필수 동영상은 90% 이상 보아야 완료할 수 있습니다. 지금까지 40%를 보았습니다.", "course_rate": None,
        "seen": [[0, 121], [239, 360]], "missing": "아직 보지 않은 부분: 2:01–3:59, 6:00–10:01",
    }  # fmt: skip
    row = Progress.objects.get()
    assert (row.enrolment, row.progress_rate, row.last_position, row.learning_time) == (mine, 40, 360, 180)
    assert "아직 보지 않은 부분: 2:01–3:59, 6:00–10:01" in words(client.get(at("content", video)))
    assert "아직 보지 않은 부분: 2:01–3:59, 6:00–10:01" in words(
        client.get(reverse("enrolments:progress", args=[mine.pk]))
    )


def test_the_opening_keeps_the_position_and_adds_no_time(client, mine, video):
    ProgressFactory(enrolment=mine, content=video)
    client.post(at("save_progress", video), packet(0, "", 0))
    row = Progress.objects.get()
    assert (row.progress_rate, row.last_position, row.learning_time) == (40, 600, 600)


def test_from_ninety_percent_the_button_may_be_pressed_and_the_whole_changes_the_course(client, mine, video):
    ProgressFactory(enrolment=mine, content=video, progress_rate=89, saved_at=NOW - dt.timedelta(minutes=5))
    seen = packet(played_ranges="0-540")
    assert client.post(at("save_progress", video), seen).json()["why"] == ""
    answer = client.post(at("save_progress", video), {**seen, "progress_rate": 100}).json()
    assert (answer["status"], answer["status_text"], answer["course_rate"]) == ("COMPLETED", "학습 완료", 25)


def test_no_save_adds_more_time_than_went_by(client, mine, video):
    client.post(at("save_progress", video), packet(1, 1, 80_000))
    assert Progress.objects.get().learning_time == GRACE


@pytest.mark.parametrize(
    "given",
    [
        packet(101),
        packet(-1),
        packet("x"),
        {},
        packet(1, 86_401),
        packet(1, 1, -1),
        packet(played_ranges="0-x"),
        packet(played_ranges="1"),
        packet(played_ranges="2-1"),
        packet(duration="-1"),
        packet(played_ranges="0-nan"),
        packet(duration="nan"),
        packet(played_ranges="0-1," * 501),
    ],
)
def test_what_is_no_progress_is_refused_in_json(client, mine, video, given):
    answer = client.post(at("save_progress", video), given)
    assert (answer.status_code, answer.json()["code"]) in {
        (400, "unreadable"), (400, "part_out_of_range"), (400, "too_many_parts")
    }  # fmt: skip
    assert not Progress.objects.exists()


def test_after_the_end_the_refusal_is_a_sentence(client, mine, video, june):
    june.move_to(video.run.ends_at)
    client.force_login(mine.member)
    answer = client.post(at("save_progress", video), packet(50))
    assert (answer.status_code, answer.json()) == (
        409, {"code": "ended", "message": "수강 기간이 끝나 진도를 더 남길 수 없습니다."},
    )  # fmt: skip


def test_who_was_taken_out_meanwhile_is_told_so(client, mine, video):
    Enrolment.objects.filter(pk=mine.pk).update(status=EnrolmentStatus.CANCELLED, holds_seat=False, cancelled_at=NOW)
    assert client.post(at("save_progress", video), packet(50)).json()["code"] == "not_approved"


def test_nobody_learns_for_others_and_nothing_is_learned_elsewhere(client, mine, video, mentor):
    other = ContentFactory()
    other.run = video.run
    assert client.post(at("save_progress", other), packet(1)).status_code == 404
    client.force_login(mentor)
    answer = client.post(at("save_progress", video), packet(1))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_enrolment")
    assert not Progress.objects.exists()


def test_a_save_needs_the_token_of_the_page(mine, video):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mine.member)
    assert strict.post(at("save_progress", video), packet(1)).status_code == 403


def test_a_save_takes_few_statements(client, mine, video, django_assert_num_queries):
    client.post(at("save_progress", video), packet(1))
    with django_assert_num_queries(5):  # session, member, enrolment; then look and write
        client.post(at("save_progress", video), packet(2))


# --- Without a script -------------------------------------------------------------------------------------------------


def test_a_document_is_completed_by_a_button(client, mine, video):
    document = video.run.course.contents.exclude(pk=video.pk).get()
    document.run = video.run
    page = client.get(at("content", document))
    assert f'action="{at("complete_content", document)}"' in page.content.decode()
    answer = client.post(at("complete_content", document), follow=True)
    assert "학습을 완료했습니다." in words(answer)
    assert Progress.objects.get().completed_at == NOW


def test_a_video_that_was_not_seen_is_not_completed_by_one(client, mine, video):
    answer = client.post(at("complete_content", video), follow=True)
    assert "90% 이상 보아야 완료할 수 있습니다" in words(answer)
    assert not Progress.objects.exists()


def test_the_page_of_a_video_says_how_it_is_without_a_script(client, mine, video):
    said = client.get(at("content", video)).content.decode()
    assert "본 만큼 저장하고 완료하려면 브라우저에서 자바스크립트를 켜 주세요." in said
    assert f'data-save="{at("save_progress", video)}"' in said


# --- Policy and files -------------------------------------------------------------------------------------------------


def policy(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts}


def test_only_a_page_with_a_paper_opens_a_frame_and_only_one_with_a_video_from_elsewhere_its_host(client, mine, video):
    paper = ContentFactory(course=video.run.course, file="contents/a.pdf")
    elsewhere = ContentFactory(course=video.run.course, type="VIDEO", url="https://cdn.example.com/a.mp4")
    found = []
    for content in (video, paper, elsewhere):
        content.run = video.run
        parts = policy(client.get(at("content", content)))
        found.append((parts.get("frame-src"), parts["media-src"]))
    assert found == [(None, "'self'"), ("'self'", "'self'"), (None, "'self' https://cdn.example.com")]


def test_a_player_seeks_in_the_file(client, mine, video):
    answer = client.get(at("content_file", video), headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.getvalue()) == (206, bytes(range(10, 20)))
    assert (answer["Content-Range"], answer["Content-Type"]) == ("bytes 10-19/100", "video/mp4")
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-cache", "nosniff")


def test_files_run_nothing_and_are_framed_by_us_alone(client, mine, video):
    name = default_storage.save("contents/a.pdf", ContentFile(b"%PDF-1.4"))
    paper = ContentFactory(course=video.run.course, file=name, title="안내")
    paper.run = video.run
    as_paper, as_captions = client.get(at("content_file", paper)), client.get(at("content_captions", video))
    assert policy(as_paper)["default-src"] == policy(as_captions)["default-src"] == "'none'"
    assert policy(as_paper)["frame-ancestors"] == "'self'"
    assert ("sandbox" in policy(as_captions), "sandbox" in policy(as_paper)) == (True, False)
    assert (as_paper["X-Frame-Options"], as_paper["Content-Type"]) == ("SAMEORIGIN", "application/pdf")
    assert as_captions["Content-Type"] == "text/vtt; charset=utf-8"
    assert as_paper["Content-Disposition"].startswith("inline;")
    saved = client.get(at("content_file", paper), {"download": "1"})
    assert saved["Content-Disposition"] == "attachment; filename*=utf-8''%EC%95%88%EB%82%B4.pdf"
    for answer in (as_paper, as_captions, saved):
        answer.close()


def test_what_an_office_program_wrote_is_only_ever_saved(client, mine, video):
    name = default_storage.save("contents/a.hwp", ContentFile(b"HWP Document File"))
    paper = ContentFactory(course=video.run.course, file=name, title="안내")
    paper.run = video.run
    answer = client.get(at("content_file", paper))
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%EC%95%88%EB%82%B4.hwp"
    assert answer["Content-Type"] == "application/octet-stream"
    answer.close()
    page = client.get(at("content", paper)).content.decode()
    assert "?download=1" in page
    assert "<iframe" not in page


def test_uploads_have_no_address_of_their_own(client, mine, video):
    assert client.get(f"/media/{video.file.name}").status_code == 404


@pytest.mark.parametrize("name", ["content_file", "content_captions", "content", "room"])
def test_visitors_log_in_and_strangers_stay_outside(client, video, stranger, name):
    address = reverse("classes:room", args=[video.run.pk]) if name == "room" else at(name, video)
    assert client.get(address).status_code == 302
    client.force_login(stranger)
    assert client.get(address).status_code == 403


def test_before_the_first_day_the_page_says_when_it_opens(client, student):
    run = CourseClassFactory(course=course_of(10))
    learner(run, member=student)
    client.force_login(student)
    content = Content.objects.get()
    answer = client.get(f"/classes/{run.pk}/contents/{content.pk}/")
    assert answer.status_code == 409
    assert "학습은 6월 20일 (토) 0시에 시작됩니다." in words(answer)


# --- How a class comes on ---------------------------------------------------------------------------------------------


@pytest.fixture
def crowd(mentor, client):
    """A quarter of the days is over: 가온 is at 60 %, 나라 and 다온 at 4 and 3, 라희 has not begun; 마루 waits."""
    start = clock.today() - dt.timedelta(days=10)
    run = CourseClassFactory(
        course=course_of(10, 30), instructors=[mentor], start_date=start, end_date=start + dt.timedelta(days=39),
        apply_start=start - dt.timedelta(days=9), capacity=9,
    )  # fmt: skip
    first, second = run.course.contents.all()
    for days, (name, rates) in enumerate({"가온": (90, 50), "나라": (16, 0), "다온": (0, 4), "라희": ()}.items()):
        row = learner(run, member=MemberFactory(name=name))
        for content, rate in zip((first, second), rates, strict=False):
            ProgressFactory(
                enrolment=row, content=content, progress_rate=rate, learning_time=120, saved_at=NOW - dt.timedelta(days)
            )
    learner(run, member=MemberFactory(name="마루"), status=EnrolmentStatus.PENDING, approved_at=None)
    client.force_login(mentor)
    return run


def names(response) -> list[str]:
    return [row.name for row in response.context["page"].page]


def progress_of(run, form="progress") -> str:
    return reverse(f"classes:{form}", args=[run.pk])


def test_the_slowest_stand_first_and_those_behind_are_marked(client, crowd):
    answer = client.get(progress_of(crowd))
    page = answer.context["page"]
    assert [(row.name, row.rate, row.badge is not None) for row in page.page] == [
        ("라희", 0, True), ("다온", 3, True), ("나라", 4, True), ("가온", 60, False),
    ]  # fmt: skip
    assert page.facts == [("수강생", "4명"), ("평균 진도", "16%"), ("지난 기간", "26%"), ("뒤처진 학습자", "3명")]
    said = words(answer)
    assert "지난 기간(26%)보다 진도가 20%p 넘게 낮으면 뒤처진 것으로 봅니다." in said
    assert "뒤처진 학습자 3" in said


def test_those_behind_alone(client, crowd):
    assert names(client.get(progress_of(crowd), {"show": "behind"})) == ["라희", "다온", "나라"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("idle", ["라희", "다온", "나라", "가온"]),
        ("name", ["가온", "나라", "다온", "라희"]),
        ("nonsense", ["라희", "다온", "나라", "가온"]),
    ],
)
def test_other_orders(client, crowd, sort, expected):
    assert names(client.get(progress_of(crowd), {"sort": sort})) == expected


def test_the_pages_keep_what_is_asked(client, crowd, monkeypatch):
    monkeypatch.setattr("apps.elearning.progress.selectors.class_progress.PAGE_SIZE", 2)
    answer = client.get(progress_of(crowd), {"show": "behind", "sort": "name", "page": "2"})
    assert names(answer) == ["라희"]
    assert "show=behind&amp;sort=name&amp;page=1" in answer.content.decode()


def test_a_course_of_optional_contents_counts_them_all(client, crowd):
    Content.objects.update(is_required=False)
    rates = [row.rate for row in client.get(progress_of(crowd)).context["page"].page]
    assert rates == [0, 3, 4, 60]
    Content.objects.filter(pk=crowd.course.contents.first().pk).update(is_required=True)
    assert [row.rate for row in client.get(progress_of(crowd)).context["page"].page] == [0, 0, 16, 90]


def test_nobody_behind_and_nobody_at_all(client, crowd, mentor, june):
    june.move_to(crowd.starts_at)
    client.force_login(mentor)
    assert "뒤처진 학습자가 없습니다" in words(client.get(progress_of(crowd), {"show": "behind"}))
    empty = running_class(instructors=[mentor])
    answer = client.get(progress_of(empty))
    assert "아직 승인된 수강생이 없습니다" in words(answer)
    assert client.get(progress_of(empty, "progress_csv")).status_code == 200


def test_a_class_without_contents_has_everyone_at_nought(client, mentor):
    run = running_class(instructors=[mentor])
    learner(run)
    client.force_login(mentor)
    assert client.get(progress_of(run)).context["page"].facts[1:2] == [("평균 진도", "0%")]


def test_the_list_as_files(client, crowd):
    head = ["신청 번호", "이름", "진도율(%)", "완료한 콘텐츠", "전체 콘텐츠", "학습 시간(분)", "마지막 학습", "뒤처짐"]
    answer = client.get(progress_of(crowd, "progress_csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == head
    assert rows[1][1:] == ["라희", "0", "0", "2", "0", "", "예"]
    assert rows[4][1:] == ["가온", "60", "0", "2", "4", "2026-06-10(수) 12:00", ""]
    assert (answer["Cache-Control"], "attachment" in answer["Content-Disposition"]) == ("no-store", True)
    book = load_workbook(io.BytesIO(client.get(progress_of(crowd, "progress_xlsx")).content))
    assert [cell.value for cell in next(book.active.iter_rows())] == head
    assert book.active.max_row == 5


# --- One learner ------------------------------------------------------------------------------------------------------


def test_one_learner_content_by_content(client, crowd):
    row = Enrolment.objects.get(member__name="나라")
    answer = client.get(reverse("enrolments:progress", args=[row.pk]))
    page = answer.context["page"]
    assert [(one.number, one.rate, one.status.text, one.last) for one in page.rows] == [
        (1, 16, "16% 학습", "2026-06-09(화) 12:00"), (2, 0, "0% 학습", "2026-06-09(화) 12:00"),
    ]  # fmt: skip
    assert (page.sums.rate, page.expected, page.badge.text, page.is_own) == (4, "26%", "뒤처짐", False)
    assert "나라 님의 진도" in words(answer)


def test_a_learner_sees_the_same_of_themselves_and_of_nobody_else(client, crowd):
    row = Enrolment.objects.get(member__name="라희")
    client.force_login(row.member)
    answer = client.get(reverse("enrolments:progress", args=[row.pk]))
    assert [one.last for one in answer.context["page"].rows] == ["–", "–"]
    assert "내 진도" in words(answer)
    other = Enrolment.objects.get(member__name="나라")
    assert client.get(reverse("enrolments:progress", args=[other.pk])).status_code == 404


def test_who_is_out_of_the_class_sees_their_progress_and_no_way_into_the_room(client, mine, video):
    address = reverse("enrolments:progress", args=[mine.pk])
    room = reverse("classes:room", args=[video.run.pk])
    assert 'class="tabs"' in client.get(address).content.decode()
    Enrolment.objects.filter(pk=mine.pk).update(status=EnrolmentStatus.CANCELLED, holds_seat=False, cancelled_at=NOW)
    answer = client.get(address)
    assert (answer.status_code, answer.context["tabs"]) == (200, [])
    assert client.get(room).status_code == 403


def test_after_the_end_a_content_that_was_not_completed_asks_for_nothing(client, mine, video, june):
    june.move_to(video.run.ends_at)
    client.force_login(mine.member)
    said = client.get(at("content", video)).content.decode()
    assert "수강 기간이 끝나 진도를 더 남길 수 없습니다." in said
    assert "learn-finish" not in said
    assert "data-save=" not in said


def test_an_approved_enrolment_leads_to_its_classroom(client, mine, video):
    room = reverse("classes:room", args=[video.run.pk])
    assert f'href="{room}"' in client.get(mine.get_absolute_url()).content.decode()
