"""The page of a course: its text, contents, and classes with everything one has to know before enrolling."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.core import clock, html, spoken, text
from apps.core.components import Badge, When
from apps.core.prepared import Given, Prepared, PreparedForViewers, attach
from apps.elearning.catalogue import badges
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass, RefundStep
from apps.elearning.catalogue.selectors import labels
from apps.planner.selectors import way_to
from apps.topics.models import Topic
from apps.topics.selectors import TopicLink, link_topics

PAST_SHOWN = 5
MEETINGS_SHOWN = 4
_LONG = ("content_key", "title_key")


@dataclass(frozen=True)
class ContentRow:
    title: str
    type: str
    minutes: str
    required: str
    is_required: bool


@dataclass(frozen=True)
class MeetingRow:
    when: When
    place: str
    note: str
    is_past: bool


@dataclass
class ClassCard:
    """A class of the course, ready to print. `enrolling` (see `_enrol.html`) and `mark` are filled in by enrolment."""

    row: CourseClass
    number: str
    badge: Badge
    is_past: bool
    is_hidden: bool
    period: When
    applying: When
    seats: str
    seats_label: str
    percent: int
    left: str
    fee: str
    instructors: str
    approval: str
    waiting: str
    refund: list[str]
    completion: list[str]
    called_off: str
    meetings: list[MeetingRow] = field(default_factory=list)
    later: list[MeetingRow] = field(default_factory=list)
    enrolling: Any = None
    mark: Any = None

    @property
    def meeting_count(self) -> int:
        return len(self.meetings) + len(self.later)


@dataclass(frozen=True)
class CoursePage:
    """The page. `classes` are those to come or running, the next first; `past` the latest of those that are over."""

    course: Course
    content: SafeString
    facts: list[str]
    topics: list[TopicLink]
    contents: list[ContentRow]
    contents_total: str
    classes: list[ClassCard]
    past: list[ClassCard]


def course_page(course_id: int, member: Any, now: datetime) -> CoursePage:
    """Return the page of a course. Statements: 7.

    Raises Course.DoesNotExist for a course that the member may not see.
    """
    course = _course.first(member, pk=course_id)
    if course is None:
        raise Course.DoesNotExist
    contents = _contents(course=course_id)
    rows = _classes(course, member)
    coming = sorted((row for row in rows if _is_coming(row, now)), key=lambda row: (row.start_date, row.pk))
    past = [row for row in rows if not _is_coming(row, now)][:PAST_SHOWN]
    return CoursePage(
        course=course,
        content=html.trusted(course.content),
        facts=[str(course.get_type_display()), str(course.get_level_display()), labels.hours(course.hours)],
        topics=link_topics(_topics_of(course=course_id), "courses:list"),
        contents=[_content(content) for content in contents],
        contents_total=_total(contents),
        classes=[_card(row, now) for row in coming],
        past=[_card(row, now) for row in past],
    )


def _classes(course: Course, member: Any) -> list[CourseClass]:
    """Return the classes that the member may see, the latest first, with everything the page shows of them.

    Statements: 4, and 1 where there is no class.
    """
    rows = _class_rows(member, course=course.pk)
    parts: dict[str, dict[int, list[Any]]] = {}
    for name, prepared in _PARTS.items() if rows else ():
        found = parts[name] = defaultdict(list)
        for part in prepared(course=course.pk):
            found[part.course_class_id].append(part)
    for row in rows:
        row.course = course
        for name, by_class in parts.items():
            attach(row, name, by_class[row.pk])
    return rows


_course = PreparedForViewers(Course, "elearning.view_course", lambda rows: rows.filter(pk=Given("pk")).defer(*_LONG))
_topics_of = Prepared(lambda: Topic.objects.filter(courses=Given("course")))
_contents = Prepared(lambda: Content.objects.filter(course_id=Given("course")).defer("text"))
_class_rows = PreparedForViewers(
    CourseClass,
    "elearning.view_courseclass",
    lambda rows: rows.filter(course_id=Given("course")).order_by("-start_date", "-pk")[:100],
)
_of_course = {"course_class__course_id": Given("course")}
_PARTS = {
    "meetings": Prepared(lambda: ClassMeeting.objects.filter(**_of_course).select_related("venue")),
    "instructors": Prepared(
        lambda: (
            Member.objects.filter(classes_taught__course_id=Given("course"))
            .annotate(course_class_id=F("classes_taught__pk"))
            .only("name")
            .order_by("pk")
        )
    ),
    "refund_steps": Prepared(lambda: RefundStep.objects.filter(**_of_course).order_by("-days_before")),
}


def _is_coming(row: CourseClass, now: datetime) -> bool:
    return row.called_off_at is None and now < row.ends_at


def _content(content: Content) -> ContentRow:
    return ContentRow(
        title=content.title,
        type=str(content.get_type_display()),
        minutes=text.length(content.minutes),
        required=_("필수") if content.is_required else _("선택"),
        is_required=content.is_required,
    )


def _total(contents: list[Content]) -> str:
    if not contents:
        return ""
    count = ngettext("%(n)d개", "%(n)d개", len(contents)) % {"n": len(contents)}
    return f"{count} · {text.length(sum(content.minutes for content in contents))}"


def _card(row: CourseClass, now: datetime) -> ClassCard:
    phase, today = row.phase_at(now), clock.local(now).date()
    seats = {"taken": row.seats_taken, "capacity": row.capacity}
    shown = [_meeting(meeting, now) for meeting in row.meetings.all()]
    # Past classes come after the next ones.
    start = next((index for index, meeting in enumerate(shown) if not meeting.is_past), 0)
    return ClassCard(
        row=row,
        number=labels.number(row.number),
        badge=badges.phase_badge(phase),
        is_past=phase in labels.PAST,
        is_hidden=not row.is_published,
        period=spoken.when_period(row.start_date, row.end_date, today=today),
        applying=spoken.when_period(row.apply_start, row.apply_end, today=today),
        seats=_("%(taken)d/%(capacity)d명") % seats,
        seats_label=_("신청 %(taken)d명, 정원 %(capacity)d명") % seats,
        percent=min(round(100 * row.seats_taken / row.capacity), 100),
        left=labels.left(phase, row.seats_left),
        fee=text.fee(row.fee),
        instructors=labels.names(member.name for member in row.instructors.all()),
        approval=labels.how_approved(row),
        waiting=labels.how_one_waits(row),
        refund=labels.refund_rule(row, [(step.days_before, step.percent) for step in row.refund_steps.all()]),
        completion=labels.completion_rule(row),
        called_off=row.called_off_reason if row.called_off_at else "",
        meetings=shown[start : start + MEETINGS_SHOWN],
        later=[*shown[:start], *shown[start + MEETINGS_SHOWN :]],
    )


def _meeting(meeting: ClassMeeting, now: datetime) -> MeetingRow:
    return MeetingRow(
        when=spoken.when_span(meeting.starts_at, meeting.ends_at, today=clock.local(now).date()),
        place=meeting.venue_name or _("장소 미정"),
        note=way_to(meeting.venue, meeting.ends_at, now),
        is_past=meeting.ends_at <= now,
    )
