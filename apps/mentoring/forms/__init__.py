"""The forms of mentoring, one file for each noun."""

from apps.mentoring.forms.attendees import HandoutForm, MessageForm, RemoveForm
from apps.mentoring.forms.report_files import ReportFileForm
from apps.mentoring.forms.series import NewSessionForm
from apps.mentoring.forms.sessions import EDITOR, OTHER_VENUE, ContentInput, SessionForm, editor_words, initial_of

__all__ = [
    "EDITOR",
    "OTHER_VENUE",
    "ContentInput",
    "HandoutForm",
    "MessageForm",
    "NewSessionForm",
    "RemoveForm",
    "ReportFileForm",
    "SessionForm",
    "editor_words",
    "initial_of",
]
