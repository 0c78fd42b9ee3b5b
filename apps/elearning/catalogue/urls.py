"""Addresses under /courses/."""

app_name = "courses"

urlpatterns: list = []
