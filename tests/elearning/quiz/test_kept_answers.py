"""Answers that were kept before they were compared by their looks."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from apps.elearning.quiz.models import AcceptedAnswer
from tests.elearning.learning import running_class
from tests.factories.quiz import QuestionFactory, QuizFactory

pytestmark = pytest.mark.django_db

compare = import_module("apps.elearning.migrations.0002_compare_answers_by_their_looks")


def test_kept_answers_get_their_keys_and_two_that_look_the_same_become_one():
    quiz = QuizFactory(course_class=running_class())
    question, other = QuestionFactory.create_batch(2, kind="SHORT", assessment=quiz)
    question.accepted.all().delete()
    for text in ("１２", "12", "don’t", "Ａ"):
        AcceptedAnswer.objects.create(question=question, text=text, key=text.casefold())
    AcceptedAnswer.objects.create(question=other, text="12", key="12")
    compare.write_keys(apps, SimpleNamespace(connection=connection))
    assert list(question.accepted.values_list("text", "key")) == [("１２", "12"), ("don’t", "don't"), ("Ａ", "a")]
    assert list(other.accepted.filter(text="12").values_list("key", flat=True)) == ["12"]
