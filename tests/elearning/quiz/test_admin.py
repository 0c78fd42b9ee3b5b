"""Staff keep questions through the services and read attempts."""

import pytest
from django.urls import reverse

from apps.core.models import AuditEntry
from apps.elearning.quiz.models import Question
from apps.elearning.quiz.services import attempts
from tests.elearning.learning import learner, running_class
from tests.elearning.quiz.quizzing import question, quiz_in, right
from tests.factories.quiz import AccommodationFactory, OpeningFactory, QuizFactory, WithdrawnAttemptFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


def sent(one: Question | None = None, options=(), accepted=(), **fields) -> dict:
    """A form of the admin with its rows: (pk or "", fields)."""
    data = {"kind": "CHOICE", "text": "무엇입니까?", "points": "2", "explanation": "", **fields}
    for prefix, rows in (("options", options), ("accepted", accepted)):
        there = sum(bool(pk) for pk, _row in rows)
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": there}
        for number, (pk, row) in enumerate(rows):
            own = {"id": pk, "question": one.pk if one else "", **row}
            data |= {f"{prefix}-{number}-{name}": value for name, value in own.items()}
    return data


def rows_of(one: Question) -> list:
    return [
        (option.pk, {"text": option.text, **({"is_right": "on"} if option.is_right else {})})
        for option in one.options.all()
    ]


def test_a_question_is_added_edited_and_deleted(office):
    quiz = QuizFactory(course_class=running_class())
    new = [("", {"text": "가", "is_right": "on"}), ("", {"text": "나"})]
    address = reverse("admin:elearning_question_add")
    bad = office.post(address, sent(assessment=quiz.pk, options=new[1:]))
    assert "선택지는 2개 이상 8개 이하로 적어 주세요." in bad.content.decode()
    assert office.post(address, sent(assessment=quiz.pk, options=new)).status_code == 302
    one = Question.objects.get()
    assert (one.position, one.options.get(is_right=True).text) == (1, "가")
    change = reverse("admin:elearning_question_change", args=[one.pk])
    more = [*rows_of(one), ("", {"text": "다"})]
    assert office.post(change, sent(one, text="새 글", options=more)).status_code == 302
    one.refresh_from_db()
    assert (one.text, [option.text for option in one.options.all()]) == ("새 글", ["가", "나", "다"])
    assert office.post(reverse("admin:elearning_question_delete", args=[one.pk]), {"post": "yes"}).status_code == 302
    assert not Question.objects.exists()
    acts = AuditEntry.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == [f"elearning.question_{act}" for act in ("added", "edited", "removed")]


def test_once_it_is_open_only_the_explanation_changes(office):
    quiz = quiz_in(running_class(), "CHOICE")
    one = quiz.questions.get()
    change = reverse("admin:elearning_question_change", args=[one.pk])
    same = {"text": one.text, "points": one.points, "options": rows_of(one)}
    bad = office.post(change, sent(one, **{**same, "text": "새 글"}))
    assert "먼저 다시 닫은 뒤" in bad.content.decode()
    assert office.post(change, sent(one, **same, explanation="새 해설")).status_code == 302
    one.refresh_from_db()
    assert (one.explanation, one.text == "새 글") == ("새 해설", False)
    assert office.get(reverse("admin:elearning_question_delete", args=[one.pk])).status_code == 403


def test_attempts_are_read(office, student):
    quiz = quiz_in(running_class())
    learner(quiz.course_class, member=student)
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=student)
    attempts.save_answers(attempt_id=mine.pk, by=student, answers=right(quiz))
    attempts.submit_attempt(attempt_id=mine.pk, by=student)
    assert student.name in office.get(reverse("admin:elearning_attempt_changelist")).content.decode()
    page = office.get(reverse("admin:elearning_attempt_change", args=[mine.pk])).content.decode()
    assert "제 생각은 이렇습니다." in page
    assert "가, 나" in page
    assert 'name="_save"' not in page
    assert question(quiz, "CHOICE").text in page


def test_what_was_answered_is_in_ones_own_data_and_said_to_be_seen(client, student):
    quiz = quiz_in(running_class())
    learner(quiz.course_class, member=student)
    client.force_login(student)
    assert "온라인 평가" not in client.get("/accounts/seen/").content.decode()
    mine = attempts.begin_attempt(assessment_id=quiz.pk, by=student)
    attempts.save_answers(attempt_id=mine.pk, by=student, answers=right(quiz))
    (attempt,) = client.get("/accounts/export/").json()["elearning_quizzes"]
    assert [answer["given"] for answer in attempt["answers"]] == ["가", "가, 나", "정 답", "제 생각은 이렇습니다."]
    assert "온라인 평가" in client.get("/accounts/seen/").content.decode()


def test_staff_read_what_was_taken_back_and_the_terms_of_one_learner(office):
    enrolment = learner(running_class())
    quiz = QuizFactory(course_class=enrolment.course_class)
    opening = OpeningFactory(assessment=quiz)
    taken_back = WithdrawnAttemptFactory(assessment=quiz, enrolment=enrolment)
    terms = AccommodationFactory(assessment=quiz, enrolment=enrolment, extra_minutes=15)
    for name, row, shown in (
        ("opening", opening, quiz.name),
        ("withdrawnattempt", taken_back, "써 보았습니다."),
        ("accommodation", terms, "15"),
    ):
        found = office.get(reverse(f"admin:elearning_{name}_changelist"), {"q": quiz.name})
        assert found.context["cl"].result_count == 1
        page = office.get(reverse(f"admin:elearning_{name}_change", args=[row.pk])).content.decode()
        assert shown in page
        assert office.post(reverse(f"admin:elearning_{name}_change", args=[row.pk])).status_code == 403
        assert office.get(reverse(f"admin:elearning_{name}_add")).status_code == 403
