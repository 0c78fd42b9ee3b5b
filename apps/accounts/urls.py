"""Addresses of the member's own pages. Allauth has log-in, sign-up, e-mail, password and second factor."""

from django.urls import path

from apps.accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.home, name="home"),
    path("profile/", views.profile, name="profile"),
    path("seen/", views.seen, name="seen"),
    path("members/<int:member_id>/image/", views.image, name="image"),
    path("consents/", views.consent_list, name="consents"),
    path("consents/<slug:kind>/", views.consent_change, name="consent_change"),
    path("sessions/", views.session_list, name="sessions"),
    path("sessions/end/", views.session_end, name="sessions_end"),
    path("sessions/<int:session_id>/end/", views.session_end, name="session_end"),
    path("export/", views.export, name="export"),
    path("mentor/", views.mentor, name="mentor"),
    path("leave/", views.leave, name="leave"),
    path("terms/", views.terms, name="terms"),
    path("privacy/", views.privacy, name="privacy"),
]
