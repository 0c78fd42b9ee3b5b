"""Addresses of completion."""

from django.urls import path

from apps.elearning.completion.views import deciding, looking

CLASSES = [
    path("<int:class_id>/completion/", looking.completion, name="completion"),
    path("<int:class_id>/completion/preview/", deciding.preview, name="completion_preview"),
    path("<int:class_id>/completion/complete/", deciding.complete, name="complete"),
    path("<int:class_id>/completion.csv", looking.completion_file, {"form": "csv"}, name="completion_csv"),
    path("<int:class_id>/completion.xlsx", looking.completion_file, {"form": "xlsx"}, name="completion_xlsx"),
]
ENROLMENTS = [path("<int:enrolment_id>/completion/", deciding.decide, name="completion")]
