"""Addresses under /enrolments/."""

from django.urls import path

from apps.elearning.enrolment.views import running, taking_part

urlpatterns = [
    path("", taking_part.enrolment_list, name="list"),
    path("<int:enrolment_id>/", taking_part.enrolment_detail, name="detail"),
    path("<int:enrolment_id>/cancel/", taking_part.cancel, name="cancel"),
    path("<int:enrolment_id>/statement/", taking_part.statement, name="statement"),
    # For those who run the class
    path("<int:enrolment_id>/remove/", running.remove, name="remove"),
    path("<int:enrolment_id>/move/", running.move, name="move"),
]
