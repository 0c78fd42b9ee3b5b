"""Mentoring sessions of the demo and their applications, made act by act in the order of time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import Conflict, DomainError
from apps.mentoring.models import Application, Attendance, Session
from apps.mentoring.rules.attendance import Mark
from apps.mentoring.services import applications, attendance, decisions, handouts, sessions
from apps.mentoring.services.sessions import SessionInput
from apps.mentoring.states import Phase, Presence
from apps.portal.demo.earlier_starts import ids_by_key
from apps.portal.demo.people import MEMBERS
from apps.portal.demo.pictures import pictures_of
from apps.portal.demo.places import ONLINE, joined_at
from apps.portal.demo.session_plans import PLANS, SessionPlan
from apps.portal.demo.session_texts import HANDOUTS, PREPARATIONS, TEXTS
from apps.portal.demo.topics import OF_SESSIONS

LAID = "demo.laid"  # the audit entry by which a later start knows what exists
FOR_EVER = frozenset({Phase.ENDED, Phase.DECLINED, Phase.DELETED})
DECLINE_REASON = "같은 주제의 특강이 같은 주에 이미 열립니다. 날짜를 바꾸어 다시 신청해 주시기 바랍니다."
REMOVE_REASON = "지난번 참석자와 내용이 같아 다음 회차를 권해 드립니다."
UNRECORDED = {"git#3"}  # so that its mentor has something to settle
MISSED = "viz#3"  # so that somebody who missed it may object
OBJECTIONS = {  # of the one who is recorded as absent, in the days after, and the answer if there is one
    "django#3": ("줄곧 듣고 있었습니다. 화상 회의에 회사 이름으로 들어가 못 알아보신 것 같습니다.", ""),
    "react#3": (
        "30분 늦게 들어가 뒤쪽에 앉았습니다. 끝에 질문도 드렸습니다.",
        "질문하신 분이 맞습니다. 지각으로 고쳤습니다.",
    ),
}
EXCUSED = (Presence.EXCUSED, "회사 일정이 겹쳐 미리 알려 주셨습니다.")


@dataclass
class SessionStory:
    """A plan and the session made of it. `pk` stays None if the session could not be opened.

    `leaving`: those whose seats are then offered to the ones that the plan calls `asked`.
    """

    plan: SessionPlan
    starts_at: datetime
    ends_at: datetime
    pk: int | None = None
    applied: dict[int, int] = field(default_factory=dict)
    leaving: list[Member] = field(default_factory=list)

    @property
    def session_id(self) -> int:
        """The session's id. Raises Session.DoesNotExist if it could not be opened."""
        if self.pk is None:
            raise Session.DoesNotExist
        return self.pk


def missing_plans(now: datetime) -> list[SessionPlan]:
    """Return the plans that have no session, or whose session is not in the planned phase any more."""
    laid = ids_by_key(LAID)
    rows = Session.objects.in_bulk(laid.values())
    return [plan for plan in PLANS if _is_stale(plan, rows.get(laid.get(plan.key)), now)]


def _is_stale(plan: SessionPlan, session: Session | None, now: datetime) -> bool:
    if session is None:
        return True
    if plan.want in FOR_EVER:
        return False
    if plan.want == Phase.UPCOMING:
        return session.opens_at <= now
    if plan.want in {Phase.RUNNING, Phase.CLOSED}:
        return session.ends_at <= now
    return session.closes_at <= now


def make_sessions(plans: list[SessionPlan], members: dict[str, Member], now: datetime) -> list[Session]:
    """Make the sessions of `plans` and return those that could be opened."""
    people = {email.removesuffix("@example.com"): member for email, member in members.items()}
    stories = [SessionStory(plan, *times(plan, now)) for plan in plans]
    teller = _SessionTeller(people, now)
    acts = sorted((act for story in stories for act in teller.acts(story)), key=lambda act: act[:2])
    for moment, _order, act in acts:
        with clock.pretending(moment):
            try:
                act()
            except (DomainError, Session.DoesNotExist):
                continue  # someone who uses the demo changed what the story builds on
    return list(Session.objects.filter(pk__in=[story.pk for story in stories if story.pk]))


def times(plan: SessionPlan, now: datetime) -> tuple[datetime, datetime]:
    """Return start and end of the session. One that runs now began today, about half an hour before `now`."""
    today = clock.local(now).date()
    if plan.want == Phase.RUNNING:
        begun = clock.local(now) - timedelta(minutes=30)
        start = max(clock.start_of(today), begun.replace(minute=begun.minute // 30 * 30, second=0, microsecond=0))
        return start, min(start + timedelta(minutes=plan.minutes), clock.at(today, time(23, 59)))
    start = clock.at(today + timedelta(days=plan.day), time.fromisoformat(plan.start))
    return start, start + timedelta(minutes=plan.minutes)


class _SessionTeller:
    def __init__(self, people: dict[str, Member], now: datetime) -> None:
        self.people = people
        self.now = now
        self.today = clock.local(now).date()
        self.order = count()
        self.busy: dict[int, list[tuple[datetime, datetime]]] = {}
        self.turn = 0
        self.crowd = [people[person.email.removesuffix("@example.com")] for person in MEMBERS]

    def acts(self, story: SessionStory) -> Iterator[tuple[datetime, int, Callable[[], object]]]:
        plan = story.plan
        first, last = plan.registration
        registered = clock.start_of(self.today + timedelta(days=first))
        opened = min(registered - timedelta(hours=14), self.now - timedelta(hours=20))
        yield self._at(opened, lambda: self._open(story))
        if plan.stamped and plan.want != Phase.DECLINED:
            staff = self.people["staff"]
            yield self._at(
                opened + timedelta(hours=5), lambda: decisions.approve_session(session_id=story.session_id, by=staff)
            )
        steps = list(self._steps(story))
        begin = max(registered, opened + timedelta(hours=6)) + timedelta(minutes=7)
        end = min(clock.start_of(self.today + timedelta(days=last + 1)), story.starts_at, self.now)
        end -= timedelta(minutes=11)
        for number, step in enumerate(steps, start=1):
            yield self._at(begin + (end - begin) * number / (len(steps) + 1), step)
        yield from self._ending(story, end)

    def _at(self, moment: datetime, act: Callable[[], object]) -> tuple[datetime, int, Callable[[], object]]:
        return moment, next(self.order), act

    def _open(self, story: SessionStory) -> None:
        """Open the session; if its time or venue is taken by now, online or some days later."""
        plan = story.plan
        title, content = TEXTS[plan.text]
        first, last = plan.registration
        for later, venue in ((0, plan.venue), (0, ONLINE), (1, ONLINE), (2, ONLINE), (3, ONLINE)):
            start = clock.local(story.starts_at) + timedelta(days=later)
            given = SessionInput(
                title=title, type=plan.type, content=content, venue=venue, capacity=plan.capacity, date=start.date(),
                start_time=start.time(), end_time=clock.local(story.ends_at).time(),
                reg_start=self.today + timedelta(days=first), reg_end=self.today + timedelta(days=last),
                topics=OF_SESSIONS[plan.text], join_url=joined_at(venue, plan.author),
                preparation=PREPARATIONS.get(plan.text, ""), offer_hours=plan.offer_hours,
            )  # fmt: skip
            if plan.moved_from:
                given = SessionInput(**{**given.__dict__, "start_time": time.fromisoformat(plan.moved_from)})
            try:
                session = sessions.open_session(by=self.people[plan.author], given=given, images=pictures_of(plan.text))
            except Conflict:
                continue
            story.pk = session.pk
            audit.record(by=None, act=LAID, subject=session, after={"key": plan.key})
            return

    def _steps(self, story: SessionStory) -> Iterator[Callable[[], object]]:
        """Return the acts of the applicants in their order: to apply, to wait, to cancel."""
        plan = story.plan
        named = {*plan.who, *plan.line, *plan.left, *plan.moved_up, *plan.asked, *plan.removed, plan.author}
        for name in plan.left:
            yield partial(self._apply, story, self.people[name])
            yield partial(self._cancel, story, self.people[name])
        for name in (*plan.who, *plan.removed):
            member = self._take(story, self.people[name])
            yield partial(self._apply, story, member)
        for member in self._others(story, plan.taken, named):
            yield partial(self._apply, story, member)
        if plan.moved_up:
            leaving = self._others(story, len(plan.moved_up), named)
            for member in leaving:
                yield partial(self._apply, story, member)
            for name in plan.moved_up:
                member = self._take(story, self.people[name])
                yield partial(self._apply, story, member)
            for member in leaving:
                yield partial(self._cancel, story, member)
        story.leaving = self._others(story, len(plan.asked), named)
        for member in (*story.leaving, *(self.people[name] for name in (*plan.asked, *plan.line))):
            yield partial(self._apply, story, member)
        for member in self._others(story, plan.waiting, named):
            yield partial(self._apply, story, member)

    def _ending(self, story: SessionStory, end: datetime) -> Iterator[tuple[datetime, int, Callable[[], object]]]:
        plan, author, staff = story.plan, self.people[story.plan.author], self.people["staff"]
        if plan.moved_from:
            # Only the start is edited, back to the planned one: the session was opened with another (`moved_from`).
            changes = {"start_time": clock.local(story.starts_at).time()}
            yield self._at(end, lambda: sessions.edit_session(session_id=story.session_id, by=author, changes=changes))
        if plan.text in HANDOUTS:
            yield self._at(end, partial(self._hand_out, story, author, *HANDOUTS[plan.text]))
        if plan.message:
            yield self._at(end, lambda: sessions.message_applicants(
                session_id=story.session_id, by=author, subject="찾아오시는 길 안내", text=plan.message,
            ))  # fmt: skip
        for member in story.leaving:
            yield self._at(end, partial(self._cancel, story, member))
        for name in plan.removed:
            yield self._at(end, partial(self._cancel, story, self.people[name], by=author, reason=REMOVE_REASON))
        if plan.want == Phase.ENDED and plan.key not in UNRECORDED:
            after = min(story.ends_at + timedelta(minutes=20), self.now)
            yield self._at(after, partial(self._record_attendance, story, author))
            if plan.key in OBJECTIONS:
                yield self._at(after + timedelta(days=2), partial(self._object, story, author, *OBJECTIONS[plan.key]))
        if plan.want == Phase.DECLINED:
            yield self._at(
                end, lambda: decisions.decline_session(session_id=story.session_id, by=staff, reason=DECLINE_REASON)
            )
        if plan.want == Phase.DELETED:
            yield self._at(end, lambda: sessions.delete_session(session_id=story.session_id, by=author))

    def _record_attendance(self, story: SessionStory, author: Member) -> None:
        """Record who came: of the crowd not everybody, and of the accounts of the README all but one once."""
        holding = Application.objects.filter(session=story.session_id, holds_seat=True).order_by("pk")
        keys = dict(holding.values_list("pk", "member_id"))
        named = {self.people[name].pk for name in story.plan.who}
        marks = {key: Mark(Presence.PRESENT) for key in keys}
        crowd = [key for key, member_id in keys.items() if member_id not in named]
        if len(crowd) > 3:
            marks |= {crowd[0]: Mark(Presence.ABSENT), crowd[1]: Mark(Presence.LATE), crowd[2]: Mark(*EXCUSED)}
        if story.plan.key == MISSED:
            marks |= {key: Mark(Presence.ABSENT) for key, member_id in keys.items() if member_id in named}
        attendance.record_attendance(by=author, session_id=story.session_id, marks=marks)

    def _object(self, story: SessionStory, author: Member, reason: str, answer: str) -> None:
        """Object as the first who is recorded as absent, and decide it if there is an answer."""
        absent = Attendance.objects.filter(application__session=story.session_id, presence=Presence.ABSENT)
        row = absent.select_related("application__member").earliest("application")
        key = row.application_id
        attendance.object_to_attendance(by=row.application.member, application_id=key, reason=reason)
        if answer:
            with clock.pretending(clock.now() + timedelta(hours=20)):
                attendance.decide_objection(by=author, application_id=key, presence=Presence.LATE, answer=answer)

    def _hand_out(self, story: SessionStory, author: Member, name: str, words: str) -> Session:
        file = SimpleUploadedFile(name, words.encode())
        return handouts.set_handout(session_id=story.session_id, by=author, file=file)

    def _take(self, story: SessionStory, member: Member) -> Member:
        self.busy.setdefault(member.pk, []).append((story.starts_at, story.ends_at))
        return member

    def _others(self, story: SessionStory, number: int, named: set[str]) -> list[Member]:
        """Return the next `number` members of the crowd, in turn, who are free at that time."""
        chosen: list[Member] = []
        shut_out = {self.people[name].pk for name in named}
        for _ in range(len(self.crowd)):
            member = self.crowd[self.turn % len(self.crowd)]
            if len(chosen) == number:
                break
            self.turn += 1
            taken = self.busy.get(member.pk, [])
            if member.pk not in shut_out and all(e <= story.starts_at or s >= story.ends_at for s, e in taken):
                chosen.append(self._take(story, member))
        return chosen

    def _apply(self, story: SessionStory, member: Member) -> None:
        done = applications.apply_to_session(session_id=story.session_id, by=member, wait=True)
        story.applied[member.pk] = done.application.pk

    def _cancel(
        self, story: SessionStory, member: Member, *, by: Member | None = None, reason: str = ""
    ) -> Application:
        number = story.applied[member.pk]
        return applications.cancel_application(
            application_id=number, session_id=story.session_id, by=by or member, reason=reason
        )
