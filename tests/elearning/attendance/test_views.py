"""The pages of attendance: the grid, one's own, the sheet as a form and as a script asks it, the code, absences."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile

from apps.core import clock
from apps.core.models import AuditEntry
from apps.elearning.attendance.models import AbsenceRequest, Attendance, CheckInCode
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.selectors import labels
from apps.elearning.attendance.services import change_attendance, record_attendance
from apps.elearning.attendance.services.checking_in import open_code
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory
from tests.factories.learning import AbsenceRequestFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]
TODAY = dt.date(2026, 1, 12)
NOW = clock.at(TODAY, dt.time(14, 5))
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


@pytest.fixture
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def course_class(mentor):
    """Meets from the 7th to the 13th; 하준 teaches."""
    return running_class(meetings=7, instructors=[mentor])


@pytest.fixture
def people(course_class, student):
    return [learner(course_class, member=student), *(learner(course_class) for _ in range(2))]


@pytest.fixture
def as_mentor(client, mentor):
    client.force_login(mentor)
    return client


@pytest.fixture
def as_student(client, student, people):
    client.force_login(student)
    return client


def address(course_class, tail: str = "") -> str:
    return f"/classes/{course_class.pk}/attendance/{tail}"


def sheet_of(client, course_class, day=TODAY):
    return client.get(address(course_class, f"{day}/")).context["sheet"]


def typed(sheet, **marks) -> dict[str, str]:
    """The form as a browser sends it; `marks` are the fields that the person filled: {"12-type": "LATE"}."""
    given = {}
    for line in sheet.lines:
        given |= {
            f"{line.pk}-was": line.was, f"{line.pk}-in": line.values.check_in, f"{line.pk}-out": line.values.check_out,
            f"{line.pk}-why": line.values.reason,
        }  # fmt: skip
        if line.values.type:
            given[f"{line.pk}-type"] = line.values.type
    return {**given, **marks}


def kinds() -> dict[int, str]:
    return dict(Attendance.objects.values_list("enrolment_id", "type"))


# --- The grid, and one's own


def test_the_grid_has_a_letter_and_words_for_each_day_and_the_rate(as_mentor, mentor, course_class, people):
    mark = AttendanceMark("LATE", dt.time(14, 20), None, "버스")
    record_attendance(by=mentor, enrolment_id=people[0].pk, class_date=YESTERDAY, mark=mark)
    overview = as_mentor.get(address(course_class)).context["overview"]
    assert [day.label for day in overview.days] == ["1/7", "1/8", "1/9", "1/10", "1/11", "1/12", "1/13"]
    assert [day.weekday for day in overview.days][:2] == ["수", "목"]
    line = overview.lines[0]
    assert [cell.letter for cell in line.cells] == ["–"] * 4 + ["지", "·", ""]
    assert line.cells[4].words == "지각, 14:20 ~, 버스"
    assert (line.rate, line.is_low, line.summary) == (20, True, "지각·조퇴 1 · 미기록 4")
    assert overview.today_url.endswith(f"/attendance/{TODAY}/")


def test_days_before_the_approval_stand_empty(as_mentor, course_class):
    learner(course_class, approved_at=clock.at(YESTERDAY, dt.time(9)))
    line = as_mentor.get(address(course_class)).context["overview"].lines[0]
    assert [cell.letter for cell in line.cells] == ["", "", "", "", "–", "·", ""]


def test_a_class_without_meetings_shows_the_days_that_have_something_and_today(as_mentor, mentor):
    course_class = running_class(instructors=[mentor])
    one = learner(course_class)
    record_attendance(
        by=mentor, enrolment_id=one.pk, class_date=TODAY - dt.timedelta(days=3), mark=AttendanceMark("PRESENT")
    )
    overview = as_mentor.get(address(course_class)).context["overview"]
    assert [day.label for day in overview.days] == ["1/9", "1/12"]


def test_a_learner_sees_the_own_days_how_they_count_and_what_is_missing(as_student, mentor, course_class, people):
    record_attendance(
        by=mentor, enrolment_id=people[0].pk, class_date=YESTERDAY, mark=AttendanceMark("PRESENT", dt.time(14))
    )
    response = as_student.get(address(course_class))
    own = response.context["own"]
    assert [day.day for day in own.days][:2] == ["1월 7일 (수)", "1월 8일 (목)"]
    assert [day.badge for day in own.days] == ["기록 없음"] * 4 + ["출석", "오늘", "예정"]
    assert [bool(day.ask_url) for day in own.days] == [True] * 4 + [False, True, True]
    assert (own.rate, own.counted, own.is_low) == (20, "수업 5일 중 1일 출석", True)
    assert own.missing.startswith("1월 7일 (수), 1월 8일 (목)")
    assert "지각·조퇴 3회는 결석 1회로 계산합니다." in response.content.decode()
    assert people[1].member.name not in response.content.decode()
    course_class.lates_per_absence = 0
    assert "지각과 조퇴는 출석으로 계산합니다." in labels.how_it_is_counted(course_class)


def test_days_before_one_s_own_approval_are_said_not_to_count(client, course_class):
    one = learner(course_class, approved_at=clock.at(TODAY, dt.time(9)))
    client.force_login(one.member)
    own = client.get(address(course_class)).context["own"]
    assert (own.days[0].badge, own.days[0].ask_url, own.rate) == ("승인 전", "", 100)
    assert own.counted == "아직 계산할 수업일이 없습니다."


# --- The sheet as a form


def test_one_button_saves_all_that_was_changed(as_mentor, course_class, people):
    first, second, third = (one.pk for one in people)
    given = typed(sheet_of(as_mentor, course_class), **{
        f"{first}-type": "LATE", f"{first}-in": "14:20", f"{first}-why": " 버스 ", f"{second}-type": "ABSENT",
    })  # fmt: skip
    response = as_mentor.post(address(course_class, f"{TODAY}/"), given, follow=True)
    assert "2명의 출결을 저장했습니다." in response.content.decode()
    assert kinds() == {first: "LATE", second: "ABSENT"}
    row = Attendance.objects.get(enrolment=first)
    assert (row.check_in_time, row.absence_reason) == (dt.time(14, 20), "버스")
    assert third not in kinds()


def test_the_rest_are_present_with_one_button_and_what_stands_there_stays(as_mentor, mentor, course_class, people):
    record_attendance(by=mentor, enrolment_id=people[0].pk, class_date=TODAY, mark=AttendanceMark("EXCUSED"))
    given = typed(sheet_of(as_mentor, course_class), **{f"{people[1].pk}-type": "ABSENT"}, fill="1")
    as_mentor.post(address(course_class, f"{TODAY}/"), given)
    assert kinds() == {people[0].pk: "EXCUSED", people[1].pk: "ABSENT", people[2].pk: "PRESENT"}


def test_nothing_changed_writes_nothing(as_mentor, mentor, course_class, people):
    record_attendance(
        by=mentor, enrolment_id=people[0].pk, class_date=TODAY, mark=AttendanceMark("LATE", dt.time(14, 20, 33))
    )
    given = typed(sheet_of(as_mentor, course_class))
    response = as_mentor.post(address(course_class, f"{TODAY}/"), given, follow=True)
    assert "바뀐 내용이 없어 저장하지 않았습니다." in response.content.decode()
    assert Attendance.objects.get().check_in_time == dt.time(14, 20, 33)


def test_what_another_wrote_meanwhile_is_shown_and_not_written_over(as_mentor, superuser, course_class, people):
    first, second = people[0].pk, people[1].pk
    given = typed(sheet_of(as_mentor, course_class), **{f"{first}-type": "ABSENT", f"{second}-type": "PRESENT"})
    record_attendance(by=superuser, enrolment_id=first, class_date=TODAY, mark=AttendanceMark("LATE"))
    response = as_mentor.post(address(course_class, f"{TODAY}/"), given)
    assert kinds() == {first: "LATE"}
    line = response.context["sheet"].lines[0]
    assert line.wrong.startswith("그사이 정지우 님이 ‘지각’으로 기록했습니다.")
    assert line.values.type == "ABSENT"
    assert response.context["sheet"].lines[1].values.type == "PRESENT"
    # Sent again as it stands, it is meant.
    as_mentor.post(address(course_class, f"{TODAY}/"), typed(response.context["sheet"]))
    assert kinds() == {first: "ABSENT", second: "PRESENT"}


def test_who_changed_nothing_is_in_nobody_s_way(as_mentor, superuser, mentor, course_class, people):
    row = record_attendance(by=mentor, enrolment_id=people[0].pk, class_date=TODAY, mark=AttendanceMark("PRESENT"))
    given = typed(sheet_of(as_mentor, course_class), **{f"{people[1].pk}-type": "LATE"})
    change_attendance(by=superuser, attendance_id=row.pk, changes={"type": "ABSENT"})
    as_mentor.post(address(course_class, f"{TODAY}/"), given)
    assert kinds() == {people[0].pk: "ABSENT", people[1].pk: "LATE"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("in", "아침", "시각을 09:00처럼"), ("why", "감기", "출결을 선택해"), ("type", "X", "출결을 선택해 주세요.")],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_name_and_stays_typed(as_mentor, course_class, people, field, value, said):
    given = typed(sheet_of(as_mentor, course_class), **{f"{people[0].pk}-{field}": value})
    response = as_mentor.post(address(course_class, f"{TODAY}/"), given)
    assert said in response.context["sheet"].lines[0].wrong
    assert value in response.context["sheet"].lines[0].values.packed()
    assert not kinds()


def test_somebody_approved_since_the_page_was_made_is_not_touched(as_mentor, course_class, people):
    given = typed(sheet_of(as_mentor, course_class), fill="1")
    learner(course_class)
    as_mentor.post(address(course_class, f"{TODAY}/"), given)
    assert set(kinds()) == {one.pk for one in people}


def test_days_that_are_none_are_not_there(as_mentor, course_class, people):
    assert as_mentor.get(address(course_class, "2026-02-30/")).status_code == 404
    assert as_mentor.get(address(course_class, "2026-02-03/")).status_code == 400
    assert sheet_of(as_mentor, course_class, TOMORROW).is_ahead
    assert sheet_of(as_mentor, course_class).meeting.startswith("14:00~16:00")


def test_a_sheet_has_a_hundred_names_a_page(as_mentor, mentor):
    course_class = running_class(meetings=6, instructors=[mentor], capacity=120)
    for _ in range(101):
        learner(course_class)
    assert len(sheet_of(as_mentor, course_class).lines) == 100
    second = as_mentor.get(address(course_class, f"{TODAY}/?page=2")).context["sheet"]
    assert len(second.lines) == 1
    as_mentor.post(address(course_class, f"{TODAY}/?page=2"), typed(second, fill="1"))
    assert len(kinds()) == 1


# --- The sheet as its script asks


def test_one_learner_is_saved_and_the_answer_is_what_stands_there(as_mentor, mentor, course_class, people):
    pk = people[0].pk
    where = address(course_class, f"{TODAY}/mark/")
    response = as_mentor.post(where, {"enrolment": pk, "was": "0||||", "type": "LATE", "in": "14:20", "why": "버스"})
    assert response.status_code == 200
    now = response.json()["now"]
    assert (now["type"], now["check_in"], now["reason"], now["revision"]) == ("LATE", "14:20", "버스", 1)
    assert now["packed"] == "1|LATE|14:20||버스"
    assert response.json()["said"] == "‘지각’으로 저장했습니다."
    assert AuditEntry.objects.get().actor == mentor


def test_who_is_later_is_shown_what_the_other_wrote(as_mentor, superuser, course_class, people):
    pk = people[0].pk
    record_attendance(by=superuser, enrolment_id=pk, class_date=TODAY, mark=AttendanceMark("ABSENT"))
    response = as_mentor.post(address(course_class, f"{TODAY}/mark/"), {"enrolment": pk, "was": "0|", "type": "LATE"})
    assert (response.status_code, kinds()) == (409, {pk: "ABSENT"})
    assert response.json()["now"]["type"] == "ABSENT"
    assert response.json()["said"].startswith("그사이 정지우 님이 ‘결석’으로 기록했습니다.")
    again = {"enrolment": pk, "was": response.json()["now"]["packed"], "type": "LATE"}
    assert as_mentor.post(address(course_class, f"{TODAY}/mark/"), again).status_code == 200
    assert kinds() == {pk: "LATE"}


@pytest.mark.parametrize(
    "given",
    [
        {"enrolment": "x", "was": "0|", "type": "LATE"},
        {"was": "0|", "type": "LATE"},
        {"was": "0|", "type": "LATE", "in": "25:00"},
        {"was": "0|", "type": "ABSENT", "in": "09:00"},
        {"was": "0|"},
    ],
    ids=["nobody", "of another class", "no time", "absent with a time", "no kind"],
)
def test_a_mark_that_cannot_be_is_refused(as_mentor, course_class, people, given):
    given = {"enrolment": learner().pk if "enrolment" not in given and "in" not in given else people[0].pk, **given}
    response = as_mentor.post(address(course_class, f"{TODAY}/mark/"), given)
    assert response.status_code == 400
    assert (bool(response.json()["said"]), kinds()) == (True, {})


def test_without_a_revision_nothing_is_written_over(as_mentor, mentor, course_class, people):
    record_attendance(by=mentor, enrolment_id=people[0].pk, class_date=TODAY, mark=AttendanceMark("PRESENT"))
    given = {"enrolment": people[0].pk, "type": "LATE"}
    assert as_mentor.post(address(course_class, f"{TODAY}/mark/"), given).status_code == 409


# --- Absences


def test_an_absence_is_asked_seen_and_accepted(client, as_student, mentor, course_class, people):
    where = f"/enrolments/{people[0].pk}/absences/new/"
    form = as_student.get(f"{where}?date={YESTERDAY}").context["form"]
    assert form.initial == {"class_date": str(YESTERDAY)}
    evidence = ContentFile(b"%PDF-1.7 ...", name="진단서.pdf")
    given = {"class_date": str(YESTERDAY), "reason": "병원 진료", "file": evidence}
    response = as_student.post(where, given, follow=True)
    assert "사유서 확인 중" in response.content.decode()
    row = AbsenceRequest.objects.get()
    file = as_student.get(f"/enrolments/{people[0].pk}/absences/{row.pk}/file/")
    assert (file["Content-Type"], file["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert file["Content-Disposition"].startswith("attachment;")
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    taken = AuditEntry.objects.filter(act="elearning.evidence_downloaded")
    assert not taken.exists()
    client.force_login(mentor)
    client.get(f"/enrolments/{people[0].pk}/absences/{row.pk}/file/").close()
    assert (taken.get().actor, taken.get().subject_id) == (mentor, row.pk)
    page = client.get("/me/").content.decode()
    assert f"/classes/{course_class.pk}/absences/{row.pk}/" in page
    assert "확인할 결석 사유서 1건" in client.get(address(course_class)).content.decode()
    assert sheet_of(client, course_class, YESTERDAY).lines[0].ask_url
    assert "병원 진료" in client.get(f"/classes/{course_class.pk}/absences/{row.pk}/").content.decode()
    client.post(f"/classes/{course_class.pk}/absences/{row.pk}/accept/")
    assert kinds() == {people[0].pk: "EXCUSED"}
    shown = client.get(f"/classes/{course_class.pk}/absences/{row.pk}/").context["page"]
    assert (shown.is_open, shown.badge, dict(shown.facts)["지금 출결 기록"]) == (False, "인정", "공결")
    row.file.storage.delete(row.file.name)


def test_a_file_that_is_gone_is_not_there(as_student, people):
    row = AbsenceRequestFactory(enrolment=people[0], file="absences/gone.pdf")
    assert as_student.get(f"/enrolments/{people[0].pk}/absences/{row.pk}/file/").status_code == 404


def test_what_cannot_be_asked_is_said_in_the_form(as_student, people):
    where = f"/enrolments/{people[0].pk}/absences/new/"
    page = as_student.post(where, {"class_date": str(YESTERDAY), "reason": "x", "file": ContentFile(b"GIF8", "a.png")})
    assert "PDF, JPEG, PNG만" in page.content.decode()
    assert "2026-01-25" not in page.content.decode()
    page = as_student.post(where, {"class_date": "2026-01-25", "reason": "x"})
    assert page.status_code == 200
    assert not AbsenceRequest.objects.exists()


def test_a_class_without_meetings_takes_any_of_its_days(client, mentor):
    one = learner(running_class(instructors=[mentor]))
    client.force_login(one.member)
    given = {"class_date": "2026. 1. 10", "reason": "병원"}
    assert client.post(f"/enrolments/{one.pk}/absences/new/", given).status_code == 302
    assert AbsenceRequest.objects.get().class_date == dt.date(2026, 1, 10)


def test_an_absence_is_declined_with_a_reason_and_withdrawn(client, mentor, student, course_class, people):
    first, second = (AbsenceRequestFactory(enrolment=people[0], class_date=day) for day in (YESTERDAY, TODAY))
    client.force_login(mentor)
    where = f"/classes/{course_class.pk}/absences/{first.pk}/"
    assert "필수" in client.post(where, {"reason": ""}).content.decode()
    assert client.post(where, {"reason": "증빙이 없습니다."}).status_code == 302
    assert "이미 처리된" in client.post(where, {"reason": "또"}, follow=True).content.decode()
    client.force_login(student)
    own = client.get(address(course_class)).context["own"]
    assert [(one.badge, one.answer, bool(one.withdraw_url)) for one in own.requests] == [
        ("확인 중", "", True), ("반려", "증빙이 없습니다.", False),
    ]  # fmt: skip
    assert "철회할까요?" in client.get(own.requests[0].withdraw_url).content.decode()
    second.refresh_from_db()
    assert second.state == "REQUESTED"
    client.post(own.requests[0].withdraw_url)
    assert client.get(own.requests[0].withdraw_url).status_code == 409
    second.refresh_from_db()
    assert second.state == "WITHDRAWN"


def test_somebody_else_s_class_in_the_address_leads_nowhere(client, mentor, superuser, people):
    row = AbsenceRequestFactory(enrolment=people[0], file="absences/x.pdf")
    other = learner()
    client.force_login(superuser)
    assert client.get(f"/classes/{other.course_class_id}/absences/{row.pk}/").status_code == 404
    assert client.post(f"/classes/{other.course_class_id}/absences/{row.pk}/accept/").status_code == 404
    assert client.get(f"/enrolments/{other.pk}/absences/{row.pk}/file/").status_code == 404
    assert client.post(f"/enrolments/{other.pk}/absences/{row.pk}/withdraw/").status_code == 404


# --- Checking in


def test_the_code_is_on_the_wall_and_whoever_gives_it_is_there(client, mentor, student, course_class, people):
    client.force_login(mentor)
    where = address(course_class, "code/")
    assert client.get(where).context["wall"].halves == ()
    response = client.post(where, {"minutes": "10"}, follow=True)
    code = CheckInCode.objects.get().code
    assert response["Cache-Control"] == "no-store"
    wall = response.context["wall"]
    assert ("".join(wall.halves), wall.until, wall.seconds, wall.present, wall.everyone) == (code, "14:15", 600, 0, 3)
    client.force_login(student)
    assert client.get(address(course_class)).context["own"].check_in_url
    assert code not in client.get(f"/classes/{course_class.pk}/check-in/").content.decode()
    response = client.post(f"/classes/{course_class.pk}/check-in/", {"code": code}, follow=True)
    assert "14:05에 ‘출석’으로 기록했습니다." in response.content.decode()
    assert client.get(f"/classes/{course_class.pk}/check-in/").context["page"].recorded == "출석 14:05 ~"
    client.force_login(mentor)
    assert client.get(where).context["wall"].present == 1
    client.post(address(course_class, "code/close/"))
    assert client.get(where).context["wall"].halves == ()


def test_a_wrong_code_is_said_beside_it_and_too_many_wait(as_student, mentor, course_class):
    code = open_code(by=mentor, class_id=course_class.pk, minutes=5).code
    wrong = "000000" if code != "000000" else "000001"
    where = f"/classes/{course_class.pk}/check-in/"
    for _ in range(5):
        assert "출석 코드가 맞지 않습니다." in as_student.post(where, {"code": wrong}).content.decode()
    assert "시도가 너무 많았습니다." in as_student.post(where, {"code": code}).content.decode()
    assert not kinds()


def test_nothing_to_enter_where_no_code_is_open(as_student, course_class):
    page = as_student.get(f"/classes/{course_class.pk}/check-in/")
    assert "지금은 열려 있는 출석 코드가 없습니다" in page.content.decode()
    assert "form" not in page.content.decode().partition("<main")[2].partition("</main")[0]


def test_a_day_that_is_none_opens_no_code(as_mentor, mentor):
    other = running_class(meetings=1, instructors=[mentor])
    response = as_mentor.post(address(other, "code/"), {"minutes": "5"}, follow=True)
    assert "수업일이 아닙니다" in response.content.decode()
    assert as_mentor.get(address(other)).context["overview"].code_url == ""


def test_staff_who_may_not_change_attendance_do_not_keep_it(client, course_class, people):
    office = MemberFactory(is_staff=True)
    office.user_permissions.set(
        Permission.objects.filter(codename__in=("change_enrolment", "view_enrolment", "view_courseclass"))
    )
    client.force_login(office)
    assert client.get(address(course_class)).status_code == 403
    office.user_permissions.add(Permission.objects.get(codename="view_attendance", content_type__app_label="elearning"))
    assert client.get(address(course_class)).status_code == 200
    assert client.get(address(course_class, f"{TODAY}/")).status_code == 403
    assert client.post(address(course_class, f"{TODAY}/mark/"), {}).status_code == 403
