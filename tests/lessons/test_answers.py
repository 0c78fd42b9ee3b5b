"""What members answer from mails about lessons: each act in each state of the lesson."""

import datetime as dt

import pytest

from apps.core import clock
from apps.lessons import notices
from apps.lessons.models import Lesson, OfferedTime
from apps.lessons.services import outcomes, times
from apps.lessons.states import LessonStatus
from apps.notices.kinds import HOUR_BEFORE
from apps.notices.services import tell
from tests.access.page_forms import form_with
from tests.answers import answers_in
from tests.factories.lessons import LessonFactory, booked
from tests.factories.planner import AppointmentFactory

pytestmark = pytest.mark.django_db
APPROVE, REJECT, WITHDRAW, CANCEL = "수업 승인하기", "수업 거절하기", "신청 취소하기", "수업 취소하기"
OFFER, DECLINE = "다른 시간 제안하기", "모두 어렵다고 답하기"
S = LessonStatus


def told(lesson: Lesson, kind: str) -> dict[str, str]:
    member = lesson.mentor if kind == notices.REQUESTED else lesson.mentee
    tell([member], kind, path=lesson.get_absolute_url(), about=lesson.mentee, title=lesson.tutorial.title, name="x")
    return answers_in(member=member)


@pytest.mark.parametrize(
    ("kind", "status", "offered"),
    [
        (notices.REQUESTED, S.PENDING, {APPROVE, REJECT, OFFER}),
        (notices.REQUESTED, S.APPROVED, set()),
        (notices.REQUEST_SENT, S.PENDING, {WITHDRAW}),
        (notices.REQUEST_SENT, S.APPROVED, set()),
        (notices.APPROVED, S.APPROVED, {CANCEL}),
        (notices.APPROVED, S.IN_PROGRESS, set()),
        (notices.APPROVED, S.CANCELLED, set()),
        (HOUR_BEFORE, S.APPROVED, {CANCEL}),
        (notices.STARTED, S.IN_PROGRESS, set()),
    ],
)
def test_a_mail_offers_what_can_be_done(kind, status, offered):
    assert told(LessonFactory(status=status), kind).keys() == offered


@pytest.mark.parametrize(
    ("kind", "words", "status", "becomes", "says"),
    [
        (notices.REQUESTED, APPROVE, S.PENDING, S.APPROVED, "승인된 수업입니다."),
        (notices.REQUEST_SENT, WITHDRAW, S.PENDING, S.CANCELLED, "취소된 수업입니다."),
        (notices.APPROVED, CANCEL, S.APPROVED, S.CANCELLED, "취소된 수업입니다."),
    ],
)
def test_an_answer_does_its_act(client, kind, words, status, becomes, says):
    lesson = LessonFactory(status=status)
    path = told(lesson, kind)[words]
    assert client.post(path).status_code == 302
    lesson.refresh_from_db()
    assert lesson.status == becomes
    assert says in client.get(path).content.decode()


def test_a_rejection_asks_for_its_reason_on_the_page(client):
    lesson = LessonFactory()
    path = told(lesson, notices.REQUESTED)[REJECT]
    assert "해당 시간에 다른 일정이 있습니다." in client.get(path).content.decode()
    assert client.post(path).status_code == 200
    assert client.post(path, {"ready": "0", "words": "다음 주는 어떠세요?"}).status_code == 302
    lesson.refresh_from_db()
    assert (lesson.status, lesson.reject_reason) == (
        S.REJECTED, "해당 시간에 다른 일정이 있습니다. 다음 주는 어떠세요?",
    )  # fmt: skip
    assert "거절된 신청입니다." in client.get(path).content.decode()


def test_what_the_mentor_holds_at_that_time_is_not_named(client):
    lesson = LessonFactory()
    path = told(lesson, notices.REQUESTED)[APPROVE]
    held = booked(LessonFactory(tutorial__mentor=lesson.mentor, tutorial__title="비밀 과외", status=S.APPROVED))
    page = client.post(path).content.decode()
    assert "같은 시간에 다른 일정이 있어 처리하지 못했습니다." in page
    assert held.tutorial.title not in page
    lesson.refresh_from_db()
    assert lesson.status == S.PENDING


def test_an_offered_time_that_clashes_is_marked_without_saying_with_what(client):
    lesson = LessonFactory()
    free, taken = (lesson.starts_at + dt.timedelta(days=days) for days in (1, 2))
    times.offer_times(lesson_id=lesson.pk, by=lesson.mentor, starts=[free, taken])
    path = answers_in(member=lesson.mentee)["시간 선택하기"]
    assert "겹" not in client.get(path).content.decode()
    AppointmentFactory(member=lesson.mentee, title="비밀 약속", starts_at=taken)
    page = client.get(path).content.decode()
    assert page.count("(다른 일정과 겹침)") == 1
    assert "‘다른 일정과 겹침’이라고 적힌 시간을 선택하면 두 일정이 겹칩니다." in page
    assert ("비밀 약속" in page, "신청하면" in page) == (False, False)


@pytest.mark.parametrize(("kind", "words"), [(notices.REQUESTED, APPROVE), (notices.APPROVED, CANCEL)])
def test_a_lesson_whose_time_has_passed_is_explained(client, monkeypatch, kind, words):
    lesson = LessonFactory(status=S.PENDING if kind == notices.REQUESTED else S.APPROVED)
    path = told(lesson, kind)[words]
    late = lesson.starts_at
    monkeypatch.setattr(clock, "now", lambda: late)
    assert "수업 시간이 지나" in client.get(path).content.decode()
    client.post(path)
    assert Lesson.objects.get().status == lesson.status


def test_the_page_names_the_other_person_as_the_mail_did(client):
    lesson = LessonFactory(venue_text="서울 강의실", status=S.APPROVED)
    page = client.get(told(lesson, notices.APPROVED)[CANCEL]).content.decode()
    assert lesson.mentor.name in page
    assert "서울 강의실" in page
    assert lesson.request_message not in page


def test_a_reminder_offers_the_mentor_no_answer_of_the_mentee():
    lesson = LessonFactory(status=S.APPROVED)
    tell([lesson.mentor], HOUR_BEFORE, path=lesson.get_absolute_url(), title="x")
    assert answers_in(member=lesson.mentor) == {}


def test_who_is_not_the_mentor_gets_no_answers_of_a_mentor(superuser):
    lesson = LessonFactory()
    tell([superuser], notices.REQUESTED, path=lesson.get_absolute_url(), about=lesson.mentee, title="x", name="x")
    assert answers_in(member=superuser) == {}


# --- After a lesson, and other times for it


@pytest.fixture
def held():
    """A lesson that its worker completed just now."""
    return LessonFactory(starts_at=clock.now() - dt.timedelta(hours=2), status=S.COMPLETED)


CONFIRM, OBJECT, ABSENT = "수업이 있었다고 확인하기", "이의 제기하기", "불참 알리기"
REVIEW = "후기 쓰기"


def tell_its_mentor(lesson: Lesson) -> None:
    about = {"about": lesson.mentee, "name": "x", "title": "x"}
    tell([lesson.mentor], notices.COMPLETED_BY_ITSELF, path=lesson.get_absolute_url(), **about)


def test_after_a_lesson_the_mails_offer_what_may_be_said(held):
    assert told(held, notices.COMPLETED).keys() == {CONFIRM, OBJECT, ABSENT, REVIEW}
    tell(
        [held.mentor], notices.COMPLETED_BY_ITSELF, path=held.get_absolute_url(), title="x", name="x", about=held.mentee
    )
    assert answers_in(member=held.mentor).keys() == {ABSENT}
    outcomes.confirm_lesson(lesson_id=held.pk, by=held.mentee)
    assert told(held, notices.COMPLETED).keys() == {REVIEW}
    assert answers_in(member=held.mentor) == {}


def test_the_mentee_confirms_from_the_mail(client, held):
    path = told(held, notices.COMPLETED)[CONFIRM]
    assert client.post(path).status_code == 302
    assert held.outcome.confirmed_at
    assert "멘티가 수업이 있었다고 확인했습니다." in client.get(path).content.decode()


def test_an_absence_is_said_and_objected_to_from_the_mails(client, held):
    tell(
        [held.mentor], notices.COMPLETED_BY_ITSELF, path=held.get_absolute_url(), title="x", name="x", about=held.mentee
    )
    path = answers_in(member=held.mentor)[ABSENT]
    assert client.post(path, {"absent": "mentee", "reason": ""}).status_code == 200
    assert client.post(path, {"absent": "mentee", "reason": "오지 않으셨습니다."}).status_code == 302
    answers = answers_in(member=held.mentee)
    assert answers.keys() == {OBJECT}
    assert client.post(answers[OBJECT], {"reason": "있었습니다."}).status_code == 302
    assert (held.outcome.absent, held.outcome.objection) == ("mentee", "있었습니다.")
    assert "멘티 쪽에서 이의를 제기했습니다." in client.get(answers[OBJECT]).content.decode()


def test_the_mentor_offers_other_times_from_the_mail_of_a_request(client):
    lesson = LessonFactory()
    path = told(lesson, notices.REQUESTED)[OFFER]
    held = booked(LessonFactory(tutorial__mentor=lesson.mentor, tutorial__title="비밀 과외", status=S.APPROVED))
    day = clock.local(held.starts_at).date()
    taken = client.post(path, {"date1": day.isoformat(), "time1": "14:30"}).content.decode()
    assert "같은 시간에 다른 일정이 있어 처리하지 못했습니다." in taken
    assert held.tutorial.title not in taken
    typed = {"date1": (day + dt.timedelta(days=1)).isoformat(), "time1": "10:00"}
    assert client.post(path, typed).status_code == 302
    assert [row.by for row in OfferedTime.objects.all()] == [lesson.mentor]
    assert answers_in(member=lesson.mentee).keys() == {"시간 선택하기", DECLINE}


def test_offered_times_are_declined_from_the_mail_as_they_were_read(client):
    lesson = LessonFactory()
    first, second = (lesson.starts_at + dt.timedelta(days=days) for days in (1, 2))
    times.offer_times(lesson_id=lesson.pk, by=lesson.mentor, starts=[first])
    path = answers_in(member=lesson.mentee)[DECLINE]
    form = form_with(client.get(path).content.decode(), "offer")
    times.offer_times(lesson_id=lesson.pk, by=lesson.mentor, starts=[second])
    page = client.post(path, form.typed()).content.decode()
    assert "이 제안은 더 이상 없습니다." in page
    form = form_with(page, "offer")
    assert client.post(path, form.typed()).status_code == 302
    assert not OfferedTime.objects.exists()
    assert Lesson.objects.get().status == S.PENDING
