"""Selectors for the pages and endpoints of attendance, each with a fixed number of queries."""

from apps.elearning.attendance.selectors.records import class_days, of_day, of_enrolment, one, tallies

__all__ = ["class_days", "of_day", "of_enrolment", "one", "tallies"]
