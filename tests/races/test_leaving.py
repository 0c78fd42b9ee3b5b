"""An act that began before its member left the site, and writes afterwards: it is refused. Beside its control."""

import datetime as dt
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts import leaving
from apps.accounts.models import Consent, MentorProfile, TokenFamily
from apps.accounts.services import consents, mentors, presence, profile, tokens
from apps.accounts.services.leaving import end_membership
from apps.accounts.states import MentorStatus
from apps.core import clock
from apps.core.errors import DomainError
from apps.elearning.attendance.models import AbsenceRequest, Attendance
from apps.elearning.attendance.services import absences, checking_in
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services.enrolling import enrol_member
from apps.following.models import Follow
from apps.following.services import follow_topic
from apps.lessons.models import DayOff, Lesson, Tutorial, WeeklyHours
from apps.lessons.services import hours, lessons, tutorials
from apps.linking.models import AdminClass, TempCode, VerifiedClaim
from apps.linking.services import codes as linking
from apps.linking.services import groups
from apps.mentoring.models import Application, Session
from apps.mentoring.services.applications import apply_to_session
from apps.mentoring.services.handouts import set_handout
from apps.mentoring.services.sessions import SessionInput, edit_session, open_session
from apps.notices.models import MailChoice
from apps.notices.services import choose_mail, switch_off_mail
from apps.notices.states import MailTiming
from apps.planner.models import CalendarFeed, FreeHours
from apps.planner.services import renew_feed, set_free_hours
from tests.elearning.learning import learner, running_class
from tests.factories import accounts
from tests.factories.elearning import CourseClassFactory
from tests.factories.lessons import TutorialFactory
from tests.factories.linking import TempCodeFactory, linked
from tests.factories.mentoring import SessionFactory
from tests.factories.topics import TopicFactory
from tests.people import fresh
from tests.races.threads import RACE, codes, halted, in_a_thread, until_one_waits_for_a_lock, without_locks

TOMORROW = dt.timedelta(days=1)


def apply_for_a_session(member):
    session = SessionFactory()
    return lambda: apply_to_session(session_id=session.pk, by=member)


def wait_for_a_session(member):
    session = SessionFactory(capacity=1)
    apply_to_session(session_id=session.pk, by=accounts.MemberFactory())
    return lambda: apply_to_session(session_id=session.pk, by=member, wait=True)


def enrol(member):
    row = CourseClassFactory()
    return lambda: enrol_member(class_id=row.pk, by=member)


def be_enrolled(member):
    row, office = CourseClassFactory(), fresh(accounts.MemberFactory(is_staff=True, is_superuser=True))
    return lambda: enrol_member(class_id=row.pk, by=office, member_id=member.pk)


def ask_for_a_lesson(member):
    tutorial = TutorialFactory()
    starts_at = clock.start_of(clock.today()) + 3 * TOMORROW + dt.timedelta(hours=10)
    return lambda: lessons.request_lesson(tutorial_id=tutorial.pk, by=member, starts_at=starts_at)


def open_a_session(member):
    given = SessionInput("자바", "public", clock.today() + 3 * TOMORROW, dt.time(10), dt.time(11))
    return lambda: open_session(by=member, given=given)


def offer_lessons(member):
    given = tutorials.TutorialInput("자바", "처음부터", 10_000, 60)
    return lambda: tutorials.offer_tutorial(by=member, given=given)


def give_hours(member):
    span = hours.WeeklySpan(0, dt.time(10), dt.time(12))
    return lambda: hours.set_weekly_hours(by=member, spans=[span])


def take_a_day_off(member):
    return lambda: hours.add_day_off(by=member, first_day=clock.today() + TOMORROW)


def excuse_a_day(member):
    enrolment = learner(running_class(meetings=3), member=member)
    day = enrolment.course_class.start_date
    return lambda: absences.request_absence(by=member, enrolment_id=enrolment.pk, class_date=day, reason="병원")


def check_in_by_code(member):
    teacher = fresh(accounts.MemberFactory(is_staff=True, is_superuser=True))
    enrolment = learner(running_class(), member=member)
    code = checking_in.open_code(by=teacher, class_id=enrolment.course_class_id, minutes=10).code
    return lambda: checking_in.check_in(by=member, class_id=enrolment.course_class_id, code=code)


def group_students(member):
    type(member).objects.filter(pk=member.pk).update(member_type="teacher")
    member.refresh_from_db()
    student = accounts.MemberFactory()
    linked(member, student)
    return lambda: groups.make_group(by=member, name="우리 반", students=[student.pk])


def look_a_code_up(member):
    code = TempCodeFactory(member=accounts.MemberFactory(member_type="parent")).code
    return lambda: linking.verify_code(by=member, code=code, address="203.0.113.9")


def log_in(member):
    return lambda: tokens._begin(member, "client")


def edit_a_profile(member):
    MentorProfile.objects.update_or_create(member=member, defaults={"status": MentorStatus.APPROVED})
    return lambda: mentors.edit_mentor_profile(by=fresh(member), career="되살아난 경력", introduction="")


def edit_a_tutorial(member):
    pk = TutorialFactory(mentor=member).pk
    return lambda: tutorials.edit_tutorial(tutorial_id=pk, by=member, changes={"join_url": "https://meet.example/1"})


def edit_a_session(member):
    pk = SessionFactory(author=member, **_OVER).pk
    return lambda: edit_session(session_id=pk, by=member, changes={"join_url": "https://meet.example/1"})


def give_a_handout(member):
    pk = SessionFactory(author=member, **_OVER).pk
    return lambda: set_handout(session_id=pk, by=member, file=SimpleUploadedFile("자료.pdf", b"%PDF-1.7"))


def follow_one(member):
    pk = TopicFactory().pk
    return lambda: follow_topic(by=member, topic_id=pk)


_PAST = clock.at(dt.date(2026, 1, 5), dt.time(14))
_OVER = {"starts_at": _PAST, "reg_start": dt.date(2026, 1, 1)}


# name: (the act, whether only a mentor does it, what it would leave behind)
ACTS = {
    "apply": (apply_for_a_session, False, lambda who: Application.objects.active().filter(member=who)),
    "wait": (wait_for_a_session, False, lambda who: Application.objects.active().filter(member=who)),
    "enrol": (enrol, False, lambda who: Enrolment.objects.live().filter(member=who)),
    "be enrolled": (be_enrolled, False, lambda who: Enrolment.objects.live().filter(member=who)),
    "ask for a lesson": (ask_for_a_lesson, False, lambda who: Lesson.objects.live().filter(mentee=who)),
    "open a session": (open_a_session, True, lambda who: Session.objects.existing().filter(author=who)),
    "offer lessons": (offer_lessons, True, lambda who: Tutorial.objects.filter(mentor=who, is_open=True)),
    "give hours": (give_hours, True, lambda who: WeeklyHours.objects.filter(mentor=who)),
    "take a day off": (take_a_day_off, True, lambda who: DayOff.objects.filter(mentor=who)),
    "excuse a day": (excuse_a_day, False, lambda who: AbsenceRequest.objects.filter(enrolment__member=who)),
    "check in": (check_in_by_code, False, lambda who: Attendance.objects.filter(enrolment__member=who)),
    "make a group": (group_students, False, lambda who: AdminClass.objects.filter(member=who).exclude(group_id="")),
    "make a code": (
        lambda who: lambda: linking.make_code(by=who), False, lambda who: TempCode.objects.filter(member=who),
    ),
    "look a code up": (look_a_code_up, False, lambda who: VerifiedClaim.objects.filter(member=who)),
    "log in": (log_in, False, lambda who: TokenFamily.objects.filter(member=who)),
    "a calendar's address": (
        lambda who: lambda: renew_feed(by=who), False, lambda who: CalendarFeed.objects.filter(member=who),
    ),
    "be a mentor": (
        lambda who: lambda: mentors.request_mentor(by=who, career="10년", introduction=""), False,
        lambda who: MentorProfile.objects.filter(member=who).exclude(career=""),
    ),
    "edit a profile": (
        edit_a_profile, True, lambda who: MentorProfile.objects.filter(member=who, career="되살아난 경력"),
    ),
    "edit lessons": (edit_a_tutorial, True, lambda who: Tutorial.objects.filter(mentor=who).exclude(join_url="")),
    "edit a session": (edit_a_session, True, lambda who: Session.objects.filter(author=who).exclude(join_url="")),
    "give a handout": (give_a_handout, True, lambda who: Session.objects.filter(author=who).exclude(handout="")),
    "follow a topic": (follow_one, False, lambda who: Follow.objects.filter(member=who)),
    "free hours": (
        lambda who: lambda: set_free_hours(by=who, spans=[hours.WeeklySpan(0, dt.time(10), dt.time(12))]), False,
        lambda who: FreeHours.objects.filter(member=who),
    ),
    "consent": (
        lambda who: lambda: consents.give_consent(by=who, kind="marketing"), False,
        lambda who: Consent.objects.filter(member=who, withdrawn_at=None),
    ),
    "mails": (
        lambda who: lambda: choose_mail(by=who, timings={"mentoring.message": MailTiming.OFF}), False,
        lambda who: MailChoice.objects.filter(member=who),
    ),
    "one kind of mail": (
        lambda who: lambda: switch_off_mail(member=who, kind="mentoring.message"), False,
        lambda who: MailChoice.objects.filter(member=who),
    ),
    "a new name": (
        lambda who: lambda: profile.edit_profile(
            by=who, name="되살아난 이름", nickname="별", phone="", introduction="", language="ko"
        ),
        False,
        lambda who: type(who).objects.filter(pk=who.pk, name="되살아난 이름"),
    ),
}  # fmt: skip


def person(needs_mentor: bool):
    return fresh(accounts.mentor() if needs_mentor else accounts.MemberFactory())


@pytest.mark.django_db
@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("how", ["leaves", "is switched off"])
def test_who_is_gone_writes_nothing_any_more(name, how):
    """The member that an act was given may be as it was before: a page was open, a token was read."""
    prepare, needs_mentor, left_behind = ACTS[name]
    member = person(needs_mentor)
    act = prepare(member)
    if how == "leaves":
        end_membership(by=fresh(member))
    else:
        type(member).objects.filter(pk=member.pk).update(is_active=False)
    before = left_behind(member).count()
    with pytest.raises(DomainError) as refused:
        act()
    assert refused.value.code == ("unknown_member" if name == "be enrolled" else "left")
    assert left_behind(member).count() == before


RACING = ["apply", "wait", "enrol", "be enrolled", "ask for a lesson", "open a session", "excuse a day", "a new name"]


def leave_meanwhile(monkeypatch, member, act, *, waits: bool):
    """The member leaves; once all that is theirs has ended, the act begins, and the leaving goes on after it waits."""
    halt, answers = halted(monkeypatch, leaving, "say_farewell"), []

    def work():
        try:
            answers.append(act())
        except Exception as error:  # the answer of this thread
            answers.append(error)

    leaver = threading.Thread(target=in_a_thread, args=[lambda: end_membership(by=member)])
    actor = threading.Thread(target=in_a_thread, args=[work])

    def begin():
        actor.start()
        if waits:
            until_one_waits_for_a_lock()
        else:
            actor.join()

    leaver.start()
    halt.while_halted(begin)
    leaver.join()
    actor.join()
    return codes(answers)


class TestRaces:
    pytestmark = RACE

    @pytest.mark.parametrize("name", RACING)
    def test_an_act_waits_for_who_leaves_and_is_refused(self, monkeypatch, name):
        prepare, needs_mentor, left_behind = ACTS[name]
        member = person(needs_mentor)
        act = prepare(member)
        assert leave_meanwhile(monkeypatch, fresh(member), act, waits=True) == ["left"]
        assert not left_behind(member).exists()

    @pytest.mark.parametrize("name", ["apply", "enrol", "ask for a lesson"])
    def test_control_without_the_lock_who_left_keeps_what_they_took(self, monkeypatch, name):
        prepare, needs_mentor, left_behind = ACTS[name]
        member = person(needs_mentor)
        act = prepare(member)
        monkeypatch.setattr(presence, "_SHARED", "")
        assert leave_meanwhile(monkeypatch, fresh(member), act, waits=False) == ["ok"]
        assert left_behind(member).exists()

    def test_control_without_the_lock_a_session_outlives_its_mentor(self, monkeypatch):
        prepare, needs_mentor, left_behind = ACTS["open a session"]
        member = person(needs_mentor)
        act = prepare(member)
        without_locks(monkeypatch)
        assert leave_meanwhile(monkeypatch, fresh(member), act, waits=False) == ["ok"]
        assert left_behind(member).exists()
