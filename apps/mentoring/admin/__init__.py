"""The admin of mentoring, one file for each noun.

Rows are read-only and actions go through the services. Staff edit a session on the site, as its author does.
"""

from apps.mentoring.admin.reports import SessionReportAdmin
from apps.mentoring.admin.sessions import ApplicationAdmin, AttendanceAdmin, SessionAdmin

__all__ = ["ApplicationAdmin", "AttendanceAdmin", "SessionAdmin", "SessionReportAdmin"]
