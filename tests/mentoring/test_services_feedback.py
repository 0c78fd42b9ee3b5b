"""Feedback on a session: who gives it, once and until when, and that nobody can find out whose it was."""

import datetime as dt

import pytest
import time_machine

from apps.accounts import export
from apps.accounts.services.leaving import end_membership
from apps.core import clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.mentoring.models import FeedbackRequest, SessionFeedback
from apps.mentoring.selectors import feedback as selectors
from apps.mentoring.services import feedback
from apps.mentoring.services.sessions import edit_session
from apps.mentoring.states import ApplicationState, Presence
from apps.notices import answering
from apps.notices.models import Notice, OutboxMail
from tests.api.client import ApiClient
from tests.factories.mentoring import ApplicationFactory, AttendanceFactory, SessionFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db
END = dt.datetime(2026, 1, 5, 16, 0, tzinfo=clock.SEOUL)
HOUR, DAYS, SECOND = dt.timedelta(hours=1), dt.timedelta(days=14), dt.timedelta(seconds=1)
ANSWER = {"useful": 4, "pace": "right", "recommends": True}


@pytest.fixture(autouse=True)
def at():
    with time_machine.travel(END + HOUR, tick=False) as travel:
        yield travel.move_to


@pytest.fixture
def session(mentor):
    return SessionFactory(
        author=mentor, title="자바", capacity=9, starts_at=END - 2 * HOUR, ends_at=END,
        reg_start=dt.date(2026, 1, 1), reg_end=dt.date(2026, 1, 4),
    )  # fmt: skip


@pytest.fixture
def seat(session, student):
    return ApplicationFactory(session=session, member=student)


def give(session, by, **other):
    return feedback.give_feedback(session_id=session.pk, by=by, **{**ANSWER, **other})


def guest(session):
    return fresh(ApplicationFactory(session=session).member)


def code_of(act, *args, **given) -> str:
    with pytest.raises(DomainError) as refused:
        act(*args, **given)
    return refused.value.code


def test_who_holds_a_seat_answers_once_and_for_good(session, seat, student, stranger, mentor):
    give(session, student, comment="  좋았습니다.\n")
    row = SessionFeedback.objects.get()
    assert (row.member, row.useful, row.pace, row.recommends, row.comment) == (student, 4, "right", True, "좋았습니다.")
    assert code_of(give, session, student, useful=1) == "given_already"
    for person in (stranger, mentor):
        assert code_of(give, session, person) == "did_not_come"
    gone = ApplicationFactory(session=session, state=ApplicationState.CANCELLED)
    assert code_of(give, session, fresh(gone.member)) == "did_not_come"


def test_where_it_is_recorded_who_came_only_they_answer(session, seat, student):
    came = {}
    for presence in Presence:
        record = AttendanceFactory(application=ApplicationFactory(session=session), presence=presence)
        came[presence] = selectors.refusal_to_give(session, fresh(record.application.member), clock.now()) is None
    assert came == {"present": True, "late": True, "absent": False, "excused": False}
    assert code_of(give, session, student) == "did_not_come"  # of them nothing is recorded


def test_it_is_open_from_the_end_for_two_weeks(at, session, seat, student):
    at(END - SECOND)
    assert code_of(give, session, student) == "not_over"
    at(END + DAYS)
    assert code_of(give, session, student) == "closed"
    at(END + DAYS - SECOND)
    session.declined_at, session.decline_reason = END - DAYS, "반려"
    session.save()
    with pytest.raises(session.DoesNotExist):
        give(session, student)
    assert selectors.refusal_to_give(session, student, clock.now()).code == "declined"
    session.declined_at, session.decline_reason = None, ""
    session.save()
    assert give(session, student).pk


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"useful": 0}, "useful_out_of_range"), ({"useful": 6}, "useful_out_of_range"), ({"pace": "x"}, "pace_unknown"),
     ({"comment": "말" * 501}, "comment_too_long")],
)  # fmt: skip
def test_what_an_answer_may_not_say(session, seat, student, wrong, code):
    assert code_of(give, session, student, **wrong) == code


def test_a_session_about_which_was_asked_is_not_moved_so_that_it_is_read_once(session, seat, student, mentor):
    later = {"session_id": session.pk, "by": mentor, "changes": {"date": END.date() + DAYS}}
    give(session, student)
    assert code_of(edit_session, **later) == "feedback_asked"
    SessionFeedback.objects.all().delete()
    feedback.ask_for_feedback()
    assert code_of(edit_session, **later) == "feedback_asked"
    FeedbackRequest.objects.all().delete()
    assert edit_session(**later).date == END.date() + DAYS


def test_it_is_read_when_it_is_closed_and_three_have_answered(at, session, seat, student, mentor, superuser, stranger):
    people = [student, guest(session), guest(session)]
    give(session, people[2], useful=5, pace="fast", comment="하나")
    give(session, people[1], useful=4, recommends=False, comment="가나")
    assert code_of(selectors.get_results, session, mentor, clock.now()) == "not_closed"
    now = END + DAYS
    assert code_of(selectors.get_results, session, mentor, now) == "too_few"
    give(session, student, useful=4)
    assert code_of(selectors.get_results, session, mentor, now - SECOND) == "not_closed"
    assert code_of(selectors.get_results, session, stranger, now) == "not_the_author"
    found = selectors.get_results(session, mentor, now)
    assert found == selectors.get_results(session, superuser, now)
    assert (found.number, found.useful, found.paces, found.recommend) == (
        3, 4.3, [("느림", 0), ("알맞음", 2), ("빠름", 1)], 2,
    )  # fmt: skip
    assert found.comments == ["가나", "하나"]  # by their letters, not by who came first
    at(now)
    end_membership(by=people[1])
    assert selectors.get_results(session, mentor, now) == found  # nothing goes that would show whose it was


def test_nothing_says_who_answered_or_when(session, seat, student):
    give(session, student)
    entry = AuditEntry.objects.get(act="mentoring.feedback_given")
    assert (entry.actor_id, entry.subject_type, entry.subject_id, entry.after) == (
        None, "mentoring.session", session.pk, {},
    )  # fmt: skip
    assert not [field.name for field in SessionFeedback._meta.fields if field.name.endswith("_at")]


def test_who_leaves_takes_along_what_nobody_could_read_yet(at, session, seat, student, mentor):
    give(session, student, comment="저는 서연입니다.")
    (mine,) = export.export_all(student)["mentoring"]["feedback"]
    assert (mine["session__title"], mine["useful"], mine["comment"]) == ("자바", 4, "저는 서연입니다.")
    other = guest(session)
    give(session, other)
    end_membership(by=student)
    assert [row.member for row in SessionFeedback.objects.all()] == [other]
    at(END + DAYS)
    end_membership(by=other)
    assert [row.member for row in SessionFeedback.objects.all()] == [None]


def test_those_who_came_are_asked_once_an_hour_after_the_end(at, session, seat, student):
    absent = ApplicationFactory(session=session)
    AttendanceFactory(application=absent, presence=Presence.ABSENT)
    AttendanceFactory(application=seat)
    SessionFactory(starts_at=END - 2 * HOUR, ends_at=END, reg_start=dt.date(2026, 1, 1), reg_end=dt.date(2026, 1, 4))
    at(END + HOUR - SECOND)
    assert feedback.ask_for_feedback() == 0
    at(END + HOUR)
    assert [feedback.ask_for_feedback(), feedback.ask_for_feedback()] == [1, 0]
    assert list(Notice.objects.values_list("member", "kind")) == [(student.pk, "mentoring.feedback_asked")]
    assert FeedbackRequest.objects.get().asked_at == END + HOUR
    assert feedback._ask(session.pk) == 0  # another worker


def test_the_mail_the_page_and_the_history_lead_to_the_questions(at, session, seat, student, mentor, client):
    feedback.ask_for_feedback()
    ((label, link),) = answering.links_of(OutboxMail.objects.get(member=student))
    client.force_login(student)
    path = f"/mentoring/{session.pk}/feedback/"
    for address in (f"/mentoring/{session.pk}/", "/mentoring/history/"):
        assert f'href="{path}"' in client.get(address).content.decode()
    page = client.post(path, {"useful": "5"}).content.decode()
    assert "진행 속도를 선택해 주세요." in page
    client.logout()
    assert label == "만족도 답하기"
    typed = {"useful": "5", "pace": "fast", "recommends": "no", "comment": ""}
    assert client.post(link, typed).status_code == 302
    assert (SessionFeedback.objects.get().recommends, SessionFeedback.objects.get().useful) == (False, 5)
    client.force_login(student)
    assert client.get(path).status_code == 302
    for address in (f"/mentoring/{session.pk}/", "/mentoring/history/"):
        assert f'href="{path}"' not in client.get(address).content.decode()
    client.force_login(mentor)
    assert (
        f"/mentoring/{session.pk}/feedback/results/"
        in client.get(f"/mentoring/{session.pk}/attendees/").content.decode()
    )
    assert "한꺼번에 보여 드립니다" in client.get(f"{path}results/").content.decode()
    for _number in range(2):
        give(session, guest(session), comment="고맙습니다.")
    at(END + DAYS)
    page = client.get(f"{path}results/").content.decode()
    assert ("5점 만점에 평균 4.3점" in page, page.count("고맙습니다.")) == (True, 2)


def test_the_api_takes_and_gives_feedback(at, session, seat, student, mentor):
    path, body = f"/api/mentoring/{session.pk}/feedback", {"useful": 4, "pace": "알맞음", "recommends": True}
    assert ApiClient(student).post(path, {**body, "comment": None}).status_code == 200
    assert ApiClient(student).post(path, body).status_code == 409
    assert ApiClient(mentor).get(path).status_code == 409
    for _number in range(2):
        give(session, guest(session))
    at(END + DAYS)
    assert ApiClient(mentor).get(path).json()["data"] == {
        "count": 3, "useful": 4.0, "recommend": 3, "comments": [],
        "paces": [{"pace": "느림", "count": 0}, {"pace": "알맞음", "count": 3}, {"pace": "빠름", "count": 0}],
    }  # fmt: skip
    assert ApiClient(student).get(path).status_code == 403
