"""The admin reads files as the pages do: in Korean, by rows and columns, and writes the whole of a file or nothing."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.core import clock
from apps.core.models import AuditEntry
from apps.core.sheets import MOST_LETTERS, TOO_LONG
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.sheets import ClassResource, ContentResource, CourseResource
from apps.planner.models import Venue
from apps.planner.sheets import VenueResource
from tests.factories.elearning import ContentFactory, CourseClassFactory, CourseFactory
from tests.factories.planner import AppointmentFactory, VenueFactory
from tests.uploads.sheets import ENCODINGS, SEPARATORS, broken_workbooks, csv_file, other_workbooks, workbook

pytestmark = pytest.mark.django_db
VENUES = reverse("admin:planner_venue_import")
HEAD = ["이름", "구분", "좌석 수", "온라인", "사용", "안내"]
ROWS = [HEAD, ["강의장", "본관", "30", "아니요", "예", "3층; 북쪽"], [""] * 6, ["줌", "", "", "예", "예", "|"]]
PLACES = {
    "planner_venue": VenueResource,
    "elearning_course": CourseResource,
    "elearning_content": ContentResource,
    "elearning_courseclass": ClassResource,
}


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


def looked_at(office, raw: bytes, address: str = VENUES):
    return office.post(address, {"import_file": SimpleUploadedFile("x", raw), "format": "0", "resource": ""})


def confirmed(office, page, name: str = "planner_venue"):
    given = {key: value for key, value in page.context["confirm_form"].initial.items() if value is not None}
    return office.post(reverse(f"admin:{name}_process_import"), given, follow=True)


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_csv_of_every_program_comes_in(office, encoding, separator):
    page = looked_at(office, csv_file(ROWS, encoding=encoding, separator=separator))
    assert "추가 2건, 수정 0건, 그대로 0건" in confirmed(office, page).content.decode()
    assert set(Venue.objects.values_list("name", "seats", "note")) == {("강의장", 30, "3층; 북쪽"), ("줌", None, "|")}


@pytest.mark.parametrize("name", other_workbooks(ROWS))
def test_workbooks_of_other_programs_come_in(office, name):
    confirmed(office, looked_at(office, other_workbooks(ROWS)[name]))
    assert Venue.objects.count() == 2


@pytest.mark.parametrize("name", broken_workbooks())
def test_what_cannot_be_read_is_said_beside_the_file(office, name):
    raw, words = broken_workbooks()[name]
    page = looked_at(office, raw)
    assert page.status_code == 200
    assert words in page.context["form"].errors["import_file"][0]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["장소", "구분"], ["강의장", "본관"]], "모르는 열이 있습니다: 장소."),
        ([["구분"], ["본관"]], "첫 줄에 꼭 있어야 할 열이 없습니다: 이름."),
        ([["이름", "구분", "구분"], ["강의장", "본관", "별관"]], "같은 열이 두 번 있습니다: 구분."),
        ([["이름", ""], ["강의장", "본관"]], "이름이 없는 열에 내용이 있습니다."),
        ([HEAD, [""] * 6, ["강의장", "본관", "많음", "아니요", "예", ""]], "3행 · 좌석 수: 숫자로 적거나 비워 두세요."),
        ([HEAD, ["강의장", "본관", "3", "글쎄", "예", ""]], "2행 · 온라인: ‘예’나 ‘아니요’로 적어 주세요."),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(office, rows, words):
    page = looked_at(office, csv_file(rows)).content.decode()
    assert words in page
    assert "Traceback" not in page
    assert "site-packages" not in page
    assert not Venue.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"\n\n", csv_file([HEAD])])
def test_a_file_without_anything_is_said_to_be_empty(office, raw):
    assert looked_at(office, raw).context["form"].errors["import_file"]


def test_the_head_is_known_in_any_spelling(office):
    rows = [[" 이름 ", "좌석\u00a0수", "온라인", "ＵＳＥ"][:3], ["강의장", "３０석", "Ｘ"]]
    confirmed(office, looked_at(office, csv_file(rows)))
    assert Venue.objects.values_list("name", "seats", "is_online").get() == ("강의장", 30, False)


@pytest.mark.parametrize("form", ["0", "1"], ids=["xlsx", "csv"])
@pytest.mark.parametrize("name", PLACES)
def test_what_goes_out_comes_in_again_as_no_change(office, mentor, name, form):
    VenueFactory(name="'=1+1", group="-", seats=1_075, note="‘3층’ 북쪽; 둘째 줄, |")
    course = CourseFactory(title="=수영", content="<p>글</p>")
    CourseFactory(title="글이 긴 과정", content=f"<p>{'가' * MOST_LETTERS}</p>")  # no cell can hold it
    ContentFactory(course=course, title="@첫째", text="<p>가 <strong>나</strong></p>")
    CourseClassFactory(course=course, instructors=[mentor], fee=33_333)
    resource = PLACES[name]
    chosen = {f"{resource.__name__.lower()}_{column}": "on" for column in resource._meta.export_order}
    given = {"format": form, "resource": "", "reason_for_export": "점검", **chosen}
    sheet = office.post(reverse(f"admin:{name}_export"), given)
    assert sheet["Content-Type"].startswith(("text/csv", "application/vnd.openxml"))
    before, entries = list(resource._meta.model.objects.values()), AuditEntry.objects.count()
    page = looked_at(office, sheet.content, reverse(f"admin:{name}_import"))
    assert "바뀌는 것이 없습니다" in page.content.decode()
    assert page.context["result"].totals["skip"] == len(before) > 0
    confirmed(office, page, name)
    assert (list(resource._meta.model.objects.values()), AuditEntry.objects.count()) == (before, entries)


def test_a_new_row_has_no_text_that_could_stay(office):
    page = looked_at(
        office,
        csv_file([["번호", "과정명", "소개"], ["", "새 과정", TOO_LONG]]),
        reverse("admin:elearning_course_import"),
    )
    assert "새로 넣는 줄에는 글을 적어 주세요." in page.content.decode()


def test_numbers_and_dates_are_read_as_programs_write_them(office, mentor):
    course = CourseFactory()
    cells = {
        "과정 번호": course.pk, "차수": "1차", "시작일": 46388, "종료일": "2027. 1. 30.",
        "신청 시작일": "2026-12-01 0:00",
        "신청 종료일": "2026년 12월 20일", "정원": "1,075명", "수강료": "33,333", "출석 비중": 0.3, "평가 비중": "40％",
        "진도 비중": "３０", "강사": mentor.email.upper(),
    }  # fmt: skip
    raw = workbook([list(cells), list(cells.values())], formats={"I2": "0%"})
    page = looked_at(office, raw, reverse("admin:elearning_courseclass_import"))
    confirmed(office, page, "elearning_courseclass")
    made = CourseClass.objects.get()
    assert [str(made.start_date), str(made.end_date), str(made.apply_start), str(made.apply_end)] == [
        "2027-01-01", "2027-01-30", "2026-12-01", "2026-12-20",
    ]  # fmt: skip
    assert (made.capacity, made.fee, made.attendance_weight, made.assessment_weight) == (1075, 33_333, 30, 40)


def test_what_was_looked_at_and_is_gone_is_asked_for_again(office):
    page = looked_at(office, csv_file(ROWS))
    confirmed(office, page)
    assert "파일을 다시 올려 주세요." in confirmed(office, page).content.decode()
    answer = office.post(reverse("admin:planner_venue_process_import"), {"format": "x", "import_file_name": "a"})
    assert "확인한 파일이 없습니다." in answer.content.decode()


def test_what_became_wrong_meanwhile_is_not_written_in_part(office):
    VenueFactory(name="줌", is_online=False)
    page = looked_at(office, csv_file(ROWS))
    AppointmentFactory(place="줌", venue=Venue.objects.get(), starts_at=clock.now() + dt.timedelta(hours=1))
    assert "아무것도 저장하지 않았습니다." in confirmed(office, page).content.decode()
    assert Venue.objects.values_list("name", "is_online").get() == ("줌", False)
