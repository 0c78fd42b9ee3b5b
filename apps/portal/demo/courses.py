"""Courses of the demo and their classes, in every phase. Days count from the day the demo is started."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import Conflict
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass, RefundStep
from apps.elearning.catalogue.services import classes, courses
from apps.elearning.catalogue.states import Approval, ClassPhase, ContentType, Promotion
from apps.planner.models import Venue
from apps.portal.demo.course_texts import COURSES
from apps.portal.demo.earlier_starts import ids_by_key
from apps.portal.demo.places import ONLINE, joined_at
from apps.portal.demo.topics import OF_COURSES

LAID_COURSE, LAID_CLASS = "demo.course_laid", "demo.class_laid"
FOR_EVER = frozenset({ClassPhase.ENDED, ClassPhase.CALLED_OFF})
NO_ONE_CAME = "신청하신 분이 최소 인원보다 적어 열지 못하게 되었습니다. 다음 차수에 모시겠습니다."
STEPS = ((14, 100), (7, 80), (3, 50))


@dataclass(frozen=True)
class ClassPlan:
    """The plan of a class. Days count from today: `start`, how many `days` it lasts, `apply` from and to.

    `on`: the days of its meetings, counted from the start. `want`: its phase while nobody is enrolled.
    """

    key: str
    want: ClassPhase
    start: int
    days: int
    apply: tuple[int, int]
    capacity: int
    fee: int = 0
    teachers: tuple[str, ...] = ("mentor",)
    on: tuple[int, ...] = ()
    at: str = "08:00"
    minutes: int = 110
    place: str = ""
    automatic: bool = False
    waits: bool = True
    by_hand: bool = False
    least: int = 1
    steps: tuple[tuple[int, int], ...] = ()

    @property
    def course(self) -> str:
        return self.key.partition("#")[0]


EVERY_WEEK = tuple(range(0, 84, 7))
GYM = "올림픽공원 제2체육관"

PLANS = (
    ClassPlan("coach#completed", ClassPhase.ENDED, -140, 42, (-170, -141), 20, 180_000, on=(0, 7, 14, 21, 28, 35),
              place=GYM),
    ClassPlan("coach#ended", ClassPhase.ENDED, -70, 42, (-100, -71), 20, 180_000, on=(0, 7, 14, 21, 28, 35), place=GYM),
    ClassPlan("coach#open", ClassPhase.OPEN, 16, 42, (-5, 13), 20, 180_000, on=(0, 7, 14, 21, 28, 35), place=GYM,
              steps=STEPS, least=5),
    ClassPlan("coach#upcoming", ClassPhase.UPCOMING, 65, 42, (30, 60), 20, 190_000, on=(0, 7, 14), place=GYM,
              steps=STEPS),
    ClassPlan("backend#running", ClassPhase.RUNNING, -21, 84, (-50, -22), 24, 450_000, ("mentor", "mentor2"),
              on=EVERY_WEEK, place=ONLINE),
    ClassPlan("backend#open", ClassPhase.OPEN, 25, 84, (-3, 20), 24, 450_000, ("mentor", "mentor2"), on=EVERY_WEEK,
              place=ONLINE, steps=STEPS, least=8),
    ClassPlan("data#ended", ClassPhase.ENDED, -60, 28, (-80, -61), 30, teachers=("mentor2",), automatic=True),
    ClassPlan("data#running", ClassPhase.RUNNING, -10, 28, (-30, -11), 30, teachers=("mentor2",), on=(3, 10, 17, 24),
              at="07:30", minutes=60, place=ONLINE, automatic=True),
    ClassPlan("data#open", ClassPhase.OPEN, 12, 28, (-7, 10), 30, teachers=("mentor2",), on=(3, 10, 17, 24),
              at="07:30", minutes=60, place=ONLINE, automatic=True),
    # Three seats, so that whoever enrols in the demo sees a full class with a waiting list.
    ClassPlan("first_aid#small", ClassPhase.OPEN, 9, 1, (-6, 7), 3, 60_000, on=(0,), minutes=150,
              place="강의장 C", steps=((7, 100), (3, 50))),
    ClassPlan("first_aid#closed", ClassPhase.CLOSED, 3, 1, (-20, -1), 12, 60_000, ("mentor2",), on=(0,), minutes=150,
              place="세미나실 B2"),
    ClassPlan("swim#soon", ClassPhase.SOON, 4, 28, (-12, 0), 8, 120_000, ("mentor2",), on=(0, 7, 14, 21), at="06:30",
              minutes=90, place="구립 수영장 2레인", by_hand=True),
    ClassPlan("swim#called_off", ClassPhase.CALLED_OFF, 8, 28, (-15, 5), 8, 120_000, ("mentor2",), least=4,
              on=(0, 7), at="20:30", minutes=60, place="구립 수영장 3레인"),
    ClassPlan("nutrition#open", ClassPhase.OPEN, 5, 60, (-10, 45), 200, automatic=True, waits=False),
    # It has begun and still takes people, so that a seat can be released and taken.
    ClassPlan("nutrition#late", ClassPhase.RUNNING, -3, 60, (-20, 14), 4, automatic=True),
    # It lasts one day, today, so that one can take it from its first content to the certificate.
    ClassPlan("git#today", ClassPhase.RUNNING, 0, 1, (-14, -1), 12, on=(0,), at="07:00", place=ONLINE, automatic=True),
    ClassPlan("secure#upcoming", ClassPhase.UPCOMING, 40, 30, (10, 35), 15, 90_000, on=(2, 9, 16, 23), at="07:00",
              minutes=60, place=ONLINE),
    ClassPlan("ux#open", ClassPhase.OPEN, 18, 35, (-2, 15), 10, 150_000, ("mentor2",), on=(0, 7, 14, 21, 28),
              at="07:30", place="세미나실 B1", steps=STEPS, waits=False),
)  # fmt: skip


def make_courses(members: dict[str, Member], now: datetime) -> int:
    """Make the courses and classes that are missing or out of date, and return how many classes were made."""
    staff = members["staff@example.com"]
    course_ids = ids_by_key(LAID_COURSE)
    for key in COURSES:
        if not Course.objects.filter(pk=course_ids.get(key, 0)).exists():
            with clock.pretending(now - timedelta(days=110)):
                course_ids[key] = _make_course(key, staff)
    class_ids = ids_by_key(LAID_CLASS)
    rows = CourseClass.objects.in_bulk(class_ids.values())
    missing = [plan for plan in PLANS if _is_stale(plan, rows.get(class_ids.get(plan.key)), now)]
    return sum(_make_class(plan, course_ids[plan.course], members, now) for plan in missing)


def _is_stale(plan: ClassPlan, row: CourseClass | None, now: datetime) -> bool:
    if row is None:
        return True
    if plan.want in FOR_EVER:
        return False
    if plan.want == ClassPhase.UPCOMING:
        return row.opens_at <= now
    if plan.want == ClassPhase.RUNNING:
        return row.ends_at <= now
    return (row.starts_at if plan.want == ClassPhase.CLOSED else row.closes_at) <= now


def _make_course(key: str, staff: Member) -> int:
    title, kind, level, hours, text, contents = COURSES[key]
    course = Course(title=title, type=kind, level=level, hours=hours, content=text, is_published=True)
    rows = [
        Content(
            position=position, type=what, title=name, minutes=minutes, is_required=required,
            url=given if what == ContentType.LINK else "", text="" if what == ContentType.LINK else given,
        )
        for position, (what, name, minutes, required, given) in enumerate(contents, start=1)
    ]  # fmt: skip
    courses.save_course(by=staff, course=course, contents=rows, topics=OF_COURSES[key])
    audit.record(by=None, act=LAID_COURSE, subject=course, after={"key": key})
    return course.pk


def _make_class(plan: ClassPlan, course_id: int, members: dict[str, Member], now: datetime) -> bool:
    """Make the class as of before its applications opened; online if its venue or time is taken by now."""
    staff, today = members["staff@example.com"], clock.local(now).date()
    start = today + timedelta(days=plan.start)
    registered = min(clock.start_of(today + timedelta(days=plan.apply[0])), now) - timedelta(days=3)
    teachers = [members[f"{name}@example.com"] for name in plan.teachers]
    for place, days in ((plan.place, plan.on), (ONLINE, plan.on), ("", ())):
        row = CourseClass(
            course_id=course_id, number=classes.next_number(course_id), start_date=start,
            end_date=start + timedelta(days=plan.days - 1), apply_start=today + timedelta(days=plan.apply[0]),
            apply_end=today + timedelta(days=plan.apply[1]), capacity=plan.capacity, least=plan.least, fee=plan.fee,
            approval=Approval.AUTOMATIC if plan.automatic else Approval.MANUAL, has_waiting_list=plan.waits,
            promotion=Promotion.MANUAL if plan.by_hand else Promotion.AUTOMATIC, is_published=True,
            join_url=joined_at(place, plan.teachers[0]) if plan.teachers else "",
        )  # fmt: skip
        steps = [RefundStep(days_before=before, percent=percent) for before, percent in plan.steps]
        meetings = [_meeting(plan, start + timedelta(days=day), place) for day in days]
        try:
            with clock.pretending(registered):
                classes.save_class(
                    by=staff, course_class=row, instructors=teachers, meetings=meetings, refund_steps=steps
                )
        except Conflict:
            continue
        audit.record(by=None, act=LAID_CLASS, subject=row, after={"key": plan.key})
        if plan.want == ClassPhase.CALLED_OFF:
            with clock.pretending(now - timedelta(hours=20)):
                classes.call_off_class(by=staff, class_id=row.pk, reason=NO_ONE_CAME)
        return True
    return False


def _meeting(plan: ClassPlan, day: date, place: str) -> ClassMeeting:
    starts_at = clock.at(day, time.fromisoformat(plan.at))
    venue = Venue.objects.filter(name=place).first() if place else None
    return ClassMeeting(
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=plan.minutes), venue=venue,
        venue_text="" if venue else place,
    )  # fmt: skip
