"""The progress of the learners of a class, for those who run it: a list, and one learner content by content."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import text
from apps.core.components import Badge
from apps.core.paging import Page, page_of
from apps.elearning.catalogue.models import Content
from apps.elearning.catalogue.selectors.contents import weights_of
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress import badges, labels, rules
from apps.elearning.progress.selectors.classroom import CourseSums, sums_of
from apps.elearning.progress.selectors.records import (
    CourseProgress,
    Weighed,
    list_course_progress,
    list_of_enrolment,
)

BEHIND = "behind"
SORTS = {"behind": gettext_lazy("진도가 느린 순"), "idle": gettext_lazy("오래 쉰 순"), "name": gettext_lazy("이름순")}
_ORDERS: dict[str, tuple[str | OrderBy, str]] = {
    "behind": ("reached", "pk"),
    "idle": (F("last_at").asc(nulls_first=True), "pk"),
    "name": ("member__name", "pk"),
}
PAGE_SIZE = 30


@dataclass(frozen=True)
class LearnerRow:
    pk: int
    name: str
    url: str
    rate: int
    rate_label: str
    done: str
    time: str
    last: str
    badge: Badge | None
    kind: str


@dataclass(frozen=True)
class ClassProgress:
    """The list. `shown` is '' (all) or BEHIND, `sort` one of SORTS; `nobody`: the class has no learners at all."""

    standing: ClassAccess
    page: Page
    facts: list[tuple[str, str]]
    rule: str
    shown: str
    sort: str
    filters: list[dict[str, object]]
    sorts: list[dict[str, object]]
    query: str
    nobody: bool


@dataclass(frozen=True)
class LearnerContentRow:
    number: int
    title: str
    meta: str
    status: Badge
    missing: str
    rate: int
    time: str
    started: str
    last: str
    completed: str


@dataclass(frozen=True)
class LearnerPage:
    """The page of a learner, content by content. `has_room`: the viewer may open the classroom."""

    enrolment: Enrolment
    is_own: bool
    has_room: bool
    sums: CourseSums
    expected: str
    badge: Badge | None
    last: str
    rows: list[LearnerContentRow]


def class_progress(
    class_id: int, member: Member, now: datetime, *, number: int, shown: str, sort: str
) -> ClassProgress:
    """Return a page of the class's approved learners. Statements: 10.

    An unknown `shown` means all, an unknown `sort` the first of SORTS. Raises CourseClass.DoesNotExist, NotAllowed.
    """
    access = watched_class(class_id, member)
    shown, sort = shown if shown == BEHIND else "", sort if sort in SORTS else "behind"
    needs, expected = _needs(access), _expected(access, now)
    # Rates are rounded down, so that `rate < n` is the same as `reached < n × minutes`.
    behind = rules.behind_below(expected) * needs.minutes
    rows = _learners(class_id, needs)
    counted = rows.aggregate(all=Count("pk"), behind=Count("pk", filter=Q(reached__lt=behind)), mean=Avg("reached"))
    shown_rows = (rows.filter(reached__lt=behind) if shown else rows).order_by(*_ORDERS[sort])
    page = page_of(
        shown_rows,
        number,
        size=PAGE_SIZE,
        load=lambda keys: [_row(learner, expected) for learner in list_course_progress(keys)],
    )
    mean = int(counted["mean"] // needs.minutes) if needs.minutes and counted["mean"] is not None else 0
    return ClassProgress(
        standing=access,
        page=page,
        facts=[
            (_("수강생"), _("%(n)d명") % {"n": counted["all"]}),
            (_("평균 진도"), f"{mean}%"),
            (_("지난 기간"), f"{expected}%"),
            (_("뒤처진 학습자"), _("%(n)d명") % {"n": counted["behind"]}),
        ],
        rule=_rule(expected),
        shown=shown,
        sort=sort,
        filters=[
            _choice("", sort, shown == "", _("모두"), counted["all"]),
            _choice(BEHIND, sort, shown == BEHIND, _("뒤처진 학습자"), counted["behind"]),
        ],
        sorts=[_choice(shown, key, key == sort, str(label)) for key, label in SORTS.items()],
        query=_query(shown, sort),
        nobody=not counted["all"],
    )


def watched_class(class_id: int, member: Member) -> ClassAccess:
    """Return a class whose learners the member may watch. Raises CourseClass.DoesNotExist, NotAllowed. 3 queries."""
    access = class_access(class_id, member)
    rules.check_can_see(member, is_own=False, teaches=access.teaches)
    return access


def list_learners(access: ClassAccess) -> list[CourseProgress]:
    """Return all approved learners, the slowest first. 5 queries."""
    rows = _learners(access.course_class.pk, _needs(access)).order_by(*_ORDERS["behind"])
    return list_course_progress(rows.values_list("pk", flat=True))


def is_behind(learner: CourseProgress, access: ClassAccess, now: datetime) -> bool:
    return learner.rate < rules.behind_below(_expected(access, now))


def learner_progress(enrolment_id: int, member: Member, now: datetime) -> LearnerPage:
    """Return the page of a learner. Statements: 4, one more for those who run the class.

    Raises Enrolment.DoesNotExist, NotAllowed.
    """
    shown_rows = list_of_enrolment(enrolment_id, member)
    enrolment = Enrolment.objects.select_related("member", "course_class__course").get(pk=enrolment_id)
    course_class, is_own = enrolment.course_class, enrolment.member_id == member.pk
    kept = {content.pk: row for content, row in shown_rows if row is not None}
    sums = sums_of([content for content, _row in shown_rows], kept)
    expected = rules.expected_rate(starts_at=course_class.starts_at, ends_at=course_class.ends_at, now=now)
    last_at = max((row.saved_at for row in kept.values()), default=None)
    return LearnerPage(
        enrolment=enrolment,
        is_own=is_own,
        has_room=not is_own or enrolment.status == EnrolmentStatus.APPROVED,
        sums=sums,
        expected=f"{expected}%",
        badge=badges.behind_badge(sums.rate, expected),
        last=_moment(last_at),
        rows=[_content_row(number, content, row, now) for number, (content, row) in enumerate(shown_rows, start=1)],
    )


def _learners(class_id: int, needs: "_Needs") -> QuerySet:
    """Return the approved learners with `reached` (percent × minutes of what counts in the rate) and `last_at`."""
    by = needs.weighed
    rows = by.rows(enrolment_id=OuterRef("pk"))
    counting = rows.filter(by.required) if needs.only_required else rows
    reached = counting.annotate(all=Sum(by.reached)).values("all")
    last = rows.annotate(last=Max(f"{by.progress}saved_at")).values("last")
    learners = Enrolment.objects.filter(course_class_id=class_id, status=EnrolmentStatus.APPROVED)
    return learners.annotate(reached=Coalesce(Subquery(reached), Value(0)), last_at=Subquery(last))


@dataclass(frozen=True)
class _Needs:
    """What a rate is computed from (`rules.course_rate`): optional contents only if there are no required ones."""

    minutes: int
    only_required: bool
    weighed: Weighed


def _needs(access: ClassAccess) -> _Needs:
    course_class = access.course_class
    weights = weights_of([course_class])[course_class.pk]
    weighed = Weighed(course_class.contents_kept_at is not None)
    return _Needs(weights.required or weights.any_, bool(weights.required), weighed)


def _expected(access: ClassAccess, now: datetime) -> int:
    course_class = access.course_class
    return rules.expected_rate(starts_at=course_class.starts_at, ends_at=course_class.ends_at, now=now)


def _rule(expected: int) -> str:
    return _("지난 기간(%(gone)d%%)보다 진도가 %(points)d%%p 넘게 낮으면 뒤처진 것으로 봅니다.") % {
        "gone": expected,
        "points": rules.BEHIND,
    }


def _query(shown: str, sort: str) -> str:
    return "&".join(f"{name}={value}" for name, value in (("show", shown), ("sort", sort)) if value)


def _choice(shown: str, sort: str, current: bool, label: str, count: int | None = None) -> dict[str, object]:
    return {"label": label, "url": f"?{_query(shown, sort)}", "current": current, "count": count}


def _row(learner: CourseProgress, expected: int) -> LearnerRow:
    badge = badges.behind_badge(learner.rate, expected)
    return LearnerRow(
        pk=learner.enrolment.pk,
        name=learner.enrolment.member.name,
        url=reverse("enrolments:progress", args=[learner.enrolment.pk]),
        rate=learner.rate,
        rate_label=_("%(name)s 님의 진도 %(n)d%%") % {"name": learner.enrolment.member.name, "n": learner.rate},
        done=f"{learner.completed}/{learner.contents}",
        time=text.length(learner.seconds // 60),
        last=_moment(learner.last_at),
        badge=badge,
        kind="soon" if badge else "open",
    )


def _moment(moment: datetime | None) -> str:
    return text.moment(moment) if moment else "–"


def _content_row(number: int, content: Content, row: Any, now: datetime) -> LearnerContentRow:
    kind = _("필수") if content.is_required else _("선택")
    return LearnerContentRow(
        number=number,
        title=content.title,
        meta=f"{content.get_type_display()} · {text.length(content.minutes)} · {kind}",
        status=badges.status_badge(row, now),
        missing=labels.missing_text(content, row),
        rate=row.progress_rate if row else 0,
        time=text.length(row.learning_time // 60) if row else "–",
        started=_moment(row.started_at if row else None),
        last=_moment(row.saved_at if row else None),
        completed=_moment(row.completed_at if row else None),
    )
