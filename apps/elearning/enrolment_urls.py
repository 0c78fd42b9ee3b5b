"""Addresses under /enrolments/: each noun's, in one namespace."""

from apps.elearning.enrolment import urls as of_enrolment

app_name = "enrolments"

urlpatterns = [*of_enrolment.urlpatterns]
