"""The addresses of enrolment. Those of courses are here because their pages also show the reader's enrolments."""

from django.urls import path

from apps.elearning.enrolment.views import courses, enrolments, releasing, roster, swapping

COURSES = [
    path("", courses.course_list, name="list"),
    path("<int:course_id>/", courses.course_detail, name="detail"),
]
CLASSES = [
    path("<int:class_id>/enrol/", enrolments.enrol, name="enrol"),
    path("<int:class_id>/swap/", swapping.swap, name="swap"),
    path("<int:class_id>/roster/", roster.roster, name="roster"),
    path("<int:class_id>/roster/decide/", roster.decide, name="decide"),
    path("<int:class_id>/roster/message/", roster.message, name="message"),
    path("<int:class_id>/roster.csv", roster.roster_file, {"form": "csv"}, name="roster_csv"),
    path("<int:class_id>/roster.xlsx", roster.roster_file, {"form": "xlsx"}, name="roster_xlsx"),
]
ENROLMENTS = [
    path("<int:enrolment_id>/cancel/", enrolments.cancel, name="cancel"),
    path("<int:enrolment_id>/release/", releasing.release, name="release"),
    path("<int:enrolment_id>/keep/", releasing.keep, name="keep"),
    path("<int:enrolment_id>/statement/", enrolments.statement, name="statement"),
    # For those who run the class
    path("<int:enrolment_id>/remove/", roster.remove, name="remove"),
    path("<int:enrolment_id>/move/", roster.move, name="move"),
]
