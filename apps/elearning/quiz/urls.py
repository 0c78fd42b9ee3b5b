"""Addresses of quiz."""

from django.urls import path

from apps.elearning.quiz.views import marking, questions, taking

_ONE = "<int:class_id>/assessments/<int:assessment_id>/"

CLASSES = [
    path(f"{_ONE}quiz/", taking.quiz, name="quiz"),
    path(f"{_ONE}quiz/<int:attempt_id>/", taking.attempt, name="quiz_attempt"),
    path(f"{_ONE}quiz/<int:attempt_id>/answer/", taking.answer, name="quiz_answer"),
    # For those who run the class
    path(f"{_ONE}questions/", questions.question_list, name="questions"),
    path(f"{_ONE}questions/new/", questions.new, name="question_new"),
    path(f"{_ONE}questions/preview/", questions.preview, name="quiz_preview"),
    path(f"{_ONE}questions/<int:question_id>/", questions.edit, name="question"),
    path(f"{_ONE}questions/<int:question_id>/move/", questions.move, name="question_move"),
    path(f"{_ONE}questions/<int:question_id>/delete/", questions.delete, name="question_delete"),
    path(f"{_ONE}attempts/", marking.attempt_list, name="attempts"),
    path(f"{_ONE}attempts/<int:attempt_id>/", marking.attempt, name="attempt"),
]
