"""Materials of the demo's classroom, and the progress of its learners."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from django.core.files.base import ContentFile

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import Content, Course, CourseClass
from apps.elearning.catalogue.services import courses
from apps.elearning.catalogue.states import ContentType
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress import services
from apps.elearning.progress.rules import Packet
from apps.portal.demo.courses import LAID_CLASS, LAID_COURSE
from apps.portal.demo.earlier_starts import ids_by_key

LAID_MATERIALS, LEARNED = "demo.materials_laid", "demo.class_learned"
FILES = Path(__file__).parent / "files"
COURSE = "backend"
CLASSES = ("backend#running", "data#running", "coach#ended", "data#ended")


@dataclass(frozen=True)
class Pace:
    """A learner's progress: percent of the contents completed, percent of the next one; last there `idle` days ago."""

    done: int
    into: int
    idle: float


# The first learner of a class has the first pace, and so on.
PACES = (
    Pace(100, 0, 2), Pace(70, 30, 0.1), Pace(60, 0, 1), Pace(50, 80, 0.4), Pace(40, 20, 3), Pace(30, 0, 6),
    Pace(15, 10, 8), Pace(0, 25, 9), Pace(0, 0, 0),
)  # fmt: skip
STUDENT, STUDENTS = "student@example.com", Pace(30, 45, 0.5)


def make_progress(members: dict[str, Member], now: datetime) -> None:
    """Add the video and the paper, and make the progress of the classes that have none yet."""
    course_ids = ids_by_key(LAID_COURSE)
    if not AuditEntry.objects.filter(act=LAID_MATERIALS).exists() and COURSE in course_ids:
        with clock.pretending(now - timedelta(days=100)):
            _add_materials(course_ids[COURSE], members["staff@example.com"])
    told = set(AuditEntry.objects.filter(act=LEARNED).values_list("subject_id", flat=True))
    class_ids = ids_by_key(LAID_CLASS)
    for pk in (class_ids[key] for key in CLASSES if key in class_ids):
        if pk not in told:
            _learn(pk, now)


def _add_materials(course_id: int, staff: Member) -> None:
    course = Course.objects.get(pk=course_id)
    video = Content(
        type=ContentType.VIDEO, title="강의실 사용법", minutes=1, file=_file("classroom.webm"),
        captions=_file("classroom.vtt"), text="강의실에서 동영상을 보고, 이어 보고, 완료하는 방법을 알려 드립니다.",
    )  # fmt: skip
    paper = Content(type=ContentType.DOCUMENT, title="첫 주 안내서", minutes=15, file=_file("first-week.pdf"))
    contents = [video, paper, *course.contents.all()]
    for position, content in enumerate(contents, start=1):
        content.position = position
    courses.save_course(by=staff, course=course, contents=contents)
    audit.record(by=None, act=LAID_MATERIALS, subject=course)


def _file(name: str) -> ContentFile:
    return ContentFile((FILES / name).read_bytes(), name=name)


def _learn(class_id: int, now: datetime) -> None:
    course_class = CourseClass.objects.get(pk=class_id)
    contents = list(Content.objects.filter(course_id=course_class.course_id).defer("text"))
    rows = Enrolment.objects.filter(course_class=course_class, status=EnrolmentStatus.APPROVED).select_related("member")
    others = iter(range(len(PACES) * 100))
    for row in rows.order_by("pk"):
        if row.member.email == STUDENT:  # left in the middle of the video, to be resumed
            _progress_until(row, _film_third(contents), STUDENTS, course_class, now)
        else:
            _progress_until(row, contents, PACES[next(others) % len(PACES)], course_class, now)
    audit.record(by=None, act=LEARNED, subject=course_class)


def _film_third(contents: list[Content]) -> list[Content]:
    films = [content for content in contents if content.type == ContentType.VIDEO]
    others = [content for content in contents if content.type != ContentType.VIDEO]
    return [*others[:2], *films, *others[2:]]


def _progress_until(
    row: Enrolment, contents: list[Content], pace: Pace, course_class: CourseClass, now: datetime
) -> None:
    """Spread the progress evenly from the first day to the day on which the learner was last there."""
    end = min(now, course_class.ends_at) - timedelta(days=pace.idle, minutes=90)
    begin = course_class.starts_at + timedelta(hours=9 + row.pk % 9)
    completed = len(contents) * pace.done // 100
    reached = contents[: completed + bool(pace.into)]
    for number, content in enumerate(reached, start=1):
        moment = _in_the_evening(begin + (end - begin) * number / len(reached), now)
        if moment <= course_class.starts_at:
            return
        try:
            open_and_learn(row, content, 100 if number <= completed else pace.into, moment)
        except DomainError:
            return  # someone who uses the demo ended the enrolment


def _in_the_evening(moment: datetime, now: datetime) -> datetime:
    """Return a moment between 19:00 and 22:00 of that day; a day earlier if that is still to come."""
    evening = clock.at(clock.local(moment).date(), time(19 + moment.minute % 3, moment.second))
    return evening if evening < now else evening - timedelta(days=1)


def open_and_learn(row: Enrolment, content: Content, rate: int, moment: datetime) -> None:
    """Open a content and save how much of it was learned by `moment`."""
    seconds = content.minutes * 60 * rate // 100
    with clock.pretending(moment - timedelta(seconds=seconds)):
        services.start_content(by=row.member, enrolment_id=row.pk, content_id=content.pk)
    position = seconds if content.type == ContentType.VIDEO else 0
    with clock.pretending(moment):
        packet = Packet(rate, position, seconds)
        services.save_progress(by=row.member, enrolment_id=row.pk, content_id=content.pk, packet=packet)
