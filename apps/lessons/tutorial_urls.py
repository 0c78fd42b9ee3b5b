"""Addresses under /tutorials/."""

from django.urls import path

from apps.lessons.views import hours, lesson_requests, reviews, tutorials

app_name = "tutorials"

urlpatterns = [
    path("", tutorials.tutorial_list, name="list"),
    path("<int:tutorial_id>/", tutorials.tutorial_detail, name="detail"),
    path("<int:tutorial_id>/request/", lesson_requests.lesson_request, name="request"),
    # Reviews
    path("<int:tutorial_id>/reviews/", reviews.review_list, name="reviews"),
    path("<int:tutorial_id>/review/", reviews.review_write, name="review"),
    path("reviews/<int:review_id>/answer/", reviews.review_answer, name="review_answer"),
    # Offering
    path("new/", tutorials.tutorial_new, name="new"),
    path("<int:tutorial_id>/edit/", tutorials.tutorial_edit, name="edit"),
    path("<int:tutorial_id>/hours/", tutorials.tutorial_hours, name="own_hours"),
    path("<int:tutorial_id>/close/", tutorials.tutorial_close, name="close"),
    path("<int:tutorial_id>/reopen/", tutorials.tutorial_reopen, name="reopen"),
    # Hours
    path("hours/", hours.weekly_hours_edit, name="hours"),
    path("hours/settings/", hours.settings_edit, name="settings"),
    path("hours/days-off/", hours.day_off_add, name="day_off_add"),
    path("hours/days-off/<int:day_off_id>/remove/", hours.day_off_remove, name="day_off_remove"),
    path("hours/holidays/", hours.holiday_open, name="holiday_open"),
    path("hours/holidays/<int:open_holiday_id>/rest/", hours.holiday_rest, name="holiday_rest"),
]
