"""What the portal's pages are made of. A later domain adds a function and its line in one of the tuples below.

On my page each function costs one query at most and gives a Section, or None where it has nothing; on the first page
each gives an Offer, for a visitor too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.db.models import Count, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member, MentorProfile
from apps.accounts.states import MentorStatus
from apps.core import clock, text
from apps.elearning.attendance.models import AbsenceRequest
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors import lists as courses
from apps.elearning.catalogue.selectors.filters import CourseFilters
from apps.elearning.enrolment import badges as enrolments
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors import words
from apps.elearning.enrolment.states import EnrolmentStatus, PaymentStatus, RefundStatus
from apps.lessons.models import Lesson
from apps.lessons.selectors import tutorials
from apps.lessons.states import LessonStatus
from apps.linking.rules import LOOKING_AFTER
from apps.linking.selectors import students_open_to
from apps.mentoring.models import Application, Session
from apps.mentoring.selectors.filters import ListFilters
from apps.mentoring.selectors.lists import session_page

SHOWN = 5
SHOWN_AT_HOME = 6
TUTORIALS_AT_HOME = 5
COURSES_AT_HOME = 5


@dataclass(frozen=True)
class Item:
    """One thing that waits for the member. `meta` are the words under its title; `kind` is that of a badge."""

    title: str
    url: str
    meta: list[str] = field(default_factory=list)
    badge: str = ""
    kind: str = "wait"


@dataclass(frozen=True)
class Section:
    """`url` and `label` lead to all of it."""

    title: str
    items: list[Item]
    url: str = ""
    label: str = ""


def waiting_places(member: Member, now: datetime) -> Section | None:
    """Where the member waits for a seat, with the place in line."""
    rows = (
        Application.objects.of(member)
        .filter(is_waiting=True, session__starts_at__gt=now)
        .with_place()
        .select_related("session")
        .order_by("session__starts_at", "pk")[:SHOWN]
    )
    items = [
        Item(
            title=row.session.title,
            url=row.session.get_absolute_url(),
            meta=[text.span(row.session.starts_at, row.session.ends_at)],
            badge=text.place_in_line(row.place),
        )
        for row in rows
    ]
    return _section(_("자리를 기다리는 멘토링"), items, reverse("mentoring:history"), _("신청 내역 보기"))


def sessions_to_hold(member: Member, now: datetime) -> Section | None:
    """What a mentor holds next, with how many come and how many wait."""
    if not (member.is_mentor or member.is_staff):
        return None
    rows = (
        Session.objects.existing()
        .filter(author_id=member.pk, declined_at=None, starts_at__gt=now)
        .with_waiting()
        .order_by("starts_at", "pk")[:SHOWN]
    )
    items = [
        Item(
            title=row.title,
            url=row.get_absolute_url(),
            meta=_session_words(row),
            badge=_("정원 마감") if row.is_full else "" if row.approved else _("개설 승인 대기"),
            kind="full" if row.is_full else "wait",
        )
        for row in rows
    ]
    mine = reverse("mentoring:list") + "?mine=opened"
    return _section(_("내가 여는 멘토링"), items, mine, _("내가 연 멘토링 모두 보기"))


def _session_words(session: Session) -> list[str]:
    words = [
        text.span(session.starts_at, session.ends_at),
        _("%(taken)d/%(capacity)d명 신청") % {"taken": session.seats_taken, "capacity": session.capacity},
    ]
    if session.waiting:
        words.append(ngettext("대기 %(n)d명", "대기 %(n)d명", session.waiting) % {"n": session.waiting})
    return words


def linked_students(member: Member, now: datetime) -> Section | None:
    """Whose record a parent or teacher may read; for one who is linked with nobody yet, how to begin."""
    if member.member_type not in LOOKING_AFTER:
        return None
    rows = students_open_to(member).order_by("nickname", "pk")[:SHOWN]
    all_links = reverse("linking:list")
    items = [
        Item(title=row.nickname, url=reverse("portal:record", args=[row.pk]), badge=_("학습 기록"), kind="plain")
        for row in rows
    ]
    if not items:
        begin = Item(
            title=_("학생과 계정을 연동해 보세요"), url=reverse("linking:enter"),
            meta=[_("학생이 만든 6자리 코드를 입력하면 학습 기록을 볼 수 있습니다.")],
        )  # fmt: skip
        return Section(_("연동한 학생"), [begin], all_links, _("연동 화면 열기"))
    return Section(_("연동한 학생"), items, all_links, _("연동 모두 보기"))


def lessons_waiting(member: Member, now: datetime) -> Section | None:
    """Requests without an answer, the soonest lesson first: those a mentor has to decide, and those one asked for."""
    party = Q(mentor_id=member.pk) | Q(mentee_id=member.pk)
    waiting = Lesson.objects.filter(party, status=LessonStatus.PENDING, starts_at__gt=now)
    rows = list(waiting.select_related("tutorial", "mentor", "mentee").order_by("starts_at", "pk")[:SHOWN])
    answers = any(row.mentor_id == member.pk for row in rows)
    url, label = ("lessons:requests", _("받은 신청 모두 보기")) if answers else ("lessons:mine", _("내 수업 모두 보기"))
    return _section(_("답을 기다리는 수업"), [_lesson_item(row, member) for row in rows], reverse(url), label)


def _lesson_item(lesson: Lesson, member: Member) -> Item:
    asked = lesson.mentor_id == member.pk
    other = (
        _("%(name)s 님") % {"name": lesson.mentee.name} if asked else _("%(name)s 멘토") % {"name": lesson.mentor.name}
    )
    return Item(
        title=lesson.tutorial.title,
        url=lesson.get_absolute_url(),
        meta=[text.span(lesson.starts_at, lesson.ends_at), other],
        badge=_("답할 신청") if asked else _("승인 대기"),
        kind="soon" if asked else "wait",
    )


def enrolments_waiting(member: Member, now: datetime) -> Section | None:
    """Where the member waits for a seat in a class, for approval, or is to pay, the class that begins first on top."""
    open_ones = Q(status=EnrolmentStatus.PENDING) | Q(payment_status=PaymentStatus.WAITING)
    rows = Enrolment.objects.of(member).live().filter(open_ones, course_class__ends_at__gt=now).with_place()
    rows = rows.select_related("course_class__course").order_by("course_class__starts_at", "pk")[:SHOWN]
    items = [_enrolment_item(row) for row in rows]
    return _section(_("진행 중인 수강신청"), items, reverse("enrolments:list"), _("내 수강신청 모두 보기"))


def _enrolment_item(row: Enrolment) -> Item:
    is_due = row.payment_status == PaymentStatus.WAITING
    badge, kind = (_("결제 대기"), "soon") if is_due else enrolments.status_badge(row, row.place)
    meta = [words.about(row.course_class)] + ([text.won(row.fee)] if is_due else [])
    return Item(title=row.course_class.title, url=row.get_absolute_url(), meta=meta, badge=badge, kind=kind)


def classes_to_decide(member: Member, now: datetime) -> Section | None:
    """Classes that the member teaches with applications to decide on, the one that begins first on top."""
    pending = Enrolment.objects.filter(status=EnrolmentStatus.PENDING, is_waiting=False, course_class=OuterRef("pk"))
    rows = (
        CourseClass.objects.taught_by(member)
        .filter(ends_at__gt=now, called_off_at=None)
        .annotate(pending=_count_of(pending))
        .filter(pending__gt=0)
        .select_related("course")
        .order_by("starts_at", "pk")[:SHOWN]
    )
    items = [
        Item(
            title=row.title,
            url=reverse("classes:roster", args=[row.pk]),
            meta=[words.about(row)],
            badge=_("승인할 신청 %(n)d건") % {"n": row.pending},
            kind="soon",
        )
        for row in rows
    ]
    return _section(_("승인을 기다리는 수강신청"), items, reverse("courses:list"), _("과정 보기"))


def absences_to_decide(member: Member, now: datetime) -> Section | None:
    """Classes that the member teaches with absences that learners ask to be excused, the earliest asked on top."""
    rows = (
        AbsenceRequest.objects.open()
        .filter(enrolment__course_class__in=CourseClass.objects.taught_by(member).values("pk"))
        .select_related("enrolment__course_class__course", "enrolment__member")
        .order_by("asked_at", "pk")[:SHOWN]
    )
    items = [
        Item(
            title=row.enrolment.course_class.title,
            url=reverse("classes:absence", args=[row.enrolment.course_class_id, row.pk]),
            meta=[_("%(name)s 님") % {"name": row.enrolment.member.name}, text.day(row.class_date)],
            badge=_("결석 사유서"),
            kind="soon",
        )
        for row in rows
    ]
    return _section(_("확인할 결석 사유서"), items, reverse("courses:list"), _("과정 보기"))


def staff_desk(member: Member, now: datetime) -> Section | None:
    """What staff have to decide."""
    if not member.is_staff:
        return None
    undecided = Session.objects.existing().filter(approved_at=None, declined_at=None, ends_at__gt=now)
    pending = MentorProfile.objects.filter(status=MentorStatus.PENDING, member__is_active=True)
    to_refund = Enrolment.objects.filter(refund_status=RefundStatus.REQUESTED)
    counts = (
        Member.objects.filter(pk=member.pk)
        .values(sessions=_count_of(undecided), mentors=_count_of(pending), refunds=_count_of(to_refund))
        .get()
    )
    desk = (
        (Session, counts["sessions"], _("개설 승인을 기다리는 멘토링"), "?decision=waiting"),
        (MentorProfile, counts["mentors"], _("심사를 기다리는 멘토 신청"), "?status__exact=pending"),
        (Enrolment, counts["refunds"], _("환불할 수강신청"), "?refund_status__exact=REQUESTED"),
    )
    items = [
        Item(title=title, url=_admin_list(model) + query, badge=_("%(n)d건") % {"n": count}, kind="info")
        for model, count, title, query in desk
        if count and admin.site.is_registered(model) and member.has_perm(_may_view(model))
    ]
    return _section(_("운영자가 처리할 일"), items, reverse("admin:index"), _("관리자 화면 열기"))


def _may_view(model: type[Model]) -> str:
    return f"{model._meta.app_label}.{get_permission_codename('view', model._meta)}"


def _admin_list(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _count_of(rows: QuerySet) -> Coalesce:
    count = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), Value(0), output_field=IntegerField())


def _section(title: str, items: list[Item], url: str, label: str) -> Section | None:
    return Section(title, items, url, label) if items else None


@dataclass(frozen=True)
class Offer:
    """What can be applied for now in one domain: drawn by its own `template` from `context`."""

    title: str
    template: str
    context: dict[str, Any]
    url: str
    label: str


def open_sessions(member: Any, now: datetime, word: str = "") -> Offer:
    """Sessions that take applications, the soonest first."""
    asked = ListFilters(status="open", sort="soonest", word=word)
    page = session_page(asked, 1, member, now)
    everywhere = ListFilters(word=word)
    return Offer(
        title=_("지금 신청할 수 있는 멘토링"),
        template="portal/_sessions.html",
        context={"rows": page.items[:SHOWN_AT_HOME], "total": text.total(page.total, at_least=page.capped)},
        url=reverse("mentoring:list") + (everywhere if word else asked).url(),
        label=_("멘토링 전체에서 찾기") if word else _("접수중인 멘토링 모두 보기"),
    )


def open_tutorials(member: Any, now: datetime, word: str = "") -> Offer:
    """Tutorials that take requests, the newest first."""
    return Offer(
        title=_("수업을 신청할 수 있는 과외"),
        template="portal/_tutorials.html",
        context={"rows": tutorials.newest(member, word, TUTORIALS_AT_HOME)},
        url=reverse("tutorials:list") + tutorials.TutorialFilters(word=word).url(),
        label=_("과외 모두 보기"),
    )


def open_courses(member: Any, now: datetime, word: str = "") -> Offer:
    """Courses with a class that takes applications, the soonest deadline first."""
    asked = CourseFilters(word=word) if word else CourseFilters(status="open", sort="closing")
    return Offer(
        title=_("신청할 수 있는 과정"),
        template="portal/_courses.html",
        context={"rows": courses.open_courses(word, COURSES_AT_HOME, now)},
        url=reverse("courses:list") + asked.url(),
        label=_("과정 전체에서 찾기") if word else _("모집중인 과정 모두 보기"),
    )


# What can be applied for, on the first page, in this order.
OFFERS: tuple[Callable[[Any, datetime, str], Offer], ...] = (open_sessions, open_courses, open_tutorials)

# What waits for the member on my page, in this order.
WAITING: tuple[Callable[[Member, datetime], Section | None], ...] = (
    lessons_waiting,
    waiting_places,
    enrolments_waiting,
    classes_to_decide,
    absences_to_decide,
    sessions_to_hold,
    linked_students,
    staff_desk,
)


def offers(member: Any, word: str = "") -> list[Offer]:
    now = clock.now()
    return [made(member, now, word) for made in OFFERS]


def what_waits(member: Member) -> list[Section]:
    now = clock.now()
    return [section for made in WAITING if (section := made(member, now))]
