"""Addresses under /classes/: each noun's, in one namespace."""

from apps.elearning.assessment import class_urls as of_assessment
from apps.elearning.attendance import class_urls as of_attendance
from apps.elearning.certificate import class_urls as of_certificate
from apps.elearning.completion import class_urls as of_completion
from apps.elearning.enrolment import class_urls as of_enrolment
from apps.elearning.progress import class_urls as of_progress
from apps.elearning.quiz import class_urls as of_quiz

app_name = "classes"

urlpatterns = [
    *of_assessment.urlpatterns,
    *of_certificate.urlpatterns,
    *of_completion.urlpatterns,
    *of_attendance.urlpatterns,
    *of_enrolment.urlpatterns,
    *of_progress.urlpatterns,
    *of_quiz.urlpatterns,
]
