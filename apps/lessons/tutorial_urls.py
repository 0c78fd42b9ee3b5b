"""Addresses under /tutorials/."""

app_name = "tutorials"

urlpatterns: list = []
