"""Addresses under /enrolments/."""

from django.urls import path

from apps.elearning.progress.views import running

urlpatterns = [path("<int:enrolment_id>/progress/", running.learner, name="progress")]
