"""The demo's data: as planned, the same again, and up to date days later."""

import datetime as dt
from dataclasses import asdict

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.db import transaction

from apps.accounts.models import Member
from apps.core import audit_words, clock
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import Content
from apps.elearning.certificate.models import Certificate
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.progress.models import Progress
from apps.elearning.progress.rules import behind_below, expected_rate
from apps.elearning.progress.selectors import list_course_progress
from apps.lessons.models import DayOff, Lesson, OpenHoliday, Tutorial, WeeklyHours
from apps.lessons.states import LessonStatus
from apps.mentoring.models import Application, Session
from apps.mentoring.services import sessions
from apps.mentoring.services.sessions import input_of
from apps.mentoring.states import ApplicationState, Phase
from apps.notices.models import Notice, OutboxMail
from apps.planner.models import Appointment
from apps.portal.demo import lessons, people
from apps.portal.demo import sessions as demo_sessions
from apps.portal.demo.build import build_demo
from apps.portal.demo.lesson_plans import LESSONS, TUTORIALS
from apps.portal.demo.session_plans import PLANS

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]

MONDAY = clock.at(dt.date(2026, 3, 2), dt.time(11, 20))


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """Built once for this file; each test then works in its own savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(MONDAY, tick=False):
            assert build_demo() == len(PLANS) + len(LESSONS)
        yield
        transaction.set_rollback(True)


def laid() -> dict[str, Session]:
    """The newest session of each plan."""
    entries = AuditEntry.objects.filter(act=demo_sessions.LAID).order_by("pk")
    return {entry.after["key"]: Session.objects.get(pk=entry.subject_id) for entry in entries}


def member(name: str) -> Member:
    return Member.objects.get(email=f"{name}@example.com")


def test_every_change_is_named_in_words():
    entries = AuditEntry.objects.values_list("subject_type", "before", "after")
    kept = {(kind, key) for kind, before, after in entries for key in {**before, **after}}
    assert sorted((kind, key) for kind, key in kept if audit_words.name_field(kind, key) == key) == []


def test_every_session_is_in_the_phase_it_is_planned_for():
    found = {key: (session.phase_at(MONDAY), session.venue_name, session.approved) for key, session in laid().items()}
    assert found == {plan.key: (plan.want, plan.venue, plan.stamped and plan.want != Phase.DECLINED) for plan in PLANS}


def test_the_classroom_has_a_film_half_seen_and_learners_before_and_behind():
    film = Content.objects.get(type="VIDEO", course__title="파이썬 백엔드 부트캠프")
    with film.file.open() as held, film.captions.open() as captions:
        assert (held.read(4), captions.read(6)) == (b"\x1a\x45\xdf\xa3", b"WEBVTT")
    mine = Progress.objects.filter(enrolment__member=member("student")).select_related("content")
    latest = mine.filter(content__course=film.course).latest("saved_at")
    assert (latest.content, latest.progress_rate, latest.last_position) == (film, 45, 27)
    course_class = latest.enrolment.course_class
    expected = expected_rate(starts_at=course_class.starts_at, ends_at=course_class.ends_at, now=MONDAY)
    rates = [
        one.rate
        for one in list_course_progress(course_class.enrolments.filter(status="APPROVED").values_list("pk", flat=True))
    ]
    assert min(rates) < behind_below(expected) < 50 < max(rates)


@pytest.mark.parametrize(
    ("clock_time", "start", "end"),
    [
        (dt.time(0, 4), dt.time(0, 0), dt.time(2, 0)),
        (dt.time(11, 20), dt.time(10, 30), dt.time(12, 30)),
        (dt.time(23, 58), dt.time(23, 0), dt.time(23, 59)),
    ],
)
def test_what_runs_now_runs_now_at_any_time_of_the_day(clock_time, start, end):
    now = clock.at(MONDAY.date(), clock_time)
    plan = next(plan for plan in PLANS if plan.want == Phase.RUNNING)
    starts_at, ends_at = demo_sessions.times(plan, now)
    assert (starts_at, ends_at) == (clock.at(MONDAY.date(), start), clock.at(MONDAY.date(), end))


def test_everyone_planned_has_a_seat_or_a_place_in_the_line():
    found = {
        key: (session.seats_taken, session.applications.filter(is_waiting=True).count())
        for key, session in laid().items()
        if session.deleted_at is None and session.declined_at is None
    }
    assert found == {
        plan.key: (
            plan.taken + len(plan.who) + len(plan.moved_up) + len(plan.asked),
            plan.waiting + len(plan.line) + len(plan.asked),
        )
        for plan in PLANS
        if plan.want not in {Phase.DECLINED, Phase.DELETED}
    }


def test_a_second_start_changes_nothing():
    tables = (
        Tutorial, WeeklyHours, DayOff, OpenHoliday, Lesson, Member, Session, Application, Appointment, Notice,
        OutboxMail, AuditEntry, EmailAddress,
    )  # fmt: skip
    with time_machine.travel(MONDAY, tick=False):
        before = [list(table.objects.order_by("pk").values()) for table in tables]
        assert build_demo() == 0
        assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_days_later_what_ran_out_is_laid_anew_and_the_rest_stays():
    first = laid()
    wanted_back = {Phase.OPEN, Phase.SOON, Phase.FULL, Phase.CLOSED, Phase.RUNNING}
    with time_machine.travel(MONDAY + dt.timedelta(days=3), tick=False):
        now = clock.now()
        build_demo()
        second = laid()
        kept = {key for key in first if first[key].pk == second[key].pk}
        assert {Session.objects.get(pk=session.pk).deleted_at for session in first.values()} == {
            session.deleted_at for session in first.values()
        }
        for plan in PLANS:
            if plan.key not in kept and plan.want in wanted_back:
                assert second[plan.key].phase_at(now) == plan.want, plan.key
        assert {plan.key for plan in PLANS if plan.want in demo_sessions.FOR_EVER} <= kept
        assert {"resume#1", "git#2", "react#2"} & kept == set()


def test_what_people_made_of_it_stays():
    with time_machine.travel(MONDAY, tick=False):
        session = laid()["git#1"]
        sessions.delete_session(session_id=session.pk, by=member("mentor"))
        Member.objects.filter(email="student@example.com").update(nickname="새 별명")
        assert build_demo() == 0
        session.refresh_from_db()
        assert (session.deleted_at, member("student").nickname) == (MONDAY, "새 별명")


def test_the_named_accounts_log_in_and_are_what_the_readme_says():
    found = {
        person.email: authenticate(username=person.email, email=person.email, password=people.PASSWORD)
        for person in people.ACCOUNTS
    }
    assert {email: (m.member_type, m.is_superuser, m.is_mentor) for email, m in found.items()} == {
        "staff@example.com": ("teacher", True, False),
        "mentor@example.com": ("teacher", False, True),
        "mentor2@example.com": ("teacher", False, True),
        "student@example.com": ("student", False, False),
        "student2@example.com": ("student", False, False),
        "parent@example.com": ("parent", False, False),
        "teacher@example.com": ("teacher", False, False),
    }
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == len(people.EVERYONE)


def test_the_student_waits_second_and_has_seen_every_ending():
    with time_machine.travel(MONDAY, tick=False):
        student = member("student")
        line = list(laid()["review#1"].applications.filter(is_waiting=True).order_by("pk"))
        assert [application.member.name for application in line[:2]] == ["박도윤", "이서연"]
        own = Application.objects.filter(member=student)
        assert set(own.filter(state=ApplicationState.CANCELLED).values_list("cancel_cause", flat=True)) == {
            "member", "author", "deleted"
        }  # fmt: skip
        assert own.exclude(promoted_at=None).count() == 1
        assert own.get(session=laid()["a11y#2"]).has_open_offer(MONDAY)
        first, second = laid()["git#1"], laid()["react#1"]
        assert first.starts_at < second.ends_at
        assert second.starts_at < first.ends_at
        assert Notice.objects.filter(member=student, read_at=None).exists()
        assert Notice.objects.filter(member=student, read_at__isnull=False).exists()


# --- Lessons ----------------------------------------------------------------------------------------------------------


def laid_lessons() -> dict[str, Lesson]:
    """The newest lesson of each plan."""
    entries = AuditEntry.objects.filter(act=lessons.LAID).order_by("pk")
    return {entry.after["key"]: Lesson.objects.get(pk=entry.subject_id) for entry in entries}


def test_every_lesson_is_in_the_state_it_is_planned_for():
    found = {key: (lesson.status, lesson.starts_at <= MONDAY) for key, lesson in laid_lessons().items()}
    past = {LessonStatus.IN_PROGRESS, LessonStatus.COMPLETED}
    assert found == {
        plan.key: (plan.want, plan.want in past or plan.missed or (plan.day < 0 and plan.want == LessonStatus.REJECTED))
        for plan in LESSONS
    }
    assert {plan.want for plan in LESSONS} == set(LessonStatus)


def test_what_was_held_was_held_at_its_time_and_stands_in_both_planners():
    completed = Lesson.objects.filter(status=LessonStatus.COMPLETED)
    assert completed.count() == sum(plan.want == LessonStatus.COMPLETED for plan in LESSONS) > 0
    for lesson in completed:
        assert (lesson.started_at, lesson.completed_at) == (lesson.starts_at, lesson.ends_at)
        booked = Appointment.objects.filter(source=Lesson.SOURCE, source_id=lesson.pk, cancelled_at=None)
        assert booked.count() == 2


def test_tutorials_are_offered_by_those_who_keep_hours_and_those_who_do_not():
    assert Tutorial.objects.filter(is_open=True).count() == len(TUTORIALS) - 1
    kept = set(WeeklyHours.objects.values_list("mentor__email", flat=True))
    assert "mentor@example.com" in kept
    assert "mentor2@example.com" not in kept


def test_days_later_lessons_that_ran_out_are_asked_for_anew():
    first = laid_lessons()
    with time_machine.travel(MONDAY + dt.timedelta(days=5), tick=False):
        now = clock.now()
        build_demo()
        second = laid_lessons()
        for plan in LESSONS:
            old, new = first[plan.key], second[plan.key]
            assert (new.pk != old.pk) == (plan.is_ahead and old.starts_at <= now), plan.key
            assert new.status == plan.want, plan.key
        assert Tutorial.objects.count() == len(TUTORIALS)


def test_the_students_have_enrolments_in_every_state():
    rows = Enrolment.objects.filter(member__email__in=["student@example.com", "student2@example.com"])
    found = {(row.status, row.is_waiting, row.payment_status, row.refund_status) for row in rows}
    assert found >= {
        ("PENDING", False, "NONE", "NONE"), ("PENDING", True, "NONE", "NONE"),
        ("APPROVED", False, "WAITING", "NONE"), ("APPROVED", False, "COMPLETED", "NONE"),
        ("REJECTED", False, "CANCELLED", "NONE"),
        ("CANCELLED", False, "COMPLETED", "REQUESTED"), ("CANCELLED", False, "COMPLETED", "COMPLETED"),
    }  # fmt: skip
    assert rows.exclude(promoted_at=None).exists()


def test_the_student_has_a_certificate_and_others_were_revoked_and_corrected():
    mine = Certificate.objects.get(completion__enrolment__member=member("student"))
    assert (mine.status, mine.says["facts"]["name"]) == ("VALID", member("student").name)
    assert set(Certificate.objects.values_list("status", flat=True)) == {"VALID", "REVOKED", "REPLACED"}
    assert Certificate.objects.filter(replaces__status="REPLACED", status="VALID").count() == 1


def test_every_field_of_a_session_is_used():
    rows = [asdict(input_of(session)) for session in laid().values()]
    assert [name for name in rows[0] if len({row[name] for row in rows}) < 2] == []
