"""Reviews of a tutorial: who may write one, what becomes of it, and who reads it under which name."""

import datetime as dt

import pytest
import time_machine

from apps.accounts import export
from apps.accounts.services.leaving import end_membership
from apps.core import clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.lessons.models import LessonOutcome, Review, Tutorial
from apps.lessons.selectors import reviews as selectors
from apps.lessons.selectors.today import open_questions
from apps.lessons.services import lessons, reviews
from apps.lessons.states import LessonStatus
from apps.notices import answering
from apps.notices.models import Notice, OutboxMail
from tests.api.client import ApiClient
from tests.factories.accounts import MemberFactory
from tests.factories.lessons import LessonFactory, ReviewFactory, TutorialFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)
DAYS, SECOND = dt.timedelta(days=14), dt.timedelta(seconds=1)
WORDS = "막힌 곳에서 바로 시작했습니다."


@pytest.fixture(autouse=True)
def at():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel.move_to


@pytest.fixture
def tutorial(mentor, student) -> Tutorial:
    tutorial = TutorialFactory(mentor=mentor, title="자바")
    LessonFactory(tutorial=tutorial, mentee=student, status=LessonStatus.COMPLETED)
    return tutorial


def write(tutorial, by, score=5, words=WORDS, **more) -> Review:
    return reviews.write_review(tutorial_id=tutorial.pk, by=by, score=score, words=words, **more)


def answer(review, by, words="고맙습니다.") -> Review:
    return reviews.answer_review(review_id=review.pk, by=by, answer=words)


def code_of(act, *args, **given) -> str:
    with pytest.raises(DomainError) as refused:
        act(*args, **given)
    return refused.value.code


def rating(tutorial) -> tuple[int, int]:
    tutorial.refresh_from_db()
    return tutorial.review_count, tutorial.score_sum


def told() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("pk").values_list("member", "kind"))


def test_a_mentee_of_a_completed_lesson_reviews_the_tutorial_once(tutorial, student, mentor, stranger):
    review = write(tutorial, student, words=f"  {WORDS}\n")
    assert (review.words, review.written_at, review.changed_at) == (WORDS, NOW, None)
    assert (rating(tutorial), told()) == ((1, 5), [(mentor.pk, "lessons.reviewed")])
    entry = AuditEntry.objects.get(act="lessons.reviewed")
    assert (entry.actor_id, entry.after) == (student.pk, {"tutorial": tutorial.pk, "score": 5})
    assert code_of(write, tutorial, stranger) == "no_lesson_held"
    assert code_of(write, tutorial, mentor) == "no_lesson_held"
    asked = LessonFactory(tutorial=tutorial, status=LessonStatus.APPROVED)
    assert code_of(write, tutorial, fresh(asked.mentee)) == "no_lesson_held"
    write(tutorial, student, score=3)
    assert (Review.objects.count(), rating(tutorial), len(told())) == (1, (1, 3), 1)


@pytest.mark.parametrize(("absent", "may"), [("", True), ("mentor", True), ("mentee", False)])
def test_who_did_not_come_does_not_review(absent, may, mentor, student):
    tutorial = TutorialFactory(mentor=mentor)
    lesson = LessonFactory(tutorial=tutorial, mentee=student, status=LessonStatus.COMPLETED)
    LessonOutcome.objects.create(lesson=lesson, absent=absent, absent_at=NOW if absent else None)
    if may:
        assert write(tutorial, student).pk
    else:
        assert code_of(write, tutorial, student) == "no_lesson_held"
    assert bool(selectors.get_own_part(tutorial.pk, student, NOW)) == may


def test_a_review_may_be_changed_for_two_weeks_and_says_so(at, tutorial, student):
    review = write(tutorial, student)
    assert write(tutorial, student).changed_at is None  # nothing else was said
    at(NOW + DAYS - SECOND)
    write(tutorial, student, score=4, words="다시 생각해 보니 짧았습니다.")
    review.refresh_from_db()
    assert (review.score, review.changed_at, review.written_at) == (4, NOW + DAYS - SECOND, NOW)
    entry = AuditEntry.objects.get(act="lessons.review_changed")
    assert (entry.before, entry.after["score"]) == ({"score": 5, "words": WORDS}, 4)
    (row,) = selectors.list_newest_reviews(Tutorial.objects.get(pk=tutorial.pk), student)
    assert (row.when, row.stars, row.is_own) == ("1월 5일 · 수정됨", "★★★★☆", True)
    at(NOW + DAYS)
    assert code_of(write, tutorial, student, words="또 다른 말") == "review_stays"
    assert selectors.get_own_part(tutorial.pk, student, NOW + DAYS) is None


@pytest.mark.parametrize(
    ("score", "words", "code"),
    [(0, WORDS, "score_out_of_range"), (6, WORDS, "score_out_of_range"), (1, " \n", "words_missing"),
     (1, "말" * 501, "words_too_long")],
)  # fmt: skip
def test_what_a_review_may_not_say(score, words, code, tutorial, student):
    assert code_of(write, tutorial, student, score=score, words=words) == code


def test_the_mentor_answers_once_and_may_change_the_answer(at, tutorial, student, mentor, stranger, superuser):
    review = write(tutorial, student)
    for person in (student, stranger, superuser):
        assert code_of(answer, review, person) == "not_the_mentor"
    assert code_of(answer, review, mentor, " ") == "words_missing"
    assert code_of(answer, review, mentor, "말" * 501) == "words_too_long"
    Notice.objects.all().delete()
    answered = answer(review, mentor)
    assert (answered.answered_at, answered.answer_changed_at, told()) == (
        NOW, None, [(student.pk, "lessons.review_answered")],
    )  # fmt: skip
    at(NOW + DAYS)
    assert answer(review, mentor).answer_changed_at is None  # the same again
    assert answer(review, mentor, "또 뵙겠습니다.").answer_changed_at == NOW + DAYS
    assert len(told()) == 1
    acts = AuditEntry.objects.filter(subject_type="lessons.review").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["lessons.reviewed", "lessons.review_answered", "lessons.review_answer_changed"]


def test_both_are_asked_whether_they_read_what_they_write_over(tutorial, student, mentor):
    asked = []
    review = write(tutorial, student, unchanged=lambda: asked.append("review"))
    reviews.answer_review(review_id=review.pk, by=mentor, answer="네.", unchanged=lambda: asked.append("answer"))
    assert asked == ["review", "answer"]


def test_staff_hide_a_review_with_a_reason_and_show_it_again(tutorial, student, mentor, superuser, bare_staff):
    other = fresh(LessonFactory(tutorial=tutorial, status=LessonStatus.COMPLETED).mentee)
    write(tutorial, other, score=2)
    review = write(tutorial, student)
    Notice.objects.all().delete()

    def hide(by=superuser, reason="광고입니다."):
        return reviews.hide_review(review_id=review.pk, by=by, reason=reason)

    def show(by=superuser):
        return reviews.show_review(review_id=review.pk, by=by)

    for person in (mentor, student, bare_staff):
        assert code_of(hide, by=person) == code_of(show, by=person) == "not_staff"
    of_staff = [ReviewFactory(tutorial__mentor=superuser), ReviewFactory(tutorial=tutorial, mentee=superuser)]
    for own in of_staff:
        hiding = code_of(reviews.hide_review, review_id=own.pk, by=superuser, reason="광고")
        assert hiding == code_of(reviews.show_review, review_id=own.pk, by=superuser) == "own_review"
        own.delete()
    assert code_of(hide, reason=" ") == "reason_missing"
    assert (code_of(show), rating(tutorial)) == ("review_shown", (2, 7))
    hide()
    assert (rating(tutorial), told()) == (
        (1, 2), [(student.pk, "lessons.review_hidden"), (mentor.pk, "lessons.review_hidden")],
    )  # fmt: skip
    assert AuditEntry.objects.get(act="lessons.review_hidden").reason == "광고입니다."
    assert code_of(hide) == code_of(answer, review, mentor) == "review_hidden"
    assert [row.name for row in selectors.get_review_list(tutorial, 1, superuser)] == [other.name]
    own = selectors.get_own_part(tutorial.pk, student, NOW)
    assert (own.hidden, own.label) == ("광고입니다.", "내 후기 수정하기")
    write(tutorial, student, score=1)
    assert rating(tutorial) == (1, 2)  # it stays hidden
    show()
    assert rating(tutorial) == (2, 3)
    assert told()[2:] == [(student.pk, "lessons.review_shown"), (mentor.pk, "lessons.review_shown")]
    assert Review.objects.get(pk=review.pk).hidden_reason == ""


def test_a_name_is_masked_for_whoever_does_not_know_it_from_the_lesson(
    tutorial, student, mentor, stranger, superuser, client
):
    write(tutorial, student)
    names = {}
    for person in (student, mentor, superuser, stranger):
        (row,) = selectors.get_review_list(tutorial, 1, person)
        names[person] = row.name, bool(row.answer_url)
    assert names == {
        student: ("이서연", False), mentor: ("이서연", True), superuser: ("이서연", False), stranger: ("이*연", False),
    }  # fmt: skip
    for path in (f"/tutorials/{tutorial.pk}/", f"/tutorials/{tutorial.pk}/reviews/"):
        page = client.get(path).content.decode()
        assert ("이*연" in page, "이서연" in page, "5점 만점에 평균 5.0점" in page, WORDS in page) == (
            True, False, True, True,
        )  # fmt: skip
    assert "★</b> 5.0 · 후기 1개" in client.get("/tutorials/").content.decode()
    assert "★ 5.0 · 후기 1개" in client.get(f"/mentors/{mentor.pk}/").content.decode()


def test_what_one_wrote_is_in_ones_data_and_stays_without_the_name(tutorial, student, mentor):
    review = answer(write(tutorial, student), mentor)
    mine = export.export_all(student)["lessons"]["reviews"]
    assert [(row["words"], row["answer"]) for row in mine] == [(WORDS, "고맙습니다.")]
    assert export.export_all(mentor)["lessons"]["answers_to_reviews"][0]["answer"] == "고맙습니다."
    end_membership(by=student)
    (row,) = selectors.get_review_list(tutorial, 1, mentor)
    assert (row.name, row.words, rating(tutorial)) == ("탈퇴 회원", WORDS, (1, 5))
    assert Review.objects.get(pk=review.pk).answer


@pytest.mark.parametrize(
    ("scores", "average"), [((), None), ((5,), 5.0), ((5, 4), 4.5), ((5, 5, 4), 4.7), ((1, 2, 2), 1.7)]
)
def test_the_average_has_one_digit(scores, average):
    assert selectors.average_of(len(scores), sum(scores)) == average


def test_a_completed_lesson_is_asked_about_for_two_weeks(at, tutorial, student, mentor):
    LessonFactory(tutorial=tutorial, mentee=student, status=LessonStatus.COMPLETED, starts_at=NOW - DAYS)
    objected = LessonFactory(mentee=student, status=LessonStatus.COMPLETED)
    LessonOutcome.objects.create(lesson=objected, objection="수업이 없었습니다.", objected_at=NOW)
    *confirming, todo = open_questions(student, NOW)
    assert {one.title for one in confirming} == {"수업 확인하기"}
    assert (todo.title, todo.note, todo.url) == ("후기 쓰기", "자바", f"/tutorials/{tutorial.pk}/review/")
    assert open_questions(mentor, NOW) == []
    assert open_questions(student, NOW + DAYS) == []
    write(tutorial, student)
    assert open_questions(student, NOW) == confirming


def test_the_newest_come_first_page_by_page(tutorial, mentor):
    rows = [ReviewFactory(tutorial=tutorial, written_at=NOW - dt.timedelta(hours=n)) for n in range(11)]
    first, last = (selectors.get_review_list(tutorial, number, MemberFactory()) for number in (1, 2))
    assert [row.pk for row in (*first, *last)] == [row.pk for row in rows]
    assert (len(first), last.number, selectors.list_reviews_asked(tutorial, 3, mentor).items) == (10, 2, [])


def test_a_mail_of_a_completed_lesson_takes_a_review_without_a_log_in(tutorial, student, client):
    lesson = LessonFactory(tutorial=tutorial, mentee=student, status=LessonStatus.IN_PROGRESS)
    lessons.complete_lesson(lesson_id=lesson.pk, by=tutorial.mentor)
    link = dict(answering.links_of(OutboxMail.objects.get(member=student)))["후기 쓰기"]
    assert "이*연" in client.get(link).content.decode()
    assert "점수를 선택해 주세요." in client.post(link, {"words": WORDS}).content.decode()
    assert client.post(link, {"score": "4", "words": WORDS}).status_code == 302
    assert (Review.objects.get().score, rating(tutorial)) == (4, (1, 4))
    client.post(link, {"score": "1", "words": "두 번째"})
    assert Review.objects.get().score == 4


def test_the_api_lists_writes_and_answers(tutorial, student, mentor, stranger):
    path = f"/api/tutorials/{tutorial.pk}"
    saved = ApiClient(student).put(f"{path}/review", {"score": 4, "words": WORDS}).json()["data"]
    answered = ApiClient(mentor).put(f"/api/tutorials/reviews/{saved['reviewId']}/answer", {"answer": "고맙습니다."})
    assert answered.json()["data"]["answer"] == "고맙습니다."
    found = ApiClient(stranger).get(f"{path}/reviews").json()["data"]
    (row,) = found["reviews"]
    assert (found["averageScore"], row["menteeName"], row["answer"], row["changedAt"]) == (
        4.0, "이*연", "고맙습니다.", None,
    )  # fmt: skip
    listed = ApiClient(stranger).get("/api/tutorials").json()["data"]["tutorials"][0]
    assert (listed["reviewCount"], listed["averageScore"]) == (1, 4.0)
    assert ApiClient(stranger).put(f"{path}/review", {"score": 4, "words": WORDS}).status_code == 403


def test_staff_hide_and_show_in_the_admin(tutorial, student, superuser, client):
    review = write(tutorial, student)
    client.force_login(superuser)
    chosen = {"action": "hide", "_selected_action": review.pk}
    assert "후기를 숨기는 사유" in client.post("/admin/lessons/review/", chosen).content.decode()
    client.post("/admin/lessons/review/", {**chosen, "reason": "광고입니다."})
    assert rating(tutorial) == (0, 0)
    assert "광고입니다." in client.get(f"/admin/lessons/review/{review.pk}/change/").content.decode()
    client.post("/admin/lessons/review/", {**chosen, "action": "show"})
    assert rating(tutorial) == (1, 5)
