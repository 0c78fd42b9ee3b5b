"""Addresses under /classes/."""

app_name = "classes"

urlpatterns: list = []
