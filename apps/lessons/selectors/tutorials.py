"""The list of tutorials with its filters, and the page of one tutorial."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock, text
from apps.core.components import Badge
from apps.core.errors import refusal_of
from apps.core.filters import Filters, choice, flag, word
from apps.core.paging import Page, page_of
from apps.core.parts import OF_A_MENTOR
from apps.core.prepared import Given, Prepared, PreparedForViewers, StandIn, given_list, list_values
from apps.lessons import badges, rules
from apps.lessons.models import DayOff, Lesson, Tutorial, WeeklyHours
from apps.lessons.selectors.fit import list_fitting
from apps.lessons.selectors.hours import DAYS_OFF_SHOWN, days_off_lines, weekly_hours_lines
from apps.lessons.selectors.limits import notice_in_words, settings_of
from apps.lessons.selectors.reviews import (
    OwnReview,
    Rating,
    ReviewRow,
    get_own_part,
    list_newest_reviews,
    rating_of,
)
from apps.lessons.states import LIVE
from apps.topics.models import Topic
from apps.topics.selectors import TopicLink, TopicsOfRows, link_topics, narrow_to_topic

PAGE_SIZE = 10
NEWEST = 5
OTHERS_SHOWN = 5


def price_in_words(value: str) -> str:
    return _("무료") if value == "free" else _("%(price)s 이하") % {"price": text.won(int(value))}


def length_in_words(value: str) -> str:
    return _("%(length)s 이하") % {"length": text.length(int(value))}


STATUSES = {
    "": gettext_lazy("신청 받는 과외"),
    "closed": gettext_lazy("신청을 닫은 과외"),
    "all": gettext_lazy("모두"),
}
PRICES = {value: lazy(price_in_words, str)(value) for value in ("free", "10000", "30000", "50000", "100000")}
LENGTHS = {value: lazy(length_in_words, str)(value) for value in ("30", "60", "90", "120")}
MINE = {"offered": gettext_lazy("내가 연 과외"), "taken": gettext_lazy("내가 신청한 과외")}
SORTS = {"": gettext_lazy("새로 올라온 순"), "price": gettext_lazy("수업료 낮은 순")}
_ROW_FIELDS = (
    "pk",
    "title",
    "mentor_id",
    "mentor__name",
    "price",
    "duration",
    "description",
    "is_open",
    "asked",
    "review_count",
    "score_sum",
)
_ORDERS = {"": ("-created_at", "-pk"), "price": ("price", "-pk")}


@dataclass(frozen=True)
class TutorialFilters(Filters):
    """The filters of the list. `price` and `length` are upper limits, in KRW and minutes."""

    topic: str = word("topic", label=gettext_lazy("주제"), chip=gettext_lazy("주제: %s"))
    word: str = word(chip=gettext_lazy("검색: %s"))
    status: str = choice(STATUSES, gettext_lazy("신청"), chip=gettext_lazy("신청: %s"), for_members=True)
    price: str = choice(PRICES, gettext_lazy("수업료"), chip="%s")
    length: str = choice(LENGTHS, gettext_lazy("수업 길이"), chip="%s")
    mine: str = choice(MINE, gettext_lazy("나의 과외"), chip="%s", for_members=True)
    fit: bool = flag("1", gettext_lazy("내 주에 맞는 것"), chip="%s", for_members=True)
    sort: str = choice(SORTS, gettext_lazy("정렬"), kept=True)

    selected = ("status", "price", "length", "mine", "sort")


def filter_tutorials(filters: TutorialFilters, member: Any) -> QuerySet[Tutorial]:
    """Return the tutorials that the filters choose, in the chosen order. Queries: 7 for those that fit."""
    rows = Tutorial.objects.visible_to(member) if filters.status else Tutorial.objects.on_offer()
    if filters.status == "closed":
        rows = rows.filter(is_open=False)
    if filters.price == "free":
        rows = rows.filter(price=0)
    elif filters.price:
        rows = rows.filter(price__lte=int(filters.price))
    if filters.length:
        rows = rows.filter(duration__lte=int(filters.length))
    if filters.mine == "offered":
        rows = rows.filter(mentor_id=member.pk)
    elif filters.mine == "taken":
        rows = rows.filter(pk__in=Lesson.objects.of_mentee(member).values("tutorial"))
    rows = narrow_to_topic(rows, filters.topic).matching(filters.word)
    if filters.fit:
        rows = Tutorial.objects.filter(pk__in=list_fitting(rows.on_offer(), member, clock.now()))
    return rows.order_by(*_ORDERS[filters.sort])


@dataclass(frozen=True)
class TutorialRow:
    """A tutorial as the list shows it, every part ready to print. `mine`: the viewer offers or has requested it."""

    pk: int
    url: str
    title: str
    mentor: str
    price: str
    length: str
    excerpt: str
    topics: list[TopicLink]
    mine: str
    is_open: bool
    rating: Rating | None = None


def get_tutorial_list(filters: TutorialFilters, number: int, member: Any) -> Page:
    """Return one page of the list. Queries: 4, up to three more for a word."""
    return page_of(
        filter_tutorials(filters, member), number, size=PAGE_SIZE, load=lambda keys: _tutorial_rows(keys, member)
    )


def _tutorial_rows(keys: list[int], member: Any) -> list[TutorialRow]:
    if not keys:
        return []
    by_key = {row.pk: row for row in _of(_shown, member, **list_values("key", keys, PAGE_SIZE))}
    topics = _topics(keys, PAGE_SIZE)
    return [_tutorial_row(by_key[key], member, topics[key]) for key in keys if key in by_key]


def list_newest_tutorials(member: Any, word: str) -> list[TutorialRow]:
    """Return the newest tutorials on offer that contain `word`. Queries: 1, up to three more for a word."""
    if not word:
        return [_tutorial_row(row, member) for row in _of(_newest, member)]
    rows = filter_tutorials(TutorialFilters(word=word), member).annotate(asked=_has_live_lesson(member))
    return [_tutorial_row(row, member) for row in rows.values_list(*_ROW_FIELDS, named=True)[:NEWEST]]


def list_open_tutorials(member_id: int) -> list[TutorialRow]:
    """Return the newest tutorials on offer of a mentor. Queries: 1."""
    return [_tutorial_row(row, None) for row in _of_mentor(mentor=member_id)]


def _for_each(build: Callable[[], QuerySet]) -> dict[bool, Prepared]:
    """Prepare the statement twice: for members (True) and for visitors (False)."""

    def prepared(viewer: Any) -> Prepared:
        return Prepared(lambda: build().annotate(asked=_has_live_lesson(viewer)).values_list(*_ROW_FIELDS, named=True))

    return {True: prepared(StandIn(True, False)), False: prepared(StandIn(False, False))}


def _of(statements: dict[bool, Prepared], member: Any, **values: Any) -> list[Any]:
    return statements[True](viewer=member.pk, **values) if member.is_authenticated else statements[False](**values)


def _has_live_lesson(member: Any) -> Any:
    if not member.is_authenticated:
        return Value(False, output_field=BooleanField())
    return Exists(Lesson.objects.of_mentee(member).filter(tutorial=OuterRef("pk"), status__in=LIVE))


_shown = _for_each(lambda: Tutorial.objects.filter(pk__in=given_list("key", PAGE_SIZE)))
_newest = _for_each(lambda: Tutorial.objects.on_offer().order_by(*_ORDERS[""])[:NEWEST])


_of_mentor = Prepared(
    lambda: (
        Tutorial.objects.on_offer()
        .filter(mentor_id=Given("mentor"))
        .annotate(asked=_has_live_lesson(StandIn(False, False)))
        .order_by(*_ORDERS[""])
        .values_list(*_ROW_FIELDS, named=True)[:OF_A_MENTOR]
    )
)
_topics = TopicsOfRows(lambda: Tutorial.topics.through, "tutorial", "tutorials:list")


def _tutorial_row(row: Any, member: Any, topics: Sequence[TopicLink] = ()) -> TutorialRow:
    own = getattr(member, "pk", None) == row.mentor_id
    return TutorialRow(
        pk=row.pk,
        url=reverse("tutorials:detail", args=[row.pk]),
        title=row.title,
        mentor=row.mentor__name,
        price=text.fee(row.price),
        length=text.length(row.duration),
        excerpt=Truncator(" ".join(row.description.split())).chars(110),
        topics=list(topics),
        mine=_("내 과외") if own else _("신청함") if row.asked else "",
        is_open=row.is_open,
        rating=rating_of(row.review_count, row.score_sum),
    )


# --- One tutorial -----------------------------------------------------------------------------------------------------


class MainAction(NamedTuple):
    """The main act of the page: a link to `url`, or off without an `url` and with the reason in `why`."""

    label: str
    url: str = ""
    why: str = ""
    kind: str = "primary"


class LiveLesson(NamedTuple):
    """A lesson of the viewer that is not over yet."""

    url: str
    when: str
    badge: Badge


@dataclass(frozen=True)
class TutorialDetailPage:
    """A tutorial as its page shows it. `hours`: weekdays and their times; empty if lessons are given at all times."""

    tutorial: Tutorial
    mentor: Member
    career: str
    introduction: str
    topics: list[TopicLink]
    has_page: bool
    price: str
    length: str
    hours: list[tuple[str, str]]
    days_off: list[str]
    notice: str
    others: list[TutorialRow]
    mine: list[LiveLesson]
    action: MainAction
    manages: bool
    registered: str
    rating: Rating | None
    reviews: list[ReviewRow]
    own: OwnReview | None


_topics_of = Prepared(lambda: Topic.objects.filter(tutorials=Given("tutorial")))


def get_tutorial(tutorial_id: int, member: Any) -> Tutorial:
    """Return a tutorial that the member may see, with its mentor. Raises Tutorial.DoesNotExist. Queries: 1."""
    tutorial = _tutorial_for.first(member, pk=tutorial_id)
    if tutorial is None:
        raise Tutorial.DoesNotExist
    return tutorial


_tutorial_for = PreparedForViewers(
    Tutorial,
    "lessons.view_tutorial",
    lambda rows: rows.filter(pk=Given("pk")).select_related(
        "venue", "mentor__mentor_profile", "mentor__lesson_settings"
    ),
)


def get_tutorial_page(tutorial_id: int, member: Any) -> TutorialDetailPage:
    """Return the page of a tutorial. Raises Tutorial.DoesNotExist if the member may not see it.

    Queries: 5, one more for reviews, two more for a member's own lessons and review.
    """
    tutorial = get_tutorial(tutorial_id, member)
    mentor = tutorial.mentor
    profile = mentor.mentor_profile if mentor.is_mentor else None
    known = member.is_authenticated
    days_off = DayOff.objects.filter(mentor=mentor, last_day__gte=clock.today())
    return TutorialDetailPage(
        tutorial=tutorial,
        mentor=mentor,
        career=profile.career if profile else "",
        introduction=profile.introduction if profile else "",
        topics=link_topics(_topics_of(tutorial=tutorial.pk), "tutorials:list"),
        has_page=profile is not None and mentor.is_active,
        price=text.fee(tutorial.price),
        length=text.length(tutorial.duration),
        hours=weekly_hours_lines(WeeklyHours.objects.for_tutorial(tutorial)),
        days_off=days_off_lines(days_off.order_by("first_day")[:DAYS_OFF_SHOWN]),
        notice=notice_in_words(settings_of(mentor)),
        others=_other_tutorials(tutorial, member),
        mine=_live_lessons(tutorial, member) if known else [],
        action=_main_action(tutorial, member),
        manages=known and rules.manages_tutorial(member, tutorial),
        registered=text.day(clock.local(tutorial.created_at).date()),
        rating=rating_of(tutorial.review_count, tutorial.score_sum),
        reviews=list_newest_reviews(tutorial, member),
        own=get_own_part(tutorial.pk, member, clock.now()),
    )


def _other_tutorials(tutorial: Tutorial, member: Any) -> list[TutorialRow]:
    """Return the other tutorials that the mentor offers. Queries: 1."""
    rows = Tutorial.objects.on_offer().filter(mentor_id=tutorial.mentor_id).exclude(pk=tutorial.pk)
    others = rows.annotate(asked=_has_live_lesson(member)).order_by(*_ORDERS[""]).values_list(*_ROW_FIELDS, named=True)
    return [_tutorial_row(row, member) for row in others[:OTHERS_SHOWN]]


def _live_lessons(tutorial: Tutorial, member: Any) -> list[LiveLesson]:
    rows = Lesson.objects.of_mentee(member).filter(tutorial=tutorial, status__in=LIVE).order_by("starts_at", "pk")
    return [
        LiveLesson(row.get_absolute_url(), text.span(row.starts_at, row.ends_at), badges.status_badge(row.status))
        for row in rows[:OTHERS_SHOWN]
    ]


def _main_action(tutorial: Tutorial, member: Any) -> MainAction:
    request_url = reverse("tutorials:request", args=[tutorial.pk])
    refused = refusal_of(rules.check_can_request, member, tutorial)
    if refused is not None:
        if refused.code == "own_tutorial":
            return MainAction(_("받은 신청 보기"), reverse("lessons:requests"))
        return MainAction(_("신청을 받지 않음"), why=refused.message)
    if not member.is_authenticated:
        return MainAction(_("로그인하고 수업 신청하기"), f"{reverse('account_login')}?next={request_url}")
    return MainAction(_("수업 신청하기"), request_url)


def get_managed_tutorial(tutorial_id: int, member: Any) -> Tutorial:
    """Return a tutorial that the member manages, with its topics.

    Raises Tutorial.DoesNotExist, NotAllowed `not_the_mentor`.
    """
    rows = Tutorial.objects.visible_to(member).select_related("venue", "mentor__mentor_profile")
    tutorial = rows.prefetch_related("topics").get(pk=tutorial_id)
    rules.check_can_manage_tutorial(member, tutorial)
    return tutorial
