"""Selectors for the pages and endpoints of attendance, each with a fixed number of queries."""

from apps.elearning.attendance.selectors.records import (
    class_days,
    get_attendance,
    list_of_day,
    list_of_enrolment,
    tallies,
)

__all__ = ["class_days", "get_attendance", "list_of_day", "list_of_enrolment", "tallies"]
