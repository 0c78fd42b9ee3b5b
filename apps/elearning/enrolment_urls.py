"""Addresses under /enrolments/: each noun's, in one namespace."""

from apps.elearning.attendance import enrolment_urls as of_attendance
from apps.elearning.completion import enrolment_urls as of_completion
from apps.elearning.enrolment import urls as of_enrolment
from apps.elearning.progress import enrolment_urls as of_progress

app_name = "enrolments"

urlpatterns = [
    *of_attendance.urlpatterns,
    *of_completion.urlpatterns,
    *of_enrolment.urlpatterns,
    *of_progress.urlpatterns,
]
