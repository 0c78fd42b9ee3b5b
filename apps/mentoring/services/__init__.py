"""Every write of mentoring that has a rule: sessions.py for mentors and staff, applications.py for applicants."""
