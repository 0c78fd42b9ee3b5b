"""Addresses of e-learning: each noun lists its own, and this module joins those that share a namespace."""

from django.urls import include, path

from apps.elearning.assessment import urls as assessment
from apps.elearning.attendance import urls as attendance
from apps.elearning.certificate import urls as certificate
from apps.elearning.completion import urls as completion
from apps.elearning.enrolment import urls as enrolment
from apps.elearning.pages import urls as pages
from apps.elearning.progress import urls as progress
from apps.elearning.quiz import urls as quiz

CLASSES = [
    *assessment.CLASSES,
    *certificate.CLASSES,
    *completion.CLASSES,
    *attendance.CLASSES,
    *enrolment.CLASSES,
    *pages.CLASSES,
    *progress.CLASSES,
    *quiz.CLASSES,
]
ENROLMENTS = [
    *attendance.ENROLMENTS,
    *completion.ENROLMENTS,
    *enrolment.ENROLMENTS,
    *pages.ENROLMENTS,
    *progress.ENROLMENTS,
]

urlpatterns = [
    path("courses/", include((enrolment.COURSES, "courses"))),
    path("classes/", include((CLASSES, "classes"))),
    path("enrolments/", include((ENROLMENTS, "enrolments"))),
    path("certificates/", include((certificate.CERTIFICATES, "certificates"))),
    path("", include((certificate.PROOF, "proof"))),
]
