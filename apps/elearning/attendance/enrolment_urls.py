"""Addresses under /enrolments/."""

from django.urls import path

from apps.elearning.attendance.views import absences

urlpatterns = [
    path("<int:enrolment_id>/absences/new/", absences.ask, name="absence_new"),
    path("<int:enrolment_id>/absences/<int:request_id>/withdraw/", absences.withdraw, name="absence_withdraw"),
    path("<int:enrolment_id>/absences/<int:request_id>/file/", absences.file, name="absence_file"),
]
