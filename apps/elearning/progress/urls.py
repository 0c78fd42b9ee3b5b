"""The addresses of progress."""

from django.urls import path

from apps.elearning.progress.views import class_progress, learning

_CONTENT = "<int:class_id>/contents/<int:content_id>/"

CLASSES = [
    path("<int:class_id>/", learning.room, name="room"),
    path(_CONTENT, learning.content, name="content"),
    path(f"{_CONTENT}file/", learning.content_file, name="content_file"),
    path(f"{_CONTENT}captions/", learning.content_file, {"field": "captions"}, name="content_captions"),
    path(f"{_CONTENT}progress/", learning.save, name="save_progress"),
    path(f"{_CONTENT}complete/", learning.complete, name="complete_content"),
    path("<int:class_id>/progress/", class_progress.class_progress, name="progress"),
    path("<int:class_id>/progress.csv", class_progress.progress_file, {"form": "csv"}, name="progress_csv"),
    path("<int:class_id>/progress.xlsx", class_progress.progress_file, {"form": "xlsx"}, name="progress_xlsx"),
]
ENROLMENTS = [path("<int:enrolment_id>/progress/", class_progress.learner, name="progress")]
