"""The models of mentoring: sessions, applications to them, attendance, feedback and reports (seed 000)."""

from apps.mentoring.models.applications import Application
from apps.mentoring.models.attendance import Attendance, CheckInCode
from apps.mentoring.models.feedback import FeedbackRequest, SessionFeedback
from apps.mentoring.models.report_files import ReportFile
from apps.mentoring.models.reports import SessionReport
from apps.mentoring.models.sessions import FOLLOWED, MEMBER, Session, SessionImage, session_url

__all__ = [
    "FOLLOWED",
    "MEMBER",
    "Application",
    "Attendance",
    "CheckInCode",
    "FeedbackRequest",
    "ReportFile",
    "Session",
    "SessionFeedback",
    "SessionImage",
    "SessionReport",
    "session_url",
]
