"""What counts of assessments, the grade book, and many scores at once."""

from decimal import Decimal

import pytest

from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.assessment import rules, services
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.rules import NO_ROW
from apps.elearning.assessment.selectors import outcomes_of_class
from apps.elearning.assessment.selectors.gradebook import GradeCell, get_managed_class, grade_book
from apps.elearning.assessment.services import ScoreEntry, ScoresRefused
from apps.notices.models import Notice
from tests.elearning.learning import learner, running_class
from tests.factories.learning import AssessmentFactory, ResultFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(mentor):
    return running_class(instructors=[mentor])


@pytest.fixture
def mine(run, student):
    return learner(run, member=student)


# --- What counts


def test_the_best_graded_attempt_counts_and_who_passed_once_has_passed():
    assert rules.counted_attempt([]) is None
    assert rules.counted_attempt([(1, None, True)]) is None
    assert rules.counted_attempt(
        [(1, Decimal(50), True), (2, Decimal(55), False), (3, None, None)]
    ) == rules.CountedAttempt(2, Decimal(55), True)
    assert rules.counted_attempt([(2, Decimal(70), False), (1, Decimal(70), False)]) == rules.CountedAttempt(
        1, Decimal(70), False
    )


@pytest.mark.parametrize(
    ("given", "percent"),
    [
        ([], None),
        ([("50", "100", 0)], None),
        ([("50", "100", 1)], "50"),
        ([("20", "20", 1), ("0", "100", 3)], "25"),
        ([("1", "3", 1)], "33.33"),
        ([("2", "3", 1)], "66.66"),
        ([("1", "3", 1), ("1", "3", 1), ("1", "3", 1), ("100", "100", 3)], "66.66"),
        # Three thirds are a whole, and no less by rounding.
        ([("1.8", "3", 1), ("4.2", "7", 1), ("5.4", "9", 5)], "60"),
        ([("9999.99", "9999.99", 100)], "100"),
    ],
)
def test_the_weighted_percent_is_exact_and_rounded_down(given, percent):
    parts = [
        (Decimal(score), Assessment(total_score=Decimal(total), weight=weight)) for score, total, weight in given
    ]  # fmt: skip
    assert rules.weighted_mean(parts) == (None if percent is None else Decimal(percent))


def test_scores_of_a_class(run, mine):
    quiz = AssessmentFactory(course_class=run, weight=1)
    exam = AssessmentFactory(course_class=run, weight=3, is_required=True)
    AssessmentFactory(course_class=run, weight=5, is_active=False, is_required=True)
    talk = AssessmentFactory(course_class=run, weight=0, is_required=True)
    other = learner(run)
    ResultFactory(enrolment=mine, assessment=quiz, score=Decimal(40))
    ResultFactory(enrolment=mine, assessment=quiz, score=Decimal(90), attempt=2)
    ResultFactory(enrolment=mine, assessment=quiz, score=None, attempt=3)
    ResultFactory(enrolment=mine, assessment=exam, score=Decimal(50))
    ResultFactory(enrolment=mine, assessment=talk, score=Decimal(60))
    found = outcomes_of_class(run, [mine, other])
    assert found[mine.pk] == rules.AssessmentOutcome(Decimal("60"), 3, (exam,))
    assert found[other.pk] == rules.AssessmentOutcome(Decimal(0), 0, (exam, talk))


def test_a_class_without_assessments_has_no_score(run, mine):
    assert outcomes_of_class(run, [mine]) == {mine.pk: rules.AssessmentOutcome(None, 0, ())}


def test_scores_take_two_statements(run, mine, django_assert_num_queries):
    ResultFactory(enrolment=mine)
    people = [mine, *(learner(run) for _ in range(5))]
    with django_assert_num_queries(2):
        outcomes_of_class(run, people)


# --- The grade book


def test_a_cell_shows_what_counts_or_what_waits(run, mine, mentor):
    best, waits, none = (AssessmentFactory(course_class=run, pass_score=Decimal(70)) for _ in range(3))
    ResultFactory(enrolment=mine, assessment=best, score=Decimal(70), revision=4)
    ResultFactory(enrolment=mine, assessment=best, score=Decimal(60), attempt=2)
    ResultFactory(enrolment=mine, assessment=waits, score=None, attempt=2, revision=1)
    learner(run, status="CANCELLED")
    book = grade_book(get_managed_class(run.pk, mentor))
    (row,) = book.rows
    assert row.cells == [GradeCell(Decimal(70), 1, 4, True), GradeCell(None, 2, 1, None, True), GradeCell()]
    assert (row.total, book.mean, [column.mean for column in book.columns]) == ("23.33", "23.33", ["70", "–", "–"])
    assert GradeCell().revision == NO_ROW
    assert [column.assessment for column in book.columns] == [best, waits, none]


def test_learners_stand_in_the_book_by_name_and_then_by_number(run, mentor):
    later, earlier, again = (learner(run, member__name=name) for name in ("하나", "가람", "하나"))
    assert [row.enrolment_id for row in grade_book(get_managed_class(run.pk, mentor)).rows] == [
        earlier.pk, later.pk, again.pk,
    ]  # fmt: skip


def test_whoever_has_no_score_has_no_total(run, mine, mentor):
    AssessmentFactory(course_class=run)
    book = grade_book(get_managed_class(run.pk, mentor))
    assert (book.rows[0].total, book.mean) == ("–", "–")
    assert not grade_book(get_managed_class(run.pk, mentor), [0]).rows


# --- Many at once


def test_a_sheet_is_written_whole_over_several_assessments(run, mine, mentor):
    first, second = AssessmentFactory(course_class=run), AssessmentFactory(course_class=run)
    other = learner(run)
    cells = {
        second.pk: [ScoreEntry(mine.pk, Decimal(90)), ScoreEntry(other.pk, Decimal("59.99"))],
        first.pk: [ScoreEntry(mine.pk, None), ScoreEntry(other.pk, Decimal(1)), ScoreEntry(other.pk, Decimal(2))],
    }
    assert services.enter_sheet(class_id=run.pk, by=mentor, cells=cells) == 3
    assert list(
        AssessmentResult.objects.order_by("assessment", "enrolment").values_list("enrolment", "score", "passed")
    ) == [(other.pk, 2, False), (mine.pk, 90, True), (other.pk, Decimal("59.99"), False)]
    assert AuditEntry.objects.filter(act="elearning.result_graded").count() == 3
    assert services.enter_sheet(class_id=run.pk, by=mentor, cells={}) == 0


def test_one_bad_cell_spoils_the_sheet_and_the_preview_says_so(run, mine, mentor):
    first, second = AssessmentFactory(course_class=run), AssessmentFactory(course_class=run)
    cells = {first.pk: [ScoreEntry(mine.pk, Decimal(90))], second.pk: [ScoreEntry(mine.pk, Decimal("100.01"))]}
    plan = services.preview_sheet(class_id=run.pk, by=mentor, cells=cells)
    assert [(change.row.assessment_id, change.row.score) for change in plan.changes] == [(first.pk, 90)]
    assert [(fault.assessment_id, fault.error.code) for fault in plan.faults] == [(second.pk, "score_out_of_range")]
    with pytest.raises(ScoresRefused) as caught:
        services.enter_sheet(class_id=run.pk, by=mentor, cells=cells)
    assert caught.value.faults[0].enrolment_id == mine.pk
    assert not AssessmentResult.objects.exists()


def test_what_was_changed_since_it_was_read_is_not_overwritten(run, mine, mentor):
    exam = AssessmentFactory(course_class=run)

    def enter(score, revision):
        cells = {exam.pk: [ScoreEntry(mine.pk, Decimal(score), expected_revision=revision)]}
        services.enter_sheet(class_id=run.pk, by=mentor, cells=cells)

    enter(70, NO_ROW)
    enter(80, 0)
    for revision in (NO_ROW, 0):
        with pytest.raises(ScoresRefused) as caught:
            enter(90, revision)
        assert isinstance(caught.value.faults[0].error, Conflict)
    enter(80, 0)  # the same is no change
    enter(90, 1)
    assert AssessmentResult.objects.get().revision == 2


def test_what_the_instructor_said_of_passing_stays(run, mine, mentor):
    exam = AssessmentFactory(course_class=run)
    row = services.add_result(
        assessment_id=exam.pk, by=mentor, given=services.ResultInput(mine.pk, score=Decimal(50), passed=True)
    )
    services.enter_scores(assessment_id=exam.pk, by=mentor, cells=[ScoreEntry(mine.pk, Decimal(40))])
    row.refresh_from_db()
    assert (row.score, row.passed, row.pass_is_given) == (40, True, True)
    # Only who said so differs: that is on record too.
    services.grade_result(result_id=row.pk, by=mentor, score=Decimal(80), passed=True)
    services.grade_result(result_id=row.pk, by=mentor, score=Decimal(80), passed=None)
    row.refresh_from_db()
    assert (row.passed, row.pass_is_given, row.revision) == (True, False, 3)


def test_learners_of_a_published_assessment_are_told(run, mine, mentor, student):
    open_one, hidden = AssessmentFactory(course_class=run), AssessmentFactory(course_class=run)
    services.publish_results(assessment_id=open_one.pk, by=mentor)
    cells = {pk: [ScoreEntry(mine.pk, Decimal(50))] for pk in (open_one.pk, hidden.pk)}
    services.enter_sheet(class_id=run.pk, by=mentor, cells=cells)
    (notice,) = Notice.objects.all()
    assert (notice.member, notice.kind) == (student, "elearning.results_entered")
    assert notice.path == f"/classes/{run.pk}/assessments/{open_one.pk}/"
    services.edit_assessment(assessment_id=open_one.pk, by=mentor, changes={"pass_score": Decimal(50)})
    services.add_result(assessment_id=open_one.pk, by=mentor, given=services.ResultInput(mine.pk, attempt=2))
    assert [one.kind for one in Notice.objects.all()] == ["elearning.results_entered"] * 3


def test_who_grades_themselves_is_not_told(run, superuser):
    exam = AssessmentFactory(course_class=run)
    services.publish_results(assessment_id=exam.pk, by=superuser)
    own = learner(run, member=superuser)
    services.enter_scores(assessment_id=exam.pk, by=superuser, cells=[ScoreEntry(own.pk, Decimal(50))])
    services.add_result(assessment_id=exam.pk, by=superuser, given=services.ResultInput(own.pk, attempt=2))
    assert not Notice.objects.exists()


def test_another_pass_score_stays_on_record_for_each(run, mine, mentor):
    exam = AssessmentFactory(course_class=run)
    row = ResultFactory(enrolment=mine, assessment=exam, score=Decimal(50))
    ResultFactory(enrolment=learner(run), assessment=exam, score=Decimal(90))
    services.edit_assessment(assessment_id=exam.pk, by=mentor, changes={"pass_score": Decimal(50)})
    (entry,) = AuditEntry.objects.filter(act="elearning.result_graded")
    assert (entry.subject_id, entry.before, entry.after) == (row.pk, {"passed": False}, {"passed": True})
    row.refresh_from_db()
    assert row.revision == 1


def test_who_may_enter_a_sheet(run, mine, mentor, student, stranger):
    exam, foreign = AssessmentFactory(course_class=run), AssessmentFactory()
    for by in (student, stranger):
        with pytest.raises(NotAllowed):
            services.enter_sheet(class_id=run.pk, by=by, cells={exam.pk: []})
    with pytest.raises(Assessment.DoesNotExist):
        services.enter_sheet(class_id=run.pk, by=mentor, cells={foreign.pk: []})
    services.edit_assessment(assessment_id=exam.pk, by=mentor, changes={"is_active": False})
    with pytest.raises(Conflict):
        services.preview_sheet(class_id=run.pk, by=mentor, cells={exam.pk: []})


@pytest.mark.parametrize("field", ["total_score", "pass_score"])
def test_scores_of_an_assessment_have_two_places(run, mentor, field):
    exam = AssessmentFactory(course_class=run)
    with pytest.raises(Invalid) as caught:
        services.edit_assessment(assessment_id=exam.pk, by=mentor, changes={field: Decimal("60.001")})
    assert (caught.value.code, caught.value.field) == ("score_too_fine", field)
