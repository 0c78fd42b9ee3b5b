"""The attendance page of a class: learners × days for those who run it, one's own days for a learner."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import check_in, clock, spoken, text
from apps.core.errors import allowed
from apps.core.paging import Page, page_of
from apps.core.prepared import Given, Prepared
from apps.elearning.attendance import badges, rules
from apps.elearning.attendance.models import AbsenceRequest, Attendance, CheckInCode
from apps.elearning.attendance.selectors import labels
from apps.elearning.attendance.selectors.records import class_days, since
from apps.elearning.attendance.states import AttendanceType, RequestState
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus

PEOPLE_A_PAGE = 100
AHEAD = 2  # days to come beside which a learner is offered to ask for an excuse; the form offers the rest


@dataclass(frozen=True)
class DayHead:
    """A column: `label` is `1/12`, `words` the whole date."""

    day: date
    label: str
    weekday: str
    words: str
    url: str
    is_today: bool


@dataclass(frozen=True)
class AttendanceCell:
    """A learner on a day: a letter to see, words to hear. Empty if the day has not come."""

    letter: str = ""
    words: str = ""
    look: str = ""


@dataclass(frozen=True)
class AttendanceLine:
    """A learner. `rate` is percent; `is_low`: below what the class requires."""

    name: str
    url: str
    cells: list[AttendanceCell]
    rate: int
    is_low: bool
    summary: str


@dataclass(frozen=True)
class WaitingRequest:
    """An absence request that waits for an answer."""

    name: str
    day: str
    url: str
    asked: str


@dataclass(frozen=True)
class Overview:
    days: list[DayHead]
    lines: list[AttendanceLine]
    page: Page
    waiting: list[WaitingRequest]
    today_url: str
    code_url: str
    code_is_live: bool


def class_overview(course_class: CourseClass, number: int, now: datetime) -> Overview:
    """Return the page of a class. Statements: 7."""
    page = list_learners(course_class, number)
    today = clock.local(now).date()
    records = _records(page.items)
    meets = class_days(course_class.pk)
    # A class without meetings may keep attendance on any of its days: those with records are shown.
    shown = meets or {day for rows in records.values() for day in rows} | _if_within(course_class, today)
    days = [_head(course_class.pk, day, today) for day in sorted(shown)]
    live = check_in.live_or_none(CheckInCode.objects.filter(pk=course_class.pk).first(), now)
    takes_place = allowed(rules.check_is_class_day, today, course_class, meets) and not course_class.called_off_at
    return Overview(
        days=days,
        lines=[_line(row, course_class, records[row.pk], meets, days, today) for row in page.items],
        page=page,
        waiting=list_waiting_requests(course_class.pk),
        today_url=reverse("classes:attendance_day", args=[course_class.pk, today]) if takes_place else "",
        code_url=reverse("classes:check_in_code", args=[course_class.pk]) if takes_place else "",
        code_is_live=live is not None,
    )


def list_learners(course_class: CourseClass, number: int) -> Page:
    """Return a page of the class's approved learners, in the order in which they applied. 3 queries."""
    rows = Enrolment.objects.filter(course_class=course_class, status=EnrolmentStatus.APPROVED)
    return page_of(rows.order_by("pk"), number, size=PEOPLE_A_PAGE, load=_people)


def _people(ids: Sequence[int]) -> list[Enrolment]:
    enrolments = Enrolment.objects.select_related("member").in_bulk(ids)
    return [enrolments[pk] for pk in ids if pk in enrolments]


_waiting = Prepared(
    lambda: (
        AbsenceRequest.objects.open()
        .filter(enrolment__course_class_id=Given("course_class"))
        .select_related("enrolment__member")
        .order_by("class_date", "pk")
    )
)


def list_waiting_requests(class_id: int) -> list[WaitingRequest]:
    """Return the requests of a class that wait for an answer, the earliest day first. 1 query."""
    today = clock.today()
    return [
        WaitingRequest(
            row.enrolment.member.name,
            spoken.say_day(row.class_date, today=today),
            reverse("classes:absence", args=[class_id, row.pk]),
            text.moment(row.asked_at),
        )
        for row in _waiting(course_class=class_id)
    ]


def _records(enrolments: Iterable[Enrolment]) -> dict[int, dict[date, Attendance]]:
    records: dict[int, dict[date, Attendance]] = defaultdict(dict)
    for row in Attendance.objects.filter(enrolment__in=[enrolment.pk for enrolment in enrolments]):
        records[row.enrolment_id][row.class_date] = row
    return records


def _if_within(course_class: CourseClass, day: date) -> set[date]:
    return {day} if course_class.start_date <= day <= course_class.end_date else set()


def _head(class_id: int, day: date, today: date) -> DayHead:
    url = reverse("classes:attendance_day", args=[class_id, day])
    return DayHead(day, labels.short_day(day), labels.weekday(day), text.day(day), url, day == today)


def _line(
    row: Enrolment,
    course_class: CourseClass,
    records: dict[date, Attendance],
    meets: set[date],
    days: list[DayHead],
    today: date,
) -> AttendanceLine:
    counted = rules.tally(
        [(day, record.type) for day, record in records.items()], days=meets, since=since(row), today=today
    )
    rate = rules.rate(counted, course_class.lates_per_absence)
    return AttendanceLine(
        name=row.member.name,
        url=row.get_absolute_url(),
        cells=[_cell(records.get(head.day), head.day, since(row), today) for head in days],
        rate=rate,
        is_low=rate < course_class.least_attendance,
        summary=labels.summary(counted),
    )


def _cell(row: Attendance | None, day: date, begun: date, today: date) -> AttendanceCell:
    if row is not None:
        kind = AttendanceType(row.type)
        words = ", ".join(filter(None, (str(kind.label), labels.times(row), row.absence_reason)))
        return AttendanceCell(str(labels.LETTERS[kind]), words, labels.LOOKS[kind])
    if day > today or day < begun:
        return AttendanceCell()
    if day == today:
        return AttendanceCell("·", _("아직 기록 없음"), "none")
    return AttendanceCell("–", _("기록 없음(결석으로 계산)"), "missing")


# --- One's own --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnDay:
    """A day of the learner. `ask_url`: where an excuse can be asked for, or ''."""

    day: str
    badge: str
    badge_kind: str
    note: str
    ask_url: str
    is_past: bool


@dataclass(frozen=True)
class OwnRequest:
    day: str
    badge: str
    badge_kind: str
    asked: str
    reason: str
    answer: str
    file_url: str
    withdraw_url: str


@dataclass(frozen=True)
class OwnAttendance:
    """A learner's own page. `missing`: a sentence about days without a record; `ask_url`: the form without a day."""

    rate: int
    is_low: bool
    least: int
    counted: str
    summary: str
    rules: list[str]
    days: list[OwnDay]
    missing: str
    requests: list[OwnRequest]
    ask_url: str
    check_in_url: str


def own_attendance(enrolment: Enrolment, course_class: CourseClass, now: datetime) -> OwnAttendance:
    """Return a learner's own page for an approved enrolment. Statements: 4."""
    today = clock.local(now).date()
    records = _records([enrolment])[enrolment.pk]
    meets = class_days(course_class.pk)
    requests = list(AbsenceRequest.objects.filter(enrolment=enrolment).order_by("-asked_at", "-pk"))
    live = check_in.live_or_none(CheckInCode.objects.filter(pk=course_class.pk).first(), now)
    counted = rules.tally(
        [(day, record.type) for day, record in records.items()], days=meets, since=since(enrolment), today=today
    )
    rate = rules.rate(counted, course_class.lates_per_absence)
    shown = sorted(meets | set(records))
    near = [day for day in shown if day > today][:AHEAD]
    missing = [day for day in shown if day not in records and since(enrolment) <= day < today]
    return OwnAttendance(
        rate=rate,
        is_low=rate < course_class.least_attendance,
        least=course_class.least_attendance,
        counted=labels.counted_words(counted, course_class.lates_per_absence),
        summary=labels.summary(counted),
        rules=labels.how_it_is_counted(course_class),
        days=[
            _own_day(
                day, records.get(day), enrolment, course_class, requests, today, may_ask=day <= today or day in near
            )
            for day in shown
        ],
        missing=", ".join(spoken.say_day(day, today=today) for day in missing),
        requests=[_own_request(row) for row in requests],
        ask_url=reverse("enrolments:absence_new", args=[enrolment.pk]) if not course_class.called_off_at else "",
        check_in_url=reverse("classes:check_in", args=[course_class.pk]) if live and today not in records else "",
    )


def _own_day(
    day: date,
    row: Attendance | None,
    enrolment: Enrolment,
    course_class: CourseClass,
    requests: list[AbsenceRequest],
    today: date,
    *,
    may_ask: bool,
) -> OwnDay:
    earlier = [request for request in requests if request.class_date == day]
    may_ask = may_ask and allowed(rules.check_can_ask_of, day, today, row, earlier, course_class)
    asks = may_ask and (row is None or row.type != AttendanceType.PRESENT)
    url = f"{reverse('enrolments:absence_new', args=[enrolment.pk])}?date={day.isoformat()}"
    if row is not None:
        badge, look = badges.attendance_badge(row.type)
        note = " · ".join(filter(None, (labels.times(row), row.absence_reason)))
    elif day > today:
        badge, look, note = _("예정"), "plain", ""
    elif day == today:
        badge, look, note = _("오늘"), "info", ""
    elif day < since(enrolment):
        badge, look, note = _("승인 전"), "plain", _("출석률에 넣지 않습니다.")
        asks = False
    else:
        badge, look, note = _("기록 없음"), "danger", _("결석으로 계산합니다.")
    if any(request.state == RequestState.REQUESTED for request in earlier):
        note = " · ".join(filter(None, (note, _("사유서 확인 중"))))
    return OwnDay(spoken.say_day(day, today=today), badge, look, note, url if asks else "", day < today)


def _own_request(row: AbsenceRequest) -> OwnRequest:
    state = RequestState(row.state)
    keys = [row.enrolment_id, row.pk]
    return OwnRequest(
        day=spoken.say_day(row.class_date, today=clock.today()),
        badge=badges.request_badge(state).text,
        badge_kind=badges.request_badge(state).kind,
        asked=text.moment(row.asked_at),
        reason=row.reason,
        answer=row.answer,
        file_url=reverse("enrolments:absence_file", args=keys) if row.file else "",
        withdraw_url=reverse("enrolments:absence_withdraw", args=keys) if state == RequestState.REQUESTED else "",
    )
