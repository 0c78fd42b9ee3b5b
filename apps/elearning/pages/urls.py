"""Addresses of pages made of several nouns."""

from django.urls import path

from apps.elearning.pages.views import enrolments

ENROLMENTS = [
    path("", enrolments.enrolment_list, name="list"),
    path("<int:enrolment_id>/", enrolments.enrolment_detail, name="detail"),
]
