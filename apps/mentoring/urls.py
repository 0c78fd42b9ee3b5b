"""Addresses under /mentoring/."""

from django.urls import path

from apps.mentoring.views import looking, people, running, taking_part

app_name = "mentoring"

urlpatterns = [
    path("", looking.session_list, name="list"),
    path("<int:session_id>/", looking.session_detail, name="detail"),
    # Taking part
    path("<int:session_id>/apply/", taking_part.apply, name="apply"),
    path("applications/<int:application_id>/cancel/", taking_part.cancel, name="cancel"),
    path("history/", taking_part.application_history, name="history"),
    # Running one
    path("new/", running.session_new, name="new"),
    path("<int:session_id>/edit/", running.session_edit, name="edit"),
    path("<int:session_id>/copy/", running.session_copy, name="copy"),
    path("<int:session_id>/delete/", running.session_delete, name="delete"),
    # Its people
    path("<int:session_id>/attendees/", people.attendees, name="attendees"),
    path("<int:session_id>/attendees/sheet/", people.attendee_sheet, name="attendee_sheet"),
    path("<int:session_id>/attendees.csv", people.attendee_file, {"form": "csv"}, name="attendee_csv"),
    path("<int:session_id>/attendees.xlsx", people.attendee_file, {"form": "xlsx"}, name="attendee_xlsx"),
    path("<int:session_id>/attendees/message/", people.message, name="message"),
    path("applications/<int:application_id>/remove/", people.remove, name="remove"),
]
