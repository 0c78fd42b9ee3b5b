"""What follows a lesson: its completion by the worker, the mentee's word, an absence, an objection."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock, parts
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.lessons.models import Lesson, LessonOutcome
from apps.lessons.portal_parts import RECORD
from apps.lessons.selectors import detail, today
from apps.lessons.services import lessons, outcomes
from apps.lessons.states import LessonStatus, Role
from apps.notices.models import Notice
from tests.api.client import ApiClient
from tests.factories.lessons import LessonFactory, TutorialFactory, booked
from tests.mentoring import reading
from tests.people import fresh

START = dt.datetime(2026, 1, 5, 14, 0, tzinfo=clock.SEOUL)
HOUR, SECOND = dt.timedelta(hours=1), dt.timedelta(seconds=1)
END = START + HOUR

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    with time_machine.travel(END + HOUR, tick=False) as travel:
        yield travel.move_to


@pytest.fixture
def lesson(at, mentor, student):
    return booked(
        LessonFactory(
            tutorial=TutorialFactory(mentor=mentor, title="자바"), mentee=student, starts_at=START,
            status=LessonStatus.APPROVED,
        )
    )  # fmt: skip


def told() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("id").values_list("member_id", "kind"))


def refused(act, **given) -> str:
    with pytest.raises(DomainError) as error:
        act(**given)
    return error.value.code


def say(lesson, by, absent=Role.MENTEE, reason="30분을 기다렸습니다."):
    return outcomes.say_absent(lesson_id=lesson.pk, by=by, absent=absent, reason=reason)


def completed(lesson):
    outcomes.complete_ended_lessons()
    Notice.objects.all().delete()
    return lesson


def test_an_hour_after_its_end_a_lesson_is_completed_once(at, lesson, mentor, student):
    begun = LessonFactory(tutorial=lesson.tutorial, starts_at=START, status=LessonStatus.IN_PROGRESS)
    begun_at = begun.started_at
    LessonFactory(tutorial=lesson.tutorial, starts_at=START, status=LessonStatus.CANCELLED)
    at(END + HOUR - SECOND)
    assert outcomes.complete_ended_lessons() == 0
    at(END + HOUR)
    assert [outcomes.complete_ended_lessons(), outcomes.complete_ended_lessons()] == [2, 0]
    lesson.refresh_from_db(), begun.refresh_from_db()
    assert (lesson.status, lesson.started_at, lesson.completed_at) == ("COMPLETED", START, END + HOUR)
    assert (begun.status, begun.started_at) == ("COMPLETED", begun_at)
    assert told()[:2] == [(student.pk, "lessons.completed"), (mentor.pk, "lessons.completed_by_itself")]
    acts = AuditEntry.objects.filter(subject_type="lessons.lesson", subject_id=lesson.pk)
    assert list(acts.order_by("pk").values_list("act", "actor")) == [
        ("lessons.in_progress", None), ("lessons.completed", None),
    ]  # fmt: skip


def test_the_mentee_confirms_within_two_days_and_once(at, lesson, mentor, student, stranger):
    assert refused(outcomes.confirm_lesson, lesson_id=lesson.pk, by=student) == "wrong_state"
    completed(lesson)
    for person in (mentor, stranger):
        assert refused(outcomes.confirm_lesson, lesson_id=lesson.pk, by=person) == "not_yours"
    at(END + 49 * HOUR)
    assert refused(outcomes.confirm_lesson, lesson_id=lesson.pk, by=student) == "too_late"
    at(END + 49 * HOUR - SECOND)
    outcomes.confirm_lesson(lesson_id=lesson.pk, by=student)
    assert AuditEntry.objects.filter(act="lessons.confirmed", actor=student).count() == 1
    assert refused(outcomes.confirm_lesson, lesson_id=lesson.pk, by=student) == "said_already"
    assert refused(outcomes.object_to_outcome, lesson_id=lesson.pk, by=student, reason="사유") == "said_already"
    assert refused(say, lesson=lesson, by=mentor) == "said_already"


def test_a_lesson_that_its_mentor_completes_early_is_answered_until_it_counts(at, lesson, mentor, student):
    at(START - 7 * 24 * HOUR)
    lessons.start_lesson(lesson_id=lesson.pk, by=mentor)
    lessons.complete_lesson(lesson_id=lesson.pk, by=mentor)
    lesson.refresh_from_db()
    at(lesson.counts_at - SECOND)
    (todo,) = [part for part in today.open_questions(student, clock.now()) if part.due]
    assert todo.due == lesson.counts_at == END + 48 * HOUR
    outcomes.object_to_outcome(lesson_id=lesson.pk, by=student, reason="수업이 없었습니다.")


def test_the_mentee_objects_to_a_completion(at, lesson, mentor, student):
    completed(lesson)
    assert refused(outcomes.object_to_outcome, lesson_id=lesson.pk, by=mentor, reason="사유") == "not_yours"
    assert refused(outcomes.object_to_outcome, lesson_id=lesson.pk, by=student, reason=" ") == "reason_missing"
    outcomes.object_to_outcome(lesson_id=lesson.pk, by=student, reason="수업이 없었습니다.")
    assert told() == [(mentor.pk, "lessons.objected")]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.reason) == ("lessons.objected", "수업이 없었습니다.")
    assert refused(outcomes.object_to_outcome, lesson_id=lesson.pk, by=student, reason="사유") == "said_already"


def test_an_absence_is_said_from_the_start_on_and_ends_the_lesson(at, lesson, mentor, student, stranger, superuser):
    at(START - SECOND)
    assert refused(say, lesson=lesson, by=mentor) == "too_early"
    at(START + HOUR / 2)
    for person in (stranger, superuser):
        assert refused(say, lesson=lesson, by=person) == "not_yours"
    assert refused(say, lesson=lesson, by=mentor, absent="staff") == "absent_unknown"
    assert refused(say, lesson=lesson, by=mentor, reason="") == "reason_missing"
    waiting = LessonFactory(tutorial=lesson.tutorial, starts_at=START)
    assert refused(say, lesson=waiting, by=mentor) == "wrong_state"
    assert say(lesson, mentor).status == LessonStatus.COMPLETED
    assert told() == [(student.pk, "lessons.absence_said")]
    assert refused(say, lesson=lesson, by=student) == "said_already"
    at(END + HOUR)
    assert outcomes.complete_ended_lessons() == 0


def test_an_absence_can_be_said_of_a_completed_lesson_for_two_days(at, lesson, mentor, student):
    completed(lesson)
    at(END + 48 * HOUR)
    assert refused(say, lesson=lesson, by=student, absent=Role.MENTOR) == "too_late"
    at(END + 48 * HOUR - SECOND)
    say(lesson, student, Role.MENTOR)
    assert told() == [(mentor.pk, "lessons.absence_said")]
    assert refused(outcomes.object_to_outcome, lesson_id=lesson.pk, by=student, reason="사유") == "not_yours"
    at(END + 96 * HOUR)
    assert refused(outcomes.object_to_outcome, lesson_id=lesson.pk, by=mentor, reason="사유") == "too_late"
    at(END + 96 * HOUR - 2 * SECOND)
    outcomes.object_to_outcome(lesson_id=lesson.pk, by=mentor, reason="10분 늦었을 뿐입니다.")
    assert refused(outcomes.object_to_outcome, lesson_id=lesson.pk, by=mentor, reason="또") == "said_already"
    row = LessonOutcome.objects.get()
    assert (row.absent, row.absent_said_by, row.objected_by) == ("mentor", student, mentor)


def test_the_page_leads_to_what_may_be_said_and_shows_it(client, at, lesson, mentor, student):
    base = f"/lessons/{lesson.pk}/"
    client.force_login(student)
    at(END)
    acts = detail.get_lesson_page(lesson.pk, fresh(student), END).outcome.acts
    assert [act.name for act in acts] == ["absent"]
    at(END + HOUR)
    completed(lesson)
    response = client.get(base)
    assert [act.name for act in response.context["page"].outcome.acts] == ["confirm", "object", "absent"]
    assert "<p>약속한 시간에 상대가 오지 않았으면 알려 주세요. <a" in response.content.decode()
    assert client.get(f"{base}absent/").status_code == 200
    response = client.post(f"{base}absent/", {"absent": "mentor", "reason": ""})
    assert "사유를 입력해 주세요" in response.content.decode()
    response = client.post(f"{base}absent/", {"absent": "mentor", "reason": "아무도 없었습니다."}, follow=True)
    assert reading.messages(response) == ["불참을 알렸습니다. 상대도 알림을 받았습니다."]
    text = reading.words(response.content.decode())
    assert "멘티 쪽에서 멘토 불참을 알렸습니다." in text
    assert "사유: 아무도 없었습니다." in text
    ticket = response.context["page"].ticket
    assert (ticket.state, ticket.kind, ticket.note) == ("불참", "danger", "멘토가 오지 않았다고 알린 수업입니다.")
    assert [line.badge.text for line in RECORD.lines(student, END, 5)] == ["불참"]
    assert RECORD.cells([student.pk], END)[student.pk][1] == parts.count_words(0)
    assert client.post(f"{base}confirm/", follow=True).status_code == 200
    assert client.get(f"{base}object/").status_code == 403
    client.force_login(mentor)
    assert "불참" in reading.words(client.get("/lessons/requests/").content.decode())
    response = client.post(f"{base}object/", {"reason": "있었습니다."}, follow=True)
    assert "멘토 쪽에서 이의를 제기했습니다." in reading.words(response.content.decode())
    assert client.get(f"{base}object/").headers["Location"] == base


def test_the_mentee_confirms_on_the_page(client, lesson, student):
    completed(lesson)
    client.force_login(student)
    todos = {todo.title: todo.due for todo in today.open_questions(student, clock.now())}
    assert todos == {"수업 확인하기": END + 49 * HOUR, "후기 쓰기": None}
    assert [todo.title for todo in today.open_questions(student, END + 49 * HOUR)] == ["후기 쓰기"]
    response = client.post(f"/lessons/{lesson.pk}/confirm/", follow=True)
    assert "멘티가 수업이 있었다고 확인했습니다." in reading.words(response.content.decode())
    assert response.context["page"].outcome.acts == []
    assert [todo.title for todo in today.open_questions(student, clock.now())] == ["후기 쓰기"]


def test_the_api_says_the_same(lesson, mentor, student):
    base = f"/api/lessons/{lesson.pk}"
    taking, giving = ApiClient(student), ApiClient(mentor)
    assert taking.put(f"{base}/confirm").status_code == 400
    assert giving.put(f"{base}/absence", {"absent": "MENTEE", "reason": "오지 않았습니다."}).status_code == 200
    assert taking.put(f"{base}/objection", {"reason": "늦었을 뿐입니다."}).status_code == 200
    data = taking.get(base).json()["data"]
    assert [data[name] for name in ("status", "confirmedAt", "absent", "absentReason", "objection")] == [
        "COMPLETED", None, "MENTEE", "오지 않았습니다.", "늦었을 뿐입니다.",
    ]  # fmt: skip
    assert Lesson.objects.get().status == LessonStatus.COMPLETED


def test_a_lesson_that_somebody_completed_meanwhile_is_left_alone(lesson, monkeypatch):
    lock = outcomes.lock_lesson

    def completed_meanwhile(lesson_id):
        monkeypatch.setattr(outcomes, "lock_lesson", lock)
        outcomes.complete_ended_lessons()
        return lock(lesson_id)

    monkeypatch.setattr(outcomes, "lock_lesson", completed_meanwhile)
    assert outcomes.complete_ended_lessons() == 0
    assert [kind for _member, kind in told()].count("lessons.completed") == 1
