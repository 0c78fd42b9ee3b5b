"""Addresses under /courses/. They stand here because a course's page also says how one stands towards its classes."""

from django.urls import path

from apps.elearning.enrolment.views import looking

app_name = "courses"

urlpatterns = [
    path("", looking.course_list, name="list"),
    path("<int:course_id>/", looking.course_detail, name="detail"),
]
