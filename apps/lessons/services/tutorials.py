"""Offering, editing, closing and reopening tutorials."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock, search, spelling
from apps.core.rules import check_join_url
from apps.lessons import notices, rules
from apps.lessons.models import Lesson, Tutorial, WeeklyHours
from apps.lessons.states import LessonStatus
from apps.notices.kinds import Span
from apps.notices.services import tell
from apps.planner import services as planner
from apps.planner.ics import CalendarOf
from apps.planner.rules import check_room, joining_address
from apps.planner.weekly_hours import WeeklySpan
from apps.topics.selectors import topic_names
from apps.topics.services import read_topics

_AUDITED_COLUMNS = ("title", "description", "price", "duration", "venue", "venue_text", "join_url")
_PLAIN = ("title", "description", "price", "duration", "join_url")


@dataclass(frozen=True)
class TutorialInput:
    """The content of a tutorial: `price` in whole KRW, `duration` of a lesson in minutes.

    `venue` is the name of a known venue or any other name. `join_url` left out (None) becomes the mentor's default,
    where lessons are not in a room; '' is none. `topics` are names of known topics.
    """

    title: str
    description: str
    price: int
    duration: int
    venue: str = ""
    join_url: str | None = None
    topics: tuple[str, ...] = ()


def input_of(tutorial: Tutorial) -> TutorialInput:
    """Return the content of a tutorial as a form would give it."""
    plain = {name: getattr(tutorial, name) for name in _PLAIN}
    return TutorialInput(**plain, venue=tutorial.venue_name, topics=topic_names(tutorial))


@transaction.atomic
def offer_tutorial(*, by: Member, given: TutorialInput) -> Tutorial:
    """Offer a tutorial, open for requests. Raises NotAllowed `not_a_mentor`, Invalid, Conflict `title_taken`."""
    rules.check_can_offer(by)
    now = clock.now()
    tutorial = Tutorial(mentor=by, created_at=now, updated_at=now)
    _fill_tutorial(tutorial, given)
    topics = read_topics(given.topics)
    lock_member(by.pk)
    _check_title_is_new(tutorial)
    tutorial.save(force_insert=True)
    tutorial.topics.set(topics)
    audit.record(by=by, act="lessons.tutorial_offered", subject=tutorial, after=_audited(tutorial))
    return tutorial


@transaction.atomic
def edit_tutorial(
    *, tutorial_id: int, by: Member, changes: dict[str, Any], expected_revision: int | None = None
) -> Tutorial:
    """Change the fields in `changes` (names of TutorialInput) and keep the others.

    Lessons requested before keep their price and length, approved ones their place. A new title and a new joining
    address go into the planner entries of approved lessons ahead; the address is told.

    Raises Tutorial.DoesNotExist, NotAllowed `not_the_mentor`, Invalid, Conflict `title_taken`, and `changed_meanwhile`
    if the tutorial is not at `expected_revision` any more.
    """
    tutorial = _lock_tutorial(tutorial_id, by)
    rules.check_tutorial_unchanged(tutorial, expected_revision)
    before = _audited(tutorial)
    _fill_tutorial(tutorial, TutorialInput(**{**asdict(input_of(tutorial)), **changes}))
    if "topics" in changes:
        tutorial.topics.set(read_topics(changes["topics"], kept=[topic.pk for topic in tutorial.topics.all()]))
    after = _audited(tutorial)
    if before["title"] != after["title"]:
        _check_title_is_new(tutorial)
        ahead = tutorial.lessons.filter(status=LessonStatus.APPROVED, starts_at__gt=clock.now())
        planner.rename_appointments(Lesson.SOURCE, ahead.values_list("pk", flat=True), tutorial.title)
    if before["join_url"] != after["join_url"]:
        _follow_join_url(tutorial, before["join_url"])
    _save_tutorial(tutorial)
    audit.record(by=by, act="lessons.tutorial_edited", subject=tutorial, before=before, after=after)
    _tell_mentor(tutorial, by, notices.TUTORIAL_EDITED)
    return tutorial


@transaction.atomic
def set_tutorial_hours(
    *, tutorial_id: int, by: Member, spans: Iterable[WeeklySpan], expected_hours: str | None = None
) -> list[WeeklyHours]:
    """Replace the hours that hold for one tutorial alone. No spans: those of its mentor hold. Approved lessons stay.

    Raises Tutorial.DoesNotExist, NotAllowed `not_the_mentor` and as `planner.services.replace_hours`.
    """
    tutorial = _lock_tutorial(tutorial_id, by)
    before = list(WeeklyHours.objects.filter(tutorial=tutorial))
    rows = planner.replace_hours(
        WeeklyHours.objects.filter(tutorial=tutorial), {"mentor": tutorial.mentor, "tutorial": tutorial}, by=by,
        act="lessons.tutorial_hours_set", subject=tutorial, spans=spans, expected_hours=expected_hours,
    )  # fmt: skip
    if rows != before:
        _tell_mentor(tutorial, by, notices.TUTORIAL_EDITED)
    return rows


@transaction.atomic
def close_tutorial(*, tutorial_id: int, by: Member, reason: str = "") -> Tutorial:
    """Stop taking requests; earlier requests stay. A closed tutorial is left as it is. Staff give a reason.

    Raises Tutorial.DoesNotExist, NotAllowed `not_the_mentor`, Invalid `reason_missing`.
    """
    tutorial = _lock_tutorial(tutorial_id, by)
    rules.check_close_reason(by, tutorial, reason)
    if not tutorial.is_open:
        return tutorial
    tutorial.is_open = False
    _save_tutorial(tutorial)
    audit.record(by=by, act="lessons.tutorial_closed", subject=tutorial, reason=reason)
    _tell_mentor(tutorial, by, notices.TUTORIAL_CLOSED, reason=reason)
    return tutorial


@transaction.atomic
def reopen_tutorial(*, tutorial_id: int, by: Member) -> Tutorial:
    """Take requests again.

    Raises Tutorial.DoesNotExist, NotAllowed `not_the_mentor`, Conflict `mentor_gone`, `title_taken`.
    """
    tutorial = _lock_tutorial(tutorial_id, by)
    if tutorial.is_open:
        return tutorial
    rules.check_can_reopen(tutorial)
    tutorial.is_open = True
    _check_title_is_new(tutorial)
    _save_tutorial(tutorial)
    audit.record(by=by, act="lessons.tutorial_reopened", subject=tutorial)
    _tell_mentor(tutorial, by, notices.TUTORIAL_REOPENED)
    return tutorial


def _audited(tutorial: Tutorial) -> dict[str, Any]:
    return {**audit.snapshot(tutorial, _AUDITED_COLUMNS), "topics": ", ".join(topic_names(tutorial))}


def _lock_tutorial(tutorial_id: int, by: Member) -> Tutorial:
    """Lock the mentor and then the tutorial (the fixed order), and return it, if `by` manages it."""
    unlocked = Tutorial.objects.visible_to(by).get(pk=tutorial_id)
    rules.check_can_manage_tutorial(by, unlocked)
    _lock_mentor(unlocked.mentor_id, by)
    rows = Tutorial.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("venue", "mentor__mentor_profile").prefetch_related("topics").get(pk=tutorial_id)


def _lock_mentor(mentor_id: int, by: Member) -> None:
    """Lock the mentor, so that two tutorials of one title cannot be opened at once. Raises NotAllowed `left`."""
    if by.pk == mentor_id:
        lock_member(by.pk)
    else:
        Member.objects.select_for_update(no_key=True).only("pk").get(pk=mentor_id)


def _check_title_is_new(tutorial: Tutorial) -> None:
    others = Tutorial.objects.filter(mentor_id=tutorial.mentor_id, title=tutorial.title, is_open=True)
    rules.check_title_is_new(taken=tutorial.is_open and others.exclude(pk=tutorial.pk).exists())


def _tell_mentor(tutorial: Tutorial, by: Member, kind: str, **params: Any) -> None:
    """Tell the mentor what staff did to the tutorial; an act of the mentor's own tells nobody."""
    if by.pk != tutorial.mentor_id:
        tell([tutorial.mentor], kind, path=tutorial.get_absolute_url(), title=tutorial.title, **params)


def _fill_tutorial(tutorial: Tutorial, given: TutorialInput) -> None:
    tutorial.title = spelling.line(given.title)
    tutorial.description = spelling.text(given.description)
    tutorial.price, tutorial.duration = given.price, given.duration
    rules.check_tutorial(
        title=tutorial.title, description=tutorial.description, price=given.price, duration=given.duration
    )
    tutorial.venue, tutorial.venue_text = planner.read_place(given.venue, kept=tutorial.venue)
    check_room(tutorial.venue, 2, field="venue")
    default = tutorial.mentor.default_join_url if given.join_url is None else ""
    tutorial.join_url = joining_address(spelling.line(given.join_url or ""), default, venue=tutorial.venue)
    check_join_url(tutorial.join_url)
    tutorial.title_key = search.title_key(tutorial.title)
    tutorial.description_key = search.search_key(tutorial.description)


def _follow_join_url(tutorial: Tutorial, old: str) -> None:
    """Carry a new joining address to the approved lessons ahead, and tell their mentees."""
    rows = tutorial.lessons.select_for_update(no_key=True, of=("self",)).select_related("mentee").order_by("pk")
    for lesson in rows.filter(status=LessonStatus.APPROVED, ends_at__gt=clock.now(), join_url=old):
        lesson.join_url = tutorial.join_url
        lesson.save(update_fields=["join_url"])
        planner.set_join_url(Lesson.SOURCE, [lesson.pk], tutorial.join_url)
        tell(
            [lesson.mentee],
            notices.JOIN_CHANGED,
            path=lesson.get_absolute_url(),
            calendar=CalendarOf(Lesson.SOURCE, [lesson.pk]),
            title=tutorial.title,
            when=Span(lesson.starts_at, lesson.ends_at),
        )


def _save_tutorial(tutorial: Tutorial) -> None:
    tutorial.updated_at = clock.now()
    tutorial.revision += 1
    tutorial.save()
