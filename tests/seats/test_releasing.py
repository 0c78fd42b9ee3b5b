"""A seat that cannot be cancelled any more is released, kept until somebody takes it, and then changes hands."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.core import clock
from apps.core.errors import Conflict, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.services.classes import call_off_class
from apps.elearning.enrolment import notices as class_notices
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import releasing as class_releasing
from apps.elearning.enrolment.services.deciding import approve_waiting_enrolment
from apps.elearning.enrolment.services.ending import cancel_enrolment
from apps.elearning.enrolment.services.ending import end_lapsed_offers as end_lapsed_class_offers
from apps.elearning.enrolment.services.enrolling import enrol_member
from apps.mentoring import notices, rules
from apps.mentoring.models import Application, Session
from apps.mentoring.services.applications import apply_to_session, cancel_application
from apps.mentoring.services.line import end_lapsed_offers
from apps.mentoring.services.releasing import release_seat, take_seat_back
from apps.mentoring.services.sessions import delete_session, edit_session
from apps.notices.models import Notice
from apps.planner.models import Appointment
from apps.seats import services as seats
from tests.answers import answers_in
from tests.api.client import ApiClient
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def told(kind: str) -> list[int]:
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("member_id", flat=True))


def again(row):
    return type(row).objects.get(pk=row.pk)


def planned(thing) -> set[int]:
    rows = Appointment.objects.filter(path=thing.get_absolute_url(), cancelled_at=None, role="guest")
    return set(rows.values_list("member_id", flat=True))


def acts(row) -> list[str]:
    entries = AuditEntry.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk)
    return [act.partition(".")[2] for act in entries.order_by("pk").values_list("act", flat=True)]


# --- Mentoring


@pytest.fixture
def session(settings):
    """One seat, which `holder` has and cannot cancel any more: the session is today. Two wait."""
    settings.MENTORING_CANCEL_DAYS_BEFORE = 1
    row = SessionFactory(capacity=1)
    row.holder = apply_to_session(session_id=row.pk, by=fresh(MemberFactory())).application
    row.line = [ApplicationFactory(session=row, state="waiting") for _ in range(2)]
    with time_machine.travel(row.starts_at - 4 * HOUR, tick=False):
        yield row


def release(session, by=None):
    return release_seat(application_id=session.holder.pk, by=fresh(by or session.holder.member))


def take_back(session, by=None):
    return take_seat_back(application_id=session.holder.pk, by=fresh(by or session.holder.member))


def take(session, member):
    return apply_to_session(session_id=session.pk, by=fresh(member)).application


def empty_line(session):
    for row in session.line:
        cancel_application(application_id=row.pk, by=fresh(row.member))


def standing(session) -> list[str]:
    rows = [again(row) for row in (session.holder, *session.line)]
    return ["released" if row.released_at else "offered" if row.is_offered else row.state for row in rows]


def is_counted_once(session) -> bool:
    return again(session).seats_taken == session.applications.filter(holds_seat=True).count() == 1


def test_who_releases_keeps_the_seat_until_the_first_in_line_takes_it(session):
    release(session)
    first = session.line[0]
    assert standing(session) == ["released", "offered", "waiting"]
    assert again(first).seat_of_id == session.holder.pk
    assert (told(notices.SEAT_OFFERED), planned(session)) == ([first.member_id], {session.holder.member_id})
    assert is_counted_once(session)
    taken = take(session, first.member)
    assert (taken.pk, taken.state, again(taken).seat_of_id) == (first.pk, "applied", None)
    assert standing(session) == ["cancelled", "applied", "waiting"]
    assert (planned(session), is_counted_once(session)) == ({first.member_id}, True)
    gone = again(session.holder)
    assert (gone.cancel_cause, gone.cancelled_by_id, gone.released_at) == ("passed_on", gone.member_id, None)
    assert (told(notices.SEAT_PASSED_ON), told(notices.APPLICANT_PASSED_ON)) == ([gone.member_id], [session.author_id])
    assert Notice.objects.get(kind=notices.APPLICANT_PASSED_ON).params["name"] == gone.member.name
    assert acts(gone) == ["applied", "seat_released", "seat_passed_on"]


@pytest.mark.parametrize("how", ["declines", "lapses"])
def test_who_does_not_want_it_leaves_it_to_the_next_and_to_its_holder(session, how):
    release(session)
    for row in session.line:
        assert again(row).seat_of_id == session.holder.pk
        if how == "declines":
            cancel_application(application_id=row.pk, by=fresh(row.member))
        else:
            Application.objects.filter(pk=row.pk).update(offered_until=clock.now())
            assert end_lapsed_offers() == 1
        assert is_counted_once(session)
    assert standing(session) == ["released", "cancelled", "cancelled"]


def test_a_seat_that_is_taken_back_ends_the_offer_and_keeps_the_place_in_line(session):
    release(session)
    take_back(session)
    assert standing(session) == ["applied", "waiting", "waiting"]
    assert told(notices.OFFER_WITHDRAWN) == [session.line[0].member_id]
    with pytest.raises(Conflict) as refused:
        take(session, session.line[0].member)
    assert refused.value.code == "already_applied"
    assert acts(session.holder)[1:] == ["seat_released", "seat_taken_back"]
    assert acts(session.line[0])[-1] == "offer_withdrawn"
    release(session)  # and may change one's mind once more
    assert standing(session) == ["released", "offered", "waiting"]


def test_nobody_is_told_of_a_seat_that_nobody_was_asked_about(session):
    empty_line(session)
    release(session)
    take_back(session)
    assert told(notices.OFFER_WITHDRAWN) == []


def test_who_comes_while_nobody_waits_takes_the_released_seat(session, client):
    empty_line(session)
    release(session)
    newcomer = fresh(MemberFactory())
    client.force_login(newcomer)
    page = client.get(session.get_absolute_url()).content.decode()
    assert "내놓은 자리로 신청하기" in page
    assert 'name="wait"' not in page
    client.post(reverse("mentoring:apply", args=[session.pk]))
    assert (again(session.holder).cancel_cause, planned(session)) == ("passed_on", {newcomer.pk})
    assert is_counted_once(session)
    assert "대기 신청하기" in client_of(MemberFactory(), client).get(session.get_absolute_url()).content.decode()


def test_who_finds_the_released_seat_gone_under_the_lock_looks_again(session, monkeypatch):
    empty_line(session)
    release(session)
    answers = iter([False, True])
    monkeypatch.setattr(seats, "_is_released", lambda taking, claim_id: next(answers))
    taken = take(session, MemberFactory())
    assert (list(answers), again(session.holder).cancel_cause, again(taken).state) == ([], "passed_on", "applied")


def client_of(member, client):
    client.force_login(member)
    return client


def test_a_free_seat_is_taken_before_a_released_one(session):
    empty_line(session)
    Session.objects.filter(pk=session.pk).update(capacity=2)
    release(session)
    take(session, MemberFactory())
    assert standing(session)[0] == "released"
    take(session, MemberFactory())
    assert standing(session)[0] == "cancelled"
    with pytest.raises(Conflict):
        take(session, MemberFactory())


def test_who_is_offered_a_released_seat_keeps_the_offer_when_its_holder_is_taken_out(session):
    release(session)
    cancel_application(application_id=session.holder.pk, by=fresh(session.author), reason="까닭")
    assert standing(session) == ["cancelled", "offered", "waiting"]
    assert (again(session.line[0]).seat_of_id, again(session).seats_taken) == (None, 1)
    take(session, session.line[0].member)
    assert is_counted_once(session)
    assert told(notices.SEAT_PASSED_ON) == []


def test_a_new_seat_goes_to_the_next_while_the_released_one_is_offered(session):
    release(session)
    edit_session(session_id=session.pk, by=fresh(session.author), changes={"capacity": 2})
    assert standing(session) == ["released", "offered", "offered"]
    assert [again(row).seat_of_id for row in session.line] == [session.holder.pk, None]
    assert again(session).seats_taken == 2


def test_all_of_it_ends_with_the_session(session):
    release(session)
    delete_session(session_id=session.pk, by=fresh(session.author))
    assert standing(session) == ["cancelled", "cancelled", "cancelled"]
    assert (again(session).seats_taken, Application.objects.exclude(seat_of=None).exists()) == (0, False)


def test_what_nobody_took_is_kept_by_itself_at_the_start(session, client):
    release(session)
    client.force_login(session.holder.member)
    with time_machine.travel(session.starts_at, tick=False):
        page = client.get(session.get_absolute_url()).content.decode()
        assert "내놓" not in page
        with pytest.raises(Conflict):
            take_back(session)
        end_lapsed_offers()
        with pytest.raises(Conflict):
            take(session, MemberFactory())
    assert (again(session.holder).state, planned(session)) == ("applied", {session.holder.member_id})


@pytest.mark.parametrize(
    ("why", "code"),
    [
        ("before the deadline", "may_cancel"),
        ("started", "too_late"),
        ("twice", "already_released"),
        ("waits", "no_seat"),
    ],
)
def test_when_a_seat_is_not_released(session, why, code):
    moment = {
        "before the deadline": rules.cancel_deadline(session) - HOUR,
        "started": session.starts_at,
    }.get(why, clock.now())
    if why == "twice":
        release(session)
    own = session.line[0] if why == "waits" else session.holder
    with time_machine.travel(moment, tick=False), pytest.raises(Conflict) as refused:
        release_seat(application_id=own.pk, by=fresh(own.member))
    assert refused.value.code == code


@pytest.mark.parametrize("act", [release, take_back])
@pytest.mark.parametrize("who", ["author", "staff", "stranger", "first in line"])
def test_nobody_does_it_for_another(session, superuser, act, who):
    if act is take_back:
        release(session)
    by = {"author": session.author, "staff": superuser, "stranger": MemberFactory()}.get(who, session.line[0].member)
    before = standing(session)
    with pytest.raises(NotAllowed):
        act(session, by)
    assert standing(session) == before


def test_by_the_pages(session, client):
    client.force_login(session.holder.member)
    address = reverse("mentoring:release", args=[session.holder.pk])
    assert address in client.get(session.get_absolute_url()).content.decode()
    assert "자리를 내놓을까요?" in client.get(address).content.decode()
    client.post(address)
    assert standing(session)[0] == "released"
    assert client.get(address).status_code == 302  # there is nothing more to ask
    for page in (session.get_absolute_url(), reverse("portal:me"), reverse("mentoring:history")):
        assert "자리 내놓음" in client.get(page).content.decode()
    client.force_login(session.author)
    for page in (session.get_absolute_url(), reverse("mentoring:attendees", args=[session.pk])):
        assert "자리 내놓음" in client.get(page).content.decode()
    client.force_login(session.line[0].member)
    assert "다른 신청자가 내놓은 자리" in client.get(session.get_absolute_url()).content.decode()
    client.force_login(session.holder.member)
    keep = reverse("mentoring:keep", args=[session.holder.pk])
    assert keep in client.get(session.get_absolute_url()).content.decode()
    assert "자리를 되찾을까요?" in client.get(keep).content.decode()
    client.post(keep)
    assert standing(session)[0] == "applied"


def test_by_the_api(session):
    api = ApiClient(session.holder.member)
    path = f"/api/mentoring/{session.pk}/release"
    assert ApiClient(MemberFactory()).post(path).status_code == 404
    answer = api.post(path)
    assert (answer.status_code, answer.json()["data"]["releasedAt"] != "") == (200, True)
    assert api.get("/api/mentoring/history").json()["data"]["items"][0]["releasedAt"] != ""
    assert api.post(path).status_code == 409
    assert api.delete(path).json()["data"]["releasedAt"] == ""
    assert api.delete(path).status_code == 409


def test_by_the_mail_without_a_log_in(session, client):
    path = answers_in(member=session.holder.member)["자리 내놓기"]
    page = client.get(path).content.decode()
    assert "다른 분이 받을 때까지" in page
    client.post(path)
    assert standing(session) == ["released", "offered", "waiting"]


# --- Classes


@pytest.fixture
def row():
    """A class that runs and still takes people. One seat, which `holder` has paid for; two wait."""
    row = CourseClassFactory(
        capacity=1, approval="AUTOMATIC", meetings=2, fee=10_000, apply_end=clock.today() + dt.timedelta(days=20)
    )
    row.holder = enrol_member(class_id=row.pk, by=fresh(MemberFactory())).enrolment
    row.line = [EnrolmentFactory(course_class=row, waiting=True) for _ in range(2)]
    with time_machine.travel(row.starts_at + HOUR, tick=False):
        yield row


def release_in(row, by=None):
    return class_releasing.release_seat(enrolment_id=row.holder.pk, by=fresh(by or row.holder.member))


def take_back_in(row, by=None):
    return class_releasing.take_seat_back(enrolment_id=row.holder.pk, by=fresh(by or row.holder.member))


def take_in(row, member):
    return enrol_member(class_id=row.pk, by=fresh(member)).enrolment


def standing_in(row) -> list[str]:
    rows = [again(one) for one in (row.holder, *row.line)]
    waits = {True: "waiting", False: "released"}
    return [
        "offered" if one.is_offered else waits[one.is_waiting] if one.is_waiting or one.released_at else one.status
        for one in rows
    ]


def in_planners_of(row) -> set[int]:
    meetings = row.meetings.filter(ends_at__gt=clock.now()).values("pk")
    booked = Appointment.objects.filter(source=CourseClass.SOURCE, source_id__in=meetings, cancelled_at=None)
    return set(booked.filter(role="guest").values_list("member_id", flat=True))


def test_a_seat_of_a_class_changes_hands(row):
    row.instructors.add(teacher := MemberFactory())
    release_in(row)
    holder, first = row.holder, row.line[0]
    assert standing_in(row) == ["released", "offered", "waiting"]
    assert (again(row).seats_taken, in_planners_of(row)) == (1, {holder.member_id})
    taken = take_in(row, first.member)
    assert (taken.pk, again(taken).seat_of_id, taken.payment_status) == (first.pk, None, "WAITING")
    assert standing_in(row) == ["CANCELLED", "APPROVED", "waiting"]
    assert (again(row).seats_taken, in_planners_of(row)) == (1, {first.member_id})
    gone = again(holder)
    assert (gone.cancelled_by_id, gone.released_at, gone.refund_due) == (holder.member_id, None, 0)
    assert "내놓은 자리" in gone.cancel_reason
    assert told(class_notices.SEAT_PASSED_ON) == [holder.member_id]
    assert told(class_notices.LEARNER_PASSED_ON) == [teacher.pk]
    assert acts(gone) == ["enrolled", "seat_released", "seat_passed_on"]


def test_a_seat_of_a_class_that_is_taken_back_ends_the_offer(row):
    release_in(row)
    take_back_in(row)
    assert standing_in(row) == ["APPROVED", "waiting", "waiting"]
    assert told(class_notices.OFFER_WITHDRAWN) == [row.line[0].member_id]
    with pytest.raises(Conflict):
        take_in(row, row.line[0].member)
    with pytest.raises(Conflict):
        take_back_in(row)
    assert acts(row.line[0])[-1] == "offer_withdrawn"


def test_a_seat_of_a_class_that_nobody_wants_stays(row):
    release_in(row)
    for one in row.line:
        Enrolment.objects.filter(pk=one.pk).update(offered_until=clock.now())
        assert end_lapsed_class_offers() == 1
    assert standing_in(row) == ["released", "CANCELLED", "CANCELLED"]
    take_back_in(row)
    assert told(class_notices.OFFER_WITHDRAWN) == []


@pytest.mark.parametrize("has_waiting_list", [True, False])
def test_who_comes_while_nobody_waits_for_the_class_takes_the_released_seat(row, has_waiting_list, client):
    for one in row.line:
        cancel_enrolment(enrolment_id=one.pk, by=fresh(one.member))
    CourseClass.objects.filter(pk=row.pk).update(has_waiting_list=has_waiting_list)
    release_in(row)
    newcomer = fresh(MemberFactory())
    client.force_login(newcomer)
    assert "내놓은 자리" in client.get(reverse("courses:detail", args=[row.course_id])).content.decode()
    client.post(reverse("classes:enrol", args=[row.pk]))
    assert (standing_in(row)[0], in_planners_of(row), again(row).seats_taken) == ("CANCELLED", {newcomer.pk}, 1)


def test_staff_give_an_offered_released_seat_at_once(row, superuser):
    release_in(row)
    approve_waiting_enrolment(enrolment_id=row.line[0].pk, by=superuser)
    assert standing_in(row) == ["CANCELLED", "APPROVED", "waiting"]
    assert again(row).seats_taken == 1


def test_who_is_offered_a_seat_of_a_class_keeps_the_offer_when_its_holder_is_taken_out(row, superuser):
    release_in(row)
    cancel_enrolment(enrolment_id=row.holder.pk, by=superuser, reason="까닭")
    assert standing_in(row) == ["CANCELLED", "offered", "waiting"]
    assert (again(row.line[0]).seat_of_id, again(row).seats_taken) == (None, 1)


def test_all_of_it_ends_with_the_class(row, superuser):
    release_in(row)
    call_off_class(class_id=row.pk, by=superuser, reason="까닭")
    assert (standing_in(row), again(row).seats_taken) == (["CANCELLED"] * 3, 0)


@pytest.mark.parametrize(
    ("why", "code"),
    [
        ("before the start", "may_cancel"),
        ("given after the start", "may_cancel"),
        ("takes nobody any more", "too_late"),
        ("twice", "already_released"),
        ("waits", "wrong_state"),
        ("by hand", "by_hand"),
    ],
)
def test_when_a_seat_of_a_class_is_not_released(row, superuser, why, code):
    own, moment = row.holder, clock.now()
    if why == "before the start":
        moment = row.starts_at - HOUR
    if why == "given after the start":
        cancel_enrolment(enrolment_id=own.pk, by=superuser, reason="까닭")
        own = approve_waiting_enrolment(enrolment_id=row.line[0].pk, by=superuser).enrolment
    if why == "takes nobody any more":
        moment = row.closes_at
    if why == "twice":
        release_in(row)
    if why == "waits":
        own = row.line[0]
    if why == "by hand":
        CourseClass.objects.filter(pk=row.pk).update(promotion="MANUAL")
    with time_machine.travel(moment, tick=False), pytest.raises(Conflict) as refused:
        class_releasing.release_seat(enrolment_id=own.pk, by=fresh(own.member))
    assert refused.value.code == code


@pytest.mark.parametrize("act", [release_in, take_back_in])
@pytest.mark.parametrize("who", ["staff", "stranger", "first in line"])
def test_nobody_does_it_for_another_learner(row, superuser, act, who):
    if act is take_back_in:
        release_in(row)
    by = {"staff": superuser, "stranger": MemberFactory()}.get(who, row.line[0].member)
    with pytest.raises(NotAllowed):
        act(row, by)


def test_by_the_pages_of_an_enrolment(row, client, superuser):
    client.force_login(row.holder.member)
    page, address = row.holder.get_absolute_url(), reverse("enrolments:release", args=[row.holder.pk])
    assert address in client.get(page).content.decode()
    assert "자리를 내놓을까요?" in client.get(address).content.decode()
    client.post(address)
    assert client.get(address).status_code == 302
    assert "자리를 내놓았습니다" in client.get(page).content.decode()
    assert "자리 내놓음" in client.get(reverse("enrolments:list")).content.decode()
    keep = reverse("enrolments:keep", args=[row.holder.pk])
    assert keep in client.get(page).content.decode()
    client.force_login(superuser)
    roster = client.get(reverse("classes:roster", args=[row.pk])).content.decode()
    assert ("자리 내놓음" in roster, "자리가 나면 대기 순서대로 받을지 먼저 확인합니다" in roster) == (True, True)
    client.force_login(row.line[0].member)
    assert "다른 학습자가 내놓은 자리" in client.get(row.line[0].get_absolute_url()).content.decode()
    client.force_login(row.holder.member)
    assert "자리를 되찾을까요?" in client.get(keep).content.decode()
    client.post(keep)
    assert standing_in(row)[0] == "APPROVED"


def test_by_the_api_of_enrolments(row):
    api, path = ApiClient(row.holder.member), f"/api/v1/enrollments/{row.holder.pk}"
    assert ApiClient(MemberFactory()).post(f"{path}/release").status_code == 404
    assert api.post(f"{path}/release").status_code == 200
    assert api.get(path).json()["enrollment"]["released_at"] is not None
    assert api.post(f"{path}/release").status_code == 409
    assert api.delete(f"{path}/release").status_code == 200
    assert api.get(path).json()["enrollment"]["released_at"] is None


def test_by_the_mail_of_a_class_without_a_log_in(row, client):
    path = answers_in(member=row.holder.member)["자리 내놓기"]
    client.post(path)
    assert standing_in(row) == ["released", "offered", "waiting"]
