"""What pages and endpoints read of attendance, each in a fixed number of queries."""

from apps.elearning.attendance.selectors.records import class_days, of_day, of_enrolment, one, tallies

__all__ = ["class_days", "of_day", "of_enrolment", "one", "tallies"]
