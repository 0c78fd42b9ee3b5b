"""An offered seat is taken and what else is on then is given up, in one act or not at all."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.core import clock
from apps.core.errors import Conflict, DomainError
from apps.lessons.services.lessons import approve_lesson
from apps.mentoring.services.applications import apply_to_session, cancel_application
from apps.mentoring.services.swapping import swap_seat
from apps.planner.models import Appointment
from tests.access.page_forms import form_with
from tests.answers import answers_in
from tests.api.client import ApiClient
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
