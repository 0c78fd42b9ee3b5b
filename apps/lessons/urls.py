"""Addresses under /lessons/."""

from django.urls import path

from apps.lessons.views import lessons

app_name = "lessons"

urlpatterns = [
    path("", lessons.mine, name="mine"),
    path("requests/", lessons.requests, name="requests"),
    path("<int:lesson_id>/", lessons.lesson_detail, name="detail"),
    path("<int:lesson_id>/approve/", lessons.approve, name="approve"),
    path("<int:lesson_id>/reject/", lessons.reject, name="reject"),
    path("<int:lesson_id>/start/", lessons.start, name="start"),
    path("<int:lesson_id>/complete/", lessons.complete, name="complete"),
    path("<int:lesson_id>/cancel/", lessons.cancel, name="cancel"),
]
