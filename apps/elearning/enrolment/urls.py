"""Addresses of enrolment. Courses stand here because their pages also say how the reader stands to the classes."""

from django.urls import path

from apps.elearning.enrolment.views import looking, running, taking_part

COURSES = [
    path("", looking.course_list, name="list"),
    path("<int:course_id>/", looking.course_detail, name="detail"),
]
CLASSES = [
    path("<int:class_id>/enrol/", taking_part.enrol, name="enrol"),
    path("<int:class_id>/roster/", running.roster, name="roster"),
    path("<int:class_id>/roster/decide/", running.decide, name="decide"),
    path("<int:class_id>/roster/message/", running.message, name="message"),
    path("<int:class_id>/roster.csv", running.roster_file, {"form": "csv"}, name="roster_csv"),
    path("<int:class_id>/roster.xlsx", running.roster_file, {"form": "xlsx"}, name="roster_xlsx"),
]
ENROLMENTS = [
    path("", taking_part.enrolment_list, name="list"),
    path("<int:enrolment_id>/", taking_part.enrolment_detail, name="detail"),
    path("<int:enrolment_id>/cancel/", taking_part.cancel, name="cancel"),
    path("<int:enrolment_id>/statement/", taking_part.statement, name="statement"),
    # For those who run the class
    path("<int:enrolment_id>/remove/", running.remove, name="remove"),
    path("<int:enrolment_id>/move/", running.move, name="move"),
]
