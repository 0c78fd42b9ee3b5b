"""Addresses under /classes/."""

from django.urls import path

from apps.elearning.progress.views import learning, running

CONTENT = "<int:class_id>/contents/<int:content_id>/"

urlpatterns = [
    path("<int:class_id>/", learning.room, name="room"),
    path(CONTENT, learning.content, name="content"),
    path(f"{CONTENT}file/", learning.content_file, name="content_file"),
    path(f"{CONTENT}captions/", learning.content_file, {"field": "captions"}, name="content_captions"),
    path(f"{CONTENT}progress/", learning.save, name="save_progress"),
    path(f"{CONTENT}complete/", learning.complete, name="complete_content"),
    path("<int:class_id>/progress/", running.class_progress, name="progress"),
    path("<int:class_id>/progress.csv", running.progress_file, {"form": "csv"}, name="progress_csv"),
    path("<int:class_id>/progress.xlsx", running.progress_file, {"form": "xlsx"}, name="progress_xlsx"),
]
