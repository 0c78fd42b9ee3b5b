"""Addresses of completion."""

from django.urls import path

from apps.elearning.completion.views import decisions, files, renewal

CLASSES = [
    path("<int:class_id>/contents/renew/", renewal.renew, name="renew_contents"),
    path("<int:class_id>/completion/preview/", decisions.preview, name="completion_preview"),
    path("<int:class_id>/completion/complete/", decisions.complete, name="complete"),
    path("<int:class_id>/completion.csv", files.completion_file, {"form": "csv"}, name="completion_csv"),
    path("<int:class_id>/completion.xlsx", files.completion_file, {"form": "xlsx"}, name="completion_xlsx"),
]
ENROLMENTS = [path("<int:enrolment_id>/completion/", decisions.decide, name="completion")]
