"""The classroom: the contents of a class in their order, the learner's progress, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import Badge
from apps.core.errors import allowed
from apps.elearning.catalogue.badges import phase_badge
from apps.elearning.catalogue.models import Content, CourseClass
from apps.elearning.catalogue.selectors import labels
from apps.elearning.catalogue.selectors.contents import contents_of
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.progress import badges, rules
from apps.elearning.progress.models import Progress
from apps.elearning.progress.selectors.resuming import next_content
from apps.planner.selectors import Joining, next_joining

ICONS = {"VIDEO": "camera-video", "DOCUMENT": "journal-text", "LINK": "box-arrow-up-right"}


@dataclass(frozen=True)
class ContentLine:
    """A content in the list. `url` is '' if it may not be opened yet; `status` None for who only runs the class."""

    pk: int
    number: int
    title: str
    icon: str
    meta: list[str]
    url: str
    status: Badge | None
    rate: int
    is_done: bool
    is_here: bool = False


@dataclass(frozen=True)
class NextContent:
    """The content to continue with, and the label of its button."""

    label: str
    title: str
    url: str


@dataclass(frozen=True)
class CourseSums:
    """A learner's progress in the course; the rate is that of the API and the admin."""

    rate: int
    rate_label: str
    done: str
    time: str
    kind: str


@dataclass(frozen=True)
class Classroom:
    """The classroom. `sums` is None for those who only run the class; `says` are sentences about the class's state."""

    standing: ClassAccess
    badge: Badge
    kind: str
    title: str
    says: list[str]
    sums: CourseSums | None
    next: NextContent | None
    lines: list[ContentLine]
    total: str
    facts: list[tuple[str, str, str]]
    join: Joining | None


def classroom_page(class_id: int, member: Member, now: datetime) -> Classroom:
    """Return the classroom. Statements: 6, one less for those who only run the class.

    Raises CourseClass.DoesNotExist, NotAllowed `not_in_class`.
    """
    access = class_access(class_id, member)
    course_class = access.course_class
    contents, rows = contents_with(access)
    lines = lines_of(access, contents, rows, now)
    kind, title, says = _says(access, now)
    return Classroom(
        standing=access,
        badge=phase_badge(course_class.phase_at(now)),
        kind=kind,
        title=title,
        says=says,
        sums=sums_of(contents, rows) if access.enrolment else None,
        next=_next(lines, contents, rows, access, now),
        lines=lines,
        total=_total(contents),
        facts=_facts(course_class, now),
        join=next_joining(member, course_class.get_absolute_url(), now),
    )


def contents_with(access: ClassAccess) -> tuple[list[Content], dict[int, Progress]]:
    """Return the contents of the class in order, without their texts, and the learner's progress by content."""
    contents = contents_of(access.course_class)
    asked = {content.pk for content in contents}
    own = Progress.objects.filter(enrolment=access.enrolment) if access.enrolment else []
    return contents, {row.content_id: row for row in own if row.content_id in asked}


def lines_of(
    access: ClassAccess,
    contents: Iterable[Content],
    rows: dict[int, Progress],
    now: datetime,
    current: int | None = None,
) -> list[ContentLine]:
    """Return the lines of the contents. `current` is the id of the content that the page shows."""
    course_class = access.course_class
    opens = allowed(rules.check_can_open, runs=access.runs, starts_at=course_class.starts_at, now=now)
    return [
        _line(number, content, rows.get(content.pk), access, now, opens=opens, is_here=content.pk == current)
        for number, content in enumerate(contents, start=1)
    ]


def _line(
    number: int,
    content: Content,
    row: Progress | None,
    access: ClassAccess,
    now: datetime,
    *,
    opens: bool,
    is_here: bool,
) -> ContentLine:
    where = [access.course_class.pk, content.pk]
    return ContentLine(
        pk=content.pk,
        number=number,
        title=content.title,
        icon=ICONS[content.type],
        meta=[
            str(content.get_type_display()),
            text.length(content.minutes),
            _("필수") if content.is_required else _("선택"),
        ],
        url=reverse("classes:content", args=where) if opens else "",
        status=badges.status_badge(row, now) if access.enrolment else None,
        rate=row.progress_rate if row else 0,
        is_done=row is not None and row.completed_at is not None,
        is_here=is_here,
    )


def sums_of(contents: Sequence[Content], rows: dict[int, Progress]) -> CourseSums:
    """Return a learner's sums as `selectors.list_course_progress` does, from rows that were read already."""
    required = [content for content in contents if content.is_required]
    rate = rules.course_rate(required=_weighed(required, rows), any_=_weighed(contents, rows))
    completed = {pk for pk, row in rows.items() if row.completed_at is not None}
    seconds = sum(row.learning_time for row in rows.values())
    return CourseSums(
        rate=rate,
        rate_label=_("진도 %(n)d%%") % {"n": rate},
        done=_done_words(contents, completed),
        time=text.length(seconds // 60),
        kind="done" if rate == rules.WHOLE else "open",
    )


def _done_words(contents: Sequence[Content], completed: set[int]) -> str:
    """Return `3개 중 2개 완료`; where only some are required `필수 2개 모두 완료 · 선택 1개 남음`."""
    required = {content.pk for content in contents if content.is_required}
    optional = {content.pk for content in contents} - required
    if not required or not optional:
        return _("%(all)d개 중 %(done)d개 완료") % {"all": len(contents), "done": len(completed)}
    left = len(optional - completed)
    return " · ".join(
        [
            _("필수 %(n)d개 모두 완료") % {"n": len(required)}
            if required <= completed
            else _("필수 %(all)d개 중 %(done)d개 완료") % {"all": len(required), "done": len(required & completed)},
            _("선택 %(n)d개 남음") % {"n": left} if left else _("선택 %(n)d개 모두 완료") % {"n": len(optional)},
        ]
    )


def _weighed(contents: Sequence[Content], rows: dict[int, Progress]) -> tuple[int, int]:
    reached = sum(rows[content.pk].progress_rate * content.minutes for content in contents if content.pk in rows)
    return reached, sum(content.minutes for content in contents)


def _total(contents: Sequence[Content]) -> str:
    count = ngettext("%(n)d개", "%(n)d개", len(contents)) % {"n": len(contents)}
    return f"{count} · {text.length(sum(content.minutes for content in contents))}" if contents else ""


def _says(access: ClassAccess, now: datetime) -> tuple[str, str, list[str]]:
    """Return the kind of callout, its title, and sentences about what can be done now."""
    course_class = access.course_class
    if course_class.called_off_at is not None:
        return "warn", _("폐강된 차수입니다"), [_("진도가 저장되지 않습니다.")]
    if access.enrolment is None:
        return (
            "info",
            _("미리 보기입니다"),
            [_("수강생에게 보이는 강의실입니다. 보시는 동안 진도는 저장되지 않습니다.")],
        )
    today = clock.local(now).date()
    if now < course_class.starts_at:
        opens = {"day": spoken.say_day(course_class.start_date, today=today)}
        return "info", _("%(day)s에 열립니다") % opens, [_("그때까지는 배울 내용을 미리 살펴보실 수 있습니다.")]
    if now >= course_class.ends_at:
        return "info", _("수강 기간이 끝났습니다"), [_("콘텐츠는 다시 볼 수 있으며, 진도는 더 저장되지 않습니다.")]
    left = text.time_left(course_class.ends_at, now=now)
    until = _("%(day)s까지 학습하실 수 있습니다") % {"day": spoken.say_day(course_class.end_date, today=today)}
    return "info", until, [_("%(left)s. 보신 만큼 저절로 저장됩니다.") % {"left": left}]


def _next(
    lines: Sequence[ContentLine],
    contents: Sequence[Content],
    rows: dict[int, Progress],
    access: ClassAccess,
    now: datetime,
) -> NextContent | None:
    """Return the content to continue with: the one saved last, otherwise the first that is not completed.

    None if all are completed, or if it may not be opened yet.
    """
    if not lines or not lines[0].url:
        return None
    if access.enrolment is None:
        return NextContent(_("처음부터 보기"), lines[0].title, lines[0].url)
    if now >= access.course_class.ends_at:
        return NextContent(_("다시 보기"), lines[0].title, lines[0].url)
    by_pk = {line.pk: line for line in lines}
    done = {line.pk for line in lines if line.is_done}
    pk = next_content(by_pk, done, {pk: row.saved_at for pk, row in rows.items()})
    if pk is None:
        return None
    line = by_pk[pk]
    return NextContent(_("이어서 학습하기") if rows else _("학습 시작하기"), line.title, line.url)


def _facts(course_class: CourseClass, now: datetime) -> list[tuple[str, str, str]]:
    left = text.time_left(course_class.ends_at, now=now) if course_class.starts_at <= now else ""
    period = spoken.say_period(course_class.start_date, course_class.end_date, today=clock.local(now).date())
    return [
        (_("수강 기간"), period, left),
        (_("수료 기준"), labels.completion_rule(course_class)[0], ""),
    ]


def own_enrolment(class_id: int, member: Member) -> Enrolment:
    """Return the member's newest enrolment in a class, in whatever state, as the one to learn with. 1 query.

    Raises CourseClass.DoesNotExist for a class that the member may not see, NotAllowed `not_your_enrolment`.
    """
    own = Enrolment.objects.of(member).filter(course_class_id=class_id).order_by("-pk").first()
    if own is None:
        CourseClass.objects.visible_to(member).only("pk").get(pk=class_id)
        raise rules.no_own_enrolment()
    return own


def saved_words(moment: datetime, now: datetime) -> str:
    """Return `14:03` for a moment of today, otherwise the day with it."""
    local = clock.local(moment)
    return f"{local:%H:%M}" if local.date() == clock.local(now).date() else text.moment(moment)
