"""What a class asks its learners to learn: the one place where its contents and their weights are read.

A class that has begun keeps its contents as its learners were told: once the course changes, `ClassContent` says what
they are (`services.promises`). Until then they are the course's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from apps.core.prepared import PreparedForFew
from apps.elearning.catalogue.models import ClassContent, Content, CourseClass


@dataclass(frozen=True)
class Weights:
    """The minutes of the required contents of a class, of all of them, and how many contents there are."""

    required: int = 0
    any_: int = 0
    contents: int = 0


NOTHING = Weights()


def contents_of(course_class: CourseClass) -> list[Content]:
    """Return the contents of a class in their order, without their texts. 1 query.

    Their position, minutes and whether they are required are the class's own: such an instance is never to be saved.
    """
    if course_class.contents_kept_at is None:
        return list(Content.objects.filter(course_id=course_class.course_id).defer("text"))
    rows = ClassContent.objects.filter(course_class=course_class).select_related("content").defer("content__text")
    return [as_the_class_has_it(row) for row in rows]


def get_content(course_class: CourseClass, content_id: int) -> Content:
    """Return a content of a class, without its text. Raises Content.DoesNotExist. 1 query."""
    if course_class.contents_kept_at is None:
        return Content.objects.defer("text").get(pk=content_id, course_id=course_class.course_id)
    rows = ClassContent.objects.filter(course_class=course_class, content=content_id)
    row = rows.select_related("content").defer("content__text").first()
    if row is None:
        raise Content.DoesNotExist
    return as_the_class_has_it(row)


def as_the_class_has_it(row: ClassContent) -> Content:
    """Return the content of the row with what the class keeps of it."""
    content = row.content
    content.position, content.is_required = row.position, row.is_required
    content.minutes, content.least_minutes = row.minutes, row.least_minutes
    return content


def weights_of(classes: Iterable[CourseClass]) -> dict[int, Weights]:
    """Return the weights by class. Queries: 1 if all keep their own contents or none does, else 2."""
    by_pk = {row.pk: row for row in classes}
    own = [pk for pk, row in by_pk.items() if row.contents_kept_at is not None]
    courses = {row.course_id for row in by_pk.values() if row.contents_kept_at is None}
    of_classes = {key: Weights(*sums) for key, *sums in _sums_of_classes(own)}
    of_courses = {key: Weights(*sums) for key, *sums in _sums_of_courses(courses)}
    return {
        pk: of_courses.get(row.course_id, NOTHING) if row.contents_kept_at is None else of_classes.get(pk, NOTHING)
        for pk, row in by_pk.items()
    }


def _sums(rows: QuerySet, by: str) -> QuerySet:
    """Return rows of the id `by` and the fields of `Weights`."""
    required = Sum("minutes", filter=Q(is_required=True), default=0)
    sums = rows.order_by().values(by).annotate(required=required, any_=Sum("minutes"), contents=Count("pk"))
    return sums.values_list(by, "required", "any_", "contents", named=True)


_sums_of_classes = PreparedForFew(
    lambda ids: _sums(ClassContent.objects.filter(course_class__id__in=ids), "course_class_id")
)
_sums_of_courses = PreparedForFew(lambda ids: _sums(Content.objects.filter(course__id__in=ids), "course_id"))
