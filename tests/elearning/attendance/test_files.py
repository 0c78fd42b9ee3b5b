"""Attendance as files: what goes out comes in again; every wrong row is named; all of it is written or nothing."""

import datetime as dt
import io
import zipfile

import pytest
import time_machine
from django.core.files.base import ContentFile
from openpyxl import Workbook, load_workbook

from apps.core import clock, sheet_reading
from apps.core.errors import Invalid
from apps.core.sheets import csv_bytes, xlsx_bytes
from apps.elearning.attendance import upload_plan
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.services import Entry, record_attendance
from apps.elearning.attendance.services.marking import record_days
from apps.elearning.catalogue.models import CourseClass
from tests.elearning.learning import learner, running_class

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]
TODAY = dt.date(2026, 1, 12)
DAYS = [TODAY - dt.timedelta(days=number) for number in (5, 4, 3)]
HEAD = ["신청 번호", "이름", "수업일", "출결", "입실", "퇴실", "사유"]


@pytest.fixture
def travel():
    with time_machine.travel(clock.at(TODAY, dt.time(18)), tick=False) as traveller:
        yield traveller


@pytest.fixture
def course_class(mentor):
    """Met on the 7th, 8th and 9th; 하준 teaches."""
    return running_class(meetings=3, instructors=[mentor])


@pytest.fixture
def people(course_class):
    return [learner(course_class, member__name=name) for name in ("이서연", "박도윤", "최민재")]


@pytest.fixture
def as_mentor(client, mentor):
    client.force_login(mentor)
    return client


def address(course_class, tail: str) -> str:
    return f"/classes/{course_class.pk}/attendance{tail}"


def uploaded(client, course_class, rows, *, name="출결.csv"):
    content = rows if isinstance(rows, bytes) else csv_bytes(rows)
    return client.post(address(course_class, "/upload/"), {"file": ContentFile(content, name=name)})


def confirmed(client, course_class, page):
    """Confirm what a page showed, as its form sends it."""
    sent = {"token": page.context["token"]}
    return client.post(address(course_class, "/upload/confirm/"), sent, follow=True).content.decode()


def stored() -> set[tuple]:
    return set(Attendance.objects.values_list("enrolment_id", "class_date", "type"))


# --- Out


def test_a_class_goes_out_as_names_and_days_with_the_rate(as_mentor, mentor, course_class, people):
    record_attendance(by=mentor, enrolment_id=people[0].pk, class_date=DAYS[0], mark=AttendanceMark("LATE"))
    raw = as_mentor.get(address(course_class, ".csv")).content.decode("utf-8-sig").splitlines()
    assert raw[0] == "신청 번호,이름,2026-01-07(수),2026-01-08(목),2026-01-09(금),출석률(%)"
    assert raw[1] == f"{people[0].pk},이서연,지각,,,33"
    book = load_workbook(io.BytesIO(as_mentor.get(address(course_class, ".xlsx")).content))
    assert [cell.value for cell in next(book.active.iter_rows(min_row=2, max_row=2))] == [
        people[0].pk, "이서연", "지각", None, None, 33,
    ]  # fmt: skip


def test_a_day_goes_out_with_times_and_reasons_and_no_cell_is_a_formula(as_mentor, mentor, course_class, people):
    mark = AttendanceMark("LATE", dt.time(14, 20, 9), None, "=1+1")
    record_attendance(by=mentor, enrolment_id=people[0].pk, class_date=DAYS[0], mark=mark)
    raw = as_mentor.get(address(course_class, f"/{DAYS[0]}.csv")).content.decode("utf-8-sig").splitlines()
    assert raw[:3] == [
        ",".join(HEAD), f"{people[0].pk},이서연,2026-01-07,지각,14:20,,'=1+1", f"{people[1].pk},박도윤,2026-01-07,,,,",
    ]  # fmt: skip
    assert as_mentor.get(address(course_class, f"/{TODAY}.csv")).status_code == 400


@pytest.mark.parametrize("tail", [".csv", ".xlsx", f"/{DAYS[0]}.csv", f"/{DAYS[0]}.xlsx"])
def test_what_went_out_comes_in_again_without_a_change(as_mentor, mentor, course_class, people, tail):
    mark = AttendanceMark("LATE", dt.time(14, 20, 9), dt.time(16), "=1+1")
    record_attendance(by=mentor, enrolment_id=people[0].pk, class_date=DAYS[0], mark=mark)
    record_attendance(by=mentor, enrolment_id=people[1].pk, class_date=DAYS[0], mark=AttendanceMark("ABSENT"))
    plan = uploaded(as_mentor, course_class, as_mentor.get(address(course_class, tail)).content).context["plan"]
    assert (plan.bad, plan.changes, plan.unchanged) == ([], [], 2)


def test_a_class_without_meetings_goes_out_with_the_days_that_have_something(as_mentor, mentor):
    course_class = running_class(instructors=[mentor])
    one = learner(course_class)
    record_attendance(by=mentor, enrolment_id=one.pk, class_date=TODAY, mark=AttendanceMark("PRESENT"))
    head = as_mentor.get(address(course_class, ".csv")).content.decode("utf-8-sig").splitlines()[0]
    assert head == "신청 번호,이름,2026-01-12(월),출석률(%)"


# --- In


def test_a_file_is_looked_at_first_and_written_when_confirmed(as_mentor, mentor, course_class, people):
    record_attendance(by=mentor, enrolment_id=people[1].pk, class_date=DAYS[0], mark=AttendanceMark("PRESENT"))
    first, second, _third = (one.pk for one in people)
    rows = [
        HEAD,
        [first, "이서연", "2026-01-07", "지각", "14:20", "", "버스"],
        [second, "박도윤", "2026.1.7", "absent", "", "", ""],
        [second, "박도윤", "2026-01-08", "", "", "", ""],
    ]
    page = uploaded(as_mentor, course_class, rows)
    plan = page.context["plan"]
    assert [(one.name, one.before, one.after) for one in plan.changes] == [
        ("이서연", "없음", "지각"), ("박도윤", "출석", "결석"),
    ]  # fmt: skip
    assert stored() == {(second, DAYS[0], "PRESENT")}
    assert f'name="token" value="{page.context["token"]}"' in page.content.decode()
    assert "출결 2건을 기록했습니다." in confirmed(as_mentor, course_class, page)
    assert stored() == {(first, DAYS[0], "LATE"), (second, DAYS[0], "ABSENT")}
    kept = Attendance.objects.get(enrolment=first)
    assert (kept.check_in_time, kept.absence_reason, kept.recorded_by) == (dt.time(14, 20), "버스", mentor)
    # A file is confirmed once.
    assert "출결을 기록하지 않았습니다." in confirmed(as_mentor, course_class, page)


def test_a_file_of_names_and_days_leaves_times_where_the_word_is_the_same(as_mentor, mentor, course_class, people):
    record_attendance(
        by=mentor,
        enrolment_id=people[0].pk,
        class_date=DAYS[0],
        mark=AttendanceMark("LATE", dt.time(14, 20), None, "버스"),
    )
    rows = [
        ["신청 번호", "이름", "2026-01-07(수)", "2026-01-08(목)"],
        [people[0].pk, "이서연", "지각", "출석"],
        [people[1].pk, "", "EXCUSED", ""],
    ]
    page = uploaded(as_mentor, course_class, rows)
    plan = page.context["plan"]
    assert (plan.unchanged, len(plan.changes), plan.bad) == (1, 2, [])
    confirmed(as_mentor, course_class, page)
    assert stored() == {
        (people[0].pk, DAYS[0], "LATE"), (people[0].pk, DAYS[1], "PRESENT"), (people[1].pk, DAYS[0], "EXCUSED"),
    }  # fmt: skip
    assert Attendance.objects.get(type="LATE").absence_reason == "버스"


def test_every_wrong_row_is_named_and_nothing_is_written(as_mentor, course_class, people):
    first, second, third = (one.pk for one in people)
    foreign = learner().pk
    rows = [
        HEAD,
        [first, "이서연", "2026-01-07", "출석", "", "", ""],
        [second, "최민재", "2026-01-07", "출석", "", "", ""],
        [foreign, "", "2026-01-07", "출석", "", "", ""],
        ["x", "누구", "2026-01-07", "출석", "", "", ""],
        [third, "", "2026-01-12", "출석", "", "", ""],
        [third, "", "어제", "출석", "", "", ""],
        [third, "", "2026-01-07", "왔음", "", "", ""],
        [third, "", "2026-01-08", "결석", "14:00", "", ""],
        [third, "", "2026-01-09", "출석", "이른 아침", "", ""],
        [first, "", "2026-01-07", "결석", "", "", ""],
        [second, "", "2026-01-08", "", "", "", "병원"],
    ]
    page = uploaded(as_mentor, course_class, rows)
    found = {row.line: row.why for row in page.context["plan"].bad}
    assert list(found) == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert found[3] == f"신청 번호 {second}번은 최민재 님이 아닙니다."
    assert found[4] == found[5] == "이 차수의 수강신청이 아닙니다."
    assert "수업일이 아닙니다" in found[6]
    assert "날짜를 2026-01-05처럼" in found[7]
    assert found[8].startswith("출결 ‘왔음’을 알 수 없습니다.")
    assert "결석에는 입실·퇴실 시각을" in found[9]
    assert "시각을 09:00처럼" in found[10]
    assert found[11] == "같은 학습자가 두 번 들어 있습니다."
    assert found[12] == "출결을 선택해 주세요."
    assert "10줄을 수정해야 하여" in page.content.decode()
    assert "미리 보기가 만료되었습니다." in confirmed(as_mentor, course_class, page)
    assert not stored()


def test_what_was_written_meanwhile_stays_and_nothing_of_the_file_is_written(
    as_mentor, superuser, course_class, people
):
    rows = [HEAD, *([one.pk, "", str(day), "출석", "", "", ""] for one in people for day in DAYS)]
    page = uploaded(as_mentor, course_class, rows)
    record_attendance(by=superuser, enrolment_id=people[2].pk, class_date=DAYS[2], mark=AttendanceMark("ABSENT"))
    assert "출결을 기록하지 않았습니다." in confirmed(as_mentor, course_class, page)
    assert stored() == {(people[2].pk, DAYS[2], "ABSENT")}


def test_a_file_is_confirmed_for_its_own_class_within_the_hour(as_mentor, mentor, course_class, people, travel):
    rows = [HEAD, [people[0].pk, "", str(DAYS[0]), "출석", "", "", ""]]
    page = uploaded(as_mentor, course_class, rows)
    other = running_class(instructors=[mentor])
    assert "미리 보기가 만료되었습니다." in confirmed(as_mentor, other, page)
    travel.shift(dt.timedelta(hours=1, seconds=1))
    assert "미리 보기가 만료되었습니다." in confirmed(as_mentor, course_class, page)
    assert not stored()


def test_each_window_confirms_what_it_shows(as_mentor, course_class, people):
    first, second, _third = (one.pk for one in people)
    here = uploaded(as_mentor, course_class, [HEAD, [first, "", str(DAYS[0]), "출석", "", "", ""]])
    there = uploaded(as_mentor, course_class, [HEAD, [second, "", str(DAYS[0]), "결석", "", "", ""]])
    assert "출결 1건을 기록했습니다." in confirmed(as_mentor, course_class, here)
    assert stored() == {(first, DAYS[0], "PRESENT")}
    assert "출결 1건을 기록했습니다." in confirmed(as_mentor, course_class, there)
    assert stored() == {(first, DAYS[0], "PRESENT"), (second, DAYS[0], "ABSENT")}


def test_a_file_leaves_alone_what_it_has_no_column_for(as_mentor, mentor, course_class, people):
    mark = AttendanceMark("LATE", dt.time(14, 20), None, "버스")
    record_attendance(by=mentor, enrolment_id=people[0].pk, class_date=DAYS[0], mark=mark)
    rows = [["신청 번호", "수업일", "출결"], [people[0].pk, str(DAYS[0]), "출석"]]
    confirmed(as_mentor, course_class, uploaded(as_mentor, course_class, rows))
    row = Attendance.objects.get()
    assert (row.type, row.check_in_time, row.absence_reason) == ("PRESENT", dt.time(14, 20), "버스")


def test_several_days_are_written_whole_or_not_at_all(mentor, stranger, course_class, people):
    good, bad = Entry(people[0].pk, AttendanceMark("PRESENT")), Entry(people[0].pk, AttendanceMark("X"))
    with pytest.raises(Invalid):
        record_days(by=mentor, class_id=course_class.pk, days={DAYS[0]: [good], DAYS[1]: [bad]})
    assert not stored()
    assert record_days(by=mentor, class_id=course_class.pk, days={DAYS[0]: [good], DAYS[1]: [good]}) == 2
    with pytest.raises(CourseClass.DoesNotExist):
        record_days(by=stranger, class_id=987_654_321, days={})


# --- Reading


def read(content: bytes) -> list[list[str]]:
    return sheet_reading.read(ContentFile(content, name="x"))


def test_csv_is_read_as_excel_here_and_elsewhere_writes_it():
    assert read("이름,출결\r\n이서연,출석\r\n,\r\n".encode("cp949")) == [["이름", "출결"], ["이서연", "출석"]]
    assert read("\ufeff이름\n".encode()) == [["이름"]]
    assert read(b"") == []
    assert read(csv_bytes([["=1+1", "-", "'인용'"]])) == [["=1+1", "-", "'인용'"]]


def test_cells_of_a_workbook_come_as_text():
    book = Workbook()
    book.active.append(
        [12, 3.0, 1.5, *map(dt.datetime.fromisoformat, ("2026-01-07", "2026-01-07T09:05")), dt.time(9, 0), None, True]
    )
    stream = io.BytesIO()
    book.save(stream)
    found = ["12", "3", "1.5", "2026-01-07", "2026-01-07 09:05:00", "09:00:00", "", "TRUE"]
    assert read(stream.getvalue()) == [found]


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, held in parts.items():
            packed.writestr(name, held)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00\x01\xff", "file_not_taken"),
        (b"a\x00b", "file_not_taken"),
        (b"PK\x03\x04 broken", "file_not_taken"),
        (zipped(a=b"no workbook"), "file_not_taken"),
        (zipped(a=bytes(sheet_reading.MOST_UNPACKED + 1)), "file_too_large"),
        (bytes(sheet_reading.MOST_BYTES + 1), "file_too_large"),
        (b"1\n" * (sheet_reading.MOST_ROWS + 1), "file_too_large"),
        (b"1," * (sheet_reading.MOST_COLUMNS + 1), "file_too_large"),
        (b"x" * 200_000, "cell_too_long"),
    ],
    ids=["bytes", "zero", "broken", "other zip", "bomb", "large", "rows", "columns", "one huge cell"],
)
def test_what_is_no_sheet_or_too_large_is_refused(content, code):
    with pytest.raises(Invalid) as refused:
        read(content)
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_a_workbook_of_too_many_rows_is_refused():
    rows = [[number] for number in range(sheet_reading.MOST_ROWS + 1)]
    with pytest.raises(Invalid):
        read(xlsx_bytes(rows, "x", widths=(5,)))


@pytest.mark.parametrize(
    "rows", [[], [["이름", "출결"]], [["신청 번호", "이름"]]], ids=["empty", "no number", "no day"]
)
def test_a_head_that_says_nothing_is_refused_in_the_form(as_mentor, course_class, rows):
    page = uploaded(as_mentor, course_class, csv_bytes([*rows, ["1", "2"]]))
    assert "첫 줄에서 열 이름을 찾지 못했습니다." in page.content.decode()


def test_an_empty_file_and_one_that_is_none_are_refused_in_the_form(as_mentor, course_class):
    assert as_mentor.get(address(course_class, "/upload/")).status_code == 200
    page = uploaded(as_mentor, course_class, b"\xff\xfe\x00\x01\xff")
    assert "CSV나 Excel(.xlsx) 파일만 올릴 수 있습니다." in page.content.decode()
    assert as_mentor.post(address(course_class, "/upload/"), {}).context["form"].errors


def test_the_head_is_understood_in_english_and_by_the_names_of_the_api(course_class, people):
    for head in (["Application number", "Class day", "Attendance"], ["enrollment_id", "class_date", "attendance_type"]):
        plan = upload_plan.plan_of([head, [str(people[0].pk), "2026-01-07", "Late"]], course_class)
        assert [(one.after, plan.bad) for one in plan.changes] == [("지각", [])]
