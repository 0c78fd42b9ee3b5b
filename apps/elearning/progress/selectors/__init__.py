"""Selectors for the pages and endpoints of progress."""

from apps.elearning.progress.selectors.records import (
    CourseProgress,
    get_progress,
    list_course_progress,
    list_of_class,
    list_of_enrolment,
    progress_of,
)

__all__ = [
    "CourseProgress",
    "get_progress",
    "list_course_progress",
    "list_of_class",
    "list_of_enrolment",
    "progress_of",
]
