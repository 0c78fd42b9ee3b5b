"""The models of lessons: tutorials, lessons, and what was said after them (seed 003)."""

from apps.lessons.models.lessons import Lesson, OfferedTime
from apps.lessons.models.outcomes import LessonOutcome
from apps.lessons.models.tutorials import FOLLOWED, MEMBER, DayOff, LessonSettings, OpenHoliday, Tutorial, WeeklyHours

__all__ = [
    "FOLLOWED",
    "MEMBER",
    "DayOff",
    "Lesson",
    "LessonOutcome",
    "LessonSettings",
    "OfferedTime",
    "OpenHoliday",
    "Tutorial",
    "WeeklyHours",
]
