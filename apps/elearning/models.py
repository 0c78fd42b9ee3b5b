"""The tables of e-learning; each noun keeps its own (seed 001)."""

from apps.elearning.catalogue.models import (
    ClassMeeting,
    Content,
    Course,
    CourseClass,
    RefundStep,
)
from apps.elearning.enrolment.models import Enrolment, Payment, Refund

__all__ = [
    "ClassMeeting",
    "Content",
    "Course",
    "CourseClass",
    "Enrolment",
    "Payment",
    "Refund",
    "RefundStep",
]
