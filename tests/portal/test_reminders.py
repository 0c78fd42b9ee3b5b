"""Reminders: when, whom, how often."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db.models.query import QuerySet

from apps.core import clock
from apps.mentoring.models import Session
from apps.notices import kinds
from apps.notices.models import Notice
from apps.planner import services as planner
from apps.planner.models import Appointment, AppointmentRole
from apps.planner.services import Slot
from apps.portal import reminders
from tests.factories.accounts import MemberFactory
from tests.factories.mentoring import SessionFactory
from tests.factories.planner import AppointmentFactory
from tests.mails import the_mail
from tests.threads import at_once

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 6, 10, 14, tzinfo=clock.SEOUL)
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)


def booked(member, **fields) -> Appointment:
    return AppointmentFactory(
        **{"member": member, "title": "첫 만남", "place": "스페이스 A1", "path": "/mentoring/7/", "starts_at": START,
           "changed_at": START - dt.timedelta(days=5), **fields}
    )  # fmt: skip


def remind(before: dt.timedelta) -> list[str]:
    """The kinds of notice that a round so long before the start leaves."""
    known = set(Notice.objects.values_list("pk", flat=True))
    with time_machine.travel(START - before, tick=False):
        reminders.remind_due()
    return [notice.kind for notice in Notice.objects.exclude(pk__in=known).order_by("pk")]


@pytest.mark.parametrize(
    ("before", "kinds"),
    [
        (24 * HOUR + SECOND, []),
        (24 * HOUR, ["planner.day_before"]),
        (HOUR + SECOND, ["planner.day_before"]),
        (HOUR, ["planner.hour_before"]),
        (SECOND, ["planner.hour_before"]),
        (dt.timedelta(0), []),
        (-HOUR, []),
    ],
)
def test_a_round_reminds_of_what_is_near(student, before, kinds):
    booked(student)
    assert remind(before) == kinds


def test_each_reminder_goes_out_once(student):
    booked(student)
    rounds = [remind(before) for before in (24 * HOUR, 23 * HOUR, 2 * HOUR, HOUR, 59 * MINUTE, MINUTE)]
    assert rounds == [["planner.day_before"], [], [], ["planner.hour_before"], [], []]


def test_hosts_and_guests_are_told_by_notice_and_mail(student, mentor):
    booked(mentor, role=AppointmentRole.HOST, source_id=7)
    booked(student, source_id=7)
    remind(HOUR)
    assert {notice.member for notice in Notice.objects.all()} == {student, mentor}
    notice = Notice.objects.get(member=student)
    assert (notice.path, notice.params["title"], notice.params["place"]) == ("/mentoring/7/", "첫 만남", "스페이스 A1")
    mail = the_mail(member=student)
    assert mail.subject == "한 시간 전: 첫 만남 (6/10 수 14:00)"
    assert mail.text.endswith("스페이스 A1")


def test_what_is_cancelled_and_who_has_left_is_passed_over(student, stranger):
    booked(student, cancelled_at=START - 48 * HOUR)
    stranger.is_active = False
    stranger.save()
    booked(stranger)
    assert remind(HOUR) == []


@pytest.mark.parametrize(
    ("booked_before", "rounds"),
    [
        (24 * HOUR, ["planner.day_before", "planner.hour_before"]),
        (23 * HOUR, ["planner.hour_before"]),
        (HOUR, ["planner.hour_before"]),
        (30 * MINUTE, []),
    ],
)
def test_who_books_late_is_not_reminded_of_what_was_just_booked(student, booked_before, rounds):
    booked(student, changed_at=START - booked_before)
    times = [before for before in (22 * HOUR, HOUR, 20 * MINUTE) if before <= booked_before]
    assert [kind for before in times for kind in remind(before)] == rounds


def test_what_was_moved_is_reminded_of_anew_and_at_its_new_time(student):
    row = booked(student, source_id=7)
    assert remind(24 * HOUR) == ["planner.day_before"]
    with time_machine.travel(START - 20 * HOUR, tick=False):
        later = START + dt.timedelta(days=2)
        planner.move_appointments(Slot(row.source, 7, row.title, row.path, later, later + HOUR, row.place))
    assert remind(HOUR) == []
    assert remind(-24 * HOUR) == ["planner.day_before"]
    assert remind(-47 * HOUR) == ["planner.hour_before"]


@pytest.mark.parametrize("count", [1, 50])
def test_one_thing_costs_the_same_whatever_the_number_who_come(count, django_assert_num_queries):
    for member in MemberFactory.create_batch(count):
        booked(member, source_id=7)
    with time_machine.travel(START - HOUR, tick=False), django_assert_num_queries(13):
        assert reminders.remind_due() == count


def test_more_than_a_batch_is_told_in_one_round(student, monkeypatch):
    monkeypatch.setattr(reminders, "_BATCH", 2)
    for number in range(5):
        booked(student, source_id=number, starts_at=START + number * MINUTE)
    with time_machine.travel(START - HOUR + 10 * MINUTE, tick=False):
        assert reminders.remind_due() == 5


# --- Two workers at once ----------------------------------------------------------------------------------------------


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
def test_four_workers_remind_each_once():
    members = MemberFactory.create_batch(40)
    for member in members:
        booked(member, source_id=7, starts_at=clock.now() + 30 * MINUTE, changed_at=clock.now() - HOUR)
    assert sum(at_once(4, reminders.remind_due)) == 40
    assert sorted(Notice.objects.values_list("member", flat=True)) == sorted(member.pk for member in members)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
def test_control_without_the_row_lock_two_workers_remind_twice(monkeypatch):
    booked(MemberFactory(), starts_at=clock.now() + 30 * MINUTE, changed_at=clock.now() - HOUR)
    both_have_read = threading.Barrier(2)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    update = QuerySet.update

    def wait_then_update(rows, **values):
        if rows.model is Appointment and "hour_reminded_at" in values:
            both_have_read.wait(10)
        return update(rows, **values)

    monkeypatch.setattr(QuerySet, "update", wait_then_update)
    hour_before = reminders.REMINDERS[1]
    at_once(2, lambda: reminders._remind_batch(hour_before))
    assert Notice.objects.count() == 2


def test_a_reminder_says_what_to_bring_as_it_is_then(student):
    session = SessionFactory(starts_at=START, reg_start=START.date(), preparation="노트북")
    booked(student, source=Session.SOURCE, source_id=session.pk)
    remind(24 * HOUR)
    Session.objects.update(preparation="")
    remind(HOUR)
    day, hour = Notice.objects.order_by("pk")
    assert kinds.get(day.kind).render_body(day.params) == "스페이스 A1\n준비물: 노트북"
    assert kinds.get(hour.kind).render_body(hour.params) == "스페이스 A1"
