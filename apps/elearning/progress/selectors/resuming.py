"""Where a learner goes on: the progress in each class, and the content to continue with."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.core.prepared import Prepared, given_list, list_values
from apps.elearning.catalogue.models import ClassContent, Content
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.progress import rules
from apps.elearning.progress.models import Progress

MOST = 8


@dataclass(frozen=True)
class ResumePoint:
    """The progress of an enrolment in percent, and the content that comes next: None if all are completed."""

    rate: int
    content_id: int | None = None
    title: str = ""


_FIELDS = ("pk", "title", "minutes", "is_required")
_of_courses = Prepared(
    lambda: (
        Content.objects.filter(course__id__in=given_list("course", MOST))
        .order_by("course_id", "position", "id")
        .values_list("course_id", *_FIELDS, named=True)
    )
)
_of_classes = Prepared(
    lambda: (
        ClassContent.objects.filter(course_class__id__in=given_list("held", MOST))
        .order_by("course_class_id", "position", "id")
        .values_list("course_class_id", "content_id", "content__title", "minutes", "is_required", named=True)
    )
)
_progress = Prepared(
    lambda: (
        Progress.objects.filter(enrolment__id__in=given_list("enrolment", MOST))
        .order_by()
        .values_list("enrolment_id", "content_id", "progress_rate", "saved_at", named=True)
    )
)


def next_content(contents: Iterable[int], done: Collection[int], saved: dict[int, datetime]) -> int | None:
    """Return the content to continue with: the one begun that was saved last, otherwise the first not completed."""
    left = [pk for pk in contents if pk not in done]
    begun = [pk for pk in left if pk in saved]
    return max(begun, key=saved.__getitem__) if begun else next(iter(left), None)


def resume_points(enrolments: Sequence[Enrolment]) -> dict[int, ResumePoint]:
    """Return by id where enrolments go on, at most MOST that were read with their class.

    Statements: 2, one more if a class keeps contents of its own; none without enrolments.
    """
    shown = enrolments[:MOST]
    if not shown:
        return {}
    courses = [row.course_class.course_id for row in shown if row.course_class.contents_kept_at is None]
    kept = [row.course_class_id for row in shown if row.course_class.contents_kept_at is not None]
    of_courses = _grouped(_of_courses(**list_values("course", courses, MOST)) if courses else ())
    of_classes = _grouped(_of_classes(**list_values("held", kept, MOST)) if kept else ())
    reached: dict[int, dict[int, tuple[int, datetime]]] = defaultdict(dict)
    for pk, content, rate, saved_at in _progress(**list_values("enrolment", [row.pk for row in shown], MOST)):
        reached[pk][content] = (rate, saved_at)
    return {
        row.pk: _point(
            of_courses[row.course_class.course_id]
            if row.course_class.contents_kept_at is None
            else of_classes[row.course_class_id],
            reached[row.pk],
        )
        for row in shown
    }


def _grouped(rows: Iterable[tuple]) -> defaultdict[int, list[tuple]]:
    groups: defaultdict[int, list[tuple]] = defaultdict(list)
    for key, *content in rows:
        groups[key].append(tuple(content))
    return groups


def _point(contents: list[tuple[Any, ...]], reached: dict[int, tuple[int, datetime]]) -> ResumePoint:
    required = _sums([row for row in contents if row[3]], reached)
    rate = rules.course_rate(required=required, any_=_sums(contents, reached))
    titles = {pk: title for pk, title, _minutes, _is_required in contents}
    done = {pk for pk, (percent, _saved_at) in reached.items() if percent == 100}
    content = next_content(titles, done, {pk: saved_at for pk, (_percent, saved_at) in reached.items()})
    return ResumePoint(rate, content, titles.get(content, "") if content is not None else "")


def _sums(contents: list[tuple[Any, ...]], reached: dict[int, tuple[int, datetime]]) -> tuple[int, int]:
    """Return percent × minutes that were reached, and all minutes."""
    minutes = {pk: minutes for pk, _title, minutes, _is_required in contents}
    return sum(reached[pk][0] * minutes[pk] for pk in minutes if pk in reached), sum(minutes.values())
