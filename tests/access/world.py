"""A small world in which everything personal is a canary: the cast, their things, and the same of people outside it.

하준 (mentor) runs `own`, for which owner has applied and waiter waits. The foreign mentor runs `foreign`, for which the
foreign member has applied; one session of theirs was declined (`hidden`), one deleted (`deleted`). The linked one is a
teacher of the owner; the foreign parent is linked with the foreign member.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signing import TimestampSigner

from apps.accounts.models import Consent, Member, MentorProfile, TokenFamily
from apps.accounts.states import ConsentKind, MemberType, MentorStatus
from apps.core import audit, clock
from apps.core.models import AuditEntry
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.attendance.models import AbsenceRequest, Attendance
from apps.elearning.catalogue.models import Content, Course, CourseClass
from apps.elearning.certificate import signing_keys
from apps.elearning.certificate.models import Certificate
from apps.elearning.completion.models import Completion
from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress.models import Progress
from apps.elearning.quiz.models import Accommodation, Attempt, Opening, Question, WithdrawnAttempt
from apps.following.models import Follow
from apps.hours.models import HoursEntry
from apps.hours.states import EntryKind
from apps.lessons.models import (
    DayOff,
    Lesson,
    LessonOutcome,
    LessonPayment,
    LessonSettings,
    OpenHoliday,
    Review,
    Tutorial,
    WeeklyHours,
)
from apps.lessons.states import LessonStatus, NoteKind
from apps.linking.models import AccountLink, AdminClass, TempCode, VerifiedClaim
from apps.linking.selectors import PICTURE_SALT
from apps.mentoring.models import Application, Session, SessionFeedback, SessionReport
from apps.mentoring.models import Attendance as SessionAttendance
from apps.mentoring.states import (
    ONE_EACH,
    ApplicationState,
    CancelCause,
    Presence,
    ReportFileKind,
    ReportStatus,
    SessionType,
)
from apps.notices import answering, kinds, unsubscribing
from apps.notices.models import LastDigest, MailChoice, Notice, OutboxMail
from apps.planner.models import Appointment, AppointmentRole, CalendarFeed, FreeHours, Holiday, Venue
from apps.topics.models import Topic
from tests.access.canaries import canary
from tests.access.rules import EVERYONE, KNOWN, Thing
from tests.access.sessions import access_token, session_of
from tests.factories.accounts import MemberFactory, MentorProfileFactory
from tests.factories.certificate import CertificateFactory
from tests.factories.completion import CompletionFactory
from tests.factories.elearning import (
    ContentFactory,
    CourseClassFactory,
    CourseFactory,
    EnrolmentFactory,
    PaymentFactory,
    RefundFactory,
)
from tests.factories.following import FollowFactory, saved
from tests.factories.hours import HoursEntryFactory
from tests.factories.learning import (
    AbsenceRequestFactory,
    AssessmentFactory,
    AttendanceFactory,
    ProgressFactory,
    ResultFactory,
)
from tests.factories.lessons import (
    DayOffFactory,
    LessonFactory,
    LessonSettingsFactory,
    NoteFactory,
    NoteFileFactory,
    OfferedTimeFactory,
    OpenHolidayFactory,
    ReviewFactory,
    TutorialFactory,
    WeeklyHoursFactory,
)
from tests.factories.linking import TempCodeFactory, VerifiedClaimFactory, linked
from tests.factories.mentoring import (
    ApplicationFactory,
    ReportFileFactory,
    SessionFactory,
    SessionImageFactory,
    SessionReportFactory,
)
from tests.factories.mentoring import AttendanceFactory as SessionAttendanceFactory
from tests.factories.planner import AppointmentFactory, FreeHoursFactory, HolidayFactory, VenueFactory
from tests.factories.quiz import (
    AccommodationFactory,
    AnswerFactory,
    AttemptFactory,
    EarlierAnswerFactory,
    OpeningFactory,
    QuestionFactory,
    QuizFactory,
    WithdrawnAttemptFactory,
)  # fmt: skip
from tests.factories.topics import TopicFactory

CAST = ("stranger", "owner", "mentor", "instructor", "linked", "staff", "superuser")
OTHERS = ("waiter", "foreign_mentor", "foreign_member", "foreign_parent", "asker")
TYPES = {"linked": MemberType.TEACHER, "foreign_parent": MemberType.PARENT}
NOBODY: frozenset[str] = frozenset()
SEES_ALL = frozenset({"superuser"})
PICTURE = "profile/access-walk.jpg"
FILES = {"contents/access-walk.txt": b"\xec\x95\x88\xeb\x85\x95", "contents/access-walk.vtt": b"WEBVTT\n"}
WITH_IMAGE = '<p>Text</p><p><img src="images/1/" alt="A map" width="400" height="300"></p>'
HANDOUT = "handouts/access-walk.pdf"
EVIDENCE = "absences/access-walk.pdf"
NOTE_FILE = "lesson-notes/access-walk.pdf"
MISSING = 987_654_321


@dataclass
class World:
    people: dict[str, Member] = field(default_factory=dict)
    canaries: dict[str, str] = field(default_factory=dict)
    things: dict[str, list[Thing]] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def mark(self, person: str, what: str) -> str:
        value = self.canaries[f"{person}.{what}"] = canary(person, what)
        return value

    def add(self, kind: str, name: str, seen_by: frozenset[str] = EVERYONE, /, **values: object) -> None:
        self.things.setdefault(kind, []).append(Thing(name, values, seen_by))


def build() -> World:
    world = World()
    if not default_storage.exists(PICTURE):
        default_storage.save(PICTURE, ContentFile(b"\xff\xd8\xff\xd9"))
    for name, held in {**FILES, **dict.fromkeys((EVIDENCE, HANDOUT, NOTE_FILE), b"%PDF-1.7\n")}.items():
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(held))
    for number, name in enumerate(CAST + OTHERS):
        _person(world, name, number)
    _mentoring(world)
    _reports(world)
    _catalogue(world)
    _lessons(world)
    _notes(world)
    _hours(world)
    _linking(world)
    for name in world.people:
        _told(world, name)
    _things(world)
    return world


def _person(world: World, name: str, number: int) -> None:
    phone = f"010-7{number:03d}-40{number:02d}"
    world.canaries[f"{name}.phone"] = phone
    email = world.mark(name, "email") + "@example.com"
    member = MemberFactory(
        email=email, name=world.mark(name, "name"), nickname=world.mark(name, "nickname"), phone=phone,
        introduction=world.mark(name, "introduction"), member_type=TYPES.get(name, MemberType.STUDENT),
        is_staff=name in {"staff", "superuser"}, is_superuser=name == "superuser",
    )  # fmt: skip
    EmailAddress.objects.create(user=member, email=email, verified=True, primary=True)
    Consent.objects.create(member=member, kind=ConsentKind.TERMS, version="1", agreed_at=clock.now())
    if name in {"mentor", "foreign_mentor"}:
        default = f"https://meet.example.com/{world.mark(name, 'default')}"
        MentorProfileFactory(member=member, career=world.mark(name, "career"), introduction="", join_url=default)
    if name == "asker":
        MentorProfileFactory(
            member=member, career=world.mark(name, "career"), status=MentorStatus.PENDING, decided_at=None
        )
    feed = CalendarFeed.objects.create(member=member, secret=world.mark(name, "feed"), renewed_at=clock.now())
    world.canaries[f"{name}.feed"] = feed.secret
    if name in CAST:
        world.sessions[name] = session_of(member)
        world.tokens[name] = access_token(member)
    world.people[name] = Member.objects.select_related("mentor_profile").get(pk=member.pk)


def _mentoring(world: World) -> None:
    mentor, foreign_mentor = world.people["mentor"], world.people["foreign_mentor"]
    venue = VenueFactory(name="접근 시험실")
    joins = {name: f"https://meet.example.com/{world.mark(name, 'join')}" for name in ("mentor", "foreign_mentor")}
    own = _session(
        mentor,
        day=3,
        capacity=1,
        venue=venue,
        title="우리 멘토링",
        content=WITH_IMAGE,
        join_url=joins["mentor"],
        **_handout(world, "mentor"),
    )
    own.topics.add(TopicFactory(name="Walks"))
    mentor.mentor_profile.topics.add(TopicFactory(name="Hikes"))
    foreign = _session(
        foreign_mentor,
        day=4,
        title="다른 멘토링",
        join_url=joins["foreign_mentor"],
        **_handout(world, "foreign_mentor"),
    )
    hidden = _session(
        foreign_mentor, day=5, title=world.mark("hidden", "title"), content=world.mark("hidden", "content"),
        declined_at=clock.now(), decline_reason=world.mark("hidden", "reason"),
    )  # fmt: skip
    deleted = _session(
        foreign_mentor, day=6, title=world.mark("deleted", "title"), content=world.mark("deleted", "content"),
        deleted_at=clock.now(),
    )  # fmt: skip
    own_application = _applied(own, world.people["owner"])
    _applied(own, world.people["waiter"], ApplicationState.WAITING)
    foreign_application = _applied(foreign, world.people["foreign_member"])
    ApplicationFactory(
        session=deleted, member=world.people["foreign_member"], state=ApplicationState.CANCELLED,
        cancel_cause=CancelCause.DELETED, cancel_reason=world.mark("foreign_member", "reason"),
    )  # fmt: skip
    audit.record(by=mentor, act="mentoring.opened", subject=own)
    attendances = {}
    for name, application, seen in (
        ("own", own_application, frozenset({"owner", "mentor", "superuser"})),
        ("foreign", foreign_application, SEES_ALL),
    ):
        who = "owner" if name == "own" else "foreign_member"
        attendances[name] = SessionAttendanceFactory(
            application=application, presence=Presence.EXCUSED, reason=world.mark(who, "presence"),
            objection=world.mark(who, "objection"), objected_at=clock.now(), answer=world.mark(who, "answer"),
        )  # fmt: skip
        world.add(
            "attendance of session", name, seen, id=application.session_id, applySn=application.pk,
            application_id=application.pk,
        )  # fmt: skip
        SessionFeedback.objects.create(
            session=application.session, member=world.people[who], useful=4, pace="right", recommends=True,
            comment=world.mark(who, "comment"),
        )  # fmt: skip
    long_ago = clock.today() - dt.timedelta(days=9)
    over = _session(foreign_mentor, day=-2, title="지난 멘토링", reg_start=long_ago, reg_end=long_ago)
    ApplicationFactory(session=over, member=world.people["instructor"])
    world.add("attendance of session", "missing", NOBODY, id=own.pk, applySn=MISSING, application_id=MISSING)

    world.add("session", "own", session_id=own.pk, id=own.pk)
    world.add("session", "foreign", session_id=foreign.pk, id=foreign.pk)
    world.add("session", "hidden", frozenset({"superuser"}), session_id=hidden.pk, id=hidden.pk)
    world.add("session", "deleted", NOBODY, session_id=deleted.pk, id=deleted.pk)
    world.add("session", "missing", NOBODY, session_id=MISSING, id=MISSING)
    for name, shown, seen in (("own", own, EVERYONE), ("hidden", hidden, SEES_ALL), ("deleted", deleted, NOBODY)):
        SessionImageFactory(session=shown, file=PICTURE, alt="A map")
        world.add("session image", name, seen, session_id=shown.pk, number=1)
    world.add("session image", "missing", NOBODY, session_id=own.pk, number=987)
    world.add("application", "own", frozenset({"owner", "mentor", "superuser"}), application_id=own_application.pk)
    world.add("application", "foreign", frozenset({"superuser"}), application_id=foreign_application.pk)
    world.add("application", "missing", NOBODY, application_id=MISSING)
    Group.objects.create(name="운영팀")
    world.values |= {
        "own_session": own.pk,
        "own_application": own_application.pk,
        "session_over": over.pk,
        "own_attendance": attendances["own"].pk,
        "venue": venue.pk,
    }


def _reports(world: World) -> None:
    """하준 has reported a session of last week, and staff sent the report back; `foreign` waits for its decision."""
    for name, mentor, guest, status in (
        ("own", "mentor", "owner", ReportStatus.RETURNED),
        ("foreign", "foreign_mentor", "foreign_member", ReportStatus.SUBMITTED),
    ):
        session = _session(
            world.people[mentor], day=-7, title=f"{name} 지난 멘토링", approved_at=clock.now(),
            reg_start=clock.today() - dt.timedelta(days=9), type=SessionType.LECTURE,
        )  # fmt: skip
        SessionAttendanceFactory(application=_applied(session, world.people[guest]), presence=Presence.ABSENT)
        SessionReportFactory(
            session=session, status=status, topic=world.mark(mentor, "topic"), content=world.mark(mentor, "report") * 9,
            absence_view=world.mark(mentor, "view"), return_reason=world.mark(mentor, "returned"),
            presences={}, decided_at=clock.now(),
        )  # fmt: skip
        for kind in ONE_EACH:
            ReportFileFactory(report=session.report, kind=kind, file=PICTURE)
        paper = ReportFileFactory(
            report=session.report, kind=ReportFileKind.FILE, file=HANDOUT, name=f"{world.mark(mentor, 'paper')}.pdf"
        )
        seen = frozenset({"mentor", "superuser"}) if name == "own" else SEES_ALL
        world.add("session report", name, seen, session_id=session.pk, id=session.pk)
        world.add("report file", name, seen, session_id=session.pk, file_id=paper.pk)
        if name == "own":
            world.add("report file", "missing", NOBODY, session_id=session.pk, file_id=MISSING)
    world.add("session report", "missing", NOBODY, session_id=MISSING, id=MISSING)


def _handout(world: World, author: str) -> dict[str, str]:
    return {"handout": HANDOUT, "handout_name": f"{world.mark(author, 'handout')}.pdf"}


def _lessons(world: World) -> None:
    """하준 offers `own`, of which owner has asked for a lesson; `foreign` is the same of people outside the cast, and
    `shut` takes no requests."""
    for name, mentor, mentee in (("own", "mentor", "owner"), ("foreign", "foreign_mentor", "foreign_member")):
        joins = f"https://meet.example.com/{world.mark(mentor, 'lessons')}"
        tutorial = TutorialFactory(mentor=world.people[mentor], title=f"{name} 과외", join_url=joins)
        starts_at = clock.at(clock.today() + dt.timedelta(days=9), dt.time(14))
        lesson = LessonFactory(
            tutorial=tutorial, mentee=world.people[mentee], starts_at=starts_at, join_url=joins,
            request_message=world.mark(mentee, "message"),
        )  # fmt: skip
        tutorial.topics.add(TopicFactory(name=f"{name} trips"))
        over = LessonFactory(tutorial=tutorial, mentee=world.people[mentee], status=LessonStatus.REJECTED)
        LessonPayment.objects.create(
            lesson=over, amount=over.price, paid_on=clock.today(), recorded_at=clock.now(), taken_back_at=clock.now(),
            taken_back_reason="다른 수업의 결제였습니다.",
        )  # fmt: skip
        LessonOutcome.objects.create(
            lesson=over,
            objection="수업이 있었습니다.", objected_at=clock.now(), finding="held", answer="기록을 확인했습니다.",
            decided_at=clock.now(),
        )  # fmt: skip
        world.add("tutorial", name, tutorial_id=tutorial.pk, tutorialId=tutorial.pk)
        LessonFactory(tutorial=tutorial, mentee=world.people[mentee], status=LessonStatus.COMPLETED)
        review = ReviewFactory(
            tutorial=tutorial, mentee=world.people[mentee], words=world.mark(mentee, "review"),
            answer="들어 주셔서 고맙습니다.", answered_at=clock.now(),
        )  # fmt: skip
        Tutorial.objects.filter(pk=tutorial.pk).update(review_count=1, score_sum=5)
        world.add("review", name, review_id=review.pk, reviewId=review.pk)
        time = OfferedTimeFactory(lesson=lesson)
        world.add(
            "lesson", name, lesson_id=lesson.pk, lessonId=lesson.pk, time_id=time.pk, timeId=time.pk
        )  # fmt: skip
        # At all times, so that whatever is asked for lies within.
        for weekday in range(7):
            WeeklyHoursFactory(mentor=world.people[mentor], weekday=weekday, start_time=dt.time(0), end_time=dt.time(0))
        rest = DayOffFactory(
            mentor=world.people[mentor],
            first_day=clock.today() + dt.timedelta(days=300),
            note=world.mark(mentor, "note"),
        )
        world.add("day off", name, frozenset({mentor}), day_off_id=rest.pk, dayOffId=rest.pk)
        LessonSettingsFactory(mentor=world.people[mentor])
        opened = OpenHolidayFactory(mentor=world.people[mentor])
        world.add("open holiday", name, frozenset({mentor}), open_holiday_id=opened.pk)
    shut = TutorialFactory(mentor=world.people["foreign_mentor"], title=world.mark("shut", "title"), is_open=False)
    world.add("tutorial", "shut", SEES_ALL, tutorial_id=shut.pk, tutorialId=shut.pk)
    ReviewFactory(
        tutorial=shut, mentee=world.people["waiter"], words=world.mark("waiter", "review"), hidden_at=clock.now(),
        hidden_reason="광고입니다.",
    )  # fmt: skip
    world.add("review", "missing", NOBODY, review_id=MISSING, reviewId=MISSING)
    world.add("tutorial", "missing", NOBODY, tutorial_id=MISSING, tutorialId=MISSING)
    world.add("day off", "missing", NOBODY, day_off_id=MISSING, dayOffId=MISSING)
    world.add("open holiday", "missing", NOBODY, open_holiday_id=MISSING)
    world.add(
        "lesson", "missing", NOBODY, lesson_id=MISSING, lessonId=MISSING, time_id=MISSING, timeId=MISSING
    )  # fmt: skip


def _hours(world: World) -> None:
    """Each mentor held something of which some time was taken back."""
    for mentor in ("mentor", "foreign_mentor"):
        held = HoursEntryFactory(mentor=world.people[mentor], title=world.mark(mentor, "held"))
        HoursEntryFactory(
            mentor=held.mentor, source_id=held.source_id, number=2, title=held.title, kind=EntryKind.CORRECTION,
            minutes=-30, total=90, reason=world.mark(mentor, "corrected"),
        )  # fmt: skip
    day = clock.today() - dt.timedelta(days=1)
    world.add("month", "own", year=day.year, month=day.month)
    world.add("month", "missing", NOBODY, year=day.year, month=13)
    world.add("month of hours", "own", month=f"{day:%Y-%m}")


def _notes(world: World) -> None:
    """A lesson that took place, about which its mentor wrote a note for both and one that nobody else reads, and set
    homework, for which its mentee handed something in."""
    for name, mentor, mentee in (("own", "mentor", "owner"), ("foreign", "foreign_mentor", "foreign_member")):
        people = {"mentor": world.people[mentor], "mentee": world.people[mentee]}
        tutorial = Tutorial.objects.filter(mentor=people["mentor"]).earliest("pk")
        lesson = LessonFactory(
            tutorial=tutorial, mentee=people["mentee"], status=LessonStatus.COMPLETED,
            starts_at=clock.at(clock.today() - dt.timedelta(days=9), dt.time(14)),
        )  # fmt: skip
        shared = NoteFactory(lesson=lesson, text=world.mark(mentor, "shared"))
        private = NoteFactory(lesson=lesson, kind=NoteKind.PRIVATE, text=world.mark(mentor, "private"))
        task = NoteFactory(lesson=lesson, kind=NoteKind.HOMEWORK, text=world.mark(mentor, "homework"))
        handed_in = NoteFactory(
            lesson=lesson, kind=NoteKind.HANDED_IN, homework=task, text=world.mark(mentee, "handed"),
        )  # fmt: skip
        seen = NoteFactory(lesson=lesson, kind=NoteKind.HOMEWORK)
        NoteFactory(lesson=lesson, kind=NoteKind.HANDED_IN, homework=seen, seen_at=clock.now(), answer="잘했습니다.")
        files = [
            NoteFileFactory(note=note, upload=NOTE_FILE, name=f"{world.mark(whose, 'paper')}.pdf").pk
            for note, whose in ((shared, mentor), (handed_in, mentee))
        ]
        own = {"lesson_id": lesson.pk, "lessonId": lesson.pk}
        world.add("note", name, **own, note_id=shared.pk, noteId=shared.pk, file_id=files[0])
        if name == "own":
            hidden = {"note_id": private.pk, "noteId": private.pk, "file_id": files[0]}
            world.add("note", "private", frozenset({mentor}), **own, **hidden)
        world.add("homework", name, **own, note_id=task.pk, noteId=task.pk)
        world.add("handed in", name, **own, note_id=handed_in.pk, file_id=files[1])
    nothing = {"lesson_id": MISSING, "lessonId": MISSING, "note_id": MISSING, "noteId": MISSING, "file_id": MISSING}
    for kind in ("note", "homework", "handed in"):
        world.add(kind, "missing", NOBODY, **nothing)


def _catalogue(world: World) -> None:
    """The instructor teaches `own`; `foreign` is somebody else's; a course that is not published yet is `hidden`."""
    course = CourseFactory(title="우리 과정")
    course.topics.add(TopicFactory(name="Swims"))
    own = CourseClassFactory(course=course, number=1, instructors=[world.people["instructor"]], meetings=1)
    foreign = CourseClassFactory(course=course, number=2, instructors=[world.people["foreign_mentor"]])
    hidden = CourseFactory(
        title=world.mark("hidden", "course"), content=world.mark("hidden", "course text"), is_published=False
    )
    draft = CourseClassFactory(course=hidden, called_off_reason=world.mark("hidden", "class"))
    ContentFactory(course=course, position=1, text="<p>읽을거리입니다.</p>")
    world.add("course", "own", course_id=course.pk, id=course.pk)
    world.add("course", "hidden", frozenset({"superuser"}), course_id=hidden.pk, id=hidden.pk)
    world.add("course", "missing", NOBODY, course_id=MISSING, id=MISSING)
    world.add("class", "own", class_id=own.pk, id=own.pk)
    world.add("class", "foreign", class_id=foreign.pk, id=foreign.pk)
    world.add("class", "hidden", frozenset({"superuser"}), class_id=draft.pk, id=draft.pk)
    world.add("class", "missing", NOBODY, class_id=MISSING, id=MISSING)
    world.add("admin class copy", "own", KNOWN, class_id=own.pk)
    world.add("admin class copy", "missing", NOBODY, class_id=MISSING)
    world.values |= {"own_course": course.pk, "own_class": own.pk}
    _enrolments(world, own, foreign)
    _learning(world)
    _finished(world)


def _enrolments(world: World, own: CourseClass, foreign: CourseClass) -> None:
    """owner holds a seat in the instructor's class, the foreign member in the other; neither is decided yet."""
    mine = EnrolmentFactory(course_class=own, member=world.people["owner"])
    theirs = EnrolmentFactory(course_class=foreign, member=world.people["foreign_member"])
    past = EnrolmentFactory(course_class=foreign, member=world.people["foreign_member"], status="CANCELLED")
    PaymentFactory(enrolment=past, amount=2_000)
    RefundFactory(enrolment=past, amount=1_000)
    seen = frozenset({"owner", "instructor", "superuser"})
    world.add("enrolment", "own", seen, enrolment_id=mine.pk, enrollment_id=mine.pk)
    world.add("enrolment", "foreign", frozenset({"superuser"}), enrolment_id=theirs.pk, enrollment_id=theirs.pk)
    world.add("enrolment", "missing", NOBODY, enrolment_id=MISSING, enrollment_id=MISSING)
    world.values["own_enrolment"] = mine.pk


def _learning(world: World) -> None:
    """Classes that run: the instructor teaches owner in `own`; `foreign` is the same of people outside the cast."""
    start = clock.today() - dt.timedelta(days=5)
    days = {"class_date": start, "other_date": start + dt.timedelta(days=1)}
    course = CourseFactory(title="진행하는 과정")
    document, captions = FILES
    content = ContentFactory(course=course, file=document, captions=captions)
    for name, teacher, who in (("own", "instructor", "owner"), ("foreign", "foreign_mentor", "foreign_member")):
        course_class = CourseClassFactory(
            course=course, instructors=[world.people[teacher]], meetings=2, start_date=start,
            apply_start=start - dt.timedelta(days=9),
            join_url=f"https://meet.example.com/{world.mark(teacher, 'class')}",
        )  # fmt: skip
        enrolment = EnrolmentFactory(
            course_class=course_class, member=world.people[who], status=EnrolmentStatus.APPROVED
        )
        progress = ProgressFactory(enrolment=enrolment, content=content)
        attendance = AttendanceFactory(enrolment=enrolment, class_date=start, absence_reason=world.mark(who, "absence"))
        absence = AbsenceRequestFactory(enrolment=enrolment, reason=world.mark(who, "excuse"), file=EVIDENCE)
        assessment = AssessmentFactory(course_class=course_class, published_at=clock.now())
        result = ResultFactory(assessment=assessment, enrolment=enrolment, feedback=world.mark(who, "feedback"))
        values = {
            "enrollment_id": enrolment.pk, "enrolment_id": enrolment.pk,
            "course_id": course.pk, "class_id": course_class.pk, "class_date": start,
            "progress_id": progress.pk, "attendance_id": attendance.pk, "content_id": content.pk,
            "assessment_id": assessment.pk, "result_id": result.pk, "request_id": absence.pk,
        }  # fmt: skip
        _quizzes(world, name, who, enrolment)
        seen = frozenset({"superuser"} if name == "foreign" else {"superuser", who, teacher})
        _certified(world, name, enrolment, seen)
        world.add("learning", name, seen, **values)
        world.add("running class", name, **values)
        if name == "own":
            world.values["learning"] = {**values, **days}
    missing = dict.fromkeys(values, MISSING) | {"class_date": start}
    world.add("learning", "missing", NOBODY, **missing)
    world.add("running class", "missing", NOBODY, **missing)
    for kind in ("quiz", "open quiz", "new quiz"):
        ids = ("class_id", "assessment_id", "question_id", "attempt_id", "enrolment_id")
        world.add(kind, "missing", NOBODY, **dict.fromkeys(ids, MISSING))


def _quizzes(world: World, name: str, who: str, enrolment: Enrolment) -> None:
    """One that was handed in once and is open again, with an essay; one that was not opened yet."""
    ids = {"class_id": enrolment.course_class_id}
    quiz, new = (QuizFactory(course_class=enrolment.course_class, attempt_limit=5) for _ in range(2))
    questions = [QuestionFactory(assessment=quiz, kind=kind) for kind in ("ESSAY", "CHOICE")]
    OpeningFactory(assessment=quiz)
    AccommodationFactory(assessment=quiz, enrolment=enrolment)
    kept = [{"question": questions[0].text, "given": world.mark(who, "essay")}]
    WithdrawnAttemptFactory(assessment=quiz, enrolment=enrolment, answers=kept)
    done = AttemptFactory(assessment=quiz, enrolment=enrolment, submitted=True)
    for question in questions:
        essay = world.mark(who, "essay") if question.kind == "ESSAY" else []
        answer = AnswerFactory(attempt=done, question=question, given=essay, points=None if essay else 0)
        EarlierAnswerFactory(answer=answer, given=essay)
    going = AttemptFactory(assessment=quiz, enrolment=enrolment, number=2)
    ids |= {"assessment_id": quiz.pk, "question_id": questions[0].pk, "enrolment_id": enrolment.pk}
    world.add("quiz", name, **ids, attempt_id=done.pk)
    world.add("open quiz", name, **ids, attempt_id=going.pk)
    world.add("new quiz", name, **{**ids, "assessment_id": new.pk, "question_id": QuestionFactory(assessment=new).pk})


def _finished(world: World) -> None:
    """Classes that are over, and what was decided of their learners: the same people as in those that run."""
    start = clock.today() - dt.timedelta(days=30)
    course = CourseFactory(title="마친 과정")
    for name, teacher, who in (("own", "instructor", "owner"), ("foreign", "foreign_mentor", "foreign_member")):
        course_class = CourseClassFactory(
            course=course, instructors=[world.people[teacher]], meetings=1, start_date=start,
            end_date=start + dt.timedelta(days=9), apply_start=start - dt.timedelta(days=9),
        )  # fmt: skip
        enrolment = EnrolmentFactory(
            course_class=course_class, member=world.people[who], status=EnrolmentStatus.APPROVED
        )
        completion = CompletionFactory(
            enrolment=enrolment, status="FAILED", is_manual=True, memo=world.mark(who, "memo")
        )
        values = {
            "enrolment_id": enrolment.pk, "enrollment_id": enrolment.pk, "course_id": course.pk,
            "class_id": course_class.pk, "completion_id": completion.pk,
        }  # fmt: skip
        seen = frozenset({"superuser"} if name == "foreign" else {"superuser", who, teacher})
        world.add("completion", name, seen, **values)
        world.add("finished class", name, **values)
        if name == "own":
            world.values["completion"] = {**values, "member_id": world.people[who].pk}
    world.add("completion", "missing", NOBODY, **dict.fromkeys(values, MISSING))
    world.add("finished class", "missing", NOBODY, **dict.fromkeys(values, MISSING))


def _certified(world: World, name: str, enrolment: Enrolment, seen: frozenset[str]) -> None:
    """The learner has completed, and has a certificate of it."""
    completion = Completion.objects.filter(enrolment=enrolment).first() or CompletionFactory(enrolment=enrolment)
    row = CertificateFactory(completion=completion)
    values = {"number": row.number, "certificate_no": row.number, "completion_id": completion.pk}
    world.add("certificate", name, seen, **values)
    world.add("certificate to check", name, token=row.token)
    if name == "own":
        world.values["certificate"] = {"number": row.number, "name": row.says["facts"]["name"]}
        world.add(
            "certificate",
            "missing",
            NOBODY,
            **{**values, **dict.fromkeys(("number", "certificate_no"), "no-such")} | {"completion_id": MISSING},
        )
        world.add("certificate to check", "missing", token="no-such-certificate")
        world.add("badge key", "own", kid=signing_keys.published_keys()[0]["kid"])
        world.add("status list", "own", number=0)
        world.add("status list", "missing", NOBODY, number=987_654)
        world.add("badge key", "missing", NOBODY, kid="no-such-key")


def _session(author: Member, *, day: int, **fields) -> Session:
    starts_at = clock.at(clock.today() + dt.timedelta(days=day), dt.time(14))
    session = SessionFactory(author=author, starts_at=starts_at, series=uuid.uuid4(), **fields)
    if session.deleted_at is None and session.declined_at is None:
        _booked(session, author, AppointmentRole.HOST)
    return session


def _applied(session: Session, member: Member, state: str = ApplicationState.APPLIED) -> Application:
    application = ApplicationFactory(session=session, member=member, state=state)
    if state == ApplicationState.APPLIED:
        _booked(session, member, AppointmentRole.GUEST)
    return application


def _booked(session: Session, member: Member, role: str) -> Appointment:
    return AppointmentFactory(
        member=member, source=Session.SOURCE, source_id=session.pk, role=role, title=session.title,
        path=session.get_absolute_url(), starts_at=session.starts_at, ends_at=session.ends_at,
        join_url=session.join_url,
    )  # fmt: skip


def _linking(world: World) -> None:
    """Whose canary a record is: the titles of what its student has in the planner (see `_told`)."""
    owner, teacher, foreign = (world.people[name] for name in ("owner", "linked", "foreign_member"))
    group = world.mark("group", "name")
    link = linked(teacher, owner, group=group)
    linked(world.people["foreign_parent"], foreign)
    TempCodeFactory(member=owner, code="Zq7Kx2")
    TempCodeFactory(member=foreign, code="Zq7Kx3")
    world.canaries |= {"owner.code": "Zq7Kx2", "foreign_member.code": "Zq7Kx3"}
    VerifiedClaimFactory(member=teacher, owner=world.people["waiter"])
    world.add("link", "own", frozenset({"linked"}), member_id=owner.pk)
    world.add("link", "foreign", NOBODY, member_id=foreign.pk)
    world.add("link", "missing", NOBODY, member_id=MISSING)
    world.add("record", "own", frozenset({"linked", "owner"}), member_id=owner.pk)
    world.add("record", "foreign", NOBODY, member_id=foreign.pk)
    world.add("record", "of a teacher", NOBODY, member_id=teacher.pk)
    world.add("record", "missing", NOBODY, member_id=MISSING)
    group_id = AdminClass.objects.get(group_name=group).group_id
    world.add("group", "own", group_id=group_id)
    world.add("group", "missing", NOBODY, group_id="no-such-group")
    world.add("linked picture", "own", key=picture_key(teacher, owner))
    world.add("linked picture", "foreign", NOBODY, key=picture_key(teacher, foreign))
    world.add("linked picture", "missing", NOBODY, key="1-2:3:4")
    world.values |= {"own_link": link.pk, "waiter": world.people["waiter"].pk, "owner": owner.pk}


def picture_key(viewer: Member, member: Member) -> str:
    return TimestampSigner(salt=PICTURE_SALT).sign(f"{viewer.pk}-{member.pk}")


def _told(world: World, name: str) -> None:
    """A notice, a mail and an appointment of their own, which nobody else may read."""
    member, kind = world.people[name], kinds.get("mentoring.message")
    Notice.objects.create(
        member=member, kind=kind.key, created_at=clock.now(), path="/me/",
        params={"title": "우리 멘토링", "subject": "안내", "text": world.mark(name, "notice")},
    )  # fmt: skip
    OutboxMail.objects.create(
        member=member, to=member.email, subject="안내", text=world.mark(name, "mail"),
        created_at=clock.now(), due_at=clock.now(),
    )  # fmt: skip
    MailChoice.objects.create(member=member, kind=kind.key, timing="off")
    LastDigest.objects.create(member=member, day=clock.today())
    AppointmentFactory(member=member, title=world.mark(name, "appointment"))


def _things(world: World) -> None:
    owner, foreign = world.people["owner"], world.people["foreign_member"]
    _mine(world, "notice", Notice, owner, foreign, "notice_id")
    _mine(world, "appointment", Appointment, owner, foreign, "appointment_id")
    reset_key = default_token_generator.make_token(owner)
    world.add("reset key", "own", uidb36=user_pk_to_url_str(owner), key=reset_key)
    world.add("reset key", "missing", EVERYONE, uidb36="zzzzz", key="0-0")
    waiter = world.people["waiter"]
    Authenticator.objects.create(
        user=waiter, type=Authenticator.Type.TOTP, data={"secret": world.mark("waiter", "totp")}
    )
    log_in = UserSession.objects.create(
        user=waiter, session_key=world.mark("waiter", "session"), ip="10.9.8.7", data={}
    )
    world.add("log-in", "foreign", session_id=log_in.pk)
    TokenFamily.objects.create(
        member=waiter, refresh_hash=world.mark("waiter", "refresh"), password_hash=world.mark("waiter", "password"),
        created_at=clock.now(), refreshed_at=clock.now(), expires_at=clock.now() + dt.timedelta(days=1),
    )  # fmt: skip
    world.add("consent", "own", kind="marketing")
    world.add("consent", "missing", NOBODY, kind="no-such-thing")
    for person in ("owner", "mentor", "foreign_member"):
        # The file is read only if it is there; who may see it is asked before.
        Member.objects.filter(pk=world.people[person].pk).update(profile_image=PICTURE)
    world.add("picture", "own", frozenset({"owner", "superuser"}), member_id=owner.pk)
    world.add("picture", "of a mentor", member_id=world.people["mentor"].pk)
    world.add("picture", "foreign", frozenset({"superuser"}), member_id=foreign.pk)
    world.add("picture", "missing", NOBODY, member_id=MISSING)
    world.add("mentor", "own", member_id=world.people["mentor"].pk)
    world.add("mentor", "asking", NOBODY, member_id=world.people["asker"].pk)
    world.add("mentor", "missing", NOBODY, member_id=MISSING)
    address = EmailAddress.objects.get(user=owner)
    world.add("mail key", "own", key=EmailConfirmationHMAC(address).key)
    world.add("mail key", "missing", EVERYONE, key="MQ:0:0")
    world.add("admin app", "own", KNOWN, app_label="mentoring", url="no/such/page")
    FreeHoursFactory(member=owner)
    HolidayFactory()
    world.values["closed_day"] = HolidayFactory(date=clock.today() + dt.timedelta(days=150)).date
    world.add("follow", "own", follow_id=FollowFactory(member=owner, mentor=world.people["mentor"]).pk)
    world.add("follow", "foreign", follow_id=FollowFactory(member=foreign, mentor=world.people["mentor"]).pk)
    world.add("follow", "missing", follow_id=MISSING)
    for thing in world.things["follow"]:
        world.add("followed", thing.name, followId=thing.values["follow_id"])
    for name in ("owner", "foreign_member"):
        saved(world.people[name], "mentoring", f"q={world.mark(name, 'search')}")
    world.add("feed", "own", secret=world.canaries["owner.feed"])
    world.add("feed", "missing", NOBODY, secret="no-such-secret")
    link = unsubscribing.link_of(world.people["owner"], "mentoring.message")
    world.add("unsubscribing", "own", token=link.rstrip("/").rpartition("/")[2])
    world.add("unsubscribing", "missing", NOBODY, token="no-such-token")
    mail = OutboxMail.objects.filter(member=owner).latest("pk")
    cancel = answering.ANSWERS["mentoring.cancel"]
    link = answering.link_to(cancel, owner, world.values["own_application"], mail)
    world.add("answering", "own", token=link.rstrip("/").rpartition("/")[2])
    world.add("answering", "missing", NOBODY, token="no-such-token")
    first = {
        model: model.objects.order_by("pk").first()
        for model in (
            Member, MentorProfile, Consent, Session, Application, SessionAttendance, SessionReport,
            Venue, Appointment, Notice, OutboxMail, MailChoice,
            CalendarFeed, AuditEntry, Group, TokenFamily, AccountLink, AdminClass, TempCode, VerifiedClaim,
            FreeHours, Holiday, Tutorial, Lesson, WeeklyHours, DayOff, OpenHoliday, LessonSettings,
            LessonOutcome, Review, Course,
            Content, CourseClass,
            Enrolment, Payment, Refund,
            Follow, HoursEntry,
            Progress, Attendance, AbsenceRequest, Assessment, AssessmentResult, Completion, Certificate,
            Question, Attempt, Topic, Opening, WithdrawnAttempt, Accommodation,
        )
    }  # fmt: skip
    world.add("admin member password", "own", KNOWN, id=first[Member].pk)
    world.add("admin member password", "missing", NOBODY, id=MISSING)
    world.values["content_type_id"] = ContentType.objects.get_for_model(Session).pk
    for model, row in first.items():
        kind = f"admin {model._meta.label_lower}"
        world.add(kind, "own", KNOWN, object_id=row.pk)
        world.add(kind, "missing", NOBODY, object_id=MISSING)


def _mine(world: World, kind: str, model, owner: Member, foreign: Member, key: str) -> None:
    world.add(kind, "own", frozenset({"owner"}), **{key: model.objects.filter(member=owner).latest("pk").pk})
    world.add(kind, "foreign", NOBODY, **{key: model.objects.filter(member=foreign).latest("pk").pk})
    world.add(kind, "missing", NOBODY, **{key: MISSING})
