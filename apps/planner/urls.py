"""The planner's addresses under /me/."""

from django.urls import path

from apps.planner import views

app_name = "planner"

urlpatterns = [
    path("appointments/<int:appointment_id>.ics", views.appointment_ics, name="appointment_ics"),
    path("appointments/<int:appointment_id>/join/", views.join, name="join"),
    path("hours/", views.free_hours_edit, name="hours"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/renew/", views.renew, name="renew"),
    path("calendar/close/", views.close, name="close"),
    path("calendar/<slug:secret>.ics", views.feed, name="feed"),
]
