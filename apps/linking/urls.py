"""Addresses under /links/."""

app_name = "linking"

urlpatterns: list = []
