"""The forms of lessons, one file for each noun."""

from apps.lessons.forms.lessons import (
    REJECT_READY,
    AbsenceForm,
    ObjectionForm,
    PlaceForm,
    ReasonForm,
    RequestForm,
    TimesForm,
)
from apps.lessons.forms.tutorials import (
    OTHER,
    CloseForm,
    DayForm,
    DayOffForm,
    HolidayForm,
    LessonSettingsForm,
    ProposesVenues,
    TutorialForm,
    WonField,
    initial_of,
)

__all__ = [
    "OTHER",
    "REJECT_READY",
    "AbsenceForm",
    "CloseForm",
    "DayForm",
    "DayOffForm",
    "HolidayForm",
    "LessonSettingsForm",
    "ObjectionForm",
    "PlaceForm",
    "ProposesVenues",
    "ReasonForm",
    "RequestForm",
    "TimesForm",
    "TutorialForm",
    "WonField",
    "initial_of",
]
