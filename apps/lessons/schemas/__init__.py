"""The input and output of the endpoints of lessons, with the names of seed 003.

Times are Seoul's, without an offset: `2024-01-20T14:00:00`.
"""

from apps.lessons.schemas.lessons import (
    LessonCancelInput,
    LessonDetail,
    LessonMoved,
    LessonPlaceInput,
    LessonRejectInput,
    LessonRequested,
    LessonRequestInput,
    LessonRequests,
    LessonsQuery,
    MyLessons,
    OfferTimesInput,
    lesson_detail,
    lesson_moved,
    lesson_requested,
    lesson_requests,
    more_message,
    my_lessons,
)
from apps.lessons.schemas.tutorials import (
    AvailableSlots,
    SlotsQuery,
    TutorialDetail,
    TutorialPage,
    TutorialsQuery,
    available_slots,
    tutorial_detail,
    tutorial_page,
)

__all__ = [
    "AvailableSlots",
    "LessonCancelInput",
    "LessonDetail",
    "LessonMoved",
    "LessonPlaceInput",
    "LessonRejectInput",
    "LessonRequestInput",
    "LessonRequested",
    "LessonRequests",
    "LessonsQuery",
    "MyLessons",
    "OfferTimesInput",
    "SlotsQuery",
    "TutorialDetail",
    "TutorialPage",
    "TutorialsQuery",
    "available_slots",
    "lesson_detail",
    "lesson_moved",
    "lesson_requested",
    "lesson_requests",
    "more_message",
    "my_lessons",
    "tutorial_detail",
    "tutorial_page",
]
