"""The reviews of a tutorial: in words, on its page and in their list, and the viewer's own."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import Act
from apps.core.errors import DomainError, allowed, refusal_of
from apps.core.paging import Page, PreparedList, asked_page_of, page_of
from apps.core.prepared import Given, Prepared, given_list, list_values
from apps.lessons.models import Lesson, Review, Tutorial
from apps.lessons.rules import reviews as rules
from apps.lessons.states import LessonStatus, Role

PAGE_SIZE = 10
NEWEST_SHOWN = 3
_VALUES = (
    "pk", "score", "words", "written_at", "changed_at", "answer", "answered_at", "answer_changed_at", "mentee_id",
    "mentee__name", "mentee__left_at", "tutorial__mentor_id",
)  # fmt: skip


class Rating(NamedTuple):
    """The average of a tutorial's reviews: `4.7`, their number in words, and both in one sentence to be read out."""

    average: str
    number: str
    spoken: str

    @property
    def line(self) -> str:
        """The rating in a line of text."""
        return f"★ {self.average} · {self.number}"


def rating_of(count: int, score_sum: int) -> Rating | None:
    """Return the rating of a tutorial from the number and the sum of its shown reviews; None without any."""
    average = average_of(count, score_sum)
    if average is None:
        return None
    number = ngettext("후기 %(n)d개", "후기 %(n)d개", count) % {"n": count}
    words = {"number": number, "average": f"{average:.1f}", "most": rules.HIGHEST}
    return Rating(f"{average:.1f}", number, _("%(number)s, %(most)d점 만점에 평균 %(average)s점") % words)


def average_of(count: int, score_sum: int) -> float | None:
    """Return the average to one digit, rounded half up; None without reviews."""
    return (20 * score_sum + count) // (2 * count) / 10 if count else None


class ReviewRow(NamedTuple):
    """A review as its list shows it. `score_words` reads the stars out; `answer_url` is the mentor's to answer it."""

    pk: int
    score: int
    stars: str
    score_words: str
    name: str
    when: str
    words: str
    answer: str
    answered: str
    is_own: bool
    answer_url: str
    answer_label: str


_rows = Prepared(lambda: Review.objects.filter(pk__in=given_list("key", PAGE_SIZE)).values_list(*_VALUES, named=True))
_newest = Prepared(
    lambda: (
        Review.objects.shown().filter(tutorial_id=Given("tutorial")).newest_first()
        .values_list(*_VALUES, named=True)[:NEWEST_SHOWN]
    )
)  # fmt: skip
_listed = PreparedList(lambda: Review.objects.shown().filter(tutorial_id=Given("tutorial")).newest_first())


def list_newest_reviews(tutorial: Tutorial, member: Any) -> list[ReviewRow]:
    """Return the newest reviews of a tutorial, none without a statement if it has none. Statements: 1."""
    if not tutorial.review_count:
        return []
    return [_row(row, member) for row in _newest(tutorial=tutorial.pk)]


def get_review_list(tutorial: Tutorial, number: int, member: Any) -> Page:
    """Return one page of the reviews of a tutorial, the newest first. Statements: 3."""
    return page_of(_listed(tutorial=tutorial.pk), number, size=PAGE_SIZE, load=lambda keys: _load(keys, member))


def list_reviews_asked(tutorial: Tutorial, number: int, member: Any) -> Page:
    """Return one page as `get_review_list` does, but an empty one past the end, as the API answers. Statements: 3."""
    return asked_page_of(_listed(tutorial=tutorial.pk), number, size=PAGE_SIZE, load=lambda keys: _read(keys))


def name_for(row: Any, member: Any) -> str:
    """Return the name of a review's author as the viewer may read it.

    Whole to oneself, to the mentor and to staff, who know it from the lesson; to others with its middle masked.
    """
    own = getattr(member, "pk", None)
    knows = own is not None and (own in {row.mentee_id, row.tutorial__mentor_id} or member.may("lessons.view_review"))
    return row.mentee__name if knows or row.mentee__left_at else text.mask_name(row.mentee__name)


def _read(keys: list[int]) -> list[Any]:
    if not keys:
        return []
    found = {row.pk: row for row in _rows(**list_values("key", keys, PAGE_SIZE))}
    return [found[key] for key in keys if key in found]


def _load(keys: list[int], member: Any) -> list[ReviewRow]:
    return [_row(row, member) for row in _read(keys)]


def _row(row: Any, member: Any) -> ReviewRow:
    today, own = clock.today(), getattr(member, "pk", None)
    answers = own == row.tutorial__mentor_id
    return ReviewRow(
        pk=row.pk,
        score=row.score,
        stars="★" * row.score + "☆" * (rules.HIGHEST - row.score),
        score_words=_("%(most)d점 만점에 %(score)d점") % {"most": rules.HIGHEST, "score": row.score},
        name=name_for(row, member),
        when=_dated(row.written_at, row.changed_at, today),
        words=row.words,
        answer=row.answer,
        answered=_dated(row.answered_at, row.answer_changed_at, today) if row.answered_at else "",
        is_own=own == row.mentee_id,
        answer_url=reverse("tutorials:review_answer", args=[row.pk]) if answers else "",
        answer_label=_("답글 수정하기") if row.answer else _("답글 쓰기"),
    )


def _dated(written: datetime, changed: datetime | None, today: Any) -> str:
    """Return the day in words, with the mark of what was changed."""
    words = spoken.say_date(clock.local(written).date(), today=today)
    return _("%(day)s · 수정됨") % {"day": words} if changed else words


# --- One's own --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnReview:
    """What a member may do: `label` leads to `url`; `hidden` says why staff hid the member's review."""

    url: str
    label: str
    is_written: bool
    hidden: str = ""


def get_own_review(tutorial_id: int, member: Any) -> Review | None:
    """Return the member's review of a tutorial. Statements: 1."""
    return Review.objects.filter(tutorial_id=tutorial_id, mentee_id=member.pk).first()


def refusal_to_review(tutorial_id: int, member: Member, review: Review | None, now: datetime) -> DomainError | None:
    """Return why the member may not write or change a review of a tutorial, None if they may. Statements: 1."""
    held = Lesson.objects.to_review(member).filter(tutorial_id=tutorial_id).exists()
    return refusal_of(rules.check_can_review, held, review, now=now)


_ME: Any = SimpleNamespace(pk=Given("member"))


def _standing_rows() -> QuerySet:
    own = Review.objects.filter(tutorial=OuterRef("pk"), mentee_id=Given("member"))
    held = Lesson.objects.to_review(_ME).filter(tutorial=OuterRef("pk"))
    rows = Tutorial.objects.filter(pk=Given("tutorial")).annotate(
        held=Exists(held),
        written_at=Subquery(own.values("written_at")[:1]),
        hidden=Subquery(own.values("hidden_reason")[:1]),
    )
    return rows.values_list("held", "written_at", "hidden", named=True)


_standing = Prepared(_standing_rows)


def get_own_part(tutorial_id: int, member: Any, now: datetime) -> OwnReview | None:
    """Return what the member may do about a tutorial's reviews, None for nothing. Statements: 1, none for a visitor."""
    if not member.is_authenticated:
        return None
    found = _standing.first(member=member.pk, tutorial=tutorial_id)
    review = found if found is not None and found.written_at else None
    may = found is not None and allowed(rules.check_can_review, found.held, review, now=now)
    hidden = (found.hidden or "") if found is not None else ""
    if not may and not hidden:
        return None
    url = reverse("tutorials:review", args=[tutorial_id]) if may else ""
    return OwnReview(url, _("내 후기 수정하기") if review else _("후기 쓰기"), review is not None, hidden)


def review_acts(lesson: Lesson, role: Role | None, member: Member, now: datetime) -> list[Act]:
    """Return the act of a mentee on the page of a completed lesson. Statements: 1, for such a lesson alone."""
    if role != Role.MENTEE or lesson.status != LessonStatus.COMPLETED:
        return []
    own = get_own_part(lesson.tutorial_id, member, now)
    return [Act("review", own.label, "plain" if own.is_written else "primary", own.url)] if own and own.url else []


# --- My page ---------------------------------------------------------------------------------------------------------


def is_to_review() -> Q:
    """Return the condition of a lesson completed since `Given("since")` of whose tutorial its mentee wrote no review.

    A lesson to which the mentee objected, or did not come, is not asked about.
    """
    written = Review.objects.filter(tutorial=OuterRef("tutorial"), mentee=OuterRef("mentee"))
    is_settled = Q(outcome=None) | Q(outcome__absent="", outcome__objected_at=None)
    since = Given("since", DateTimeField())
    return Q(is_settled, ~Exists(written), status=LessonStatus.COMPLETED, completed_at__gt=since)
