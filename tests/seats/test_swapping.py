"""An offered seat is taken and what else is on then is given up, in one act or not at all."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.core import clock
from apps.core.errors import Conflict, DomainError
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.services.appointments import slots_of
from apps.elearning.enrolment.services.ending import cancel_enrolment
from apps.elearning.enrolment.services.swapping import swap_seat as swap_class_seat
from apps.lessons.services.lessons import approve_lesson
from apps.mentoring.services.applications import apply_to_session, cancel_application
from apps.mentoring.services.swapping import swap_seat
from apps.planner import services as planner_services
from apps.planner.models import Appointment
from tests.access.page_forms import form_with
from tests.answers import answers_in
from tests.api.client import ApiClient
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory, PaymentFactory
from tests.factories.lessons import LessonFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db
SWAP = "자리 받고 다른 일정 취소하기"


def again(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def wanted(student):
    """A session in which `own` waits behind `holder`; at its time the student has a seat in `other`."""
    session = SessionFactory(capacity=1)
    session.holder = ApplicationFactory(session=session)
    session.own = ApplicationFactory(session=session, member=student, state="waiting")
    session.other = SessionFactory(starts_at=session.starts_at)
    session.held = apply_to_session(session_id=session.other.pk, by=student).application
    return session


def free(session):
    cancel_application(application_id=session.holder.pk, by=session.holder.member)
    assert again(session.own).is_offered


def busy_with(session) -> list[str]:
    rows = Appointment.objects.filter(member=session.own.member, cancelled_at=None)
    return sorted(rows.values_list("title", flat=True))


def swapped(session) -> bool:
    own, held = again(session.own), again(session.held)
    done = (own.state, held.state) == ("applied", "cancelled")
    assert done or (own.is_offered, held.state) == (True, "applied")
    assert busy_with(session) == [session.title if done else session.other.title]
    return done


def test_by_the_page_which_names_what_is_given_up(client, student, wanted):
    client.force_login(student)
    address = reverse("mentoring:swap", args=[wanted.pk])
    assert client.get(address).status_code == 302  # no seat is offered yet
    free(wanted)
    assert SWAP in client.get(wanted.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    assert wanted.other.title in page
    assert client.post(address, form_with(page, "expected").values).status_code == 302
    assert swapped(wanted)


def test_by_the_mail_without_a_log_in(client, student, wanted):
    free(wanted)
    path = answers_in(member=student)[SWAP]
    page = client.get(path).content.decode()
    assert wanted.other.title in page
    assert client.post(path, form_with(page, "expected").values).status_code == 302
    assert swapped(wanted)
    assert again(wanted.own).promoted_at is not None


def test_by_the_api(student, wanted):
    free(wanted)
    answer = ApiClient(student).post(f"/api/mentoring/{wanted.pk}/apply", {"swap": True})
    assert (answer.status_code, answer.json()["data"]["status"]) == (200, "신청완료")
    assert swapped(wanted)


def test_the_seat_that_is_given_up_goes_to_the_next(student, wanted):
    type(wanted.other).objects.filter(pk=wanted.other.pk).update(capacity=1)
    waits = ApplicationFactory(session=wanted.other, state="waiting")
    free(wanted)
    swap_seat(session_id=wanted.pk, by=student)
    assert again(waits).state == "applied"


def test_a_lesson_is_given_up_by_its_own_service(student, wanted):
    cancel_application(application_id=wanted.held.pk, by=student)
    lesson = LessonFactory(mentee=student, starts_at=wanted.starts_at, ends_at=wanted.starts_at + dt.timedelta(hours=1))
    approve_lesson(lesson_id=lesson.pk, by=fresh(lesson.mentor))
    free(wanted)
    swap_seat(session_id=wanted.pk, by=student)
    assert (again(lesson).status, again(wanted.own).state) == ("CANCELLED", "applied")


@pytest.mark.parametrize("why", ["a thing that is not given up", "too late to cancel", "not what was shown", "lapsed"])
def test_it_is_refused_as_a_whole(client, student, wanted, settings, why):
    expected = None
    if why == "a thing that is not given up":
        AppointmentFactory(member=student, starts_at=wanted.starts_at, ends_at=wanted.ends_at, title=wanted.other.title)
    free(wanted)
    if why == "too late to cancel":
        settings.MENTORING_CANCEL_DAYS_BEFORE = 30
    if why == "not what was shown":
        expected = [wanted.pk + 1000]
    if why == "lapsed":
        wanted.own.__class__.objects.filter(pk=wanted.own.pk).update(offered_until=clock.now())
    with pytest.raises(DomainError):
        swap_seat(session_id=wanted.pk, by=student, expected=expected)
    assert (again(wanted.own).state, again(wanted.held).state) == ("waiting", "applied")
    client.force_login(student)
    offers = SWAP in client.get(wanted.get_absolute_url()).content.decode()
    assert offers is (why == "not what was shown")


def test_nobody_swaps_without_an_offer(student, wanted):
    for by in (student, fresh(wanted.author)):
        with pytest.raises(Conflict) as refused:
            swap_seat(session_id=wanted.pk, by=by)
        assert refused.value.code == "not_offered"


# --- Classes


@pytest.fixture
def row(student):
    """A class in which `own` waits behind `holder`; at its two meetings the student has a seat in a session and one."""
    row = CourseClassFactory(capacity=1, approval="AUTOMATIC", meetings=2)
    row.holder = EnrolmentFactory(course_class=row, status="APPROVED")
    row.own = EnrolmentFactory(course_class=row, member=student, waiting=True)
    row.held = [
        apply_to_session(session_id=SessionFactory(starts_at=meeting.starts_at).pk, by=student).application
        for meeting in row.meetings.all()
    ]
    return row


def free_in(row):
    cancel_enrolment(enrolment_id=row.holder.pk, by=fresh(row.holder.member))
    assert again(row.own).is_offered


def swapped_in(row) -> bool:
    done = again(row.own).status == "APPROVED"
    assert {again(one).state for one in row.held} == ({"cancelled"} if done else {"applied"})
    booked = Appointment.objects.filter(member=row.own.member, cancelled_at=None).values_list("source", flat=True)
    assert set(booked) == {"elearning.meeting" if done else "mentoring.session"}
    return done


def test_into_a_class_by_the_page(client, student, row):
    client.force_login(student)
    address = reverse("classes:swap", args=[row.pk])
    assert client.get(address).status_code == 302  # no seat is offered yet
    free_in(row)
    assert SWAP in client.get(reverse("classes:enrol", args=[row.pk])).content.decode()
    page = client.get(address).content.decode()
    assert all(one.session.title in page for one in row.held)
    assert client.post(address, form_with(page, "expected").values).status_code == 302
    assert swapped_in(row)


def test_into_a_class_by_the_mail_unless_there_is_a_fee(client, student, row):
    free_in(row)
    path = answers_in(member=student)[SWAP]
    page = client.get(path).content.decode()
    assert row.held[1].session.title in page
    CourseClass.objects.filter(pk=row.pk).update(fee=10_000)
    assert SWAP not in answers_in(member=student)
    CourseClass.objects.filter(pk=row.pk).update(fee=0)
    assert client.post(path, form_with(page, "expected").values).status_code == 302
    assert swapped_in(row)


def test_into_a_class_by_the_api(student, row):
    free_in(row)
    body = {"course_id": row.course_id, "class_id": row.pk, "swap": True}
    answer = ApiClient(student).post("/api/v1/enrollments", body)
    assert (answer.status_code, answer.json()["is_waiting"], swapped_in(row)) == (200, False, True)


@pytest.mark.parametrize("why", ["no offer", "lapsed", "not what was shown", "a thing that is not given up"])
def test_into_a_class_it_is_refused_as_a_whole(client, student, row, why):
    expected = None
    if why == "a thing that is not given up":
        meeting = row.meetings.first()
        AppointmentFactory(member=student, starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    if why != "no offer":
        free_in(row)
    if why == "lapsed":
        type(row.own).objects.filter(pk=row.own.pk).update(offered_until=clock.now())
    if why == "not what was shown":
        expected = [0]
    with pytest.raises(Conflict) as refused:
        swap_class_seat(class_id=row.pk, by=student, expected=expected)
    codes = {"no offer": "not_offered", "lapsed": "offer_over", "not what was shown": "clash_changed"}
    assert refused.value.code == codes.get(why, "not_given_up")
    assert {again(one).state for one in row.held} == {"applied"}


def test_from_one_class_into_another(student, row):
    for one in row.held:
        cancel_application(application_id=one.pk, by=student)
    other = EnrolmentFactory(course_class=CourseClassFactory(capacity=1, meetings=2), member=student, status="APPROVED")
    waits = EnrolmentFactory(course_class=other.course_class, waiting=True)
    slots = slots_of(other.course_class, other.course_class.meetings.all())
    planner_services.book_slots(slots, [student.pk])
    free_in(row)
    swap_class_seat(class_id=row.pk, by=student)
    assert (again(row.own).status, again(other).status, again(waits).is_waiting) == ("APPROVED", "CANCELLED", False)


@pytest.fixture
def learning(student, wanted):
    """The student's place in a class with a fee, one of whose meetings is at the time of the session wanted."""
    cancel_application(application_id=wanted.held.pk, by=student)
    row = CourseClassFactory(meetings=2, fee=10_000)
    own = EnrolmentFactory(course_class=row, member=student, status="APPROVED", fee=10_000)
    first = row.meetings.first()
    row.meetings.filter(pk=first.pk).update(starts_at=wanted.starts_at, ends_at=wanted.ends_at)
    planner_services.book_slots(slots_of(row, row.meetings.all()), [student.pk])
    free(wanted)
    return own


def test_a_class_is_given_up_whole_and_the_page_says_so(client, student, wanted, learning):
    client.force_login(student)
    address = reverse("mentoring:swap", args=[wanted.pk])
    page = client.get(address).content.decode()
    assert "이 차수의 수강 전체가 취소됩니다" in page
    client.post(address, form_with(page, "expected").values)
    assert (again(learning).status, again(wanted.own).state) == ("CANCELLED", "applied")


@pytest.mark.parametrize("why", ["paid", "started"])
def test_a_class_is_not_given_up_where_its_refund_is_settled_by_hand(client, student, wanted, learning, why):
    if why == "paid":
        PaymentFactory(enrolment=learning, amount=10_000)
    else:
        CourseClass.objects.filter(pk=learning.course_class_id).update(starts_at=clock.now())
    client.force_login(student)
    page = client.get(reverse("mentoring:swap", args=[wanted.pk]), follow=True).content.decode()
    assert {"paid": "결제한 수강료가 있습니다", "started": "수업이 시작되어"}[why] in page
    assert SWAP not in client.get(wanted.get_absolute_url()).content.decode()
    with pytest.raises(Conflict) as refused:
        swap_seat(session_id=wanted.pk, by=student)
    assert refused.value.code == {"paid": "refund_by_hand", "started": "too_late_to_cancel"}[why]
    assert (again(learning).status, again(wanted.own).state) == ("APPROVED", "waiting")
