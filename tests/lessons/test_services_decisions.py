"""The staff's decision on an objection to a lesson: who decides, what then counts, and who is told."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.lessons.badges import lesson_badge
from apps.lessons.models import Lesson, LessonOutcome
from apps.lessons.portal_parts import RECORD, TO_DECIDE
from apps.lessons.selectors.ticket import ticket_of
from apps.lessons.services import outcomes
from apps.lessons.states import Finding, LessonStatus, Role
from apps.notices.models import Notice
from tests.api.client import ApiClient
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.mails import mails
from tests.mentoring import reading
from tests.people import fresh

END = dt.datetime(2026, 1, 5, 15, 0, tzinfo=clock.SEOUL)
HOUR = dt.timedelta(hours=1)
ANSWER = "접속 기록을 확인했습니다."

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("afterwards")]


@pytest.fixture
def afterwards():
    with time_machine.travel(END + HOUR, tick=False):
        yield


@pytest.fixture
def lesson(afterwards, mentor, student):
    tutorial = TutorialFactory(mentor=mentor, title="자바")
    return LessonFactory(tutorial=tutorial, mentee=student, starts_at=END - HOUR, status=LessonStatus.COMPLETED)


@pytest.fixture
def contested(lesson, mentor, student):
    """The mentor said that the mentee did not come, and the mentee objected."""
    outcomes.say_absent(lesson_id=lesson.pk, by=mentor, absent=Role.MENTEE, reason="30분을 기다렸습니다.")
    outcomes.object_to_outcome(lesson_id=lesson.pk, by=student, reason="10분 늦었을 뿐입니다.")
    Notice.objects.all().delete()
    return lesson


def told() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("id").values_list("member_id", "kind"))


def refused(act, **given) -> str:
    with pytest.raises(DomainError) as error:
        act(**given)
    return error.value.code


def decide(lesson, by, finding=Finding.HELD, answer=ANSWER):
    return outcomes.decide_objection(lesson_id=lesson.pk, by=by, finding=finding, answer=answer)


def counted() -> list[list[int]]:
    """How many absences of mentees and of mentors count."""
    return [LessonOutcome.objects.with_absence_of(role).count() for role in (Role.MENTEE, Role.MENTOR)]


def test_an_objection_is_told_to_staff_who_are_not_of_the_lesson(lesson, mentor, student, superuser):
    outcomes.object_to_outcome(lesson_id=lesson.pk, by=student, reason="수업이 없었습니다.")
    assert told() == [(mentor.pk, "lessons.objected"), (superuser.pk, "lessons.to_decide")]
    assert "수업이 없었습니다." not in str(Notice.objects.get(member=superuser).params)


@pytest.mark.parametrize(
    ("finding", "counts", "badge"),
    [
        (Finding.HELD, [0, 0], "완료됨"),
        (Finding.MENTEE, [1, 0], "불참"),
        (Finding.MENTOR, [0, 1], "불참"),
        (Finding.NOT_HELD, [0, 0], "수업 없음"),
    ],
)
def test_what_staff_find_counts_and_both_are_told(contested, mentor, student, superuser, finding, counts, badge):
    assert decide(contested, superuser, finding).pk == contested.pk
    row = LessonOutcome.objects.get()
    assert (row.finding, row.answer, row.decided_by, row.is_contested) == (finding, ANSWER, superuser, False)
    assert (row.absent, counted()) == ("mentee", counts)
    assert told() == [(mentor.pk, "lessons.objection_decided"), (student.pk, "lessons.objection_decided")]
    assert ANSWER in mails(member=student)[-1].text
    entry = AuditEntry.objects.get(act="lessons.objection_decided")
    assert (entry.after, entry.reason) == ({"finding": finding}, ANSWER)
    contested.refresh_from_db()
    assert lesson_badge(contested).text == badge
    assert Lesson.objects.to_review(student).exists() == (finding in {Finding.HELD, Finding.MENTOR})
    held = "1건" if finding == Finding.HELD else "0건"
    assert RECORD.cells([student.pk], END)[student.pk][1] == held


@pytest.mark.parametrize(("role", "counts"), [(Role.MENTEE, [1, 0]), (Role.MENTOR, [0, 1])])
def test_an_absence_counts_until_somebody_objects(lesson, mentor, student, role, counts):
    by, other = (mentor, student) if role == Role.MENTEE else (student, mentor)
    outcomes.say_absent(lesson_id=lesson.pk, by=by, absent=role, reason="오지 않았습니다.")
    assert (counted(), LessonOutcome.objects.get().counted_absence) == (counts, role)
    outcomes.object_to_outcome(lesson_id=lesson.pk, by=other, reason="있었습니다.")
    assert (counted(), LessonOutcome.objects.get().counted_absence) == ([0, 0], "")
    lesson = type(lesson).objects.get()
    assert lesson_badge(lesson).text == "이의 확인 중"
    ticket = ticket_of(lesson, Role.MENTOR, clock.now(), None)
    assert (ticket.state, ticket.kind, ticket.note) == ("이의 확인 중", "wait", "운영자가 이의를 확인하고 있습니다.")


def test_only_staff_decide_and_not_of_their_own_lesson(contested, mentor, student, stranger, superuser):
    for by in (mentor, student, stranger):
        assert refused(decide, lesson=contested, by=by) == "not_staff"
    own = LessonFactory(tutorial__mentor=fresh(superuser), status=LessonStatus.COMPLETED, starts_at=END - HOUR)
    outcomes.object_to_outcome(lesson_id=own.pk, by=own.mentee, reason="없었습니다.")
    assert refused(decide, lesson=own, by=superuser) == "own_lesson"


def test_an_objection_is_decided_once_with_an_answer(contested, superuser):
    assert refused(decide, lesson=contested, by=superuser, answer=" ") == "reason_missing"
    assert refused(decide, lesson=contested, by=superuser, finding="staff") == "finding_unknown"
    decide(contested, superuser)
    assert refused(decide, lesson=contested, by=superuser) == "already_decided"


def test_where_nobody_objected_nothing_is_decided(lesson, superuser):
    assert refused(decide, lesson=lesson, by=superuser) == "no_objection"


def test_staff_decide_on_the_page_to_which_their_desk_leads(client, contested, student, superuser):
    assert list(TO_DECIDE.rows()) == [LessonOutcome.objects.get()]
    page = f"{contested.get_absolute_url()}objection/"
    client.force_login(superuser)
    assert page in client.get(TO_DECIDE.address).content.decode()
    text = reading.words(client.get(page).content.decode())
    assert "30분을 기다렸습니다." in text
    assert "10분 늦었을 뿐입니다." in text
    assert "처리 결과를 선택해 주세요." in client.post(page, {"answer": ANSWER}).content.decode()
    answer = client.post(page, {"finding": "held", "answer": ANSWER}, follow=True)
    assert reading.messages(answer) == ["이의를 처리하고 두 사람에게 알렸습니다."]
    assert list(TO_DECIDE.rows()) == []
    client.force_login(student)
    text = reading.words(client.get(contested.get_absolute_url()).content.decode())
    assert "운영자가 이의를 처리했습니다: 수업이 있었음" in text
    assert ANSWER in text


def test_the_api_decides_too(contested, student, superuser):
    base = f"/api/lessons/{contested.pk}"
    given = {"finding": "NOT_HELD", "answer": ANSWER}
    assert ApiClient(student).put(f"{base}/decision", given).status_code == 403
    assert ApiClient(superuser).put(f"{base}/decision", given).status_code == 200
    data = ApiClient(student).get(base).json()["data"]
    assert (data["absent"], data["finding"], data["answer"]) == ("MENTEE", "NOT_HELD", ANSWER)


def test_the_admin_finds_objections_and_what_counts_as_an_absence(client, contested, superuser):
    client.force_login(superuser)

    def found(query: str) -> int:
        return client.get(f"/admin/lessons/lessonoutcome/?{query}").context["cl"].result_count

    queries = ("objection=waiting", "objection=decided", "objection=none", "absent=mentee", "absent=mentor", "")
    assert [found(query) for query in queries] == [1, 0, 0, 0, 0, 1]
    decide(contested, superuser, Finding.MENTEE)
    assert [found(query) for query in queries] == [0, 1, 0, 1, 0, 1]
