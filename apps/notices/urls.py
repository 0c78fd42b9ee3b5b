"""Addresses under /notices/."""

from django.urls import path

from apps.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.notice_list, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", views.mail_settings, name="settings"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("answer/<str:token>/", views.answer, name="answer"),
    path("<int:notice_id>/", views.open_notice, name="open"),
]
