"""What a file of attendance would change, and every wrong row in it, found before anything is written.

Two layouts are read, both as in our own downloads: a row for a learner and day (신청 번호, 수업일, 출결, 입실, 퇴실,
사유), and a row for a learner with a column for each day. Learners are known by their enrolment's id; if a name is
given, it must be theirs. Empty cells are skipped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.core import cells, clock, spelling, text
from apps.core.errors import DomainError, Invalid
from apps.core.particles import fill
from apps.core.rules import preview_over
from apps.core.spelling import comparable, plain, squeezed
from apps.core.text import quoted, whole_number
from apps.elearning.attendance import rules
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.selectors.records import class_days
from apps.elearning.attendance.services.locked_day import Entry
from apps.elearning.attendance.sheets import day_head
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment

_SALT = "elearning.attendance"
_KEPT = 3600  # seconds that a preview can be confirmed
MOST_SHOWN = 200  # changes, or wrong rows
# The columns of a sheet of days, in order, by the field names of the API (see `sheets.day_head`).
_COLUMNS = {
    "id": "enrollment_id",
    "name": "user_name",
    "day": "class_date",
    "type": "attendance_type",
    "in": "check_in_time",
    "out": "check_out_time",
    "why": "absence_reason",
}
_MARKED = ("in", "out", "why")
_NOT_IN_A_GRID = frozenset(_COLUMNS[key] for key in _MARKED)  # a column for each day holds nothing but the type


@dataclass(frozen=True)
class PlannedChange:
    name: str
    day: str
    before: str
    after: str


@dataclass(frozen=True)
class BadRow:
    """A wrong row of the file, counted from 1 with its head, and why it is wrong."""

    line: int
    name: str
    why: str


@dataclass
class UploadPlan:
    """What the file would change. `days`: the rows to record on each day, based on the present records."""

    changes: list[PlannedChange] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    unchanged: int = 0
    days: dict[date, list[Entry]] = field(default_factory=dict)


@dataclass(frozen=True)
class _FileEntry:
    """A learner's day as the file has it. `left_out`: the fields for which the file has no column."""

    line: int
    number: str
    name: str
    day: str
    type: str
    times: tuple[str, str] = ("", "")
    reason: str = ""
    left_out: frozenset[str] = frozenset()


def plan_of(rows: Sequence[Sequence[str]], course_class: CourseClass) -> UploadPlan:
    """Return what the file would change. 3 queries.

    Raises Invalid `head_unknown` (field `file`) if the first row is no known head.
    """
    entries = list(_read_entries(rows))
    meets = class_days(course_class.pk)
    learners = {row.pk: row for row in Enrolment.objects.filter(course_class=course_class).select_related("member")}
    records = {
        (row.enrolment_id, row.class_date): row
        for row in Attendance.objects.filter(enrolment__course_class=course_class)
    }
    plan, seen, words = UploadPlan(), set(), _kinds()
    for entry in entries:
        found = learners.get(whole_number(plain(entry.number)) or 0)
        name = found.member.name if found else quoted(entry.name)
        try:
            _check_name(entry, found)
            learner = rules.check_is_learner(found)
            day = _day(entry.day)
            rules.check_is_class_day(day, course_class, meets)
            rules.check_not_twice(again=(learner.pk, day) in seen)
            seen.add((learner.pk, day))
            record = records.get((learner.pk, day))
            mark = _mark(entry, words, record)
            rules.check_mark(mark)
            rules.check_has_come(day, mark.type, clock.today())
        except DomainError as error:
            plan.bad.append(BadRow(entry.line, name, error.message))
            continue
        if record is not None and rules.mark_of(record) == mark:
            plan.unchanged += 1
            continue
        before = AttendanceType(record.type).label if record else _("없음")
        plan.changes.append(PlannedChange(name, text.day(day), str(before), str(AttendanceType(mark.type).label)))
        plan.days.setdefault(day, []).append(Entry(learner.pk, mark, record.revision if record else 0))
    return plan


def _check_name(entry: _FileEntry, learner: Enrolment | None) -> None:
    """Check that a given name is the learner's: if not, the rows have slipped."""
    if learner is not None and entry.name and squeezed(entry.name) != squeezed(learner.member.name):
        raise Invalid(
            "name_differs",
            _("신청 번호 %(id)d번은 %(name)s 님이 아닙니다.") % {"id": learner.pk, "name": quoted(entry.name)},
            field="file",
        )


def _read_entries(rows: Sequence[Sequence[str]]) -> Iterator[_FileEntry]:
    """Yield what the file says of each learner and day, without empty cells."""
    head = list(rows[0]) if rows else []
    known = _heads()
    columns = {known[word]: index for index, cell in enumerate(head) if (word := squeezed(cell)) in known}
    if "id" not in columns:
        raise _no_head()
    left_out = frozenset(code for key, code in _COLUMNS.items() if key in _MARKED and key not in columns)
    if "day" in columns and "type" in columns:
        for line, row in enumerate(rows[1:], start=2):
            named = {key: row[index] if index < len(row) else "" for key, index in columns.items()}
            given = [named.get(key, "") for key in ("type", "in", "out", "why")]
            if any(given):
                yield _FileEntry(
                    line,
                    named["id"],
                    named.get("name", ""),
                    named["day"],
                    given[0],
                    (given[1], given[2]),
                    given[3],
                    left_out=left_out,
                )
        return
    days = [(index, cell) for index, cell in enumerate(head) if _is_day(cell)]
    if not days:
        raise _no_head()
    for line, row in enumerate(rows[1:], start=2):
        placed = dict(enumerate(row))
        name = placed.get(columns.get("name", -1), "")
        for index, day in days:
            if placed.get(index):
                number = placed.get(columns["id"], "")
                yield _FileEntry(line, number, name, day, placed[index], left_out=_NOT_IN_A_GRID)


def _no_head() -> Invalid:
    return Invalid(
        "head_unknown",
        _("첫 줄에서 열 이름을 찾지 못했습니다. ‘신청 번호’와 ‘수업일’·‘출결’ 열, 또는 날짜 열이 있어야 합니다."),
        field="file",
    )


def _heads() -> dict[str, str]:
    """Return the column that each word of the head stands for, in both languages."""
    columns = {squeezed(code): key for key, code in _COLUMNS.items()}
    for language in ("ko", "en"):
        with override(language):
            columns |= {squeezed(str(word)): key for word, key in zip(day_head(), _COLUMNS, strict=True)}
    return columns


def _is_day(cell: str) -> bool:
    try:
        _day(cell)
    except DomainError:
        return False
    return True


def _day(raw: str) -> date:
    """Return a date as people write it, with or without its weekday."""
    try:
        return cells.read_day(raw)
    except ValueError:
        sentence = _("수업일 ‘%(typed)s’: 날짜를 2026-01-05처럼 적어 주세요.") % {"typed": quoted(raw)}
        raise Invalid("no_day", sentence, field="file") from None


def _kinds() -> dict[str, str]:
    """Return the code of each word for a type of attendance: the code itself, and its label in both languages."""
    columns = {comparable(kind.value): kind.value for kind in AttendanceType}
    for language in ("ko", "en"):
        with override(language):
            columns |= {comparable(str(kind.label)): kind.value for kind in AttendanceType}
    return columns


def _mark(entry: _FileEntry, words: dict[str, str], record: Attendance | None) -> AttendanceMark:
    kind = words.get(comparable(entry.type), "")
    if entry.type and not kind:
        raise Invalid(
            "type_unknown",
            fill(
                _("출결 ‘%(word)s’[을/를] 알 수 없습니다. 출석, 지각, 조퇴, 결석, 공결 가운데 하나로 적어 주세요."),
                {"word": quoted(entry.type)},
            ),
            field="file",
        )
    kept = (record.check_in_time, record.check_out_time) if record else (None, None)
    columns = day_head()[4:6]
    came, went = (_time(*cell) for cell in zip(columns, entry.times, kept, strict=True))
    mark = AttendanceMark(kind, came, went, spelling.line(entry.reason))
    return rules.whole_mark(mark, entry.left_out, rules.mark_of(record) if record else None)


def _time(column: object, raw: str, kept: time | None) -> time | None:
    """Return the time; if it equals that of the record to the minute, the record's, which has seconds."""
    if not raw:
        return None
    try:
        given = cells.read_time(raw)
    except ValueError:
        words = {"column": column, "typed": quoted(raw)}
        sentence = _("%(column)s ‘%(typed)s’: 시각을 09:00처럼 적어 주세요.") % words
        raise Invalid("no_time", sentence, field="file") from None
    return kept if kept is not None and kept.replace(second=0, microsecond=0) == given else given


# --- Between the look and the act -------------------------------------------------------------------------------------


def sign_plan(plan: UploadPlan, for_whom: str) -> str:
    """Return the plan as a token for the page that shows it, so that each window confirms what it shows."""
    days = {
        day.isoformat(): [
            [
                entry.enrolment_id,
                entry.mark.type,
                _iso(entry.mark.check_in_time),
                _iso(entry.mark.check_out_time),
                entry.mark.absence_reason,
                entry.expected_revision,
            ]
            for entry in entries
        ]
        for day, entries in plan.days.items()
    }
    return signing.dumps(days, salt=f"{_SALT}.{for_whom}", compress=True)


def read_signed_plan(token: str, for_whom: str) -> dict[date, list[Entry]]:
    """Return the days of a token. Raises Invalid `preview_over` for a token that is too old or not ours."""
    try:
        days = signing.loads(token, salt=f"{_SALT}.{for_whom}", max_age=_KEPT)
    except signing.BadSignature:
        raise preview_over() from None
    return {
        date.fromisoformat(day): [
            Entry(pk, AttendanceMark(kind, _at(came), _at(went), why), revision)
            for pk, kind, came, went, why, revision in rows
        ]
        for day, rows in days.items()
    }


def _iso(value: time | None) -> str:
    return value.isoformat() if value else ""


def _at(raw: str) -> time | None:
    return time.fromisoformat(raw) if raw else None
