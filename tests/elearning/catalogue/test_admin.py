"""The catalogue in the admin: kept through the services, refusals beside their fields, in and out by file."""

import datetime as dt
import io

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from openpyxl import Workbook, load_workbook

from apps.core import clock, html
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass
from apps.elearning.catalogue.sheets import ClassResource, ContentResource, CourseResource
from apps.planner.models import Appointment, AppointmentRole
from tests.factories.elearning import ClassMeetingFactory, ContentFactory, CourseClassFactory, CourseFactory
from tests.factories.planner import AppointmentFactory, HolidayFactory, VenueFactory
from tests.factories.topics import TopicFactory
from tests.people import fresh
from tests.uploads.documents import CAPTIONS
from tests.uploads.films import film

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
COURSES, CONTENTS, CLASSES = (
    reverse(f"admin:elearning_{name}_changelist") for name in ("course", "content", "courseclass")
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


def rows_of(prefix: str, rows: list[dict], kept: int = 0) -> dict[str, str]:
    """An inline as the browser sends it."""
    head = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": kept, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    cells = {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return {f"{prefix}-{name}": value for name, value in head.items()} | cells


def course_data(contents: list[dict] | None = None, kept: int = 0, **changes) -> dict:
    given = {
        "title": "응급 처치",
        "type": "OFFLINE",
        "level": "BASIC",
        "hours": "8",
        "content": "배웁니다",
        "is_published": "on",
    }
    return {**given, **rows_of("contents", contents or [], kept), **changes}


def content(**changes) -> dict:
    return {"position": "", "title": "심폐소생술", "type": "DOCUMENT", "minutes": "30", "text": "누릅니다", **changes}


def class_data(course, meetings: list[dict] | None = None, steps: list[dict] | None = None, kept: int = 0, **changes):
    given = {
        "course": course.pk, "number": "", "start_date": "2026-06-20", "end_date": "2026-07-20",
        "apply_start": "2026-06-01", "apply_end": "2026-06-18", "capacity": "10", "least": "1", "fee": "30000",
        "approval": "MANUAL", "has_waiting_list": "on", "promotion": "AUTOMATIC", "offer_hours": "24",
        "attendance_weight": "30",
        "assessment_weight": "40", "progress_weight": "30", "least_progress": "80", "least_attendance": "80",
        "least_score": "60", "lates_per_absence": "3", "is_published": "on", "seen": "0",
    }  # fmt: skip
    return {**given, **rows_of("meetings", meetings or [], kept), **rows_of("refund_steps", steps or []), **changes}


def meeting(day: int = 20, hour: int = 14, **changes) -> dict:
    return {
        "starts_at_0": f"2026-06-{day}", "starts_at_1": f"{hour}:00", "ends_at_0": f"2026-06-{day}",
        "ends_at_1": f"{hour + 2}:00", "venue": "", "venue_text": "", **changes,
    }  # fmt: skip


def said(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


# --- Courses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["List<String>", "if (x<y && y>z)", "<p>글</p>", "<3"])
def test_a_box_takes_text_to_the_letter_and_html_where_it_says_so(office, typed):
    office.post(
        reverse("admin:elearning_course_add"), course_data([content(type="DOCUMENT", text=typed)], content=typed)
    )
    course = Course.objects.get()
    assert {html.plain(course.content), html.plain(course.contents.get().text)} == {typed}
    page = office.get(reverse("admin:elearning_course_change", args=[course.pk])).content.decode()
    assert page.count(f">\n{escape(typed)}</textarea>") == 2
    assert page.count('<option value="plain" selected>') == 3  # with the row of contents to come
    rich = "<p>가 <strong>나</strong></p>"
    office.post(reverse("admin:elearning_course_add"), course_data(title="둘째", content=rich, content_format="html"))
    second = Course.objects.get(title="둘째")
    assert second.content == rich
    page = office.get(reverse("admin:elearning_course_change", args=[second.pk])).content.decode()
    assert f">\n{escape(rich)}</textarea>" in page
    assert '<option value="html" selected>' in page


def test_a_course_is_kept_with_its_contents_through_the_service(office):
    answer = office.post(reverse("admin:elearning_course_add"), course_data([content(), content(title="고정하기")]))
    assert answer.status_code == 302
    course = Course.objects.get()
    assert course.content == "<p>배웁니다</p>"
    assert [(row.position, row.title) for row in course.contents.all()] == [(1, "심폐소생술"), (2, "고정하기")]
    first, second = course.contents.all()
    swapped = [
        content(id=first.pk, course=course.pk, position="2"),
        content(id=second.pk, course=course.pk, position="1", title="고정하기"),
        content(title="마지막"),
    ]
    address = reverse("admin:elearning_course_change", args=[course.pk])
    assert office.post(address, course_data(swapped, kept=2, title="응급")).status_code == 302
    assert [row.title for row in course.contents.all()] == ["고정하기", "심폐소생술", "마지막"]
    gone = [swapped[0] | {"DELETE": "on"}, swapped[1]]
    assert office.post(address, course_data(gone, kept=2, title="응급")).status_code == 302
    assert {row.title for row in course.contents.all()} == {"고정하기", "마지막"}
    assert "elearning.course_changed" in AuditEntry.objects.values_list("act", flat=True)


def test_the_least_time_of_a_document_stays_unless_it_is_sent(office):
    office.post(reverse("admin:elearning_course_add"), course_data([content(least_minutes="5"), content(title="둘째")]))
    course = Course.objects.get()
    address = reverse("admin:elearning_course_change", args=[course.pk])

    def least(**sent) -> list[int]:
        rows = [content(id=row.pk, course=course.pk, position=str(row.position), **sent) for row in kept]
        assert office.post(address, course_data(rows, kept=2)).status_code == 302
        return [row.least_minutes for row in course.contents.all()]

    kept = list(course.contents.all())
    assert [row.least_minutes for row in kept] == [5, 0]
    assert least() == [5, 0]
    assert least(least_minutes="3") == [3, 3]
    assert least(least_minutes="") == [0, 0]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (course_data(hours="5000"), "2000시간 이하로 적어 주세요"),
        (course_data([content(type="LINK")]), "링크에는 주소가 필요합니다"),
        (course_data([content(url="http://a.kr/")]), "주소는 https://로 시작하는"),
        (course_data([content(position="1"), content(position="1")]), "순서 1이 두 번 있습니다"),
        (course_data([content(file=SimpleUploadedFile("a.pdf", b"\xff\xd8<script>"))]), "문서는 PDF, 한글(HWP·HWPX)"),
    ],
)
def test_what_the_service_refuses_is_said_in_the_form(office, data, sentence):
    assert sentence in said(office.post(reverse("admin:elearning_course_add"), data))
    assert not Course.objects.exists()


def test_files_are_looked_at_and_renamed(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    bad = [content(type="VIDEO", text="", file=SimpleUploadedFile("x.mp4", b"\x00\x00"))]
    assert "동영상은 MP4나 WebM" in said(office.post(reverse("admin:elearning_course_add"), course_data(bad)))
    good = [
        content(
            type="VIDEO", text="", file=SimpleUploadedFile("<b>.exe", film("h264_aac.mp4")),
            captions=SimpleUploadedFile("a.html", CAPTIONS["SRT"].encode("cp949")),
        )
    ]  # fmt: skip
    assert office.post(reverse("admin:elearning_course_add"), course_data(good)).status_code == 302
    row = Content.objects.get()
    assert row.file.name.endswith(".mp4")
    assert row.captions.name.endswith(".vtt")
    assert "exe" not in row.file.name


def test_publishing_and_hiding_courses(office):
    course = CourseFactory(is_published=False)
    office.post(COURSES, {"action": "publish", "_selected_action": [course.pk]})
    assert Course.objects.get().is_published
    office.post(COURSES, {"action": "unpublish", "_selected_action": [course.pk]})
    assert not Course.objects.get().is_published


def test_only_a_course_without_classes_is_deleted(office):
    course, used = ContentFactory().course, CourseClassFactory().course
    delete = [reverse("admin:elearning_course_delete", args=[row.pk]) for row in (course, used)]
    assert "콘텐츠" in said(office.get(delete[0]))
    assert office.post(delete[0], {"post": "yes"}).status_code == 302
    assert office.post(delete[1], {"post": "yes"}).status_code == 403
    assert list(Course.objects.all()) == [used]
    assert "delete_selected" not in said(office.get(COURSES))


# --- Classes ----------------------------------------------------------------------------------------------------------


def test_a_class_is_kept_with_meetings_and_steps(office, mentor):
    course, venue = CourseFactory(), VenueFactory()
    data = class_data(
        course, [meeting(venue=venue.pk), meeting(21, venue_text="운동장")],
        [{"days_before": "7", "percent": "100"}], instructors=[mentor.pk],
    )  # fmt: skip
    assert office.post(reverse("admin:elearning_courseclass_add"), data).status_code == 302
    row = CourseClass.objects.get()
    assert (row.number, row.fee, row.starts_at) == (1, 30_000, clock.start_of(dt.date(2026, 6, 20)))
    assert [one.starts_at for one in row.meetings.all()] == [
        clock.at(dt.date(2026, 6, 20), dt.time(14)), clock.at(dt.date(2026, 6, 21), dt.time(14)),
    ]  # fmt: skip
    assert Appointment.objects.filter(member=mentor, role=AppointmentRole.HOST).count() == 2
    address = reverse("admin:elearning_courseclass_change", args=[row.pk])
    assert "다음 차수로 복사" in said(office.get(address))
    first, second = row.meetings.all()
    changed = [
        meeting(22, id=first.pk, course_class=row.pk, venue=venue.pk),
        meeting(21, id=second.pk, course_class=row.pk, DELETE="on"),
    ]
    data = class_data(course, changed, kept=2, instructors=[mentor.pk], number="4")
    step = row.refund_steps.get()
    data |= rows_of("refund_steps", [{"id": step.pk, "course_class": row.pk, "days_before": "7", "percent": "90"}], 1)
    assert office.post(address, data).status_code == 302
    row.refresh_from_db()
    assert (row.number, row.revision) == (4, 1)
    assert row.meetings.get().starts_at == clock.at(dt.date(2026, 6, 22), dt.time(14))
    assert row.refund_steps.get().percent == 90
    # Saved once more from the form as it was: somebody else's edit would be lost.
    data = class_data(course, [changed[0]], kept=1, instructors=[mentor.pk], number="4")
    assert "그사이 다른 사람이 이 차수를 수정했습니다" in said(office.post(address, data))


def test_a_refusal_stands_beside_its_field(office, mentor):
    course = CourseFactory()
    CourseClassFactory(course=course, number=3)
    AppointmentFactory(
        member=mentor, role=AppointmentRole.HOST, starts_at=clock.at(dt.date(2026, 6, 21), dt.time(15)), title="특강"
    )
    add = reverse("admin:elearning_courseclass_add")
    for data, sentence in (
        (class_data(course, apply_end="2026-08-01"), "신청 종료일은 종료일"),
        (class_data(course, progress_weight="20"), "더하면 100이어야"),
        (class_data(course, number="3"), "이 과정에 3차가 이미 있습니다"),
        (class_data(course, [meeting(), meeting(15)]), "시작일과 종료일 사이"),
        (class_data(course, [meeting(), meeting(21)], instructors=[mentor.pk]), "이미 진행하는 일정 ‘특강’"),
        (class_data(course, [meeting(venue=VenueFactory().pk)]), "강사를 먼저 정해 주세요"),
        (class_data(course, steps=[{"days_before": "7", "percent": "10"}, {"days_before": "3", "percent": "50"}]),
         "환불 비율이 높아질 수는 없습니다"),
        (class_data(course, start_date="2026-09-01"), "종료일은 시작일과 같거나 늦어야"),
    ):  # fmt: skip
        body = said(office.post(add, data))
        assert sentence in body
        assert "errorlist" in body
    assert CourseClass.objects.count() == 1
    assert not ClassMeeting.objects.exists()


def test_a_holiday_is_named_in_the_form_which_then_goes_on(office):
    HolidayFactory(date=dt.date(2026, 6, 21), name="임시공휴일")
    data = class_data(CourseFactory(), [meeting(), meeting(21)])
    answer = office.post(reverse("admin:elearning_courseclass_add"), data)
    assert "공휴일입니다: 6월 21일 (일) 임시공휴일" in said(answer)
    known = answer.context["adminform"].form["holidays"].value()
    assert known == "2026-06-21"
    assert office.post(reverse("admin:elearning_courseclass_add"), data | {"holidays": known}).status_code == 302
    copy = reverse("admin:elearning_courseclass_copy", args=[CourseClass.objects.get().pk])
    sent = {"start_date": "2026-06-21", "with_meetings": "on"}
    answer = office.post(copy, sent)
    assert "공휴일입니다: 6월 21일 (일) 임시공휴일" in said(answer)
    assert office.post(copy, sent | {"holidays": answer.context["form"]["holidays"].value()}).status_code == 302


def test_actions_on_classes(office, mentor):
    row = CourseClassFactory(is_published=False, instructors=[mentor], meetings=1)
    act = lambda name, **more: office.post(  # noqa: E731
        CLASSES, {"action": name, "_selected_action": [row.pk], **more}, follow=True
    )
    assert "차수 1개를 공개했습니다" in said(act("publish"))
    assert "차수 1개를 비공개로 바꾸었습니다" in said(act("unpublish"))
    assert "폐강하는 사유" in said(act("call_off"))
    assert "차수 1개를 폐강하고" in said(act("call_off", reason="신청이 적습니다."))
    assert "폐강된 차수입니다" in said(act("publish"))
    row.refresh_from_db()
    assert row.called_off_reason == "신청이 적습니다."
    assert office.post(reverse("admin:elearning_courseclass_change", args=[row.pk]), {}).status_code == 403


def test_copying_to_the_next_time(office):
    row = CourseClassFactory(course__title="수영", number=1, start_date=dt.date(2026, 6, 20), meetings=1)
    address = reverse("admin:elearning_courseclass_copy", args=[row.pk])
    assert "새 차수의 시작일" in said(office.get(address))
    assert "날짜를 알아볼 수 없습니다" in said(office.post(address, {"start_date": "언젠가"}))
    answer = office.post(address, {"start_date": "2026.9.19", "with_meetings": "on"}, follow=True)
    assert "수영 2차를 만들었습니다" in said(answer)
    made = CourseClass.objects.get(number=2)
    assert made.meetings.get().starts_at == clock.at(dt.date(2026, 9, 19), dt.time(14))
    assert office.get(reverse("admin:elearning_courseclass_copy", args=[987_654])).status_code == 404


def test_a_copy_that_clashes_is_refused_in_the_form(office, mentor):
    row = CourseClassFactory(start_date=dt.date(2026, 6, 20), instructors=[mentor], meetings=1)
    starts_at = clock.at(dt.date(2026, 9, 19), dt.time(14))
    AppointmentFactory(member=mentor, role=AppointmentRole.HOST, starts_at=starts_at)
    address = reverse("admin:elearning_courseclass_copy", args=[row.pk])
    body = said(office.post(address, {"start_date": "2026-09-19", "with_meetings": "on"}))
    assert "이미 진행하는 일정" in body
    assert CourseClass.objects.count() == 1


def test_an_unused_class_is_deleted(office):
    row = CourseClassFactory(meetings=1)
    address = reverse("admin:elearning_courseclass_delete", args=[row.pk])
    assert "수업일" in said(office.get(address))
    assert office.post(address, {"post": "yes"}).status_code == 302
    assert not CourseClass.objects.exists()


def test_who_may_only_look_changes_nothing(client, bare_staff):
    row = CourseClassFactory()
    bare_staff.user_permissions.add(
        *Permission.objects.filter(codename__in=["view_course", "view_courseclass", "view_content"])
    )
    client.force_login(fresh(bare_staff))
    for name, pk in (("course", row.course.pk), ("courseclass", row.pk)):
        address = reverse(f"admin:elearning_{name}_change", args=[pk])
        assert said(client.get(address))
        assert client.post(address, {}).status_code == 403
        assert client.get(reverse(f"admin:elearning_{name}_import")).status_code == 403
    assert client.get(reverse("admin:elearning_courseclass_copy", args=[row.pk])).status_code == 403
    assert said(client.get(CONTENTS))


@pytest.mark.parametrize("address", [COURSES, CONTENTS, CLASSES, *(f"{CLASSES}?phase={p}" for p in ("open", "ended"))])
@pytest.mark.parametrize("count", [1, 30])
def test_lists_cost_the_same_for_one_row_and_for_many(office, address, count, django_assert_max_num_queries):
    for number in range(count):
        ContentFactory(course=CourseClassFactory().course, position=number + 1)
    office.get(address)
    with django_assert_max_num_queries(8):
        assert office.get(address).status_code == 200


def test_the_filter_on_phases(office):
    titles = {}
    for phase, fields in {
        "open": {}, "coming": {"apply_start": dt.date(2026, 6, 12)}, "called_off": {"called_off_at": NOW},
        "running": {"start_date": dt.date(2026, 6, 1), "apply_start": dt.date(2026, 5, 1)},
        "ended": {
            "start_date": dt.date(2026, 5, 1), "end_date": dt.date(2026, 5, 2), "apply_start": dt.date(2026, 4, 1)
        },
    }.items():  # fmt: skip
        titles[phase] = CourseClassFactory(course__title=f"과정-{phase}", **fields).title
    assert len(titles) == 5
    for phase in titles:
        body = said(office.get(f"{CLASSES}?phase={phase}"))
        assert [name for name, title in titles.items() if title in body] == [phase]


# --- In and out by file -----------------------------------------------------------------------------------------------


def sheet(*rows: list) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("rows.xlsx", stream.getvalue())


def brought_in(office, name: str, *rows: list) -> str:
    """What the dry run says; where it has no error it is confirmed."""
    answer = office.post(reverse(f"admin:elearning_{name}_import"), {"format": "0", "import_file": sheet(*rows)})
    body = answer.content.decode()
    form = answer.context.get("confirm_form")
    if form is not None:
        data = {key: value for key, value in form.initial.items() if value is not None}
        assert office.post(reverse(f"admin:elearning_{name}_process_import"), data).status_code == 302
    return body


def taken_out(office, name: str) -> list[tuple]:
    resource = {"course": CourseResource, "content": ContentResource, "courseclass": ClassResource}[name]
    fields = {f"{resource.__name__.lower()}_{column}": "on" for column in resource._meta.export_order}
    answer = office.post(
        reverse(f"admin:elearning_{name}_export"),
        {"format": "0", "resource": "", "reason_for_export": "점검", **fields},
    )
    return list(load_workbook(io.BytesIO(answer.content)).active.values)


HEAD = ["번호", "과정명", "형태", "수준", "학습 시간", "공개", "소개", "소개 형식"]


def test_courses_come_in_and_go_out_by_file(office):
    old = CourseFactory(title="옛 이름", hours=3)
    brought_in(office, "course", HEAD, [old.pk, "새 이름", "온라인", "고급", 5, "예", "글", ""],
               [None, "+수영", "OFFLINE", "입문", 8, "아니요", "", ""])  # fmt: skip
    assert sorted(Course.objects.values_list("title", "level", "hours", "is_published")) == [
        ("+수영", "INTRODUCTORY", 8, False),
        ("새 이름", "ADVANCED", 5, True),
    ]
    assert AuditEntry.objects.filter(act="elearning.course_added").count() == 1
    head, *rows = taken_out(office, "course")
    assert list(head) == [*HEAD, "주제"]
    assert {row[1] for row in rows} == {"+수영", "새 이름"}


def test_the_topics_of_a_course_come_in_and_go_out_by_name(office):
    TopicFactory(name="데이터"), TopicFactory(name="코드 리뷰")
    old = CourseFactory(title="옛 이름")
    head = ["번호", "주제"]
    assert "없는 것" in brought_in(office, "course", head, [old.pk, "데이터, 없는 것"])
    assert not old.topics.exists()
    for topics in ("코드 리뷰, 데이터", "코드리뷰,데이터"):  # the second says what stands already
        brought_in(office, "course", head, [old.pk, topics])
    assert AuditEntry.objects.filter(act="elearning.course_changed").count() == 1
    assert set(taken_out(office, "course")[1][-1].split(", ")) == {"데이터", "코드 리뷰"}
    brought_in(office, "course", head, [old.pk, ""])
    assert not old.topics.exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["", "이름", "온라인", "고급", 9999, "예", ""], "2000시간 이하로"),
        (["", "이름", "어디나", "고급", 9, "예", ""], "다음 가운데 하나로 적어 주세요: 온라인"),
        (["", "이름", "온라인", "고급", "", "예", ""], "숫자를 적어 주세요"),
        (["", "이름", "온라인", "고급", 3, "글쎄", ""], "‘예’나 ‘아니요’"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_comes_in(office, row, sentence):
    assert sentence in brought_in(office, "course", HEAD, row)
    assert not Course.objects.exists()


def test_a_text_in_a_file_is_taken_to_the_letter_unless_it_says_that_it_is_html(office):
    rows = [
        ("List<String>", "", "<p>List&lt;String&gt;</p>"), ("a<b>c", "글", "<p>a&lt;b&gt;c</p>"),
        ("<p>가 <strong>나</strong></p>", " ｈtml ", "<p>가 <strong>나</strong></p>"),
        ("<i>가</i>", "HTML", "<p>가</p>"),
    ]  # fmt: skip
    given = [[None, f"과정 {n}", "온라인", "고급", 5, "예", *row[:2]] for n, row in enumerate(rows)]
    brought_in(office, "course", HEAD, *given)
    assert list(Course.objects.order_by("title").values_list("content", flat=True)) == [row[2] for row in rows]
    brought_in(office, "course", HEAD[:7], [None, "형식 없는 과정", "온라인", "고급", 5, "예", "a <b> c"])
    assert Course.objects.get(title="형식 없는 과정").content == "<p>a &lt;b&gt; c</p>"
    before = list(Course.objects.order_by("pk").values())
    head, *taken = taken_out(office, "course")
    assert sorted(row[6:8] for row in taken) == [
        ("<p>가 <strong>나</strong></p>", "HTML"), ("List<String>", "글"), ("a <b> c", "글"), ("a<b>c", "글"),
        ("가", "글"),
    ]  # fmt: skip
    assert "바뀌는 것이 없습니다" in brought_in(office, "course", list(head), *map(list, taken))
    assert list(Course.objects.order_by("pk").values()) == before


def test_contents_come_in_by_course_and_place(office):
    course = CourseFactory()
    ContentFactory(course=course, position=1, title="옛 제목", text="<p>글</p>")
    head = ["과정 번호", "순서", "제목", "종류", "분", "필수", "주소"]
    brought_in(office, "content", head, [course.pk, 1, "새 제목", "문서", 20, "예", ""],
               [course.pk, 2, "밖의 글", "링크", 10, "아니요", "https://a.kr/"])  # fmt: skip
    assert list(course.contents.values_list("position", "title", "text", "is_required")) == [
        (1, "새 제목", "<p>글</p>", True), (2, "밖의 글", "", False),
    ]  # fmt: skip
    assert "과정 번호가 0인 과정이 없습니다" in brought_in(office, "content", head, [0, 1, "글", "문서", 20, "예", ""])
    assert "링크에는 주소가" in brought_in(office, "content", head, [course.pk, 3, "글", "링크", 20, "예", ""])
    assert len(taken_out(office, "content")) == 3


def dates_of(row: CourseClass) -> list[str]:
    return [str(getattr(row, name)) for name in ("start_date", "end_date", "apply_start", "apply_end")]


CLASS_HEAD = ["과정 번호", "차수", "시작일", "종료일", "신청 시작일", "신청 종료일", "정원", "수강료", "강사"]


def test_classes_come_in_by_course_and_number(office, mentor):
    course = CourseFactory()
    old = CourseClassFactory(course=course, number=1, instructors=[mentor], capacity=5)
    day = dt.datetime(2026, 7, 1)  # noqa: DTZ001 (as a sheet has it)
    brought_in(
        office, "courseclass", CLASS_HEAD,
        [course.pk, 2, day, "2026.7.30", "20260601", "2026년 6월 20일", 12, 10_000, mentor.email],
        [course.pk, 1, *dates_of(old), 9, 0, ""],
    )  # fmt: skip
    new = CourseClass.objects.get(number=2)
    assert (new.start_date, new.apply_end, new.capacity, new.fee) == (
        dt.date(2026, 7, 1), dt.date(2026, 6, 20), 12, 10_000,
    )  # fmt: skip
    assert list(new.instructors.all()) == [mentor]
    old.refresh_from_db()
    assert (old.capacity, old.instructors.count()) == (9, 0)
    head, *rows = taken_out(office, "courseclass")
    assert {row[head.index("강사")] for row in rows} == {mentor.email, None}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"강사": "nobody@example.com"}, "이런 이메일의 회원이 없습니다"),
        ({"시작일": "내일"}, "날짜를 2026-01-05처럼"),
        ({"정원": 0}, "정원은 1명 이상"),
        ({"정원": "많이"}, "숫자로 적거나"),
    ],
)
def test_a_wrong_class_is_named(office, changes, sentence):
    row = dict(
        zip(
            CLASS_HEAD,
            [CourseFactory().pk, 2, "2026-07-01", "2026-07-30", "2026-06-01", "2026-06-20", 9, 0, ""],
            strict=True,
        )
    )
    assert sentence in brought_in(office, "courseclass", CLASS_HEAD, list((row | changes).values()))
    assert not CourseClass.objects.exists()


def test_meetings_of_the_class_are_left_alone_by_a_file(office):
    row = CourseClassFactory(number=1)
    ClassMeetingFactory(course_class=row)
    cells = [row.course_id, 1, *dates_of(row), 9, 0, ""]
    brought_in(office, "courseclass", CLASS_HEAD, cells)
    assert row.meetings.count() == 1
