"""Staff's view of e-learning; each noun keeps its own."""

from apps.elearning.enrolment import admin as of_enrolment

__all__ = ["of_enrolment"]
