"""Addresses under /enrolments/."""

app_name = "enrolments"

urlpatterns: list = []
