"""What e-learning has for a day: of learners and of instructors."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.parts import Awaited, Column, Learning, Todo
from apps.core.text import place_in_line
from apps.elearning.catalogue.models import ClassContent
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.pages.selectors import teaching_board, today
from tests.factories.certificate import CertificateFactory
from tests.factories.completion import CompletionFactory
from tests.factories.elearning import ContentFactory, CourseClassFactory, EnrolmentFactory
from tests.factories.learning import AbsenceRequestFactory, AttendanceFactory, ProgressFactory, ResultFactory
from tests.factories.quiz import AccommodationFactory, AttemptFactory, OpeningFactory, QuestionFactory, QuizFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 10, 9, tzinfo=clock.SEOUL)
APPROVED = EnrolmentStatus.APPROVED


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


def running_class(*, since: int = 2, **fields):
    start = clock.today() - dt.timedelta(days=since)
    return CourseClassFactory(start_date=start, apply_start=start - clock.ONE_DAY, number=1, **fields)


def titles(given, kind) -> list[str]:
    return [part.title for part in given if isinstance(part, kind)]


# --- Enrolments -------------------------------------------------------------------------------------------------------


def test_enrolments_wait_or_are_to_be_paid_or_are_learnt(student, django_assert_num_queries):
    pending = EnrolmentFactory(member=student, course_class__course__title="승인 전", course_class__number=1)
    full = CourseClassFactory(course__title="꽉 찬 과정", number=1, capacity=1)
    EnrolmentFactory(course_class=full)
    EnrolmentFactory(member=student, course_class=full, waiting=True)
    unpaid = CourseClassFactory(course__title="유료 과정", number=1, fee=180_000)
    EnrolmentFactory(member=student, course_class=unpaid, status=APPROVED)
    EnrolmentFactory(member=student, status=EnrolmentStatus.CANCELLED)
    EnrolmentFactory(status=APPROVED)
    with django_assert_num_queries(1):
        given = today.own_enrolments(student, NOW)
    awaited = {part.title: part.state for part in given if isinstance(part, Awaited)}
    assert awaited == {"승인 전 1차": "승인 대기", "꽉 찬 과정 1차": place_in_line(1)}
    assert pending.get_absolute_url() in {part.url for part in given}
    [todo] = [part for part in given if isinstance(part, Todo)]
    assert (todo.title, todo.note, todo.due) == (
        "수강료 180,000원 결제하기", "유료 과정 1차 · 6월 20일 (토) 시작", None,
    )  # fmt: skip
    [coming] = [part for part in given if isinstance(part, Learning)]
    assert (coming.title, coming.then_url) == ("유료 과정 1차", "")


def test_a_seat_that_is_offered_is_to_be_taken_in_time(student):
    held = CourseClassFactory(course__title="자리 있음", number=1)
    until = NOW + dt.timedelta(hours=2)
    row = EnrolmentFactory(member=student, course_class=held, waiting=True, offered_until=until)
    [todo] = today.own_enrolments(student, NOW)
    assert (todo.title, todo.url, todo.due) == ("자리 제안에 답하기: 자리 있음 1차", row.get_absolute_url(), until)
    assert titles(today.own_enrolments(student, until), Awaited) == ["자리 있음 1차"]


def test_a_refund_is_waited_for(student):
    held = CourseClassFactory(course__title="취소한 과정", number=1, fee=1000)
    EnrolmentFactory(
        member=student, course_class=held, status=EnrolmentStatus.CANCELLED, paid=1000, refund_due=1000,
    )  # fmt: skip
    assert today.own_enrolments(student, NOW) == [
        Awaited("취소한 과정 1차", f"/enrolments/{student.enrolments.get().pk}/", "환불 대기")
    ]


def test_a_class_goes_on_where_it_was_left(student, django_assert_num_queries):
    held = running_class(course__title="파이썬")
    row = EnrolmentFactory(member=student, course_class=held, status=APPROVED)
    first, second, third = (ContentFactory(course=held.course, title=f"{n}강", minutes=10) for n in (1, 2, 3))
    with django_assert_num_queries(3):
        [learning] = today.own_enrolments(student, NOW)
    assert (learning.rate, learning.then) == (0, "1강")
    assert (learning.url, learning.then_url) == (
        f"/classes/{held.pk}/", f"/classes/{held.pk}/contents/{first.pk}/",
    )  # fmt: skip
    ProgressFactory(enrolment=row, content=first, progress_rate=100)
    ProgressFactory(enrolment=row, content=third, progress_rate=50)
    [learning] = today.own_enrolments(student, NOW)
    assert (learning.rate, learning.then) == (50, "3강")
    ClassContent.objects.create(course_class=held, content=first, position=1, minutes=10, is_required=True)
    held.contents_kept_at = NOW
    held.save()
    with django_assert_num_queries(3):
        [learning] = today.own_enrolments(student, NOW)
    assert (learning.rate, learning.then, learning.then_url) == (100, "", "")
    assert second.title == "2강"


# --- Assessments, absences, certificates ------------------------------------------------------------------------------


def test_assessments_that_are_open_and_have_no_result_yet(student):
    held = running_class(course__title="파이썬")
    row = EnrolmentFactory(member=student, course_class=held, status=APPROVED)
    quiz = OpeningFactory(assessment=QuizFactory(course_class=held, name="종합 시험")).assessment
    QuestionFactory(assessment=quiz)
    QuestionFactory(assessment=QuizFactory(course_class=held, name="열지 않은 것"))
    later = QuizFactory(course_class=held, name="과제", type="ASSIGNMENT", end_date=clock.today() + 9 * clock.ONE_DAY)
    QuizFactory(course_class=held, name="나중 것", start_date=clock.today() + clock.ONE_DAY)
    QuizFactory(course_class=held, name="끈 것", is_active=False)
    ResultFactory(assessment=QuizFactory(course_class=held, name="마친 것"), enrolment=row)
    QuizFactory(course_class=running_class(), name="남의 것")
    over = QuizFactory(course_class=held, name="더 받은 것", start_date=clock.today() - 2 * clock.ONE_DAY)
    AccommodationFactory(assessment=over, enrolment=row, end_date=clock.today() + 3 * clock.ONE_DAY)
    given = today.assessments_due(student, NOW)
    assert [(part.title, part.due) for part in given] == [
        ("종합 시험 응시하기", clock.start_of(dt.date(2026, 6, 12))),
        ("더 받은 것", clock.start_of(dt.date(2026, 6, 14))),
        ("과제", clock.start_of(dt.date(2026, 6, 20))),
    ]
    assert given[0].url == f"/classes/{held.pk}/assessments/{quiz.pk}/quiz/"
    assert (given[2].url, given[2].note) == (f"/classes/{held.pk}/assessments/{later.pk}/", "과제 · 파이썬 1차")
    attempt = AttemptFactory(assessment=quiz, enrolment=row)
    [going] = [part for part in today.assessments_due(student, NOW) if "종합" in part.title]
    assert (going.title, going.due) == ("종합 시험 이어서 풀기", attempt.due_at)


def test_absence_requests_without_an_answer(student, stranger):
    row = EnrolmentFactory(member=student, course_class=running_class(course__title="파이썬"), status=APPROVED)
    AbsenceRequestFactory(enrolment=row, class_date=dt.date(2026, 6, 9))
    [awaited] = today.absences_awaited(student, NOW)
    assert (awaited.title, awaited.state) == ("파이썬 1차 6월 9일 (화) 결석 사유서", "확인 대기")
    assert today.absences_awaited(stranger, NOW) == []


def test_a_certificate_is_ready_until_it_was_issued(student):
    done = CompletionFactory(enrolment__member=student, enrolment__course_class=running_class(course__title="파이썬"))
    [todo] = today.certificates_ready(student, NOW)
    assert (todo.title, todo.note, todo.url) == ("수료증 발급받기", "파이썬 1차", "/certificates/")
    CertificateFactory(completion=done)
    assert today.certificates_ready(student, NOW) == []


# --- Instructors ------------------------------------------------------------------------------------------------------


def test_an_instructor_sees_classes_to_come_and_running(mentor, django_assert_num_queries):
    CourseClassFactory(course__title="곧 열 과정", number=1, instructors=[mentor])
    held = running_class(course__title="하는 과정", instructors=[mentor])
    EnrolmentFactory(course_class=held, status=APPROVED)
    CourseClassFactory(course__title="폐강", instructors=[mentor], called_off_at=NOW, called_off_reason="인원 부족")
    CourseClassFactory(course__title="남의 과정")
    with django_assert_num_queries(1):
        cards = teaching_board.classes_held(mentor, NOW)
    assert [(card.column, card.title, card.notes, card.seats) for card in cards] == [
        (Column.AHEAD, "곧 열 과정 1차", ["0/3명"], (0, 3)), (Column.RUNNING, "하는 과정 1차", ["학습자 1명"], None),
    ]  # fmt: skip
    assert cards[0].when == "6월 20일 (토) – 7월 20일 (월)"


def test_what_is_to_be_settled_in_a_class(mentor):
    held = running_class(instructors=[mentor], meetings=4, capacity=9)  # two of them are over
    row = EnrolmentFactory(course_class=held, status=APPROVED)
    EnrolmentFactory.create_batch(2, course_class=held)
    EnrolmentFactory(course_class=held, waiting=True)
    absence = AbsenceRequestFactory(enrolment=row, class_date=held.start_date)
    ResultFactory(assessment=QuizFactory(course_class=held), enrolment=row, score=None, graded_at=None, passed=None)
    [card] = [card for card in teaching_board.classes_held(mentor, NOW) if card.column == Column.SETTLE]
    assert card.acts == [
        ("승인할 신청 2건", f"/classes/{held.pk}/roster/"),
        ("확인할 결석 사유서 1건", f"/classes/{held.pk}/absences/{absence.pk}/"),
        ("출결을 입력할 수업 2회", f"/classes/{held.pk}/attendance/"),
        ("채점할 응시 1건", f"/classes/{held.pk}/grades/"),
    ]
    AttendanceFactory(enrolment=row)
    [card] = [card for card in teaching_board.classes_held(mentor, NOW) if card.column == Column.SETTLE]
    assert ("출결을 입력할 수업 1회", f"/classes/{held.pk}/attendance/") in card.acts


def test_completions_are_to_be_decided_from_the_last_day_on(mentor):
    held = running_class(since=9, instructors=[mentor], end_date=clock.today() - clock.ONE_DAY)
    decided = EnrolmentFactory(course_class=held, status=APPROVED)
    EnrolmentFactory(course_class=held, status=APPROVED)
    CompletionFactory(enrolment=decided)
    EnrolmentFactory(course_class=held)  # too late to approve
    [card] = teaching_board.classes_held(mentor, NOW)
    assert card.acts == [("수료를 정할 학습자 1명", f"/classes/{held.pk}/completion/")]
    assert teaching_board.classes_held(mentor, NOW + teaching_board.SETTLED_WITHIN) == []
