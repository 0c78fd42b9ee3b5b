"""Addresses of assessments."""

from django.urls import path

from apps.elearning.assessment.views import assessments, grades, results

_ONE = "<int:class_id>/assessments/<int:assessment_id>/"

CLASSES = [
    path("<int:class_id>/assessments/new/", assessments.assessment_new, name="assessment_new"),
    path(f"{_ONE}edit/", assessments.assessment_edit, name="assessment_edit"),
    path(f"{_ONE}switch/", assessments.assessment_switch, name="assessment_switch"),
    path(f"{_ONE}publish/", assessments.assessment_publish, name="assessment_publish"),
    path(f"{_ONE}delete/", assessments.assessment_delete, name="assessment_delete"),
    path(f"{_ONE}results/new/", results.result_new, name="result_new"),
    path(f"{_ONE}results/<int:result_id>/", results.result, name="result"),
    path("<int:class_id>/grades/", grades.grades, name="grades"),
    path("<int:class_id>/grades/save/", grades.save, name="grades_save"),
    path("<int:class_id>/grades.csv", grades.grades_file, {"form": "csv"}, name="grades_csv"),
    path("<int:class_id>/grades.xlsx", grades.grades_file, {"form": "xlsx"}, name="grades_xlsx"),
    path("<int:class_id>/grades/import/", grades.grades_import, name="grades_import"),
    path("<int:class_id>/grades/import/apply/", grades.grades_apply, name="grades_apply"),
]
