"""Addresses under /classes/."""

from django.urls import path

from apps.elearning.enrolment.views import running, taking_part

urlpatterns = [
    path("<int:class_id>/enrol/", taking_part.enrol, name="enrol"),
    path("<int:class_id>/roster/", running.roster, name="roster"),
    path("<int:class_id>/roster/decide/", running.decide, name="decide"),
    path("<int:class_id>/roster/message/", running.message, name="message"),
    path("<int:class_id>/roster.csv", running.roster_file, {"form": "csv"}, name="roster_csv"),
    path("<int:class_id>/roster.xlsx", running.roster_file, {"form": "xlsx"}, name="roster_xlsx"),
]
