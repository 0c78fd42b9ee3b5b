"""The models of lessons: tutorials, lessons, what was said after them, and reviews (seed 003)."""

from apps.lessons.models.lessons import Lesson, OfferedTime
from apps.lessons.models.notes import LessonNote, NoteFile
from apps.lessons.models.outcomes import LessonOutcome
from apps.lessons.models.payments import LessonPayment
from apps.lessons.models.reviews import Review
from apps.lessons.models.tutorials import FOLLOWED, MEMBER, DayOff, LessonSettings, OpenHoliday, Tutorial, WeeklyHours

__all__ = [
    "FOLLOWED",
    "MEMBER",
    "DayOff",
    "Lesson",
    "LessonNote",
    "LessonOutcome",
    "LessonPayment",
    "LessonSettings",
    "NoteFile",
    "OfferedTime",
    "OpenHoliday",
    "Review",
    "Tutorial",
    "WeeklyHours",
]
