"""The models of mentoring: sessions, applications to them, and attendance (seed 000)."""

from apps.mentoring.models.applications import Application
from apps.mentoring.models.attendance import Attendance, CheckInCode
from apps.mentoring.models.sessions import FOLLOWED, MEMBER, Session, SessionImage, session_url

__all__ = ["FOLLOWED", "MEMBER", "Application", "Attendance", "CheckInCode", "Session", "SessionImage", "session_url"]
