"""Addresses of certificates under /classes/."""

from django.urls import path

from apps.elearning.certificate import views

urlpatterns = [path("<int:class_id>/certificates/", views.issue_to_class, name="issue_certificates")]
