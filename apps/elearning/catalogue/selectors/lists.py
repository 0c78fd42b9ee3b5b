"""The list of courses. Its rows are values, already in words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, DateTimeField, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock, spoken, text
from apps.core.components import Badge
from apps.core.paging import COUNT_CAP, Page, page_of
from apps.core.parts import NOW, OF_A_MENTOR, Pick
from apps.core.prepared import Given, Prepared, given_list, list_values
from apps.elearning.catalogue import badges, rules
from apps.elearning.catalogue.models import Course, CourseClass
from apps.elearning.catalogue.selectors import labels
from apps.elearning.catalogue.selectors.filters import CourseFilters, narrow
from apps.elearning.catalogue.selectors.teachers import Teachers, teachers_of
from apps.elearning.catalogue.states import ClassFacts, ClassPhase, CourseLevel, CourseType, phase
from apps.topics.selectors import TopicLink, TopicsOfRows

PAGE_SIZE = 10
AT_HOME = 5
_COURSE = ("pk", "title", "excerpt", "type", "level", "hours")
_FACTS = ("opens_at", "closes_at", "starts_at", "ends_at", "capacity", "seats_taken")
_CLASS = ("pk", "course_id", "number", "start_date", "end_date", "apply_start", "apply_end", "fee", *_FACTS)
# Which class is shown for a course: first one that takes applications, then one to come, then one that runs.
_RANK = {
    phase: rank
    for rank, phase in enumerate(
        (
            ClassPhase.SOON,
            ClassPhase.OPEN,
            ClassPhase.FULL,
            ClassPhase.UPCOMING,
            ClassPhase.CLOSED,
            ClassPhase.RUNNING,
        )
    )
}


@dataclass(frozen=True)
class ClassLine:
    """The class that is shown for a course in the list. `teachers` is None where nobody teaches it yet."""

    number: str
    badge: Badge
    period: str
    applying: str
    fee: str
    seats: str
    left: str
    seats_label: str
    percent: int
    teachers: Teachers | None


@dataclass(frozen=True)
class CourseRow:
    """A course in the list. `more` says in words how many further classes are to come."""

    pk: int
    url: str
    title: str
    excerpt: str
    meta: list[str]
    topics: list[TopicLink]
    line: ClassLine | None
    more: str


def course_page(asked: CourseFilters, page_number: int, now: datetime, member: Any = None) -> Page:
    """Return one page of the published courses. Statements: 6, up to three more for a word."""
    rows = narrow(Course.objects.published(), asked, now, member)
    return page_of(rows, page_number, size=PAGE_SIZE, load=lambda keys: _rows(keys, now, topics=True))


def open_courses(word: str, now: datetime) -> list[CourseRow]:
    """Return the courses that take applications, soonest deadline first. Statements: 4, up to three more for a word."""
    if not word:
        return _rows(_closing(now=now), now)
    return _rows(list(_closing_first(word, now)), now)


def _closing_first(word: str, now: Any) -> QuerySet:
    asked = CourseFilters(status="open", sort="closing", word=word)
    return narrow(Course.objects.published(), asked, now).values_list("pk", flat=True)[:AT_HOME]


_closing = Prepared(lambda: _closing_first("", Given("now", DateTimeField())))
_courses = Prepared(
    lambda: Course.objects.filter(pk__in=given_list("key", PAGE_SIZE)).values_list(*_COURSE, named=True)
)
_classes = Prepared(
    lambda: CourseClass.objects.filter(
        course__id__in=given_list("key", PAGE_SIZE),
        is_published=True,
        called_off_at=None,
        ends_at__gt=Given("now", DateTimeField()),
        # No class lasts longer: this gives the range in the index of a course's classes an end.
        start_date__gt=Given("since", DateField()),
    ).values_list(*_CLASS, named=True)
)


_topics = TopicsOfRows(lambda: Course.topics.through, "course", "courses:list")


def classes_open_with(member_id: int, now: datetime) -> list[Pick]:
    """Return the classes of an instructor that take applications, the soonest deadline first. Statements: 1."""
    return [_class_pick(row._asdict(), now) for row in _of_instructor(now=now, instructor=member_id)]


_of_instructor = Prepared(
    lambda: (
        CourseClass.objects.of_open_courses(NOW)
        .filter(instructors=Given("instructor"))
        .order_by("closes_at", "pk")
        .values_list(*_CLASS, "course__title", "course__type", "course__excerpt", named=True)[:OF_A_MENTOR]
    )
)


def _class_pick(row: dict[str, Any], now: datetime) -> Pick:
    found = phase(ClassFacts(**{name: row[name] for name in _FACTS}), now)
    line = _line({**row, "phase": found}, None, clock.local(now).date())
    return Pick(
        title=row["course__title"],
        url=reverse("courses:detail", args=[row["course_id"]]),
        why=str(CourseType(row["course__type"]).label),
        when=f"{line.number} {line.period}",
        text=row["course__excerpt"],
        note=f"{line.badge.text} · {line.fee}",
    )


def total_words(page: Page) -> str:
    """Return the number of courses in words, `총 128개 과정`; past the cap, that there are at least so many."""
    if page.capped:
        return _("총 %(n)s개 과정 이상") % {"n": f"{COUNT_CAP:,}"}
    return ngettext("총 %(n)s개 과정", "총 %(n)s개 과정", page.total) % {"n": f"{page.total:,}"}


def _rows(keys: list[int], now: datetime, *, topics: bool = False) -> list[CourseRow]:
    if not keys:
        return []
    courses = {row.pk: row._asdict() for row in _courses(**list_values("key", keys, PAGE_SIZE))}
    classes, linked = _coming(keys, now), _topics(keys, PAGE_SIZE) if topics else {}
    teachers = teachers_of([rows[0]["pk"] for rows in classes.values()])
    return [
        _row(courses[key], classes.get(key, []), linked.get(key, []), teachers, now) for key in keys if key in courses
    ]


def _coming(keys: list[int], now: datetime) -> dict[int, list[dict]]:
    """Return the classes of these courses that are not over, by course; the one that the list shows comes first."""
    since = clock.local(now).date() - rules.LONGEST_CLASS
    by_course: dict[int, list[dict]] = {}
    for known in _classes(**list_values("key", keys, PAGE_SIZE), now=now, since=since):
        row = known._asdict()
        row["phase"] = phase(ClassFacts(**{name: row[name] for name in _FACTS}), now)
        by_course.setdefault(row["course_id"], []).append(row)
    for rows in by_course.values():
        rows.sort(key=lambda row: (_RANK[row["phase"]], row["start_date"], row["pk"]))
    return by_course


def _row(
    row: dict[str, Any], classes: list[dict], topics: list[TopicLink], teachers: dict[int, Teachers], now: datetime
) -> CourseRow:
    more = len(classes) - 1
    return CourseRow(
        pk=row["pk"],
        url=reverse("courses:detail", args=[row["pk"]]),
        title=row["title"],
        excerpt=row["excerpt"],
        meta=[str(CourseType(row["type"]).label), str(CourseLevel(row["level"]).label), labels.hours(row["hours"])],
        topics=topics,
        line=_line(classes[0], teachers.get(classes[0]["pk"]), clock.local(now).date()) if classes else None,
        more=ngettext("다른 차수 %(n)d개", "다른 차수 %(n)d개", more) % {"n": more} if more > 0 else "",
    )


def _line(row: dict[str, Any], teachers: Teachers | None, today: date) -> ClassLine:
    seats = {"taken": row["seats_taken"], "capacity": row["capacity"]}
    return ClassLine(
        number=labels.number(row["number"]),
        badge=badges.phase_badge(row["phase"]),
        period=spoken.say_period(row["start_date"], row["end_date"], today=today),
        applying=spoken.say_period(row["apply_start"], row["apply_end"], today=today),
        fee=text.fee(row["fee"]),
        seats=_("%(taken)d/%(capacity)d명") % seats,
        left=labels.left(row["phase"], row["capacity"] - row["seats_taken"]),
        seats_label=_("신청 %(taken)d명, 정원 %(capacity)d명") % seats,
        percent=min(round(100 * row["seats_taken"] / row["capacity"]), 100),
        teachers=teachers,
    )
