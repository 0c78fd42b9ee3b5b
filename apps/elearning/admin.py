"""The admin of e-learning: each noun has its own module, imported here so that Django finds it."""

from apps.elearning.assessment import admin as of_assessment
from apps.elearning.attendance import admin as of_attendance
from apps.elearning.catalogue import admin as of_catalogue
from apps.elearning.certificate import admin as of_certificate
from apps.elearning.completion import admin as of_completion
from apps.elearning.enrolment import admin as of_enrolment
from apps.elearning.progress import admin as of_progress
from apps.elearning.quiz import admin as of_quizzes

__all__ = [
    "of_assessment",
    "of_attendance",
    "of_catalogue",
    "of_certificate",
    "of_completion",
    "of_enrolment",
    "of_progress",
    "of_quizzes",
]
