"""Addresses under /mentoring/."""

from django.urls import path

from apps.mentoring import views

app_name = "mentoring"

urlpatterns = [
    path("", views.session_list, name="list"),
    path("<int:session_id>/", views.session_detail, name="detail"),
    path("history/", views.application_history, name="history"),
]
