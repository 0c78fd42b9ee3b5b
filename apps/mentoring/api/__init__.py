"""The endpoints of mentoring: the eight of seed 000, and those of attendance."""

from apps.mentoring.api.attendance import routes as attendance_routes
from apps.mentoring.api.sessions import routes

__all__ = ["attendance_routes", "routes"]
