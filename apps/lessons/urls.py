"""Addresses under /lessons/."""

from django.urls import path

from apps.lessons.views import homework, lessons, notes, outcomes, payments, places, times

app_name = "lessons"

urlpatterns = [
    path("", lessons.taken_lessons, name="mine"),
    path("requests/", lessons.received_requests, name="requests"),
    path("<int:lesson_id>/", lessons.lesson_detail, name="detail"),
    path("<int:lesson_id>/approve/", lessons.lesson_approve, name="approve"),
    path("<int:lesson_id>/reject/", lessons.lesson_reject, name="reject"),
    path("<int:lesson_id>/start/", lessons.lesson_start, name="start"),
    path("<int:lesson_id>/complete/", lessons.lesson_complete, name="complete"),
    path("<int:lesson_id>/cancel/", lessons.lesson_cancel, name="cancel"),
    path("<int:lesson_id>/place/", places.lesson_place, name="place"),
    path("<int:lesson_id>/confirm/", outcomes.lesson_confirm, name="confirm"),
    path("<int:lesson_id>/absent/", outcomes.lesson_absent, name="absent"),
    path("<int:lesson_id>/object/", outcomes.lesson_object, name="object"),
    path("<int:lesson_id>/objection/", outcomes.lesson_objection, name="objection"),
    path("<int:lesson_id>/payment/", payments.lesson_payment, name="payment"),
    path("<int:lesson_id>/payment/take-back/", payments.lesson_payment_take_back, name="payment_take_back"),
    path("<int:lesson_id>/times/", times.lesson_offer_times, name="times"),
    path("<int:lesson_id>/times/<int:time_id>/take/", times.lesson_take_time, name="take_time"),
    path("<int:lesson_id>/times/decline/", times.lesson_decline_times, name="decline_times"),
    path("<int:lesson_id>/notes/", notes.lesson_notes, name="notes"),
    path("<int:lesson_id>/notes/new/", notes.note_new, name="note_new"),
    path("<int:lesson_id>/homework/new/", notes.homework_new, name="homework_new"),
    path("<int:lesson_id>/notes/<int:note_id>/", notes.note_detail, name="note"),
    path("<int:lesson_id>/notes/<int:note_id>/edit/", notes.note_edit, name="note_edit"),
    path("<int:lesson_id>/notes/<int:note_id>/remove/", notes.note_remove, name="note_remove"),
    path("<int:lesson_id>/notes/<int:note_id>/hand-in/", homework.hand_in, name="hand_in"),
    path("<int:lesson_id>/notes/<int:note_id>/seen/", homework.seen, name="seen"),
    path("<int:lesson_id>/notes/<int:note_id>/files/<int:file_id>/", notes.note_file, name="note_file"),
]
