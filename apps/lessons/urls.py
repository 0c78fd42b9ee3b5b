"""Addresses under /lessons/."""

app_name = "lessons"

urlpatterns: list = []
