"""Saving, publishing and deleting courses and their contents."""

import math
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError, Sum
from django.utils.text import Truncator

from apps.accounts.models import Member
from apps.core import audit, clock, html, search, spelling
from apps.elearning.catalogue import files, rules
from apps.elearning.catalogue.models import Content, Course, CourseClass
from apps.elearning.catalogue.services import promises
from apps.elearning.catalogue.states import ContentType
from apps.planner import services as planner
from apps.topics.selectors import topic_names
from apps.topics.services import read_topics

COURSE_FIELDS = ("title", "content", "level", "type", "hours", "is_published")
CONTENT_FIELDS = (
    "position",
    "title",
    "type",
    "minutes",
    "least_minutes",
    "is_required",
    "file",
    "captions",
    "url",
    "text",
)
_AUDITED_COLUMNS = ("title", "level", "type", "hours", "is_published")
_FOLLOWING = ("title_key", "content_key", "excerpt", "updated_at")
_READ_AT_ONCE = 50  # videos in one run of the chore
_ASIDE = 10_000  # added to positions while contents swap places


@transaction.atomic
def save_course(
    *, by: Member, course: Course, contents: Sequence[Content] | None = None, topics: Sequence[str] | None = None
) -> Course:
    """Save a new or changed course. `contents` and the names in `topics` replace what it has; None leaves them.

    A new title is carried over to the future meetings in the planners. Raises NotAllowed `not_staff`, Invalid, Conflict
    `course_in_use`.
    """
    rules.check_can_keep_courses(by)
    now = clock.now()
    before = Course.objects.select_for_update(no_key=True).filter(pk=course.pk).first()
    old = _audited(before) if before is not None else None
    _fill(course)
    rules.check_course(course)
    if before is not None and before.is_published and not course.is_published:
        rules.check_can_hide_course(taken=_seats_still_held(course))
    course.updated_at = now
    if before is None:
        course.created_at = now
        course.save(force_insert=True)
    else:
        course.save(update_fields=[*COURSE_FIELDS, *_FOLLOWING])
        if before.title != course.title:
            _rename(course)
    if topics is not None:
        course.topics.set(read_topics(topics, kept=[topic.pk for topic in course.topics.all()]))
    act = "elearning.course_changed" if before is not None else "elearning.course_added"
    audit.record(by=by, act=act, subject=course, before=old, after=_audited(course))
    if contents is not None:
        _save_contents(by, course, list(contents))
    return course


def _audited(course: Course) -> dict[str, Any]:
    return {**audit.snapshot(course, _AUDITED_COLUMNS), "topics": ", ".join(topic_names(course))}


def _fill(course: Course) -> None:
    """Clean the texts, and derive the search keys and the excerpt from them."""
    course.title = spelling.line(course.title)
    course.title_key = search.title_key(course.title)
    course.content = html.clean(course.content)
    plain = html.plain(course.content)
    course.content_key = search.search_key(plain)
    course.excerpt = Truncator(plain).chars(160)


def _seats_still_held(course: Course) -> int:
    coming = CourseClass.objects.filter(course=course, called_off_at=None, ends_at__gt=clock.now())
    return coming.aggregate(taken=Sum("seats_taken"))["taken"] or 0


def _rename(course: Course) -> None:
    for row in CourseClass.objects.filter(course=course, called_off_at=None, ends_at__gt=clock.now()).order_by("pk"):
        row.course = course
        planner.rename_appointments(CourseClass.SOURCE, row.meetings.values_list("pk", flat=True), row.title)


@transaction.atomic
def set_course_published(*, by: Member, course_id: int, published: bool) -> Course:
    """Show a course to everyone, or to staff only. Raises Course.DoesNotExist and what `save_course` raises."""
    rules.check_can_keep_courses(by)
    course = Course.objects.get(pk=course_id)
    course.is_published = published
    return save_course(by=by, course=course)


@transaction.atomic
def delete_course(*, by: Member, course_id: int) -> None:
    """Delete a course that has no classes, with its contents. Raises Conflict `course_has_classes`."""
    rules.check_can_keep_courses(by)
    course = Course.objects.select_for_update().get(pk=course_id)
    rules.check_can_delete_course(classes=course.classes.count())
    _save_contents(by, course, [])
    Content._base_manager.filter(course=course).delete()  # those retired from it
    audit.record(by=by, act="elearning.course_deleted", subject=course, before=_audited(course))
    course.delete()


# --- Contents ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_content(*, by: Member, content: Content) -> Content:
    """Save one new or changed content and leave the others of its course; used by imports.

    Raises NotAllowed `not_staff`, Invalid.
    """
    rules.check_can_keep_courses(by)
    course = Course.objects.select_for_update(no_key=True).get(pk=content.course_id)
    others = list(course.contents.exclude(pk=content.pk))
    _save_contents(by, course, [content, *others])
    return content


def measure_videos(now: datetime) -> int:
    """Read the length of videos that were uploaded before it was kept, some at a time. Return how many were read.

    The minutes of a running class stay as its learners were told; those of the course follow when it is next saved.
    """
    unread = Content._base_manager.filter(type=ContentType.VIDEO, seconds=None).exclude(file="").defer("text")
    read = list(unread.order_by("pk")[:_READ_AT_ONCE])
    for content in read:
        Content._base_manager.filter(pk=content.pk, file=content.file.name).update(seconds=files.seconds_of(content))
    return len(read)


def _save_contents(by: Member, course: Course, contents: list[Content]) -> None:
    """Replace the contents of a locked course by `contents`.

    Classes that have begun keep what they ask for (`promises.keep_contents`); what is taken out stays with them.
    """
    existing = {content.pk: content for content in course.contents.all()}
    for index, content in enumerate(contents):
        content.course = course
        content.title, content.url = spelling.line(content.title), spelling.line(content.url)
        content.text = html.clean(content.text)
        if content.pk is not None and content.pk not in existing:
            raise Content.DoesNotExist
        _check_uploads(content, index)
    rules.check_contents(contents)
    kept = {content.pk for content in contents}
    gone = [content for pk, content in existing.items() if pk not in kept]
    old_lines, new_lines = _lines(existing.values()), _lines(contents)
    old_files = {name for content in existing.values() for name in _file_names(content)}
    if promises.weighs_otherwise(existing.values(), contents):
        promises.keep_contents(course)
    needed = _delete(gone)
    changed = [content for content in contents if content.pk is None or _differs(content, existing[content.pk])]
    moved = [content.pk for content in changed if content.pk and existing[content.pk].position != content.position]
    # Two contents that swap places must not have the same position in between.
    Content.objects.filter(pk__in=moved).update(position=F("position") + _ASIDE)
    for content in changed:
        content.save()
    _drop_files_after_commit(old_files - {name for content in (*contents, *needed) for name in _file_names(content)})
    if old_lines != new_lines or changed:
        audit.record(
            by=by,
            act="elearning.contents_changed",
            subject=course,
            before={"contents": old_lines},
            after={"contents": new_lines, "changed": len(changed)},
        )


def _check_uploads(content: Content, index: int) -> None:
    """Check newly uploaded files; those that are stored already were checked when they came.

    The length of a video is that of its file, whatever minutes were typed.
    """
    if content.file and not content.file._committed:  # type: ignore[attr-defined]
        seconds = files.check_file(content.type, content.file.file, index=index)
        content.seconds = None if seconds is None else math.ceil(seconds)
        content.file.name = content.file.file.name
    if content.type != ContentType.VIDEO or not content.file:
        content.seconds = None
    if content.seconds:
        content.minutes = rules.minutes_of(content.seconds)
    if content.captions and not content.captions._committed:  # type: ignore[attr-defined]
        content.captions = files.captions_of(content.captions.file, index=index)


def _differs(content: Content, before: Content) -> bool:
    return any(getattr(content, name) != getattr(before, name) for name in CONTENT_FIELDS)


def _lines(contents) -> str:
    ordered = sorted(contents, key=lambda content: content.position)
    return "\n".join(f"{row.position}. {row.title} ({row.type}, {row.minutes})" for row in ordered)


def _file_names(content: Content) -> list[str]:
    return [name for name in (content.file.name, content.captions.name) if name]


def _delete(gone: list[Content]) -> list[Content]:
    """Delete contents, and retire those that a class keeps or somebody has learned. Return the retired ones."""
    needed = []
    for content in gone:
        try:
            content.delete()
        except ProtectedError:
            content.position, content.retired_at = None, clock.now()
            content.save(update_fields=["position", "retired_at"])
            needed.append(content)
    return needed


def _drop_files_after_commit(names: set[str]) -> None:
    """Erase files after the commit, when it is certain that no row names them any more."""
    storage = Content._meta.get_field("file").storage
    for name in names:
        transaction.on_commit(partial(storage.delete, name))
