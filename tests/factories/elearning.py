"""Courses, contents, classes and their meetings. The database counts the seats taken (apps.seats.triggers)."""

import datetime as dt

import factory

from apps.core import clock, html, search
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass
from apps.elearning.catalogue.states import ContentType


class CourseFactory(factory.django.DjangoModelFactory):
    """Published, ten hours."""

    class Meta:
        model = Course

    title = factory.Sequence(lambda n: f"과정 {n}")
    content = "<p>처음부터 차근차근 배웁니다.</p>"
    hours = 10
    is_published = True
    title_key = factory.LazyAttribute(lambda row: search.search_key(row.title))
    content_key = factory.LazyAttribute(lambda row: search.search_key(html.plain(row.content)))
    excerpt = factory.LazyAttribute(lambda row: html.plain(row.content)[:160])
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)


class ContentFactory(factory.django.DjangoModelFactory):
    """A document of thirty minutes, written here."""

    class Meta:
        model = Content

    course = factory.SubFactory(CourseFactory)
    position = factory.Sequence(lambda n: n + 1)
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
