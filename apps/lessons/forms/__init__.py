"""The forms of lessons, one file for each noun."""

from apps.lessons.forms.lessons import (
    REJECT_READY,
    PlaceForm,
    ReasonForm,
    RequestForm,
    TimesForm,
)
from apps.lessons.forms.outcomes import AbsenceForm, DecisionForm, ObjectionForm
from apps.lessons.forms.payments import PaymentForm, TakeBackForm
from apps.lessons.forms.reviews import AnswerForm, ReviewFields, ReviewForm
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
    "AnswerForm",
    "CloseForm",
    "DayForm",
    "DayOffForm",
    "DecisionForm",
    "HolidayForm",
    "LessonSettingsForm",
    "ObjectionForm",
    "PaymentForm",
    "PlaceForm",
    "ProposesVenues",
    "ReasonForm",
    "RequestForm",
    "ReviewFields",
    "ReviewForm",
    "TakeBackForm",
    "TimesForm",
    "TutorialForm",
    "WonField",
    "initial_of",
]
