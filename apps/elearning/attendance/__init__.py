"""Attendance on the days on which a class meets."""
