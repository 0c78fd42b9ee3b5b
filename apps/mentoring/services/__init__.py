"""Writes of mentoring: sessions.py for mentors and staff, applications.py for applicants."""
