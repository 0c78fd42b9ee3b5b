"""What a class asks for is its own from its start on: no change of the course reaches who learns in it."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid
from apps.core.models import AuditEntry
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.selectors import outcomes_of_class
from apps.elearning.assessment.services import (
    AssessmentInput,
    create_assessment,
    delete_assessment,
    edit_assessment,
)
from apps.elearning.catalogue.models import ClassContent, Content, CourseClass
from apps.elearning.catalogue.selectors.contents import contents_of, get_content, weights_of
from apps.elearning.catalogue.services import courses
from apps.elearning.completion.rules import CompletionInput
from apps.elearning.completion.selectors import accounts, pages
from apps.elearning.completion.selectors.renewal import plan_renewal
from apps.elearning.completion.services import create_completion
from apps.elearning.completion.services.renewal import renew_contents
from apps.elearning.progress import services
from apps.elearning.progress.models import Progress
from apps.elearning.progress.selectors import (
    get_progress,
    list_course_progress,
    list_of_class,
    list_of_enrolment,
)
from apps.elearning.progress.selectors.class_progress import class_progress, learner_progress
from apps.elearning.progress.selectors.classroom import classroom_page
from apps.elearning.progress.selectors.player import player_page
from tests.elearning.completion.completing import assessment_of, finished_class, learner_with, result_of
from tests.elearning.learning import course_of, learner, running_class
from tests.factories.elearning import ContentFactory, CourseClassFactory, EnrolmentFactory
from tests.factories.learning import ProgressFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    """Runs since five days; its course has two required documents of half an hour."""
    return running_class(course=course_of(30, 30))


def again(row):
    return type(row)._base_manager.get(pk=row.pk)


def rate(enrolment) -> int:
    return list_course_progress([enrolment.pk])[0].rate


def add(by, course, **fields) -> Content:
    last = max((row.position for row in course.contents.all()), default=0)
    row = ContentFactory.build(course=course, position=last + 1, **{"minutes": 60, **fields})
    return courses.save_content(by=by, content=row)


def change(by, content, **fields) -> None:
    row = Content.objects.get(pk=content.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    courses.save_content(by=by, content=row)


def remove(by, course, *gone) -> None:
    kept = [row for row in course.contents.all() if row not in gone]
    courses.save_course(by=by, course=course, contents=kept)


CHANGES = {
    "another required one": lambda by, course, first: add(by, course),
    "another optional one": lambda by, course, first: add(by, course, is_required=False),
    "the first takes ten times as long": lambda by, course, first: change(by, first, minutes=300),
    "the first is optional": lambda by, course, first: change(by, first, is_required=False),
    "the first is taken out": lambda by, course, first: remove(by, course, first),
    "all are taken out": lambda by, course, first: remove(by, course, *course.contents.all()),
}


@pytest.mark.parametrize("how", CHANGES)
def test_a_change_of_the_course_does_not_reach_a_class_that_has_begun(superuser, run, how):
    first, second = run.course.contents.all()
    whole, half = learner(run), learner(run)
    for content in (first, second):
        ProgressFactory(enrolment=whole, content=content, progress_rate=100)
    ProgressFactory(enrolment=half, content=second, progress_rate=100)
    before = {row.enrolment.pk: row for row in list_course_progress([whole.pk, half.pk])}
    CHANGES[how](superuser, run.course, first)
    after = {row.enrolment.pk: row for row in list_course_progress([whole.pk, half.pk])}
    assert after == before
    assert [after[one.pk].rate for one in (whole, half)] == [100, 50]
    kept = contents_of(again(run))
    assert [(row.pk, row.minutes, row.is_required) for row in kept] == [(first.pk, 30, True), (second.pk, 30, True)]
    page = list_of_class(run.course_id, run.pk, superuser, 1, 20)
    assert [row.rate for row in page] == [100, 50]
    listed = class_progress(run.pk, superuser, clock.now(), number=1, shown="", sort="name")
    assert sorted((row.rate, row.done) for row in listed.page) == [(50, "1/2"), (100, "2/2")]
    assert [content.pk for content, _row in list_of_enrolment(half.pk, superuser)] == [first.pk, second.pk]
    assert learner_progress(half.pk, superuser, clock.now()).sums.rate == 50
    assert classroom_page(run.pk, fresh(half.member), clock.now()).sums.rate == 50


@pytest.mark.parametrize("how", CHANGES)
def test_what_completes_does_not_change_either(superuser, how):
    run = finished_class()
    enrolment = learner_with(run)
    now = clock.now()
    CHANGES[how](superuser, run.course, run.course.contents.first())
    page = pages.own_page(enrolment, fresh(enrolment.member), now)
    assert (page.kind, page.badge.kind) == ("done", pages.own_page(enrolment, superuser, now).badge.kind)
    course_class = accounts.class_with_course(run.pk)
    (account,) = accounts.learner_accounts(course_class, accounts.learners(run.pk), now)
    assert account.account.is_met
    assert account.account.scores.progress == 100


def test_a_class_to_come_follows_its_course_until_it_begins(superuser):
    course = course_of(30)
    coming = CourseClassFactory(course=course)
    add(superuser, course)
    assert len(contents_of(again(coming))) == 2
    with time_machine.travel(coming.starts_at - dt.timedelta(seconds=1), tick=False):
        remove(superuser, course, course.contents.first())
        assert [row.minutes for row in contents_of(again(coming))] == [60]
    with time_machine.travel(coming.starts_at, tick=False):
        add(superuser, course, minutes=5, title="나중")
        assert [row.minutes for row in contents_of(again(coming))] == [60]
        assert [row.minutes for row in course.contents.all()] == [60, 5]


def test_classes_begin_with_what_the_course_asks_then(superuser, run):
    today = {"start_date": clock.today(), "apply_start": clock.today(), "apply_end": clock.today()}
    later = CourseClassFactory(course=run.course, number=run.number + 1, **today)
    earlier = again(run)
    add(superuser, run.course)
    coming = CourseClassFactory(course=run.course, number=run.number + 2)
    weights = weights_of([again(row) for row in (earlier, later, coming)])
    assert [(weights[row.pk].required, weights[row.pk].contents) for row in (earlier, later, coming)] == [
        (60, 2), (60, 2), (120, 3),
    ]  # fmt: skip


def test_a_class_without_contents_stays_without(superuser):
    run = running_class()
    enrolment = learner(run)
    add(superuser, run.course)
    assert contents_of(again(run)) == []
    assert rate(enrolment) == 0
    course_class = accounts.class_with_course(run.pk)
    (account,) = accounts.learner_accounts(course_class, [enrolment], clock.now())
    assert account.account.scores.progress is None


def test_what_does_not_weigh_reaches_running_classes(superuser, run):
    """A mended file or word is no other promise."""
    first = run.course.contents.first()
    change(superuser, first, title="고친 제목", text="<p>고친 글</p>", position=80)
    assert run.own_contents.count() == 0
    assert [row.title for row in contents_of(run)][-1] == "고친 제목"
    add(superuser, run.course)
    change(superuser, first, title="또 고친 제목")
    assert "또 고친 제목" in [row.title for row in contents_of(again(run))]


def test_the_first_change_decides_and_later_ones_add_nothing(superuser, run):
    add(superuser, run.course)
    kept = list(ClassContent.objects.values_list("course_class", "content", "minutes"))
    since = again(run).contents_kept_at
    for number in range(3):
        add(superuser, run.course, minutes=number + 1)
    assert list(ClassContent.objects.values_list("course_class", "content", "minutes")) == kept
    assert again(run).contents_kept_at == since


def test_one_learns_what_was_promised_and_nothing_else(superuser, run):
    first, second = run.course.contents.all()
    enrolment = learner(run)
    by, now = fresh(enrolment.member), clock.now()
    new = add(superuser, run.course)
    remove(superuser, run.course, first)
    row = services.complete_content(by=by, enrolment_id=enrolment.pk, content_id=first.pk)
    assert (row.progress_rate, rate(enrolment)) == (100, 50)
    assert player_page(run.pk, first.pk, by, now).content == first
    for content in (new.pk, 0):
        with pytest.raises(Content.DoesNotExist):
            services.start_content(by=by, enrolment_id=enrolment.pk, content_id=content)
        with pytest.raises(Content.DoesNotExist):
            player_page(run.pk, content, by, now)
        with pytest.raises(Content.DoesNotExist):
            get_content(again(run), content)
    assert get_content(again(run), second.pk).minutes == 30


def test_a_content_taken_out_is_gone_for_a_class_that_has_not_begun(superuser):
    course = course_of(30, 30)
    run = running_class(course=course)
    coming = CourseClassFactory(course=course, number=run.number + 1)
    first = course.contents.first()
    remove(superuser, course, first)
    assert first not in contents_of(coming)
    enrolment = EnrolmentFactory(course_class=coming, status="APPROVED")
    with time_machine.travel(coming.starts_at, tick=False), pytest.raises(Content.DoesNotExist):
        services.start_content(by=fresh(enrolment.member), enrolment_id=enrolment.pk, content_id=first.pk)


def test_the_api_says_of_a_content_what_the_class_keeps_of_it(superuser, run):
    first = run.course.contents.first()
    row = ProgressFactory(enrolment=learner(run), content=first, progress_rate=10)
    change(superuser, first, is_required=False, minutes=7)
    content = get_progress(row.pk, superuser).content
    assert (content.is_required, content.minutes) == (True, 30)
    assert Content.objects.get(pk=first.pk).is_required is False


def test_a_content_that_was_learned_is_never_deleted_and_keeps_its_file(
    superuser, run, tmp_path, settings, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    first = run.course.contents.first()
    first.file = default_storage.save("contents/a.txt", ContentFile("글".encode()))
    first.save()
    enrolment = learner(run)
    ProgressFactory(enrolment=enrolment, content=first, progress_rate=40)
    with django_capture_on_commit_callbacks(execute=True):
        remove(superuser, run.course, first)
    gone = again(first)
    assert (gone.position, gone.retired_at is not None) == (None, True)
    assert default_storage.exists(gone.file.name)
    assert str(gone) == gone.title
    assert Progress.objects.get().progress_rate == 40
    assert first not in run.course.contents.all()
    assert first not in Content.objects.all()


def test_what_nobody_needs_is_deleted_with_its_course(superuser, run):
    first = run.course.contents.first()
    remove(superuser, run.course, first)  # retired: the class keeps it
    CourseClass.objects.all().delete()
    assert Content._base_manager.exists()
    courses.delete_course(by=superuser, course_id=run.course_id)
    assert not Content._base_manager.exists()
    lone = course_of(30)
    remove(superuser, lone, lone.contents.get())
    assert not Content._base_manager.exists()


def test_contents_that_come_in_by_a_file_leave_running_classes_alone(superuser, run):
    enrolment = learner(run)
    for content in run.course.contents.all():
        ProgressFactory(enrolment=enrolment, content=content, progress_rate=100)
    from tablib import Dataset

    from apps.elearning.catalogue.sheets import ContentResource

    rows = Dataset(
        [run.course_id, "", 1, "다른 것", "DOCUMENT", 500, "예", "", "글"],
        [run.course_id, "", 7, "새것", "DOCUMENT", 500, "예", "", "글"],
        headers=["과정 번호", "과정명", "순서", "제목", "종류", "분", "필수", "주소", "글"],
    )
    result = ContentResource().import_data(rows, user=superuser, raise_errors=True)
    assert not result.has_errors()
    assert len(run.course.contents.all()) == 3
    assert rate(enrolment) == 100


# --- Results and completions


@pytest.fixture
def exam(run):
    """Published; two were marked: 50 and 80 of 100, passed from 50 on."""
    row = assessment_of(run, is_required=True, pass_score=50)
    row.learners = [learner(run), learner(run)]
    for enrolment, score in zip(row.learners, (50, 80), strict=True):
        result_of(enrolment, row, score)
    AssessmentResult.objects.update(passed=True)
    return row


def outcomes(exam) -> list[tuple]:
    found = outcomes_of_class(exam.course_class, exam.learners)
    return [(found[one.pk].percent, found[one.pk].not_passed == ()) for one in exam.learners]


LOWERING = {
    "a higher total": {"total_score": 101},
    "a higher pass score": {"pass_score": 51},
    "both": {"total_score": 200, "pass_score": 100},
}


@pytest.mark.parametrize("how", LOWERING)
def test_published_results_never_fall(superuser, exam, how):
    before = outcomes(exam)
    changes = {name: Decimal(value) for name, value in LOWERING[how].items()}
    with pytest.raises(Conflict) as refused:
        edit_assessment(assessment_id=exam.pk, by=superuser, changes=changes)
    assert refused.value.code == "lowers_results"
    assert outcomes(exam) == before
    exam.refresh_from_db()
    assert (exam.total_score, exam.pass_score, exam.revision) == (100, 50, 0)


@pytest.mark.parametrize(
    "changes", [{"total_score": Decimal(80)}, {"pass_score": Decimal(1)}, {"name": "다른 이름"}, {"is_required": False}]
)
def test_what_lowers_nobody_may_change(superuser, exam, changes):
    before = outcomes(exam)
    edit_assessment(assessment_id=exam.pk, by=superuser, changes=changes)
    for (was, passed), (now, passes) in zip(before, outcomes(exam), strict=True):
        assert now >= was
        assert passes or not passed


def test_before_results_are_published_nothing_was_promised(superuser, exam):
    Assessment.objects.update(published_at=None)
    edit_assessment(assessment_id=exam.pk, by=superuser, changes={"total_score": Decimal(200)})
    assert [percent for percent, _passed in outcomes(exam)] == [25, 40]


def test_another_weight_or_switching_off_lowers_nobody_either(superuser, exam, run):
    other = assessment_of(run, name="기말고사")
    for enrolment, score in zip(exam.learners, (100, 60), strict=True):
        result_of(enrolment, other, score)
    for changes in ({"weight": 9}, {"is_active": False}):
        with pytest.raises(Conflict) as refused:
            edit_assessment(assessment_id=exam.pk, by=superuser, changes=changes)
        assert refused.value.code == "lowers_results"


def test_who_completed_never_reads_of_what_is_missing_today(superuser):
    run = finished_class()
    enrolment = learner_with(run)
    create_completion(by=superuser, enrolment_id=enrolment.pk, given=CompletionInput())
    assessment_of(run, is_required=True)
    page = pages.own_page(enrolment, fresh(enrolment.member), clock.now())
    assert page.kind == "done"
    assert [need.label for need in page.needs] == ["진도", "출석", "수료 총점"]


# --- What a class asks for of its assessments


def standing(course_class) -> list[tuple]:
    """The total and the names of what is missing of each learner, as the account gives them."""
    row = accounts.class_with_course(course_class.pk)
    found = accounts.learner_accounts(row, accounts.learners(row.pk), clock.now())
    return [(one.account.scores.total, [need.name for need in one.account.missing]) for one in found]


def new_in(run, by, **fields) -> Assessment:
    given = AssessmentInput("기말고사", "EXAM", run.start_date, run.end_date, Decimal(100), Decimal(60), **fields)
    return create_assessment(class_id=run.pk, by=by, given=given)


def asks_more(act, **given) -> None:
    with pytest.raises(Conflict) as refused:
        act(**given)
    assert (refused.value.code, refused.value.field) == ("asks_more", "counting")


@pytest.mark.parametrize("published", [True, False])
def test_a_new_assessment_of_a_class_that_runs_raises_means_and_lowers_none(superuser, exam, run, published):
    if not published:
        Assessment.objects.update(published_at=None)
    before = standing(run)
    row = new_in(run, superuser, weight=3)
    assert (row.counting, row.is_required) == ("RAISING", False)
    assert standing(run) == before
    result_of(exam.learners[0], row, 100)
    result_of(exam.learners[1], row, 79)
    assert [percent for percent, _passed in outcomes(exam)] == [Decimal("87.5"), 80]


@pytest.mark.parametrize("fields", [{"counting": "ALL"}, {"counting": "ALL", "is_required": True, "weight": 0}])
def test_a_class_that_runs_asks_nobody_for_more(superuser, exam, run, fields):
    before = standing(run)
    asks_more(new_in, run=run, by=superuser, **fields)
    assert standing(run) == before
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"weight": 2}, {"is_required": True}, {"counting": "ALL"}, {"is_active": True}], ids=str
)
def test_nor_by_a_change_of_one_that_was_not_taken(superuser, exam, run, changes):
    row = assessment_of(run, name="기말고사", published_at=None)
    for name in changes.keys() & {"counting", "is_active"}:
        setattr(row, name, {"counting": "RAISING", "is_active": False}[name])
    row.save()
    before = standing(run)
    asks_more(edit_assessment, assessment_id=row.pk, by=superuser, changes=changes)
    assert standing(run) == before


def test_a_class_without_assessments_gets_none_that_counts(superuser, run):
    enrolment = learner(run)
    for content in run.course.contents.all():
        ProgressFactory(enrolment=enrolment, content=content, progress_rate=100)
    asks_more(new_in, run=run, by=superuser, counting="ALL")
    row = new_in(run, superuser)
    result_of(enrolment, row, 10)
    assert outcomes_of_class(run, [enrolment])[enrolment.pk].percent is None
    asks_more(edit_assessment, assessment_id=row.pk, by=superuser, changes={"counting": "ALL"})


def test_the_only_mean_there_is_is_not_taken_away(superuser, exam):
    Assessment.objects.update(published_at=None)
    asks_more(edit_assessment, assessment_id=exam.pk, by=superuser, changes={"weight": 0})
    AssessmentResult.objects.all().delete()
    edit_assessment(assessment_id=exam.pk, by=superuser, changes={"weight": 0})
    assert [percent for percent, _passed in outcomes(exam)] == [None, None]


def test_one_that_is_not_published_may_be_switched_off_and_comes_back_where_it_lowers_nobody(superuser, exam):
    Assessment.objects.update(published_at=None)
    edit_assessment(assessment_id=exam.pk, by=superuser, changes={"is_active": False})
    assert [percent for percent, _passed in outcomes(exam)] == [None, None]
    asks_more(edit_assessment, assessment_id=exam.pk, by=superuser, changes={"is_active": True})
    changes = {"is_active": True, "is_required": False, "counting": "RAISING"}
    edit_assessment(assessment_id=exam.pk, by=superuser, changes=changes)


def test_the_only_published_one_is_not_switched_off(superuser, exam):
    with pytest.raises(Conflict) as refused:
        edit_assessment(assessment_id=exam.pk, by=superuser, changes={"is_active": False})
    assert refused.value.code == "lowers_results"


def test_what_lowers_nobody_is_done_in_a_class_that_runs(superuser, exam, run):
    row = new_in(run, superuser)
    for enrolment in exam.learners:
        result_of(enrolment, row, 100)
    edit_assessment(assessment_id=row.pk, by=superuser, changes={"counting": "ALL", "is_required": True})
    assert [percent for percent, _passed in outcomes(exam)] == [75, 90]


def test_before_it_begins_a_class_may_ask_for_anything(superuser):
    coming = CourseClassFactory(course=course_of(30))
    learner(coming)
    row = new_in(coming, superuser, is_required=True)
    assert row.counting == "ALL"
    edit_assessment(assessment_id=row.pk, by=superuser, changes={"weight": 5})
    ((_total, missing),) = standing(coming)
    assert missing[-1] == "기말고사"


def test_what_is_required_counts_for_all(superuser, run):
    with pytest.raises(Invalid) as refused:
        new_in(run, superuser, is_required=True)
    assert (refused.value.code, refused.value.field) == ("required_counts_for_all", "counting")
    with pytest.raises(Invalid) as refused:
        new_in(run, superuser, counting="SOME")
    assert (refused.value.code, refused.value.field) == ("counting_unknown", "counting")


def test_of_several_that_only_raise_the_best_choice_counts(run):
    """60, 90 and 76 make 75.33: what is above the mean of the better ones counts, the 70 below it does not."""
    enrolment = learner(run)
    for score, counting in ((60, "ALL"), (70, "RAISING"), (90, "RAISING"), (76, "RAISING")):
        result_of(enrolment, assessment_of(run, name=str(score), counting=counting), score)
    assert outcomes_of_class(run, [enrolment])[enrolment.pk].percent == Decimal("75.33")


# --- To pass by more points, and the only need


@pytest.mark.parametrize("published", [True, False])
def test_a_class_that_runs_lets_nobody_pass_by_more_than_before(superuser, run, published):
    """Nobody has taken it, or some have and did not pass: the need is theirs as it stood."""
    row = assessment_of(run, is_required=True, published_at=clock.now() if published else None)
    first, _second = learner(run), learner(run)
    for changes in ({"pass_score": Decimal(61)}, {"total_score": Decimal(80)}):
        with pytest.raises(Conflict) as refused:
            edit_assessment(assessment_id=row.pk, by=superuser, changes=changes)
        assert (refused.value.code, refused.value.field) == ("asks_more", "pass_score")
    result_of(first, row, 59)
    with pytest.raises(Conflict):
        edit_assessment(assessment_id=row.pk, by=superuser, changes={"pass_score": Decimal(61)})
    edit_assessment(assessment_id=row.pk, by=superuser, changes={"pass_score": Decimal(59)})
    row.refresh_from_db()
    assert row.pass_score == 59


def test_what_nobody_has_to_pass_may_ask_for_more(superuser, run):
    learner(run)
    row = assessment_of(run)
    edit_assessment(assessment_id=row.pk, by=superuser, changes={"pass_score": Decimal(61)})
    coming = CourseClassFactory()
    learner(coming)
    row = assessment_of(coming, is_required=True)
    edit_assessment(assessment_id=row.pk, by=superuser, changes={"pass_score": Decimal(61)})


def test_who_passed_and_would_not_any_more_is_not_asked_again(superuser, exam):
    Assessment.objects.update(published_at=None)
    with pytest.raises(Conflict) as refused:
        edit_assessment(assessment_id=exam.pk, by=superuser, changes={"pass_score": Decimal(51)})
    assert refused.value.code == "asks_more"


NOTHING_ELSE = {"least_progress": 0, "least_attendance": 0, "least_score": 0}
REMOVALS = {
    "not required": lambda by, row: edit_assessment(assessment_id=row.pk, by=by, changes={"is_required": False}),
    "switched off": lambda by, row: edit_assessment(assessment_id=row.pk, by=by, changes={"is_active": False}),
    "deleted": lambda by, row: delete_assessment(assessment_id=row.pk, by=by),
}


@pytest.mark.parametrize("how", REMOVALS)
def test_the_only_need_of_a_class_that_runs_is_not_removed(superuser, how):
    """Without it nobody completes: a class that asks for nothing has nothing to measure."""
    run = running_class(**NOTHING_ELSE)
    learner(run)
    row = assessment_of(run, is_required=True, published_at=None)
    before = standing(run)
    with pytest.raises(Conflict) as refused:
        REMOVALS[how](superuser, row)
    assert refused.value.code == "only_need"
    assert standing(run) == before


@pytest.mark.parametrize("how", REMOVALS)
@pytest.mark.parametrize("case", ["another need", "nobody learns", "not begun"])
def test_a_need_may_be_removed_where_nobody_falls(superuser, how, case):
    run = CourseClassFactory(**NOTHING_ELSE) if case == "not begun" else running_class(**NOTHING_ELSE)
    row = assessment_of(run, is_required=True, published_at=None)
    if case == "another need":
        assessment_of(run, is_required=True, name="기말고사")
    if case != "nobody learns":
        learner(run)
    REMOVALS[how](superuser, row)
    assert not run.assessments.filter(pk=row.pk, is_required=True, is_active=True).exists()


# --- A class that runs follows its course by an explicit act


def renew(by, run):
    plan = plan_renewal(again(run), clock.now())
    return renew_contents(by=by, class_id=run.pk, seen=plan.code)


def refused_renewal(by, run, **how) -> str:
    with pytest.raises(DomainError) as refused:
        renew_contents(by=by, class_id=run.pk, seen=how.get("seen", "0" * 16))
    return refused.value.code


def test_what_lowers_nobody_is_taken_over_as_it_is(superuser, run):
    first, second = run.course.contents.all()
    enrolment = learner(run)
    ProgressFactory(enrolment=enrolment, content=second, progress_rate=100)
    remove(superuser, run.course, first)
    assert rate(enrolment) == 50
    plan = renew(superuser, run)
    assert (plan.spared, plan.lines) == (0, [(first.title, "빠짐")])
    assert rate(enrolment) == 100
    assert [row.pk for row in contents_of(again(run))] == [second.pk]
    notice = enrolment.member.notices.get()
    assert (notice.kind, notice.path) == ("elearning.contents_renewed", f"/classes/{run.pk}/")
    entry = AuditEntry.objects.get(act="elearning.contents_renewed")
    assert entry.before != entry.after


def test_what_would_lower_somebody_comes_in_as_optional(superuser, run):
    enrolment = learner(run)
    for content in run.course.contents.all():
        ProgressFactory(enrolment=enrolment, content=content, progress_rate=100)
    new = add(superuser, run.course, title="새 문서")
    change(superuser, run.course.contents.first(), minutes=90)
    plan = renew(superuser, run)
    assert (plan.spared, plan.lines) == (1, [("새 문서", "추가: 1시간 · 선택")])
    assert rate(enrolment) == 100
    services.start_content(by=fresh(enrolment.member), enrolment_id=enrolment.pk, content_id=new.pk)
    assert refused_renewal(superuser, run) == "as_its_course"


def test_where_even_that_lowers_somebody_nothing_is_changed(superuser):
    run = running_class(course=course_of(30, is_required=False))
    enrolment = learner(run)
    ProgressFactory(enrolment=enrolment, content=run.course.contents.get(), progress_rate=100)
    add(superuser, run.course, is_required=False)
    assert refused_renewal(superuser, run) == "lowers_progress"
    assert rate(enrolment) == 100


def test_what_was_previewed_is_what_is_done(superuser, run, mentor):
    run.instructors.add(mentor)
    assert refused_renewal(superuser, run) == "as_its_course"
    add(superuser, run.course)
    seen = plan_renewal(again(run), clock.now()).code
    add(superuser, run.course)
    assert refused_renewal(superuser, run, seen=seen) == "changed_meanwhile"
    assert refused_renewal(superuser, run, seen="") == "changed_meanwhile"
    assert refused_renewal(fresh(mentor), run) == "not_staff"
    CourseClass.objects.update(called_off_at=clock.now())
    assert refused_renewal(superuser, run) == "called_off"
    CourseClass.objects.update(called_off_at=None)
    with time_machine.travel(run.ends_at, tick=False):
        assert refused_renewal(superuser, run) == "ended"


def test_staff_see_what_would_change_and_do_it(client, superuser, run):
    client.force_login(superuser)
    address = reverse("classes:renew_contents", args=[run.pk])
    assert client.get(address).status_code == 302
    add(superuser, run.course, title="새 문서")
    page = client.get(address).content.decode()
    assert "새 문서" in page
    assert address in client.get(reverse("admin:elearning_courseclass_change", args=[run.pk])).content.decode()
    plan = plan_renewal(again(run), clock.now())
    assert client.post(address, {"seen": "x"}).headers["Location"] == address
    client.post(address, {"seen": plan.code})
    assert len(contents_of(again(run))) == 3


def test_the_least_time_of_a_document_is_the_class_s_own_too(superuser, run):
    first = run.course.contents.first()
    change(superuser, first, least_minutes=10)
    assert [row.least_minutes for row in contents_of(again(run))] == [0, 0]
    plan = renew(superuser, run)
    assert plan.lines == [(first.title, "30분 · 필수 → 30분(최소 10분) · 필수")]
    assert [row.least_minutes for row in contents_of(again(run))] == [10, 0]
