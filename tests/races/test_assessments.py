"""Two who grade one result, and two who begin the same cell: one after the other under the assessment's lock, and who
comes late is told. Beside the control."""

from decimal import Decimal

import pytest

from apps.core.models import AuditEntry
from apps.elearning.assessment.models import AssessmentResult
from apps.elearning.assessment.rules import NO_ROW
from apps.elearning.assessment.services import ResultInput, ScoreEntry, add_result, enter_sheet, grade_result, results
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory
from tests.factories.learning import AssessmentFactory, ResultFactory
from tests.races.threads import RACE, all_meet, at_once, codes, without_locks

pytestmark = RACE


@pytest.fixture
def teachers():
    return MemberFactory(), MemberFactory()


@pytest.fixture
def mine(teachers):
    return learner(running_class(instructors=list(teachers)))


@pytest.fixture
def exam(mine):
    return AssessmentFactory(course_class=mine.course_class, attempt_limit=100)


def graded() -> int:
    return AuditEntry.objects.filter(act="elearning.result_graded").count()


def test_of_two_who_grade_one_result_the_later_is_told(teachers, mine, exam):
    row = ResultFactory(enrolment=mine, assessment=exam)
    works = [
        lambda by=by, score=score: grade_result(result_id=row.pk, by=by, score=Decimal(score), expected_revision=0)
        for by, score in zip(teachers, (70, 90), strict=True)
    ]
    assert codes(at_once(*works)) == ["changed_meanwhile", "ok"]
    row.refresh_from_db()
    assert (row.revision, graded()) == (1, 1)


def test_of_two_who_fill_one_cell_the_later_is_told(teachers, mine, exam):
    def enter(by, score):
        cells = {exam.pk: [ScoreEntry(mine.pk, Decimal(score), expected_revision=NO_ROW)]}
        return lambda: enter_sheet(class_id=mine.course_class_id, by=by, cells=cells)

    works = [enter(by, score) for by, score in zip(teachers, (70, 90), strict=True)]
    assert codes(at_once(*works)) == ["bad_rows", "ok"]
    assert (AssessmentResult.objects.count(), graded()) == (1, 1)


def test_an_attempt_is_entered_once(teachers, mine, exam):
    given = ResultInput(mine.pk, score=Decimal(70))
    works = [lambda: add_result(assessment_id=exam.pk, by=teachers[0], given=given)] * 8
    assert codes(at_once(*works)) == ["attempt_taken"] * 7 + ["ok"]


def test_sheets_in_opposite_orders_wait_for_each_other(teachers, mine, exam):
    other = AssessmentFactory(course_class=mine.course_class)

    def enter(by, pks, score):
        cells = {pk: [ScoreEntry(mine.pk, Decimal(score))] for pk in pks}
        return lambda: enter_sheet(class_id=mine.course_class_id, by=by, cells=cells)

    pks = [exam.pk, other.pk]
    works = [enter(teachers[turn % 2], pks[:: 1 if turn % 2 else -1], turn) for turn in range(6)]
    assert codes(at_once(*works)) == ["ok"] * 6
    assert len(set(AssessmentResult.objects.values_list("score", flat=True))) == 1


def test_control_without_the_lock_both_are_told_that_theirs_is_written(monkeypatch, teachers, mine, exam):
    row = ResultFactory(enrolment=mine, assessment=exam)
    without_locks(monkeypatch)
    all_meet(monkeypatch, results, "check_revision", 2)
    works = [
        lambda by=by, score=score: grade_result(result_id=row.pk, by=by, score=Decimal(score), expected_revision=0)
        for by, score in zip(teachers, (70, 90), strict=True)
    ]
    assert codes(at_once(*works)) == ["ok", "ok"]
    row.refresh_from_db()
    assert (row.revision, graded()) == (1, 2)  # two grades, and one of them is lost
