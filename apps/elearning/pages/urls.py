"""The addresses of pages made of several nouns."""

from django.urls import path

from apps.elearning.pages.views import assessments, completion, enrolments

CLASSES = [
    path("<int:class_id>/assessments/", assessments.assessment_list, name="assessments"),
    path("<int:class_id>/assessments/<int:assessment_id>/", assessments.assessment_detail, name="assessment"),
    path("<int:class_id>/completion/", completion.completion, name="completion"),
]
ENROLMENTS = [
    path("", enrolments.enrolment_list, name="list"),
    path("<int:enrolment_id>/", enrolments.enrolment_detail, name="detail"),
]
