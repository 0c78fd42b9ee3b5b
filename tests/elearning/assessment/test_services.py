"""Assessments and results: every way out of every service."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.assessment import rules, services
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.services import AssessmentInput, ResultInput, ScoreEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.notices.models import Notice
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db

QUIZ = AssessmentInput(
    name="1주차 퀴즈", type="QUIZ", start_date=dt.date(2026, 6, 1), end_date=dt.date(2026, 6, 7),
    total_score=Decimal(100), pass_score=Decimal(60), attempt_limit=2, counting="ALL",
)  # fmt: skip


@pytest.fixture
def run(mentor) -> CourseClass:
    dates = {"start_date": dt.date(2026, 5, 1), "end_date": dt.date(2026, 7, 31), "apply_start": dt.date(2026, 4, 1)}
    return CourseClassFactory(instructors=[mentor], capacity=400, **dates)


@pytest.fixture
def quiz(run, mentor) -> Assessment:
    return services.create_assessment(class_id=run.pk, by=mentor, given=QUIZ)


def enrolled(run: CourseClass, member=None, status: str = "APPROVED") -> Enrolment:
    return EnrolmentFactory(course_class=run, member=member or MemberFactory(), status=status)


def refused(service, **kwargs) -> tuple[type[DomainError], str, str | None]:
    with pytest.raises(DomainError) as caught:
        service(**kwargs)
    return type(caught.value), caught.value.code, caught.value.field


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


# --- Assessments


def test_creating_keeps_what_was_given(quiz, mentor):
    quiz.refresh_from_db()
    assert (quiz.name, quiz.created_by, quiz.is_active, quiz.published_at) == ("1주차 퀴즈", mentor, True, None)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.after["pass_score"]) == ("elearning.assessment_created", "60")


def test_only_instructors_of_the_class_and_staff_assess(run, quiz, mentor, superuser, student, stranger):
    enrolled(run, student)
    no = (NotAllowed, "not_the_instructor", None)
    assert refused(services.create_assessment, class_id=run.pk, by=student, given=QUIZ) == no
    assert refused(services.edit_assessment, assessment_id=quiz.pk, by=student, changes={"name": "내 퀴즈"}) == no
    assert services.create_assessment(class_id=run.pk, by=superuser, given=QUIZ).pk
    for act in (services.delete_assessment, services.publish_results):
        with pytest.raises(Assessment.DoesNotExist):
            act(assessment_id=quiz.pk, by=stranger)
    CourseClass.objects.update(is_published=False)
    with pytest.raises(CourseClass.DoesNotExist):
        services.create_assessment(class_id=run.pk, by=stranger, given=QUIZ)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": " "}, "name_missing", "name"),
        ({"name": "가" * 201}, "name_too_long", "name"),
        ({"type": "RIDDLE"}, "type_unknown", "type"),
        ({"description": "가" * 5001}, "description_too_long", "description"),
        ({"end_date": dt.date(2026, 5, 31)}, "dates_out_of_order", "end_date"),
        ({"total_score": Decimal(0), "pass_score": Decimal(0)}, "total_out_of_range", "total_score"),
        ({"total_score": Decimal(10000)}, "total_out_of_range", "total_score"),
        ({"pass_score": Decimal("100.01")}, "pass_out_of_range", "pass_score"),
        ({"pass_score": Decimal(-1)}, "pass_out_of_range", "pass_score"),
        ({"time_limit": 0}, "time_out_of_range", "time_limit"),
        ({"time_limit": 1441}, "time_out_of_range", "time_limit"),
        ({"attempt_limit": 0}, "attempts_out_of_range", "attempt_limit"),
        ({"attempt_limit": 101}, "attempts_out_of_range", "attempt_limit"),
        ({"weight": -1}, "weight_out_of_range", "weight"),
        ({"weight": 101}, "weight_out_of_range", "weight"),
    ],
)
def test_what_an_assessment_cannot_be(quiz, mentor, changes, code, field):
    assert refused(services.edit_assessment, assessment_id=quiz.pk, by=mentor, changes=changes) == (
        Invalid,
        code,
        field,
    )
    quiz.refresh_from_db()
    assert (quiz.name, quiz.revision) == ("1주차 퀴즈", 0)


@pytest.mark.parametrize(
    "changes", [{"pass_score": Decimal(100)}, {"pass_score": Decimal(0)}, {"time_limit": 1}, {"time_limit": 1440},
                {"end_date": dt.date(2026, 6, 1)}, {"weight": 0}, {"attempt_limit": 100}]
)  # fmt: skip
def test_what_is_just_possible(quiz, mentor, changes):
    assert services.edit_assessment(assessment_id=quiz.pk, by=mentor, changes=changes).revision == 1


def test_editing_keeps_the_rest_and_says_what_changed(quiz, mentor):
    services.edit_assessment(
        assessment_id=quiz.pk, by=mentor, changes={"name": " 1주차  쪽지 시험 ", "is_required": True}
    )
    quiz.refresh_from_db()
    assert (quiz.name, quiz.is_required, quiz.total_score) == ("1주차 쪽지 시험", True, 100)
    entry = AuditEntry.objects.get(act="elearning.assessment_edited")
    assert entry.before == {"name": "1주차 퀴즈", "is_required": False}


def test_whoever_edits_late_is_told(quiz, mentor):
    services.edit_assessment(assessment_id=quiz.pk, by=mentor, changes={"weight": 2}, expected_revision=0)
    again = {"assessment_id": quiz.pk, "by": mentor, "changes": {"weight": 3}, "expected_revision": 0}
    assert refused(services.edit_assessment, **again) == (Conflict, "changed_meanwhile", None)


def test_what_learners_reached_stays_possible(run, quiz, mentor):
    given = ResultInput(enrolled(run).pk, attempt=2, score=Decimal("85.5"))
    services.add_result(assessment_id=quiz.pk, by=mentor, given=given)
    edit = {"assessment_id": quiz.pk, "by": mentor}
    assert refused(services.edit_assessment, **edit, changes={"total_score": Decimal(80)}) == (
        Conflict, "total_below_results", "total_score",
    )  # fmt: skip
    assert refused(services.edit_assessment, **edit, changes={"attempt_limit": 1}) == (
        Conflict, "limit_below_results", "attempt_limit",
    )  # fmt: skip


def test_another_pass_score_decides_anew_but_not_what_the_instructor_gave(run, quiz, mentor):
    for score, passed in ((55, None), (65, None), (10, True), (None, None)):
        given = ResultInput(enrolled(run).pk, score=score if score is None else Decimal(score), passed=passed)
        services.add_result(assessment_id=quiz.pk, by=mentor, given=given)
    assert list(quiz.results.order_by("pk").values_list("passed", flat=True)) == [False, True, True, None]
    services.edit_assessment(assessment_id=quiz.pk, by=mentor, changes={"pass_score": Decimal(50)})
    assert list(quiz.results.order_by("pk").values_list("passed", flat=True)) == [True, True, True, None]
    services.edit_assessment(assessment_id=quiz.pk, by=mentor, changes={"pass_score": Decimal(70)})
    assert list(quiz.results.order_by("pk").values_list("passed", flat=True)) == [False, False, True, None]


def test_one_with_results_is_not_deleted(run, quiz, mentor):
    services.add_result(assessment_id=quiz.pk, by=mentor, given=ResultInput(enrolled(run).pk))
    assert refused(services.delete_assessment, assessment_id=quiz.pk, by=mentor) == (Conflict, "has_results", None)
    AssessmentResult.objects.all().delete()
    services.delete_assessment(assessment_id=quiz.pk, by=mentor)
    assert not Assessment.objects.exists()
    assert AuditEntry.objects.get(act="elearning.assessment_deleted").before["name"] == "1주차 퀴즈"


def test_publishing_tells_those_with_a_result_once(run, quiz, mentor, student):
    enrolled(run)
    mine = enrolled(run, student)
    for attempt in (1, 2):
        services.add_result(
            assessment_id=quiz.pk, by=mentor, given=ResultInput(mine.pk, attempt=attempt, score=Decimal(70))
        )
    assert not AssessmentResult.objects.visible_to(student).exists()
    for _ in range(2):
        services.publish_results(assessment_id=quiz.pk, by=mentor)
    assert [(n.member, n.kind) for n in Notice.objects.all()] == [(student, "elearning.results_published")]
    assert AssessmentResult.objects.visible_to(student).count() == 2


def test_who_sees_what(run, quiz, mentor, superuser, student, stranger, bare_staff):
    services.create_assessment(class_id=run.pk, by=mentor, given=AssessmentInput(**{**vars(QUIZ), "is_active": False}))
    enrolled(run, student)
    enrolled(run, fresh(stranger), status="PENDING")
    seen = [Assessment.objects.visible_to(one).count() for one in (mentor, superuser, student, stranger, bare_staff)]
    assert seen == [2, 2, 1, 0, 0]


# --- Results


def test_a_result_passes_by_its_score_unless_it_is_said_otherwise(run, quiz, mentor):
    made = [
        services.add_result(
            assessment_id=quiz.pk, by=mentor, given=ResultInput(enrolled(run).pk, score=score, passed=passed)
        )
        for score, passed in ((Decimal(60), None), (Decimal("59.99"), None), (Decimal(0), True), (None, None))
    ]
    assert [row.passed for row in made] == [True, False, True, None]
    assert [row.graded_by for row in made] == [mentor, mentor, mentor, None]
    assert acts() == ["elearning.assessment_created", *["elearning.result_added"] * 4]


def test_what_a_result_cannot_be(run, quiz, mentor):
    mine = enrolled(run)
    at = clock.now()

    def answer(**given):
        return refused(
            services.add_result,
            assessment_id=quiz.pk,
            by=mentor,
            given=ResultInput(**{"enrolment_id": mine.pk, **given}),
        )

    assert answer(enrolment_id=0) == (Invalid, "enrolment_unknown", "enrollment_id")
    assert answer(enrolment_id=enrolled(CourseClassFactory()).pk) == (Invalid, "other_class", "enrollment_id")
    for status in ("PENDING", "REJECTED", "CANCELLED"):
        other = enrolled(run, status=status)
        assert answer(enrolment_id=other.pk) == (Conflict, "not_approved", "enrollment_id")
    for attempt in (0, 3):
        assert answer(attempt=attempt) == (Invalid, "attempt_out_of_range", "attempt")
    for score in ("-0.01", "100.01"):
        assert answer(score=Decimal(score)) == (Invalid, "score_out_of_range", "score")
    assert answer(score=Decimal("1.001")) == (Invalid, "score_too_fine", "score")
    assert answer(started_at=at, ended_at=at - dt.timedelta(seconds=1)) == (Invalid, "times_out_of_order", "end_time")
    assert answer(feedback="가" * 5001) == (Invalid, "feedback_too_long", "feedback")
    services.add_result(assessment_id=quiz.pk, by=mentor, given=ResultInput(mine.pk, started_at=at, ended_at=at))
    assert answer() == (Conflict, "attempt_taken", "attempt")
    services.edit_assessment(assessment_id=quiz.pk, by=mentor, changes={"is_active": False})
    assert answer(attempt=2) == (Conflict, "inactive", None)
    assert AssessmentResult.objects.count() == 1


def test_grading_keeps_every_score_on_record_and_tells_once_it_is_published(run, quiz, mentor, student):
    mine = enrolled(run, student)
    row = services.add_result(assessment_id=quiz.pk, by=mentor, given=ResultInput(mine.pk, score=Decimal(50)))
    services.grade_result(result_id=row.pk, by=mentor, score=Decimal(70), feedback="잘했습니다. ")
    assert not Notice.objects.exists()
    services.publish_results(assessment_id=quiz.pk, by=mentor)
    row = services.grade_result(result_id=row.pk, by=mentor, score=Decimal("72.5"))
    assert (row.score, row.passed, row.feedback, row.revision) == (Decimal("72.5"), True, "잘했습니다.", 2)
    services.grade_result(result_id=row.pk, by=mentor, score=Decimal("72.5"))
    services.grade_result(result_id=row.pk, by=mentor, score=None)
    changed = [(n.kind, n.params["score"]) for n in Notice.objects.order_by("pk")[1:]]
    assert changed == [("elearning.result_changed", "72.5"), ("elearning.result_changed", "–")]
    graded = AuditEntry.objects.filter(act="elearning.result_graded").order_by("pk")
    assert [entry.after["score"] for entry in graded] == ["70.00", "72.50", None]


def test_nobody_is_told_of_what_they_graded_themselves(run, quiz, superuser):
    row = services.add_result(
        assessment_id=quiz.pk, by=superuser, given=ResultInput(enrolled(run, superuser).pk, score=Decimal(1))
    )
    services.publish_results(assessment_id=quiz.pk, by=superuser)
    Notice.objects.all().delete()
    services.grade_result(result_id=row.pk, by=superuser, score=Decimal(2))
    assert not Notice.objects.exists()


def test_whoever_grades_late_is_told(run, quiz, mentor, student):
    row = services.add_result(assessment_id=quiz.pk, by=mentor, given=ResultInput(enrolled(run, student).pk))
    services.grade_result(result_id=row.pk, by=mentor, score=Decimal(1), expected_revision=0)
    late = {"result_id": row.pk, "by": mentor, "score": Decimal(2), "expected_revision": 0}
    assert refused(services.grade_result, **late) == (Conflict, "changed_meanwhile", None)
    assert refused(services.grade_result, result_id=row.pk, by=student, score=Decimal(100)) == (
        NotAllowed, "not_the_instructor", None,
    )  # fmt: skip


# --- Many at once


def test_many_scores_are_entered_all_or_none_and_every_bad_one_is_named(run, quiz, mentor):
    good, gone = enrolled(run), enrolled(run, status="CANCELLED")
    cells = [ScoreEntry(good.pk, Decimal(80)), ScoreEntry(gone.pk, Decimal(80)), ScoreEntry(0, Decimal(1))]
    with pytest.raises(services.ScoresRefused) as caught:
        services.enter_scores(assessment_id=quiz.pk, by=mentor, cells=cells)
    assert set(caught.value.rows) == {gone.pk, 0}
    assert f"{gone.pk}: 승인된 수강신청이 아닙니다." in caught.value.message
    assert not AssessmentResult.objects.exists()


def test_entering_changes_what_differs_and_nothing_else(run, quiz, mentor):
    first, second = enrolled(run), enrolled(run)
    enter = {"assessment_id": quiz.pk, "by": mentor}
    cells = [ScoreEntry(first.pk, Decimal(80)), ScoreEntry(second.pk, Decimal(40))]
    assert services.enter_scores(**enter, cells=cells) == 2
    assert services.enter_scores(**enter, cells=cells) == 0
    assert (
        services.enter_scores(**enter, cells=[ScoreEntry(first.pk, Decimal(80)), ScoreEntry(second.pk, Decimal(90))])
        == 1
    )
    rows = {row.enrolment_id: row for row in AssessmentResult.objects.all()}
    assert [(rows[e.pk].score, rows[e.pk].passed, rows[e.pk].revision) for e in (first, second)] == [
        (80, True, 0), (90, True, 1),
    ]  # fmt: skip
    last = AuditEntry.objects.latest("pk")
    assert (last.subject_id, last.before["score"], last.after["score"]) == (rows[second.pk].pk, "40.00", "90.00")
    services.edit_assessment(assessment_id=quiz.pk, by=mentor, changes={"is_active": False})
    assert refused(services.enter_scores, **enter, cells=cells) == (Conflict, "inactive", None)


@pytest.mark.parametrize("learners", [1, 50])
def test_entering_takes_as_many_statements_for_one_as_for_fifty(run, quiz, mentor, learners):
    cells = [ScoreEntry(enrolled(run).pk, Decimal(80)) for _ in range(learners)]
    for score in (80, 90):
        with CaptureQueriesContext(connection) as statements:
            services.enter_scores(
                assessment_id=quiz.pk,
                by=mentor,
                cells=[ScoreEntry(cell.enrolment_id, Decimal(score)) for cell in cells],
            )
        asked = [one["sql"] for one in statements if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(asked) == 8


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (dt.date(2026, 4, 1), dt.date(2026, 4, 30), "end_date"),
        (dt.date(2026, 8, 1), dt.date(2026, 8, 2), "start_date"),
        (dt.date(2026, 4, 1), dt.date(2026, 5, 1), None),
        (dt.date(2026, 7, 31), dt.date(2026, 8, 9), None),
    ],
)
def test_an_assessment_has_a_day_in_its_class(run, quiz, mentor, start, end, field):
    given = {"start_date": start, "end_date": end}
    if field is None:
        services.create_assessment(class_id=run.pk, by=mentor, given=AssessmentInput(**{**vars(QUIZ), **given}))
        services.edit_assessment(assessment_id=quiz.pk, by=mentor, changes=given)
        return
    expected = (Invalid, "outside_the_class", field)
    outside = AssessmentInput(**{**vars(QUIZ), **given})
    assert refused(services.create_assessment, class_id=run.pk, by=mentor, given=outside) == expected
    assert refused(services.edit_assessment, assessment_id=quiz.pk, by=mentor, changes=given) == expected


def test_dates_that_stay_are_not_asked_again(run, quiz, mentor):
    """A class may have been moved since."""
    Assessment.objects.update(start_date=dt.date(2020, 1, 1), end_date=dt.date(2020, 1, 2))
    assert services.edit_assessment(assessment_id=quiz.pk, by=mentor, changes={"weight": 3}).weight == 3


def test_a_result_is_read_once_it_is_published(quiz, mentor):
    with pytest.raises(NotAllowed) as refused:
        rules.check_is_published(quiz)
    assert refused.value.code == "not_published"
    rules.check_is_published(services.publish_results(assessment_id=quiz.pk, by=mentor))
