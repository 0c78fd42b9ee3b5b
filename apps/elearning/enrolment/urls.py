"""Addresses under /enrolments/."""

from django.urls import path

from apps.elearning.enrolment.views import arriving

app_name = "enrolments"

urlpatterns = [
    path("<int:enrolment_id>/", arriving.enrolment_detail, name="detail"),
]
