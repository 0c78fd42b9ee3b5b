"""Courses, classes and their meetings; enrolments and their money.

The database counts the seats taken (apps.seats.triggers).
"""

import datetime as dt

import factory
from django.db.models import Max

from apps.core import clock, html, search
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass
from apps.elearning.catalogue.states import ContentType
from apps.elearning.enrolment import money_rules
from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from apps.elearning.enrolment.money_rules import Money
from apps.elearning.enrolment.states import LIVE, EnrolmentStatus, PaymentMethod
from tests.factories import accounts
from tests.factories.planner import AppointmentFactory


class CourseFactory(factory.django.DjangoModelFactory):
    """Published, ten hours."""

    class Meta:
        model = Course

    title = factory.Sequence(lambda n: f"과정 {n}")
    content = "<p>처음부터 차근차근 배웁니다.</p>"
    hours = 10
    is_published = True
    title_key = factory.LazyAttribute(lambda row: search.title_key(row.title))
    content_key = factory.LazyAttribute(lambda row: search.search_key(html.plain(row.content)))
    excerpt = factory.LazyAttribute(lambda row: html.plain(row.content)[:160])
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)


class ContentFactory(factory.django.DjangoModelFactory):
    """A document of thirty minutes, written here."""

    class Meta:
        model = Content

    course = factory.SubFactory(CourseFactory)
    # After the last one of the course: a number counted over all tests could meet one that a test chose.
    position = factory.LazyAttribute(lambda row: (row.course.contents.aggregate(n=Max("position"))["n"] or 0) + 1)
    title = factory.Sequence(lambda n: f"콘텐츠 {n}")
    type = ContentType.DOCUMENT
    minutes = 30
    text = "읽을거리입니다."


class CourseClassFactory(factory.django.DjangoModelFactory):
    """Published and open for applications until its eve; from ten days on, for a month; three seats, free of charge.

    `instructors` given as a list; `meetings=2` gives it that many days, 14:00 to 16:00 in Seoul.
    """

    class Meta:
        model = CourseClass
        skip_postgeneration_save = True

    course = factory.SubFactory(CourseFactory)
    number = factory.Sequence(lambda n: n % 30_000 + 1)
    start_date = factory.LazyFunction(lambda: clock.today() + dt.timedelta(days=10))
    end_date = factory.LazyAttribute(lambda row: row.start_date + dt.timedelta(days=30))
    apply_start = factory.LazyFunction(lambda: clock.today() - dt.timedelta(days=1))
    apply_end = factory.LazyAttribute(lambda row: row.start_date - dt.timedelta(days=1))
    starts_at = factory.LazyAttribute(lambda row: clock.start_of(row.start_date))
    ends_at = factory.LazyAttribute(lambda row: clock.start_of(row.end_date) + clock.ONE_DAY)
    opens_at = factory.LazyAttribute(lambda row: clock.start_of(row.apply_start))
    closes_at = factory.LazyAttribute(lambda row: clock.start_of(row.apply_end) + clock.ONE_DAY)
    capacity = 3
    is_published = True
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def instructors(self, create, extracted, **kwargs):
        if create and extracted:
            self.instructors.set(extracted)

    @factory.post_generation
    def meetings(self, create, extracted, **kwargs):
        for days in range(extracted or 0) if create else ():
            ClassMeetingFactory(
                course_class=self, starts_at=clock.at(self.start_date + dt.timedelta(days=days), dt.time(14))
            )


class ClassMeetingFactory(factory.django.DjangoModelFactory):
    """On the class's first day, 14:00 to 16:00 in Seoul."""

    class Meta:
        model = ClassMeeting

    course_class = factory.SubFactory(CourseClassFactory)
    starts_at = factory.LazyAttribute(lambda row: clock.at(row.course_class.start_date, dt.time(14)))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + dt.timedelta(hours=2))


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """Waits for approval, with a seat. `waiting=True` stands in line; `paid` (KRW) is recorded as one payment by card.

    The states of money are those that follow from the rest.
    """

    class Meta:
        model = Enrolment
        skip_postgeneration_save = True

    class Params:
        waiting = False

    course_class = factory.SubFactory(CourseClassFactory)
    member = factory.SubFactory(accounts.MemberFactory)
    status = EnrolmentStatus.PENDING
    is_waiting = factory.SelfAttribute("waiting")
    holds_seat = factory.LazyAttribute(lambda row: row.status in LIVE and not row.waiting)
    fee = factory.SelfAttribute("course_class.fee")
    applied_at = factory.LazyFunction(clock.now)
    approved_at = factory.LazyAttribute(lambda row: clock.now() if row.status == EnrolmentStatus.APPROVED else None)
    rejected_at = factory.LazyAttribute(lambda row: clock.now() if row.status == EnrolmentStatus.REJECTED else None)
    rejection_reason = factory.LazyAttribute(lambda row: "서류 미비" if row.status == EnrolmentStatus.REJECTED else "")
    cancelled_at = factory.LazyAttribute(lambda row: clock.now() if row.status == EnrolmentStatus.CANCELLED else None)

    @factory.post_generation
    def paid(self, create, extracted, **kwargs):
        return PaymentFactory(enrolment=self, amount=extracted).amount if create and extracted else 0

    @factory.post_generation
    def booked(self, create, extracted, **kwargs):
        """`booked=True`: the class's meetings are in the learner's planner."""
        for meeting in self.course_class.meetings.all() if create and extracted else ():
            AppointmentFactory(
                member=self.member, source=CourseClass.SOURCE, source_id=meeting.pk, title=self.course_class.title,
                starts_at=meeting.starts_at, ends_at=meeting.ends_at,
            )  # fmt: skip

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        states = money_rules.money_states(instance, Money((results or {}).get("paid", 0), 0))
        if create and states != (instance.payment_status, instance.refund_status):
            instance.payment_status, instance.refund_status = states
            instance.save(update_fields=["payment_status", "refund_status"])


class PaymentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Payment

    enrolment = factory.SubFactory(EnrolmentFactory)
    amount = 10_000
    method = PaymentMethod.CARD
    reference = factory.Sequence(lambda n: f"영수증 {n}")
    paid_at = factory.LazyFunction(clock.now)


class RefundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Refund

    enrolment = factory.SubFactory(EnrolmentFactory)
    amount = 1_000
    reason = "수강 취소"
    refunded_at = factory.LazyFunction(clock.now)
