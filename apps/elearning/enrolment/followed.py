"""What `following` asks of classes: which take applications, who knows of them, and what a search finds."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock
from apps.elearning.catalogue.models import Course, CourseClass
from apps.elearning.catalogue.notices import class_title
from apps.elearning.catalogue.querysets import CourseClassQuerySet
from apps.elearning.catalogue.selectors.filters import CourseFilters, fitting_classes, narrow
from apps.elearning.enrolment import rules
from apps.elearning.enrolment.models import FOLLOWED, Enrolment
from apps.following.sources import SOURCES, Search, Source, Thing


def register() -> None:
    SOURCES.add(
        FOLLOWED,
        FOLLOWED,
        Source(
            label=gettext_lazy("e-러닝"),
            opened=list_opened,
            things=list_things,
            engaged=list_engaged,
            read=read_search,
            find=find_classes,
            free=list_free,
            check_mark=check_mark,
        ),
    )


def list_opened(now: datetime) -> CourseClassQuerySet:
    """Return the classes that everybody may see and that take applications."""
    return _seen_by_all().filter(called_off_at=None, opens_at__lte=now, closes_at__gt=now, ends_at__gt=now)


def list_free(now: datetime) -> CourseClassQuerySet:
    """Return those of them that have a seat."""
    return _seen_by_all().open_at(now)


def _seen_by_all() -> CourseClassQuerySet:
    return CourseClass.objects.visible_to(AnonymousUser())


def list_things(ids: Collection[int]) -> list[Thing]:
    """Return the classes in words. Queries: 3."""
    rows = CourseClass.objects.filter(pk__in=ids).with_course().prefetch_related("instructors", "course__topics")
    return [
        Thing(
            pk=row.pk,
            title=class_title(row),
            path=row.get_absolute_url(),
            hosts=frozenset(member.pk for member in row.instructors.all()),
            topics=frozenset(topic.pk for topic in row.course.topics.all()),
        )
        for row in rows.order_by("pk")
    ]


def list_engaged(ids: Collection[int]) -> set[tuple[int, int]]:
    """Return class and learner of every enrolment that counts."""
    return set(Enrolment.objects.live().filter(course_class__in=ids).values_list("course_class_id", "member_id"))


def read_search(query: str) -> Search:
    """Return the search without state and order: these say nothing of a class that is new."""
    kept = replace(CourseFilters.read(QueryDict(query)), status="", sort="")
    name = " · ".join(chip.label for chip in kept.chips())
    only_topic = kept.query() == CourseFilters(topic=kept.topic).query()
    return Search(
        query=kept.query(),
        name=name,
        url=reverse("courses:list") + kept.url(),
        is_personal=kept.fit,
        topic=kept.topic if only_topic else "",
        unread=CourseFilters.unread(QueryDict(query)),
    )


def find_classes(ids: Collection[int], query: str, member_id: int) -> set[int]:
    """Return those of the classes that a search finds for the member: each class by itself."""
    asked, now = CourseFilters.read(QueryDict(query)), clock.now()
    courses = narrow(Course.objects.all(), replace(asked, status="", sort="", free=False, fit=False), now)
    classes = CourseClass.objects.filter(Q(fee=0) if asked.free else Q(), pk__in=ids, course__in=courses.order_by())
    if asked.fit:
        classes = fitting_classes(classes, Member(pk=member_id), now)
    return set(classes.values_list("pk", flat=True))


def check_mark(member: Member, class_id: int, now: datetime) -> None:
    """Check that the member may be told of a free seat. Raises CourseClass.DoesNotExist and what `rules` refuses."""
    course_class = CourseClass.objects.visible_to(member).with_course().get(pk=class_id)
    existing = Enrolment.objects.live().of(member).filter(course_class=course_class).first()
    teaches = course_class.instructors.filter(pk=member.pk).exists()
    rules.check_can_mark(member, course_class, teaches=teaches, existing=existing, now=now)
