"""What a class promised its learners stays theirs, whatever becomes of the course.

A course's contents are written in one place (`courses._save_contents`), which calls `keep_contents` before it changes
what they weigh: no door can forget it.
"""

from collections.abc import Iterable

from apps.core import clock
from apps.elearning.catalogue.models import ClassContent, Content, Course, CourseClass


def weighs_otherwise(before: Iterable[Content], after: Iterable[Content]) -> bool:
    """Return whether a course asks for other contents than before, or weighs them otherwise."""
    return _weighed(before) != _weighed(after)


def _weighed(contents: Iterable[Content]) -> list[tuple[int, int, int, bool]]:
    return sorted(
        (content.pk or 0, content.minutes, content.least_minutes, content.is_required) for content in contents
    )


def keep_contents(course: Course) -> list[CourseClass]:
    """Write down for each class of a **locked** course that has begun what it asks for, before the course changes.

    Return the classes that did not have contents of their own before. Statements: 1 to 4.
    """
    now = clock.now()
    begun = CourseClass.objects.select_for_update(no_key=True).filter(course=course, starts_at__lte=now)
    classes = list(begun.filter(contents_kept_at=None).only("pk").order_by("pk"))
    if not classes:
        return []
    contents = list(course.contents.only("position", "minutes", "least_minutes", "is_required"))
    ClassContent.objects.bulk_create(
        (row_of(course_class, content) for course_class in classes for content in contents), batch_size=500
    )
    CourseClass.objects.filter(pk__in=[row.pk for row in classes]).update(contents_kept_at=now)
    return classes


def row_of(course_class: CourseClass, content: Content) -> ClassContent:
    """Return the unsaved row by which the class keeps the content as it is."""
    return ClassContent(
        course_class=course_class,
        content=content,
        position=content.position or 0,  # only what is offered is kept, and that has one
        minutes=content.minutes,
        least_minutes=content.least_minutes,
        is_required=content.is_required,
    )
