"""An instructor closes a class, with and without JavaScript: the dry run, the act, one by hand; and what its learner
reads afterwards."""

import pytest
from playwright.sync_api import expect

from apps.elearning.completion.models import Completion
from tests.browser.acts import DESK_WITH_SCRIPT, press, said
from tests.elearning.completion.completing import assessment_of, finished_class, learner_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@DESK_WITH_SCRIPT
def test_an_instructor_completes_a_class(open_page, mentor, student, other_student, script: bool, width: int):
    course_class = finished_class(instructors=[mentor])
    assessment_of(course_class, is_required=True)
    learner_with(course_class, member=student, score=80)
    learner_with(course_class, member=other_student, progress=65, score=90)
    page = open_page(mentor, width=width, java_script_enabled=script).page

    # From the roster to the completion of the class; a dry run of one who is behind changes nothing.
    page.goto(f"/classes/{course_class.pk}/roster/")
    page.get_by_role("navigation", name="차수 메뉴").get_by_role("link", name="수료").click()
    page.get_by_label(f"{other_student.name} 님 고르기").check()
    press(page, "수료 처리 미리 보기")
    expect(page.locator("main")).to_contain_text("지금 수료 처리할 수 있는 수강생이 없습니다.")
    expect(page.locator("main")).to_contain_text("진도 65%(80% 이상 필요)")
    page.get_by_role("link", name="수료로 돌아가기").click()

    # The whole class: one is completed, the other is left with the reason.
    press(page, "수료 처리 미리 보기")
    press(page, "1명 수료 처리하기")
    expect(page.locator("#result-title")).to_have_text("1명을 수료 처리하고 알렸습니다")
    assert Completion.objects.get().enrolment.member == student

    # The other by hand: without a memo it is refused beside the field.
    page.get_by_role("link", name=other_student.name, exact=True).click()
    page.get_by_label("수료 상태").select_option("CONDITIONAL")
    press(page, "수료 정보 저장하기")
    expect(page.locator("#div_id_memo")).to_contain_text("메모에 이유를 적어 주세요.")
    page.get_by_label("메모").fill("남은 강의를 이번 달에 마치면 수료합니다.")
    press(page, "수료 정보 저장하기")
    assert said(page) == f"{other_student.name} 님의 수료 정보를 저장했습니다."

    # What the learner reads is what the instructor wrote and saw.
    page = open_page(other_student, width=width, java_script_enabled=script).page
    page.goto(f"/classes/{course_class.pk}/completion/")
    expect(page.locator("#standing-title")).to_have_text("조건부로 수료했습니다")
    expect(page.locator("main")).to_contain_text("남은 강의를 이번 달에 마치면 수료합니다.")
    expect(page.locator("main")).to_contain_text("기준 80% 이상 · 지금 65%")
