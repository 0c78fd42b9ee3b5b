"""An instructor grades by keyboard, with a colleague at the same table; without a script by each row's button."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from apps.elearning.assessment import services
from apps.elearning.assessment.models import AssessmentResult
from tests.browser.acts import open_before, press, said
from tests.elearning.learning import learner, running_class
from tests.factories.learning import AssessmentFactory, ResultFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def run(mentor):
    return running_class(instructors=[mentor])


@pytest.fixture
def people(run):
    return [learner(run, member__name=name) for name in ("강하나", "김두리", "박세찬")]


def cell(page, person, exam):
    return page.locator(f"#learner-{person.pk} input[name^='s-{exam.pk}-']")


def kept(exam) -> list[Decimal | None]:
    return list(exam.results.order_by("enrolment").values_list("score", flat=True))


def test_an_instructor_grades_by_keyboard(open_page, mentor, superuser, run, people):
    exam, task = AssessmentFactory(course_class=run, name="시험"), AssessmentFactory(course_class=run, name="과제")
    page = open_page(mentor).page
    let_script_come = open_before(page, "js/grades", f"/classes/{run.pk}/grades/")
    told = page.locator("[data-told]")

    # What is typed and left before the script has come is saved when it comes; the cell one is in, as it is left.
    cell(page, people[2], exam).fill("70")
    cell(page, people[0], exam).fill("8")
    let_script_come()
    expect(told).to_have_text("박세찬, 시험: 저장했습니다.")
    cell(page, people[2], exam).fill("")

    # Enter goes down, Tab goes on; each cell is saved as it is left. Who comes back while a cell is being saved, and
    # types on, writes over what they wrote themselves.
    held = []
    page.route("**/grades/save/", lambda route: held.append(route) if not held else route.continue_())
    cell(page, people[0], exam).fill("7")
    with page.expect_request(lambda asked: asked.method == "POST"):
        page.keyboard.press("Enter")
    cell(page, people[0], exam).focus()
    page.keyboard.type("80")
    page.keyboard.press("Enter")
    held[0].continue_()
    expect(cell(page, people[1], exam)).to_be_focused()
    page.keyboard.type("50.5")
    page.keyboard.press("Tab")
    expect(cell(page, people[1], task)).to_be_focused()
    expect(told).to_have_text("김두리, 시험: 저장했습니다.")
    expect(page.locator(f"#learner-{people[0].pk} [data-total]")).to_have_text("40")
    expect(page.locator(f"[data-mean='{exam.pk}']")).to_have_text("65.25")
    expect(cell(page, people[1], exam)).to_have_class("is-failed")

    # What is no score stays in its cell and is not saved; Escape brings back what is kept.
    cell(page, people[0], exam).fill("800")
    page.keyboard.press("ArrowDown")
    expect(told).to_contain_text("점수는 0 이상 100 이하여야 합니다.")
    expect(cell(page, people[0], exam)).to_have_attribute("aria-invalid", "true")
    cell(page, people[0], exam).press("Escape")
    expect(cell(page, people[0], exam)).to_have_value("80")

    # A colleague was faster: theirs stands, and is shown.
    row = AssessmentResult.objects.get(enrolment=people[0])
    services.grade_result(result_id=row.pk, by=superuser, score=Decimal(90))
    cell(page, people[0], exam).fill("70")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("입력하신 70점은 저장하지 않았습니다.")
    expect(cell(page, people[0], exam)).to_have_value("90")
    # Knowing that, it can be saved again.
    cell(page, people[0], exam).fill("70")
    page.keyboard.press("Enter")
    expect(told).to_have_text("강하나, 시험: 저장했습니다.")
    assert kept(exam) == [70, Decimal("50.5"), None]

    # The last one of a column is saved by Enter too.
    cell(page, people[2], task).fill("33")
    page.keyboard.press("Enter")
    expect(told).to_have_text("박세찬, 과제: 저장했습니다.")
    assert kept(task) == [33]


def test_a_row_is_saved_without_a_script(open_page, mentor, run, people):
    exam = AssessmentFactory(course_class=run, name="시험")
    page = open_page(mentor, width=360, java_script_enabled=False).page
    page.goto(f"/classes/{run.pk}/grades/")
    cell(page, people[1], exam).fill("77")
    page.locator(f"#learner-{people[1].pk}").get_by_role("button").click()
    assert said(page) == "점수를 저장했습니다."
    assert kept(exam) == [77]


def test_a_learner_reads_a_result_that_the_instructor_publishes(open_page, mentor, student, run):
    mine = learner(run, member=student)
    exam = AssessmentFactory(course_class=run, name="시험")
    ResultFactory(enrolment=mine, assessment=exam, score=None)
    page = open_page(mentor).page
    page.goto(f"/classes/{run.pk}/assessments/{exam.pk}/")
    page.get_by_role("link", name="채점하기").click()
    page.locator("[name=score]").fill("85.5")
    page.locator("[name=feedback]").fill("잘하셨습니다.")
    press(page, "채점 저장하기")
    page.get_by_role("link", name="결과 공개하기").click()
    press(page, "결과 공개하기")
    assert said(page) == "결과를 공개하고 결과가 있는 학습자에게 알렸습니다."
    page = open_page(student, width=360).page
    page.goto("/notices/")
    page.locator("main").get_by_role("link", name="시험").first.click()
    expect(page.locator("main")).to_contain_text("85.5 / 100점")
    expect(page.locator("main")).to_contain_text("잘하셨습니다.")
