"""Addresses under /me/following/."""

from django.urls import path

from apps.following import views

app_name = "following"

urlpatterns = [
    path("", views.followed, name="list"),
    path("add/", views.add, name="add"),
    path("<int:follow_id>/end/", views.end, name="end"),
]
