"""Whose result may be entered."""

import pytest

from apps.core.errors import refusal_of
from apps.elearning.assessment import rules
from apps.elearning.assessment.models import Assessment
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus


def enrolment(**fields) -> Enrolment:
    return Enrolment(**{"course_class_id": 1, "status": EnrolmentStatus.APPROVED, **fields})


def test_a_result_is_of_an_approved_learner_of_the_class():
    learner, assessment = enrolment(), Assessment(course_class_id=1)
    assert rules.check_takes_part(learner, assessment) is learner


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (None, "enrolment_unknown"),
        (enrolment(course_class_id=2), "other_class"),
        (enrolment(status=EnrolmentStatus.PENDING), "not_approved"),
    ],
)
def test_nobody_else_gets_one(row, code):
    refused = refusal_of(rules.check_takes_part, row, Assessment(course_class_id=1))
    assert (refused.code, refused.field) == (code, "enrollment_id")


def test_an_attempt_has_one_result():
    refused = rules.attempt_taken(2)
    assert (refused.code, refused.field) == ("attempt_taken", "attempt")
    assert "2번째" in refused.message
