"""Tutorials and lessons of the demo, made act by act in the order of time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.lessons.models import Lesson, Tutorial
from apps.lessons.rules.times import ANSWERED_WITHIN
from apps.lessons.selectors.hours import list_mentors_holidays
from apps.lessons.services import hours, lessons, limits, outcomes, payments, requests, times, tutorials
from apps.lessons.services.tutorials import TutorialInput
from apps.lessons.states import LessonStatus, Role
from apps.planner.services import set_free_hours
from apps.planner.weekly_hours import WeeklySpan
from apps.portal.demo.earlier_starts import ids_by_key
from apps.portal.demo.lesson_plans import DAYS_OFF, FREE_HOURS, HOURS, LESSONS, TUTORIALS, LessonPlan
from apps.portal.demo.places import ONLINE, joined_at
from apps.portal.demo.topics import OF_TUTORIALS

# The audit entries by which a later start knows what exists.
OFFERED, LAID = "demo.offered", "demo.lesson_laid"
BEGAN = timedelta(days=40)
_TRIES = 10

Act = tuple[datetime, int, Callable[[], object]]


@dataclass
class LessonStory:
    """A plan and the lesson made of it. `pk` stays None if no time was free."""

    plan: LessonPlan
    pk: int | None = None
    starts_at: datetime | None = None

    @property
    def lesson_id(self) -> int:
        """The lesson's id. Raises Lesson.DoesNotExist if none could be requested."""
        if self.pk is None:
            raise Lesson.DoesNotExist
        return self.pk


def missing_plans(now: datetime) -> list[LessonPlan]:
    """Return the plans that have no lesson, or whose lesson is not in the planned state any more."""
    laid = ids_by_key(LAID)
    rows = Lesson.objects.in_bulk(laid.values())
    return [plan for plan in LESSONS if _is_stale(plan, rows.get(laid.get(plan.key)), now)]


def _is_stale(plan: LessonPlan, lesson: Lesson | None, now: datetime) -> bool:
    if lesson is None:
        return True
    return plan.is_ahead and (lesson.ends_at if plan.want == LessonStatus.IN_PROGRESS else lesson.starts_at) <= now


def make_lessons(plans: list[LessonPlan], members: dict[str, Member], now: datetime) -> None:
    """Offer the tutorials that are missing, set the mentors' hours, and make the lessons of `plans`."""
    people = {email.removesuffix("@example.com"): member for email, member in members.items()}
    with clock.pretending(now - BEGAN):
        offered = _offer(people, clock.local(now))
    teller = _LessonTeller(people, offered, now)
    acts = sorted((act for plan in plans for act in teller.acts(LessonStory(plan))), key=lambda act: act[:2])
    for moment, _order, act in acts:
        with clock.pretending(moment):
            try:
                act()
            except (DomainError, Lesson.DoesNotExist, Tutorial.DoesNotExist):
                continue  # someone who uses the demo changed what the story builds on
    _set_ways(people, offered)


def _offer(people: dict[str, Member], now: datetime) -> dict[str, int]:
    """Offer the tutorials that are missing and return the ids of all by key."""
    tutorial_ids = ids_by_key(OFFERED)
    for key, plan in TUTORIALS.items():
        if key in tutorial_ids:
            continue
        given = TutorialInput(
            plan.title, plan.description, plan.price, plan.minutes, ONLINE, joined_at(ONLINE, plan.mentor),
            topics=OF_TUTORIALS[key],
        )  # fmt: skip
        row = tutorials.offer_tutorial(by=people[plan.mentor], given=given)
        audit.record(by=None, act=OFFERED, subject=row, after={"key": key})
        if not plan.is_open:
            tutorials.close_tutorial(tutorial_id=row.pk, by=people[plan.mentor])
        tutorial_ids[key] = row.pk
    _keep_hours(people, now)
    return tutorial_ids


def _keep_hours(people: dict[str, Member], now: datetime) -> None:
    _open_a_holiday(people["mentor2"], now)
    for name, spans in HOURS.items():
        if not AuditEntry.objects.filter(act="lessons.hours_set", actor=people[name]).exists():
            hours.set_weekly_hours(by=people[name], spans=spans)
    for name, spans in FREE_HOURS.items():
        if not AuditEntry.objects.filter(act="planner.free_hours_set", actor=people[name]).exists():
            set_free_hours(by=people[name], spans=spans)
    for name, (first, last, note) in DAYS_OFF.items():
        if not AuditEntry.objects.filter(act="lessons.day_off_added", actor=people[name]).exists():
            day = now.date()
            hours.add_day_off(
                by=people[name], first_day=day + timedelta(days=first), last_day=day + timedelta(days=last), note=note
            )


def _set_ways(people: dict[str, Member], offered: dict[str, int]) -> None:
    """One mentor leaves a pause between lessons, another gives one tutorial at night, at hours of its own."""
    mentor = people["mentor2"]
    if not AuditEntry.objects.filter(act="lessons.settings_set", actor=mentor).exists():
        limits.set_lesson_settings(by=mentor, buffer=10, notice=12, most_a_day=4, holds_requests=True)
    night = people[TUTORIALS["react"].mentor]
    if not AuditEntry.objects.filter(act="lessons.tutorial_hours_set", actor=night).exists():
        spans = [WeeklySpan(4, time(22), time.min), WeeklySpan(5, time.min, time(1))]
        tutorials.set_tutorial_hours(tutorial_id=offered["react"], by=night, spans=spans)


def _open_a_holiday(mentor: Member, now: datetime) -> None:
    """One mentor gives lessons on the last public holiday that is known within a year."""
    if AuditEntry.objects.filter(act="lessons.holiday_opened", actor=mentor).exists():
        return
    ahead = list_mentors_holidays(mentor, clock.local(now).date()).choices
    if ahead:
        hours.open_holiday(by=mentor, day=date.fromisoformat(ahead[-1][0]))


class _LessonTeller:
    def __init__(self, people: dict[str, Member], offered: dict[str, int], now: datetime) -> None:
        self.people = people
        self.offered = offered
        self.now = now
        self.today = clock.local(now).date()
        self.order = count()

    def acts(self, story: LessonStory) -> Iterator[Act]:
        """Return the acts of a lesson: the request and what follows. None is later than now."""
        plan, mentee = story.plan, self.people[story.plan.mentee]
        mentor = self.people[TUTORIALS[plan.tutorial].mentor]
        asked = min(self.now - timedelta(hours=30), self._day(plan.day) - timedelta(days=5, hours=11, minutes=20))
        yield self._at(asked, lambda: self._ask(story, mentee))
        if plan.missed:
            yield self._at(asked + ANSWERED_WITHIN, requests.end_unanswered_requests)
            return
        answered = asked + timedelta(hours=9)
        if plan.want == LessonStatus.REJECTED:
            yield self._at(
                answered, lambda: lessons.reject_lesson(lesson_id=story.lesson_id, by=mentor, reason=plan.reason)
            )
        if plan.want in {
            LessonStatus.APPROVED,
            LessonStatus.IN_PROGRESS,
            LessonStatus.COMPLETED,
            LessonStatus.CANCELLED,
        }:
            yield self._at(answered, lambda: lessons.approve_lesson(lesson_id=story.lesson_id, by=mentor))
        if plan.want == LessonStatus.CANCELLED:
            by = self.people[plan.ended_by]
            later = answered + timedelta(hours=10)
            yield self._at(later, lambda: lessons.cancel_lesson(lesson_id=story.lesson_id, by=by, reason=plan.reason))
        for offers, by in ((plan.mentor_offers, mentor), (plan.mentee_offers, mentee)):
            if offers:
                yield self._at(self.now - timedelta(hours=5), partial(self._offer_times, story, by, offers))
        if plan.want in {LessonStatus.IN_PROGRESS, LessonStatus.COMPLETED}:
            # Last of all, because the lesson's own time is only known once it was requested.
            yield self._at(self.now, lambda: self._hold(story, mentor))

    def _at(self, moment: datetime, act: Callable[[], object]) -> Act:
        return moment, next(self.order), act

    def _day(self, day: int) -> datetime:
        return clock.start_of(self.today + timedelta(days=day))

    def _ask(self, story: LessonStory, mentee: Member) -> None:
        """Request the lesson on the day of the plan, or on the nearest day on which the mentor has time."""
        for moment in self._moments(story.plan):
            try:
                asked = lessons.request_lesson(
                    tutorial_id=self.offered[story.plan.tutorial], by=mentee, starts_at=moment,
                    message=story.plan.message,
                )  # fmt: skip
            except DomainError:
                continue
            story.pk, story.starts_at = asked.lesson.pk, asked.lesson.starts_at
            audit.record(by=None, act=LAID, subject=asked.lesson, after={"key": story.plan.key})
            return

    def _moments(self, plan: LessonPlan) -> Iterator[datetime]:
        if plan.want == LessonStatus.IN_PROGRESS:
            begun = clock.local(self.now) - timedelta(minutes=20)
            yield max(self._day(0), begun.replace(minute=begun.minute // 30 * 30, second=0, microsecond=0))
            return
        for number in range(_TRIES):
            day = self.today + timedelta(days=plan.day + (number if plan.day > 0 else -number))
            yield clock.at(day, time.fromisoformat(plan.start))

    def _offer_times(self, story: LessonStory, by: Member, days: tuple[int, ...]) -> None:
        starts = [] if story.starts_at is None else [story.starts_at + timedelta(days=day) for day in days]
        times.offer_times(lesson_id=story.lesson_id, by=by, starts=starts)

    def _hold(self, story: LessonStory, mentor: Member) -> None:
        """Start the lesson at its time and, if it is over, complete it at its end."""
        lesson = Lesson.objects.get(pk=story.lesson_id)
        with clock.pretending(lesson.starts_at):
            lessons.start_lesson(lesson_id=lesson.pk, by=mentor)
        if story.plan.want == LessonStatus.COMPLETED:
            with clock.pretending(lesson.ends_at):
                lessons.complete_lesson(lesson_id=lesson.pk, by=mentor)
            self._say_what_came_of_it(story.plan, lesson, mentor)

    def _say_what_came_of_it(self, plan: LessonPlan, lesson: Lesson, mentor: Member) -> None:
        mentee = self.people[plan.mentee]
        if plan.is_confirmed:
            with clock.pretending(lesson.ends_at + timedelta(hours=2)):
                outcomes.confirm_lesson(lesson_id=lesson.pk, by=mentee)
        if plan.absence:
            with clock.pretending(lesson.ends_at + timedelta(minutes=10)):
                outcomes.say_absent(lesson_id=lesson.pk, by=mentor, absent=Role.MENTEE, reason=plan.absence)
        if plan.objection:
            with clock.pretending(lesson.ends_at + timedelta(hours=12)):
                outcomes.object_to_outcome(lesson_id=lesson.pk, by=mentee, reason=plan.objection)
        if plan.decision:
            finding, answer = plan.decision
            with clock.pretending(lesson.ends_at + timedelta(hours=36)):
                outcomes.decide_objection(lesson_id=lesson.pk, by=self.people["staff"], finding=finding, answer=answer)
        if plan.is_paid:
            with clock.pretending(lesson.ends_at + timedelta(hours=20)):
                payments.record_payment(lesson_id=lesson.pk, by=mentor)
