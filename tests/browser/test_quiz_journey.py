"""A quiz as people live it, with and without JavaScript: an instructor asks, a learner answers, an essay is marked."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from apps.core import clock
from apps.elearning.quiz.models import Answer, Attempt
from tests.browser.acts import open_before, press, said
from tests.elearning.learning import learner, running_class
from tests.elearning.quiz.quizzing import quiz_in
from tests.factories.quiz import AttemptFactory, QuizFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@SCRIPT
def test_an_instructor_asks_a_learner_answers_and_an_essay_is_marked(open_page, mentor, student, script: bool):
    quiz = QuizFactory(course_class=running_class(instructors=[mentor]), name="첫 시험")
    learner(quiz.course_class, member=student)
    base = f"/classes/{quiz.course_class_id}/assessments/{quiz.pk}/"

    # Two questions, and the second comes first.
    page = open_page(mentor, java_script_enabled=script).page
    page.goto(f"{base}questions/")
    page.get_by_role("link", name="서술형").click()
    page.locator("#id_text").fill("왜 그렇습니까?")
    press(page, "문항 저장하기")
    page.get_by_role("link", name="하나 고르기").click()
    page.locator("#id_text").fill("무엇입니까?")
    page.locator("#id_option_0").fill("가")
    page.locator("#id_option_1").fill("나")
    press(page, "문항 저장하기")
    expect(page.locator("[data-errors]")).to_contain_text("정답을 하나 선택해 주세요.")
    page.get_by_label("2번 선택지가 정답").check()
    press(page, "문항 저장하기")
    page.get_by_role("button", name="2번 문항 위로").click()
    assert said(page) == "1번으로 옮겼습니다."
    assert list(quiz.questions.values_list("text", flat=True)) == ["무엇입니까?", "왜 그렇습니까?"]

    # It is a draft until it is opened.
    page.get_by_role("link", name="학습자에게 열기").click()
    press(page, "시험 열기")
    assert said(page) == "시험을 열고 수강생에게 알렸습니다."

    # The learner answers one, closes the tab, comes back, and is asked before submitting the rest unanswered.
    watched = open_page(student, width=360, java_script_enabled=script)
    sheet = watched.page
    sheet.goto(f"{base}quiz/")
    expect(sheet.locator("main")).to_contain_text("시작하면 30분이 주어집니다")
    expect(sheet.get_by_text("답은 쓰는 대로 저장됩니다.")).to_be_visible(visible=script)
    press(sheet, "응시 시작하기")
    assert said(sheet) == "응시를 시작했습니다."
    sheet.get_by_label("나", exact=True).check()
    if script:
        expect(sheet.locator(".quiz-saved").first).to_have_text("저장했습니다")
        expect(sheet.locator(".quiz-left b")).to_contain_text("남음")
    else:
        expect(sheet.get_by_text("답은 ‘답 저장하기’를 눌러야 저장됩니다.")).to_be_visible()
        sheet.locator("main").get_by_role("button", name="답 저장하기").last.click()
        assert said(sheet) == "답을 저장했습니다."
    sheet.close()
    sheet = watched.page.context.new_page()
    sheet.goto(f"{base}quiz/")
    sheet.get_by_role("link", name="이어서 응시하기").click()
    expect(sheet.get_by_label("나", exact=True)).to_be_checked()
    expect(sheet.locator(".quiz-count")).to_have_text("답한 문항 1/2")
    sheet.get_by_role("button", name="제출하기", exact=True).click()
    expect(sheet.locator("#check-title")).to_have_text("아직 답하지 않은 문항이 1개 있습니다")
    sheet.locator("textarea").fill("그렇기 때문입니다.")
    sheet.get_by_role("button", name="제출하기", exact=True).click()
    assert said(sheet) == "제출했습니다."
    expect(sheet.locator("main")).to_contain_text("강사가 결과를 공개하면 볼 수 있습니다")

    # The essay is marked, and makes the score.
    page.goto(f"{base}attempts/?show=to_mark")
    page.get_by_role("link", name=student.name).click()
    expect(page.locator(".quiz-said")).to_have_text("그렇기 때문입니다.")
    page.get_by_label("2번 문항의 점수 (1점 만점)").fill("0.5")
    page.get_by_label("피드백").fill("좋습니다.")
    press(page, "채점 저장하기")
    assert said(page) == "채점을 저장했습니다."
    assert Attempt.objects.get().result.score == 75


def test_words_are_saved_while_they_are_written_and_time_submits_them(open_page, student):
    quiz = quiz_in(running_class(), "SHORT")
    begun = clock.now() - dt.timedelta(minutes=10)
    mine = AttemptFactory(
        assessment=quiz, enrolment=learner(quiz.course_class, member=student), started_at=begun,
        due_at=clock.now() + dt.timedelta(seconds=8),
    )  # fmt: skip
    page = open_page(student).page
    page.goto(f"/classes/{quiz.course_class_id}/assessments/{quiz.pk}/quiz/{mine.pk}/")
    page.locator("input[type=text]").press_sequentially("정답")
    expect(page.locator(".quiz-saved")).to_have_text("저장했습니다")
    assert Answer.objects.get().given == "정답"
    expect(page.locator("main")).to_contain_text("제출한 답", timeout=20_000)
    mine.refresh_from_db()
    assert (mine.is_timed_out, mine.result.score) == (False, 100)


def test_what_was_given_before_the_script_came_is_saved_and_tried_again(open_page, student):
    quiz = quiz_in(running_class(), "CHOICE")
    mine = AttemptFactory(assessment=quiz, enrolment=learner(quiz.course_class, member=student))
    watched = open_page(student)
    page = watched.page
    let_script_come = open_before(
        page, "js/quiz", f"/classes/{quiz.course_class_id}/assessments/{quiz.pk}/quiz/{mine.pk}/"
    )
    page.route("**/answer/", lambda route: route.fulfill(status=200, content_type="text/html", body=""))
    page.get_by_label("가", exact=True).check()
    let_script_come()
    expect(page.locator(".quiz-trouble")).to_contain_text("답을 저장하지 못했습니다")
    page.unroute("**/answer/")
    expect(page.locator(".quiz-saved")).to_have_text("저장했습니다", timeout=15_000)
    expect(page.locator(".quiz-trouble")).to_be_hidden()
    assert Answer.objects.get().given == [quiz.questions.get().options.first().pk]


def test_of_two_windows_the_older_one_takes_nothing_away_and_is_told(open_page, student):
    quiz = quiz_in(running_class(), "CHOICE", "SHORT", "ESSAY")
    begun = clock.now() - dt.timedelta(minutes=10)
    mine = AttemptFactory(
        assessment=quiz, enrolment=learner(quiz.course_class, member=student), started_at=begun,
        due_at=clock.now() + dt.timedelta(seconds=25),
    )  # fmt: skip
    address = f"/classes/{quiz.course_class_id}/assessments/{quiz.pk}/quiz/{mine.pk}/"
    older, newer = open_page(student).page, open_page(student).page  # two browsers, so that neither hears the other
    older.goto(address)
    newer.goto(address)
    newer.get_by_label("가", exact=True).check()
    newer.locator("input[type=text]").fill("정답")
    newer.locator("textarea").fill("새 창에서 쓴 글")
    expect(newer.locator(".quiz-saved", has_text="저장했습니다")).to_have_count(3)

    # What the older window wrote meanwhile is not taken, and it is told; what it did not touch it sees.
    older.locator("textarea").fill("옛 창에서 쓴 글")
    expect(older.locator("[data-stale]:visible")).to_contain_text("다른 창에서 이 문항의 답을 수정했습니다")
    assert Answer.objects.get(question__kind="ESSAY").given == "새 창에서 쓴 글"
    older.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(older.locator("input[type=text]")).to_have_value("정답")
    older.get_by_role("button", name="이 창의 답으로 변경하기").click()
    expect(older.locator("[data-stale]:visible")).to_have_count(0)
    expect(older.locator("[data-question]").last.locator(".quiz-saved")).to_have_text("저장했습니다")
    assert Answer.objects.get(question__kind="ESSAY").given == "옛 창에서 쓴 글"

    # The time submits one of them; the other one follows.
    expect(older.locator("main")).to_contain_text("제출한 답", timeout=40_000)
    mine.refresh_from_db()
    assert mine.submitted_at is not None
    given = {row.question.kind: row.given for row in Answer.objects.select_related("question")}
    assert (given["SHORT"], given["ESSAY"], len(given["CHOICE"])) == ("정답", "옛 창에서 쓴 글", 1)
    expect(newer.locator("main")).to_contain_text("제출한 답", timeout=40_000)
