"""Attendance as people keep it: thirty names by keyboard, two who keep it at once, no JavaScript; absences, codes."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from apps.core import clock
from apps.elearning.attendance.models import AbsenceRequest, Attendance, CheckInCode
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.services import record_attendance
from tests.browser.acts import open_before, press, said
from tests.elearning.learning import learner, running_class
from tests.factories.elearning import ClassMeetingFactory
from tests.factories.learning import AbsenceRequestFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture
def course_class(mentor):
    """Meets on each of five days, of which today is the last."""
    row = running_class(instructors=[mentor])
    for number in range(1, 6):
        day = row.start_date + dt.timedelta(days=number)
        ClassMeetingFactory(course_class=row, starts_at=clock.at(day, dt.time(0, 1)))
    return row


def sheet(course_class) -> str:
    return f"/classes/{course_class.pk}/attendance/{clock.today()}/"


def kinds() -> list[str]:
    return list(Attendance.objects.order_by("enrolment_id").values_list("type", flat=True))


def row_of(page: Page, name: str):
    return page.locator("[data-mark]").filter(has=page.get_by_role("group", name=name, exact=True))


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


def test_thirty_people_take_thirty_keys_and_one_to_get_there(open_page, mentor, course_class):
    for _ in range(30):
        learner(course_class)
    page = open_page(mentor).page
    page.goto(sheet(course_class))
    page.get_by_role("button", name="미기록자 모두 출석").focus()
    keys = Keys(page)
    keys.press("Tab", *("p" * 20), *("l" * 4), *("e" * 2), *("a" * 2), "g", "1")
    assert keys.pressed == 31
    expect(page.locator("[data-said]").filter(has_text="저장했습니다.")).to_have_count(30)
    assert kinds() == ["PRESENT"] * 20 + ["LATE"] * 4 + ["EARLY_LEAVE"] * 2 + ["ABSENT"] * 2 + ["EXCUSED", "PRESENT"]


def test_all_present_and_then_the_few_who_are_not(open_page, mentor, course_class):
    people = [learner(course_class) for _ in range(30)]
    page = open_page(mentor).page
    page.goto(sheet(course_class))
    press(page, "미기록자 모두 출석")
    assert said(page) == "30명의 출결을 저장했습니다."
    row_of(page, people[0].member.name).get_by_role("radio", name="출석").focus()
    keys = Keys(page)
    keys.press("ArrowDown", "ArrowDown", "a", "ArrowUp", "ArrowUp", "l")
    expect(page.locator("[data-said]").filter(has_text="저장했습니다.")).to_have_count(2)
    assert [kind for kind in kinds() if kind != "PRESENT"] == ["LATE", "ABSENT"]
    assert kinds()[1:3] == ["LATE", "ABSENT"]


def test_letters_of_a_keyboard_switched_to_korean_count_too(open_page, mentor, course_class):
    for _ in range(5):
        learner(course_class)
    page = open_page(mentor).page
    page.goto(sheet(course_class))
    page.locator("[data-mark] input[type=radio]").first.focus()
    # As browsers send them: the letter itself, or, while an input method is at work, the place of the key alone.
    page.evaluate(
        """() => { for (const [key, code] of [["ㅊ", "KeyC"], ["ㅈ", "KeyW"], ["Process", "KeyX"], ["Process", "KeyR"],
          ["Process", "KeyG"]]) document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true })); }"""
    )
    expect(page.locator("[data-said]").filter(has_text="저장했습니다.")).to_have_count(5)
    assert kinds() == ["PRESENT", "LATE", "EARLY_LEAVE", "ABSENT", "EXCUSED"]


def test_what_another_instructor_wrote_is_shown_and_not_written_over(open_page, mentor, superuser, course_class):
    one = learner(course_class)
    watched = open_page(mentor)
    watched.expect("409")
    page = watched.page
    page.goto(sheet(course_class))
    record_attendance(
        by=superuser,
        enrolment_id=one.pk,
        class_date=clock.today(),
        mark=AttendanceMark("EXCUSED", absence_reason="병원"),
    )
    mine = row_of(page, one.member.name)
    # Not `check`, which wants to see it chosen: the page may take the choice back before that.
    mine.get_by_role("radio", name="결석").click(force=True)
    expect(mine.locator("[data-said]")).to_contain_text("그사이 정지우 님이 ‘공결’로 기록했습니다.")
    expect(mine.get_by_role("radio", name="공결")).to_be_checked()
    expect(page.locator("[data-marks-said]")).to_contain_text(one.member.name)
    assert kinds() == ["EXCUSED"]
    mine.get_by_role("radio", name="결석").check(force=True)
    expect(mine.locator("[data-said]")).to_have_text("‘결석’으로 저장했습니다.")
    assert kinds() == ["ABSENT"]


def test_times_and_a_reason_are_saved_on_leaving_the_field(open_page, mentor, course_class):
    one = learner(course_class)
    page = open_page(mentor, width=360).page
    let_script_come = open_before(page, "js/attendance", sheet(course_class))
    mine = row_of(page, one.member.name)
    # What is chosen before the script has come, as on a slow network, is saved when it comes.
    mine.get_by_role("radio", name="지각").check(force=True)
    let_script_come()
    expect(mine.locator("[data-said]")).to_have_text("‘지각’으로 저장했습니다.")
    mine.locator("summary").click()
    mine.get_by_label("입실").fill("09:20")
    mine.get_by_label("사유").fill("버스가 늦음")
    mine.get_by_label("사유").press("Enter")
    expect(mine.locator("[data-more]")).to_have_text("09:20 ~ 버스가 늦음")
    expect(mine.locator("[data-said]")).to_have_text("‘지각’으로 저장했습니다.")
    row = Attendance.objects.get()
    assert (row.type, row.check_in_time, row.absence_reason) == ("LATE", dt.time(9, 20), "버스가 늦음")


def test_without_javascript_it_is_a_form_with_one_button(open_page, mentor, superuser, course_class):
    first, second, third = (learner(course_class) for _ in range(3))
    page = open_page(mentor, java_script_enabled=False).page
    page.goto(sheet(course_class))
    row_of(page, first.member.name).get_by_role("radio", name="지각").check(force=True)
    row_of(page, second.member.name).get_by_role("radio", name="결석").check(force=True)
    record_attendance(by=superuser, enrolment_id=second.pk, class_date=clock.today(), mark=AttendanceMark("EXCUSED"))
    press(page, "출결 저장하기")
    expect(page.locator("[data-errors]")).to_contain_text("그사이 정지우 님이 ‘공결’로 기록했습니다.")
    assert kinds() == ["EXCUSED"]
    press(page, "출결 저장하기")
    assert said(page) == "2명의 출결을 저장했습니다."
    press(page, "미기록자 모두 출석")
    assert kinds() == ["LATE", "ABSENT", "PRESENT"]
    assert third.pk in Attendance.objects.values_list("enrolment_id", flat=True)


@SCRIPT
def test_an_absence_is_asked_for_and_accepted(open_page, mentor, student, course_class, script: bool):
    learner(course_class, member=student)
    page = open_page(student, width=360, java_script_enabled=script).page
    page.goto(f"/classes/{course_class.pk}/attendance/")
    page.locator(".att-days").get_by_role("link").first.click()
    page.locator("[name=reason]").fill("병원 진료")
    page.locator("[name=file]").set_input_files(
        {"name": "확인서.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}
    )
    press(page, "결석 사유서 제출하기")
    assert said(page) == "결석 사유서를 제출했습니다. 강사가 확인하면 알려 드립니다."
    theirs = open_page(mentor, java_script_enabled=script).page
    theirs.goto("/me/")
    theirs.get_by_role("link", name="확인할 결석 사유서 1건").click()
    press(theirs, "인정하고 공결로 기록하기")
    assert kinds() == ["EXCUSED"]
    page.reload()
    expect(page.locator(".att-days")).to_contain_text("공결")
    row = AbsenceRequest.objects.get()
    row.file.storage.delete(row.file.name)


@SCRIPT
def test_a_learner_checks_in_by_the_code_on_the_wall(open_page, mentor, student, course_class, script: bool):
    learner(course_class, member=student)
    wall = open_page(mentor, java_script_enabled=script).page
    wall.goto(f"/classes/{course_class.pk}/attendance/code/")
    wall.get_by_label("5분", exact=True).check()
    press(wall, "출석 코드 열기")
    code = CheckInCode.objects.get().code
    expect(wall.locator(".code-digits")).to_have_text(code)
    assert code not in wall.url
    page = open_page(student, width=360, java_script_enabled=script).page
    page.goto(f"/classes/{course_class.pk}/attendance/")
    page.get_by_role("link", name="출석 코드 입력하기").click()
    page.locator("[name=code]").fill("12")
    press(page, "출석 체크하기")
    expect(page.locator("[data-errors]")).to_contain_text("출석 코드가 맞지 않습니다.")
    page.locator("[name=code]").fill(f"{code[:3]} {code[3:]}")
    press(page, "출석 체크하기")
    assert "기록했습니다." in said(page)
    wall.reload()
    expect(wall.locator(".code-there")).to_contain_text("오늘 출석 1명 / 전체 1명")
    press(wall, "출석 코드 닫기")
    expect(wall.locator(".code-digits")).to_have_count(0)


def test_a_file_is_looked_at_and_then_recorded(open_page, mentor, course_class):
    one = learner(course_class)
    AbsenceRequestFactory(enrolment=one, class_date=clock.today())
    page = open_page(mentor, width=360).page
    page.goto(f"/classes/{course_class.pk}/attendance/")
    page.get_by_role("link", name="파일로 기록하기").click()

    def send(kind: str) -> None:
        text = f"신청 번호,이름,수업일,출결\n{one.pk},{one.member.name},{clock.today()},{kind}\n"
        file = {"name": "출결.csv", "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
        page.locator("[name=file]").set_input_files(file)
        press(page, "올려서 확인하기")

    send("왔음")
    expect(page.locator("[data-errors]")).to_contain_text("2번째 줄")
    send("지각")
    press(page, "이대로 기록하기")
    assert said(page) == "출결 1건을 기록했습니다."
    assert kinds() == ["LATE"]
