"""Selectors for the pages and endpoints of progress."""

from apps.elearning.progress.selectors.records import Learned, learned, of_class, of_enrolment, one

__all__ = ["Learned", "learned", "of_class", "of_enrolment", "one"]
