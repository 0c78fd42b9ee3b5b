"""Addresses of the pages that are made from several domains."""

from django.urls import path

from apps.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("me/no-shows/", views.own_no_shows, name="no_shows"),
    path("mentors/", views.mentor_list, name="mentors"),
    path("mentors/<int:member_id>/", views.mentor, name="mentor"),
    path("accounts/mentors/<int:member_id>/", views.old_mentor, name="old_mentor"),
    path("links/<int:member_id>/record/", views.record, name="record"),
    path("links/groups/<slug:group_id>/record/", views.group_record, name="group_record"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("favicon.ico", views.favicon, name="favicon"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path(".well-known/change-password", views.change_password, name="change_password"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
