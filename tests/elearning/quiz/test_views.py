"""The pages of quizzes: what they show, to whom, and how they answer."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse

from apps.core import clock
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.services import publish_results
from apps.elearning.quiz.forms import read_answers, read_seen
from apps.elearning.quiz.models import Answer, Attempt, Opening, Question
from apps.elearning.quiz.rules import SeenAnswer
from apps.elearning.quiz.services import attempts
from tests.elearning.learning import learner, running_class
from tests.elearning.quiz.quizzing import question, quiz_in, right, wrong
from tests.factories.quiz import AttemptFactory, QuestionFactory, QuizFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=clock.SEOUL)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def quiz(mentor) -> Assessment:
    return quiz_in(running_class(instructors=[mentor]))


@pytest.fixture
def enrolment(quiz, student):
    return learner(quiz.course_class, member=student)


@pytest.fixture
def teacher(client, quiz, mentor):
    client.force_login(mentor)
    return client


@pytest.fixture
def pupil(client, enrolment, student):
    client.force_login(student)
    return client


def at(name: str, quiz: Assessment, *more: int) -> str:
    return reverse(f"classes:{name}", args=[quiz.course_class_id, quiz.pk, *more])


def text(response) -> str:
    return response.content.decode()


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def sheet(answers: dict) -> dict:
    """The answers as the sheet sends them."""
    sent = {"asked": list(answers)}
    for number, given in answers.items():
        sent[f"choice-{number}" if isinstance(given, list) else f"text-{number}"] = given
    return sent


# --- Taking


def test_before_it_begins_the_limits_are_said_in_words(pupil, quiz):
    page = text(pupil.get(at("quiz", quiz)))
    assert "30분이 주어집니다" in page
    assert "2회 중 0회 응시" in page
    assert "응시 시작하기" in page
    Assessment.objects.update(time_limit=None)
    assert "시간 제한은 없으며" in text(pupil.get(at("quiz", quiz)))


def test_why_it_cannot_be_begun_stands_beside_the_button(pupil, quiz):
    Assessment.objects.update(start_date=clock.today() + clock.ONE_DAY, end_date=clock.today() + clock.ONE_DAY)
    assert "3월 11일 (수) 0시부터 응시할 수 있습니다." in text(pupil.get(at("quiz", quiz)))
    answer = pupil.post(at("quiz", quiz), follow=True)
    assert said(answer) == ["3월 11일 (수) 0시부터 응시할 수 있습니다."]


def test_a_sheet_begins_comes_back_and_goes(pupil, quiz):
    answer = pupil.post(at("quiz", quiz), follow=True)
    mine = Attempt.objects.get()
    assert answer.redirect_chain == [(at("quiz_attempt", quiz, mine.pk), 302)]
    answers = right(quiz)
    pupil.post(at("quiz_attempt", quiz, mine.pk), {**sheet(answers), "act": "save"})
    page = pupil.get(at("quiz_attempt", quiz, mine.pk))
    assert (page.context["page"].answered, page.context["page"].seconds) == (4, 1800)
    assert page["Cache-Control"].startswith("no-store")
    assert "제 생각은 이렇습니다." in text(page)
    assert "이어서 응시하기" in text(pupil.get(at("quiz", quiz)))
    done = pupil.post(at("quiz_attempt", quiz, mine.pk), {**sheet(answers), "act": "submit"}, follow=True)
    assert said(done) == ["제출했습니다."]
    mine.refresh_from_db()
    assert mine.submitted_at == NOON


def test_whoever_left_something_out_is_asked_first(pupil, quiz):
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=pupil_of(quiz))
    address, answers = at("quiz_attempt", quiz, mine.pk), right(quiz)
    answers.pop(question(quiz, "SHORT").pk)
    asked = pupil.post(address, {**sheet(answers), "act": "submit"}, follow=True)
    assert asked.redirect_chain == [(f"{address}?check=1", 302)]
    assert asked.context["page"].missing == [3]
    assert "아직 답하지 않은 문항이 1개 있습니다" in text(asked)
    pupil.post(address, {**sheet(answers), "sure": "1"})
    mine.refresh_from_db()
    assert mine.submitted_at == NOON


def pupil_of(quiz):
    return quiz.course_class.enrolments.get().member


def test_one_answer_is_saved_by_itself(pupil, quiz, noon):
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=pupil_of(quiz))
    address, short = at("quiz_answer", quiz, mine.pk), question(quiz, "SHORT").pk
    noon.shift(dt.timedelta(minutes=4))
    said = pupil.post(address, sheet({short: "답"})).json()
    assert (said["seconds"], said["until"], said["stale"]) == (26 * 60, "오늘 낮 12시 30분", [])
    assert said["answers"][str(short)]["given"] == "답"
    state = pupil.get(address).json()
    assert (state["is_open"], state["answers"]) == (True, said["answers"])
    assert Answer.objects.get().given == "답"
    bad = pupil.post(address, sheet({short: "가" * 201}))
    assert (bad.status_code, bad.json()["code"]) == (400, "answer_too_long")
    noon.shift(dt.timedelta(hours=1))
    late = pupil.post(address, sheet({short: "늦은 답"}))
    assert (late.status_code, late.json()["code"]) == (409, "time_over")
    assert Answer.objects.get().given == "답"
    attempts.close_overdue_attempts(clock.now())
    assert pupil.get(address).json()["is_open"] is False


def shown(page) -> dict:
    """The fields of a sheet as they were shown, touched by nobody."""
    sent: dict = {"asked": []}
    for asked in page.context["page"].asked:
        number = asked.question.pk
        sent["asked"].append(number)
        sent[f"seen-{number}"] = asked.seen
        if asked.chooses:
            sent[f"choice-{number}"] = [choice.pk for choice in asked.choices if choice.is_chosen]
        else:
            sent[f"text-{number}"] = asked.written
    return sent


@pytest.mark.parametrize("how", [{"automatic": "1"}, {"act": "submit", "sure": "1"}])
def test_the_blank_sheet_of_an_older_window_is_submitted_with_what_was_saved_in_the_newer(pupil, quiz, how):
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=pupil_of(quiz))
    address = at("quiz_attempt", quiz, mine.pk)
    older = shown(pupil.get(address))
    assert pupil.post(at("quiz_answer", quiz, mine.pk), sheet(right(quiz))).json()["stale"] == []
    assert said(pupil.post(address, {**older, "act": "save"}, follow=True)) == ["답을 저장했습니다."]
    assert said(pupil.post(address, {**older, **how}, follow=True)) == ["제출했습니다."]
    assert {row.question_id: row.given for row in Answer.objects.all()} == {
        number: given.strip() if isinstance(given, str) else given for number, given in right(quiz).items()
    }
    assert {row.points for row in Answer.objects.exclude(question__kind="ESSAY")} == {2}


def test_an_older_window_is_told_and_does_not_submit_what_it_did_not_see(pupil, quiz, mentor):
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=pupil_of(quiz))
    address, short = at("quiz_attempt", quiz, mine.pk), question(quiz, "SHORT").pk
    older = {**shown(pupil.get(address)), f"text-{short}": "첫째 창"}
    pupil.post(at("quiz_answer", quiz, mine.pk), sheet({short: "둘째 창"}))
    answer = pupil.post(at("quiz_answer", quiz, mine.pk), {**sheet({short: "첫째 창"}), f"seen-{short}": "0-x"}).json()
    assert (answer["stale"], answer["answers"][str(short)]["given"]) == ([short], "둘째 창")
    page = pupil.post(address, {**older, "act": "submit", "sure": "1"}, follow=True)
    assert said(page) == [
        "3번 문항은 다른 창에서 저장한 답을 그대로 두었습니다. 이 창에서 쓴 답은 문항 아래에 따로 보관했습니다."
    ]
    assert "첫째 창" in text(page)
    assert 'value="둘째 창"' in text(page)
    pupil.post(address, {**older, "automatic": "1"})
    mine.refresh_from_db()
    assert (mine.submitted_at, mine.is_timed_out) == (NOON, False)
    pupil.force_login(mentor)
    page = text(pupil.get(at("attempt", quiz, mine.pk)))
    assert "이전 답 1개" in page
    assert "첫째 창" in page


def test_what_is_no_answer_is_passed_over():
    sent = QueryDict("asked=1&asked=x&asked=2&asked=99999999999999999999&choice-1=3&choice-1=y&text-2=a%0D%0Ab")
    assert read_answers(sent) == {1: [3], 2: "a\r\nb"}
    assert read_answers(QueryDict("asked=5")) == {5: []}
    sent = QueryDict("asked=1&asked=2&asked=3&asked=x&seen-1=4-ab&seen-2=x-ab&seen-x=1-ab&seen-9=1-ab")
    assert read_seen(sent) == {1: SeenAnswer(4, "ab")}


def test_an_answer_that_cannot_be_is_said_and_the_sheet_comes_back(pupil, quiz):
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=pupil_of(quiz))
    answer = pupil.post(
        at("quiz_attempt", quiz, mine.pk), {**sheet({question(quiz, "CHOICE").pk: [0]}), "act": "save"}, follow=True
    )
    assert said(answer) == ["이 문항의 선택지가 아닙니다."]


def test_after_the_end_the_next_look_hands_in_what_was_saved(pupil, quiz, noon):
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=pupil_of(quiz))
    attempts.save_answers(attempt_id=mine.pk, by=pupil_of(quiz), answers=right(quiz))
    noon.shift(dt.timedelta(minutes=31))
    page = pupil.post(at("quiz_attempt", quiz, mine.pk), {"act": "submit"}, follow=True)
    assert said(page) == ["응시 시간이 끝나 답을 더 저장할 수 없습니다."]
    assert "시간이 끝나 저장된 답이 자동으로 제출되었습니다" in text(page)
    mine.refresh_from_db()
    assert (mine.is_timed_out, mine.result.score) == (True, None)


def test_the_page_before_hands_in_what_is_over_too(pupil, quiz, noon):
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=pupil_of(quiz))
    noon.shift(dt.timedelta(minutes=31))
    page = pupil.get(at("quiz", quiz), follow=True)
    assert page.redirect_chain == [(at("quiz", quiz), 302)]
    mine.refresh_from_db()
    assert mine.is_timed_out
    assert "제출 완료" in text(page)


def test_nothing_right_is_told_before_it_may_be(pupil, quiz, noon):
    """Neither while it is taken, nor handed in, nor published while others still can take it."""
    Question.objects.filter(kind="SHORT").update(explanation="비밀 해설")
    quiz.questions.get(kind="SHORT").accepted.filter(text="정답").update(text="비밀 정답")
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=pupil_of(quiz))
    address = at("quiz_attempt", quiz, mine.pk)

    def tells() -> bool:
        page = text(pupil.get(address))
        return "비밀" in page or ">정답<" in page or "badge badge-open" in page

    assert not tells()
    attempts.save_answers(attempt_id=mine.pk, by=pupil_of(quiz), answers=right(quiz))
    attempts.submit_attempt(attempt_id=mine.pk, by=pupil_of(quiz))
    assert not tells()
    assert "강사가 결과를 공개하면 볼 수 있습니다" in text(pupil.get(address))
    Assessment.objects.update(published_at=NOON)
    assert not tells()
    assert "채점하고 있습니다" in text(pupil.get(address))
    mine.refresh_from_db()
    type(mine.result).objects.update(score=Decimal(80), passed=True, graded_at=NOON, feedback="잘했습니다.")
    page = text(pupil.get(address))
    assert "80점 / 100점" in page
    assert "응시 기간이 끝나는 내일 밤 12시부터" in page
    assert "비밀" not in page
    assert "80점 / 100점" in text(pupil.get(at("quiz", quiz)))
    noon.move_to(clock.start_of(quiz.end_date + clock.ONE_DAY) + dt.timedelta(minutes=1))
    page = text(pupil.get(address))
    assert "비밀 해설" in page
    assert "비밀 정답" in page
    assert "잘했습니다." in page


def test_who_runs_the_class_is_led_to_the_questions(teacher, quiz):
    assert teacher.get(at("quiz", quiz)).url == at("questions", quiz)
    assert not Attempt.objects.exists()


def test_another_learners_sheet_is_not_there(pupil, quiz):
    other = attempts.begin_attempt(assessment_id=quiz.pk, by=learner(quiz.course_class).member)
    for name in ("quiz_attempt", "quiz_answer"):
        assert pupil.post(at(name, quiz, other.pk), sheet(right(quiz))).status_code == 404
    assert pupil.get(at("quiz_attempt", quiz, other.pk)).status_code == 404
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=pupil_of_first(quiz))
    elsewhere = quiz_in(quiz.course_class)
    assert pupil.get(at("quiz_attempt", elsewhere, mine.pk)).status_code == 404


def pupil_of_first(quiz):
    return quiz.course_class.enrolments.order_by("pk").first().member


# --- Questions


def test_questions_are_added_of_every_kind(teacher, mentor):
    quiz = QuizFactory(course_class=running_class(instructors=[mentor]))
    assert "아직 문항이 없습니다" in text(teacher.get(at("questions", quiz)))
    options = {"option_0": "가", "option_2": "나", "right": "2"}
    for kind, fields in (
        ("CHOICE", options), ("MULTIPLE", {**options, "right": ["0", "2"]}), ("SHORT", {"accepted": "하나\n둘\n"}),
        ("ESSAY", {}),
    ):  # fmt: skip
        address = f"{at('question_new', quiz)}?kind={kind}"
        assert teacher.get(address).status_code == 200
        answer = teacher.post(address, {"text": "무엇입니까?", "points": "5", **fields})
        assert answer.url == at("questions", quiz)
    choice, many, short, _essay = quiz.questions.all()
    assert [(one.text, one.is_right) for one in choice.options.all()] == [("가", False), ("나", True)]
    assert many.options.filter(is_right=True).count() == 2
    assert [one.text for one in short.accepted.all()] == ["하나", "둘"]
    page = text(teacher.get(at("questions", quiz)))
    assert "배점 합계 20점은 총점 100점으로 환산됩니다." in page
    assert "무엇입니까?" in text(teacher.get(at("quiz_preview", quiz)))


@pytest.mark.parametrize(("kind", "fields", "sentence"), [
    ("CHOICE", {"option_0": "가", "option_1": "나"}, "정답을 하나 선택해 주세요."),
    ("CHOICE", {"option_0": "가", "right": "0"}, "선택지는 2개 이상 8개 이하로 적어 주세요."),
    ("CHOICE", {"option_0": "가", "option_1": "나", "right": "3"}, "선택지는 한 글자 이상 500자 이하여야 합니다."),
    ("MULTIPLE", {"option_0": "가", "option_1": "나"}, "정답을 하나 이상 선택해 주세요."),
    ("SHORT", {"accepted": " "}, "입력해 주세요."),
    ("nonsense", {"option_0": "가"}, "선택지는 2개 이상 8개 이하로 적어 주세요."),
])  # fmt: skip
def test_a_question_that_cannot_be_comes_back_as_it_was_typed(teacher, quiz, kind, fields, sentence):
    page = text(teacher.post(f"{at('question_new', quiz)}?kind={kind}", {"text": "적은 글", "points": "1", **fields}))
    assert sentence in page
    assert "적은 글" in page
    assert quiz.questions.count() == 4


def test_a_question_is_edited_moved_and_deleted(teacher, quiz):
    Opening.objects.all().delete()
    choice = question(quiz, "CHOICE")
    page = text(teacher.get(at("question", quiz, choice.pk)))
    assert 'value="나"' in page
    teacher.post(at("question", quiz, choice.pk), {"text": "새 글", "points": "3", "option_0": "가", "option_1": "라",
                 "right": "1"})  # fmt: skip
    choice.refresh_from_db()
    assert (choice.text, choice.points, choice.options.get(is_right=True).text) == ("새 글", 3, "라")
    teacher.post(at("question_move", quiz, choice.pk), {"to": "down"})
    assert list(quiz.questions.values_list("kind", flat=True)) == ["MULTIPLE", "CHOICE", "SHORT", "ESSAY"]
    assert "2번 문항을 삭제할까요?" in text(teacher.get(at("question_delete", quiz, choice.pk)))
    assert said(teacher.post(at("question_delete", quiz, choice.pk), follow=True)) == ["문항을 삭제했습니다."]
    assert not Question.objects.filter(pk=choice.pk).exists()


def test_of_two_windows_with_a_question_the_older_one_is_told(teacher, quiz):
    Opening.objects.all().delete()
    one = question(quiz, "ESSAY")
    address, sent = at("question", quiz, one.pk), {"text": "첫째", "points": "1", "revision": "0"}
    assert teacher.post(address, sent).url == at("questions", quiz)
    page = text(teacher.post(address, {**sent, "text": "둘째"}))
    assert "그사이 다른 사람이 수정했습니다" in page
    assert "둘째" in page
    one.refresh_from_db()
    assert one.text == "첫째"


def test_a_draft_is_shown_to_nobody_until_it_is_opened_and_closed_while_nobody_submitted(teacher, quiz, enrolment):
    Opening.objects.all().delete()
    learners, overview = teacher, at("assessment", quiz)
    assert "학습자에게 열기" in text(teacher.get(at("questions", quiz)))
    page = text(teacher.get(at("quiz_open", quiz)))
    assert "배점 합계" in page
    assert "온라인 문항 (아직 열지 않음)" in text(teacher.get(overview))
    learners.force_login(enrolment.member)
    assert "온라인으로 응시하기" not in text(learners.get(overview))
    page = text(learners.get(at("quiz", quiz)))
    assert "아직 열리지 않은 시험입니다" in page
    assert "4개" not in page
    teacher.force_login(quiz.course_class.instructors.get())
    answer = teacher.post(at("quiz_open", quiz), follow=True)
    assert said(answer) == ["시험을 열고 수강생에게 알렸습니다."]
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=enrolment.member)
    attempts.save_answers(attempt_id=mine.pk, by=enrolment.member, answers=right(quiz))
    assert enrolment.member.name in text(teacher.get(at("quiz_take_back", quiz)))
    answer = teacher.post(at("quiz_take_back", quiz), follow=True)
    assert said(answer) == ["시험을 다시 닫고, 응시하고 있던 1명에게 알렸습니다. 쓰던 답은 따로 보관했습니다."]
    assert "제 생각은 이렇습니다." in text(teacher.get(at("attempts", quiz)))
    learners.force_login(enrolment.member)
    assert learners.get(at("quiz_answer", quiz, mine.pk)).status_code == 404
    page = learners.get(at("quiz_attempt", quiz, mine.pk), follow=True)
    assert said(page) == ["강사가 시험을 다시 닫아 이 응시가 취소되었습니다. 쓰던 답은 따로 보관했습니다."]
    assert "제 생각은 이렇습니다." in text(page)


def test_what_stands_in_the_way_of_opening_and_closing_is_said(teacher, quiz, enrolment):
    assert "다시 닫을까요?" in text(teacher.get(at("quiz_take_back", quiz)))
    answer = teacher.post(at("quiz_take_back", quiz), follow=True)
    assert said(answer) == ["시험을 다시 닫았습니다. 이제 문항을 수정할 수 있습니다."]
    Assessment.objects.update(is_active=False)
    page = text(teacher.get(at("quiz_open", quiz)))
    assert "아직 열 수 없습니다" in page
    assert "사용하지 않는 평가입니다." in page
    assert said(teacher.post(at("quiz_open", quiz), follow=True)) == ["사용하지 않는 평가입니다."]
    Assessment.objects.update(is_active=True)
    teacher.post(at("quiz_open", quiz))
    AttemptFactory(assessment=quiz, enrolment=enrolment, submitted=True)
    assert "제출한 학습자가 있습니다" in text(teacher.get(at("questions", quiz)))
    assert "이미 제출한 학습자가 있어" in text(teacher.get(at("quiz_take_back", quiz)))


def test_a_question_that_is_open_shows_its_explanation_alone(teacher, quiz):
    one = question(quiz, "CHOICE")
    assert "문항 추가하기" not in text(teacher.get(at("questions", quiz)))
    assert "option_0" not in text(teacher.get(at("question", quiz, one.pk)))
    teacher.post(at("question", quiz, one.pk), {"text": "새 글", "explanation": "새 해설"})
    one.refresh_from_db()
    assert (one.text == "새 글", one.explanation) == (False, "새 해설")
    too_late = teacher.post(f"{at('question_new', quiz)}?kind=ESSAY", {"text": "글", "points": "1"})
    assert "먼저 다시 닫은 뒤" in text(too_late)
    assert "먼저 다시 닫은 뒤" in said(teacher.post(at("question_delete", quiz, one.pk), follow=True))[0]


def test_a_question_stands_under_its_own_quiz_only(teacher, quiz):
    other = QuestionFactory(assessment=quiz_in(quiz.course_class))
    for name in ("question", "question_delete"):
        assert teacher.get(at(name, quiz, other.pk)).status_code == 404
    assert teacher.post(at("question_move", quiz, other.pk)).status_code == 404


# --- Corrections


def test_a_wrong_key_is_corrected_after_a_look_at_what_that_changes(teacher, quiz, enrolment):
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=enrolment.member)
    choice = question(quiz, "CHOICE")
    assert "제출한 학습자가 없습니다" in text(teacher.post(at("question_correct", quiz, choice.pk), {
        "kind": "FULL", "reason": "오타", "act": "preview"}))  # fmt: skip
    key = wrong(choice)[0]
    attempts.save_answers(attempt_id=mine.pk, by=enrolment.member, answers={choice.pk: [key]})
    attempts.submit_attempt(attempt_id=mine.pk, by=enrolment.member)
    address = at("question_correct", quiz, choice.pk)
    assert address in text(teacher.get(at("questions", quiz)))
    page = text(teacher.get(address))
    assert "높은 쪽으로 둡니다" in page
    sent = {"kind": "KEY", "right": [key], "reason": "둘째 보기도 맞습니다.", "revision": "0"}
    # What was not shown is shown first, whatever button was pressed.
    shown = teacher.post(address, {**sent, "act": "apply"})
    assert [line.score for line in shown.context["lines"]] == ["0점 → 25점 / 100점"]
    assert "0점 → 2점 / 2점" in text(shown)
    assert question(quiz, "CHOICE").correction == ""
    sent["previewed"] = shown.context["form"]["previewed"].value()
    assert teacher.post(address, {**sent, "right": [], "act": "apply"}).context["lines"] is None
    assert "그사이" in text(teacher.post(address, {**sent, "revision": "9", "act": "apply"}))
    done = teacher.post(address, {**sent, "act": "apply"}, follow=True)
    assert said(done) == ["문항을 바로잡았습니다. 응시 1건의 점수가 바뀌었습니다."]
    assert "둘째 보기도 맞습니다." in text(done)
    mine.refresh_from_db()
    assert mine.result.score == 25


def test_each_kind_of_question_is_corrected_in_its_own_way(teacher, quiz, enrolment):
    AttemptFactory(assessment=quiz, enrolment=enrolment, submitted=True)
    assert "서술형" in text(teacher.get(at("question_correct", quiz, question(quiz, "ESSAY").pk)))
    short = at("question_correct", quiz, question(quiz, "SHORT").pk)
    shown = teacher.post(short, {"kind": "KEY", "accepted": "새 답\n", "reason": "오타", "act": "preview"})
    assert shown.context["lines"] == []
    assert "앞으로의 응시부터 적용됩니다" in text(shown)
    essay = at("question_correct", quiz, question(quiz, "ESSAY").pk)
    assert "invalid-feedback" in text(teacher.post(essay, {"kind": "KEY", "reason": "오타", "act": "preview"}))


def test_a_choice_is_marked_by_hand_with_a_reason_that_its_writer_reads(teacher, quiz, enrolment, mentor):
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=enrolment.member)
    attempts.submit_attempt(attempt_id=mine.pk, by=enrolment.member)
    choice, address = question(quiz, "CHOICE").pk, at("attempt", quiz, mine.pk)
    assert "점수를 직접 수정하기" in text(teacher.get(address))
    bad = teacher.post(address, {f"points_{choice}": "2", "revision": "0"})
    assert "점수와 사유를 함께 적어 주세요" in text(bad)
    sent = {f"points_{choice}": "2", f"feedback_{choice}": "문항이 모호했습니다.", "revision": "0"}
    assert teacher.post(address, sent).status_code == 302
    mine.refresh_from_db()
    assert mine.result.score == 25
    publish_results(assessment_id=quiz.pk, by=mentor)
    teacher.force_login(enrolment.member)
    assert "문항이 모호했습니다." in text(teacher.get(at("quiz_attempt", quiz, mine.pk)))


# --- Terms of one learner


def test_one_learner_is_given_more_time_and_reads_it_before_they_begin(teacher, quiz, enrolment):
    page = text(teacher.get(at("quiz_terms", quiz)))
    assert enrolment.member.name in page
    assert "모두와 같음" in page
    address = at("quiz_terms_of", quiz, enrolment.pk)
    sent = {"extra_minutes": "15", "extra_attempts": "1", "end_date": "2026-03-12", "revision": "0"}
    answer = teacher.post(address, sent, follow=True)
    assert said(answer) == ["응시 조건을 저장하고 학습자에게 알렸습니다."]
    granted = "시간 15분 추가, 응시 1회 추가, 3월 12일 (목)까지"
    assert granted in text(answer)
    assert "그사이 다른 사람이 수정했습니다" in text(teacher.post(address, {**sent, "extra_minutes": "5"}))
    assert "차수의 마지막 날" in text(teacher.post(address, {**sent, "end_date": "2027-03-12", "revision": "1"}))
    assert teacher.get(at("quiz_terms_of", quiz, learner().pk)).status_code == 404
    teacher.force_login(enrolment.member)
    page = text(teacher.get(at("quiz", quiz)))
    assert granted in page
    assert "45분이 주어집니다" in page
    assert "3회 중 0회 응시" in page
    assert "3회 남음 (총 3회)" in text(teacher.get(at("assessment", quiz)))


def test_what_was_said_of_an_essay_reaches_its_writer_with_the_results(teacher, quiz, enrolment, mentor):
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=enrolment.member)
    attempts.save_answers(attempt_id=mine.pk, by=enrolment.member, answers=right(quiz))
    attempts.submit_attempt(attempt_id=mine.pk, by=enrolment.member)
    essay = question(quiz, "ESSAY").pk
    teacher.post(at("attempt", quiz, mine.pk), {f"points_{essay}": "2", f"feedback_{essay}": "근거가 좋습니다.",
                 f"points_{question(quiz, 'SHORT').pk}": "2", "revision": "0"})  # fmt: skip
    teacher.force_login(enrolment.member)
    assert "근거가 좋습니다." not in text(teacher.get(at("quiz_attempt", quiz, mine.pk)))
    publish_results(assessment_id=quiz.pk, by=mentor)
    page = text(teacher.get(at("quiz_attempt", quiz, mine.pk)))
    assert "근거가 좋습니다." in page
    assert "그래서 그렇습니다." not in page  # the explanation waits until nobody can take the quiz any more


# --- Marking


def test_an_instructor_goes_through_what_waits_for_marks(teacher, quiz):
    for _ in range(2):
        one = learner(quiz.course_class)
        mine = attempts.begin_attempt(assessment_id=quiz.pk, by=one.member)
        attempts.save_answers(attempt_id=mine.pk, by=one.member, answers=right(quiz))
        attempts.submit_attempt(attempt_id=mine.pk, by=one.member)
    first, second = Attempt.objects.order_by("pk")
    assert teacher.get(at("attempts", quiz) + "?show=to_mark").context["to_mark"] == 2
    essay, short = question(quiz, "ESSAY").pk, question(quiz, "SHORT").pk
    page = text(teacher.get(at("attempt", quiz, first.pk)))
    assert "제 생각은 이렇습니다." in page
    marks = {f"points_{essay}": "1.5", f"feedback_{essay}": "좋습니다.", f"points_{short}": "2", "revision": "0"}
    answer = teacher.post(at("attempt", quiz, first.pk), {**marks, "act": "next"})
    assert answer.url == at("attempt", quiz, second.pk)
    first.refresh_from_db()
    assert first.result.score == Decimal("93.75")
    late = text(teacher.post(at("attempt", quiz, first.pk), marks))
    assert "그사이 다른 사람이 수정했습니다" in late
    assert 'name="revision" value="1"' in late  # once more writes over it, on purpose
    bad = text(teacher.post(at("attempt", quiz, second.pk), {f"points_{essay}": "9", "revision": "0"}))
    assert "invalid-feedback" in bad
    answer = teacher.post(at("attempt", quiz, second.pk), {**marks, "act": "next"})
    assert answer.url == at("attempts", quiz)
    page = text(teacher.get(at("attempts", quiz) + "?show=to_mark"))
    assert "채점할 답안이 없습니다" in page
    assert 'value="1.5"' in text(teacher.get(at("attempt", quiz, second.pk)))


def test_the_list_hands_in_what_is_over(teacher, quiz, enrolment, noon):
    assert "아직 응시한 학습자가 없습니다" in text(teacher.get(at("attempts", quiz)))
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=enrolment.member)
    assert "아직 응시하고 있습니다" in text(teacher.get(at("attempt", quiz, mine.pk)))
    assert "응시 중" in text(teacher.get(at("attempts", quiz)))
    noon.shift(dt.timedelta(hours=1))
    assert "시간 종료로 제출" in text(teacher.get(at("attempts", quiz)))
    assert "자동으로 제출되었습니다" in text(teacher.get(at("attempt", quiz, mine.pk)))


def test_the_assessments_page_leads_on(client, quiz, enrolment, mentor):
    pages = (reverse("classes:assessments", args=[quiz.course_class_id]), at("assessment", quiz))
    client.force_login(enrolment.member)
    for page in pages:
        assert at("quiz", quiz) in text(client.get(page))
    client.force_login(mentor)
    for page in pages:
        shown = text(client.get(page))
        assert at("questions", quiz) in shown
        assert at("attempts", quiz) in shown
    empty = QuizFactory(course_class=quiz.course_class)
    assert "온라인 문항 만들기" in text(client.get(at("assessment", empty)))
