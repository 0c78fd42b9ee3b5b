"""Addresses of quiz."""

from django.urls import path

from apps.elearning.quiz.views import attempts, corrections, marking, opening, questions, terms

_ONE = "<int:class_id>/assessments/<int:assessment_id>/"

CLASSES = [
    path(f"{_ONE}quiz/", attempts.quiz, name="quiz"),
    path(f"{_ONE}quiz/<int:attempt_id>/", attempts.attempt_sheet, name="quiz_attempt"),
    path(f"{_ONE}quiz/<int:attempt_id>/answer/", attempts.save_answer, name="quiz_answer"),
    # For those who run the class
    path(f"{_ONE}questions/", questions.question_list, name="questions"),
    path(f"{_ONE}questions/new/", questions.question_new, name="question_new"),
    path(f"{_ONE}questions/open/", opening.open_quiz, name="quiz_open"),
    path(f"{_ONE}questions/take-back/", opening.take_back_quiz, name="quiz_take_back"),
    path(f"{_ONE}questions/preview/", questions.preview, name="quiz_preview"),
    path(f"{_ONE}questions/<int:question_id>/", questions.question_edit, name="question"),
    path(f"{_ONE}questions/<int:question_id>/correct/", corrections.question_correct, name="question_correct"),
    path(f"{_ONE}questions/<int:question_id>/move/", questions.question_move, name="question_move"),
    path(f"{_ONE}questions/<int:question_id>/delete/", questions.question_delete, name="question_delete"),
    path(f"{_ONE}attempts/", marking.attempt_list, name="attempts"),
    path(f"{_ONE}attempts/terms/", terms.terms_list, name="quiz_terms"),
    path(f"{_ONE}attempts/terms/<int:enrolment_id>/", terms.terms_of_learner, name="quiz_terms_of"),
    path(f"{_ONE}attempts/<int:attempt_id>/", marking.attempt_detail, name="attempt"),
]
