"""Addresses under /enrolments/."""

from django.urls import path

from apps.elearning.completion.views import deciding

urlpatterns = [path("<int:enrolment_id>/completion/", deciding.decide, name="completion")]
