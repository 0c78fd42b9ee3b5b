"""The endpoints of mentoring: the eight of seed 000; of attendance, feedback, released seats and reports."""

from apps.mentoring.api.attendance import routes as attendance_routes
from apps.mentoring.api.feedback import routes as feedback_routes
from apps.mentoring.api.releases import routes as release_routes
from apps.mentoring.api.reports import routes as report_routes
from apps.mentoring.api.series import routes as series_routes
from apps.mentoring.api.sessions import routes

__all__ = ["attendance_routes", "feedback_routes", "release_routes", "report_routes", "routes", "series_routes"]
