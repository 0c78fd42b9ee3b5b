"""Deciding, changing, whole classes at once: what is written, what is kept of before, who is told, who is refused."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import Permission

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.completion import rules
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import CompletionInput, Scores
from apps.elearning.completion.selectors import accounts
from apps.elearning.completion.selectors.enrolment_outcomes import outcomes_of
from apps.elearning.completion.services import change_completion, complete_learners, create_completion
from apps.elearning.completion.signals import completion_changed
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import ending
from apps.notices.models import Notice, OutboxMail
from tests.elearning.completion.completing import assessment_of, finished_class, learner_with, result_of
from tests.elearning.learning import course_of, running_class
from tests.factories.completion import CompletionFactory
from tests.factories.elearning import CourseClassFactory, CourseFactory
from tests.factories.learning import AttendanceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]
NOW = dt.datetime(2026, 1, 15, 18, 0, tzinfo=clock.SEOUL)
TODAY, YESTERDAY = dt.date(2026, 1, 15), dt.date(2026, 1, 14)


@pytest.fixture
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def course_class(mentor):
    """Ended yesterday; taught by 하준; an exam that is required."""
    course_class = finished_class(instructors=[mentor])
    assessment_of(course_class, is_required=True)
    return course_class


@pytest.fixture
def enrolment(course_class, student):
    return learner_with(course_class, member=student, progress=90, score=70)


@pytest.fixture
def batch(course_class, mentor):
    def act(*, by=mentor, **given):
        ids = {"course_id": course_class.course_id, "class_id": course_class.pk}
        return complete_learners(by=by, **{**ids, **given})

    return act


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises((Conflict, Invalid, NotAllowed)) as refused:
        act(*args, **kwargs)
    return refused.value.code


def account_of(enrolment):
    course_class = accounts.class_rows().get(pk=enrolment.course_class_id)
    (found,) = accounts.learner_accounts(course_class, [enrolment], clock.now())
    return found


# --- The account ------------------------------------------------------------------------------------------------------


def test_the_account_adds_up_progress_attendance_and_assessments(enrolment):
    found = account_of(enrolment)
    assert found.account.scores == Scores(Decimal(100), Decimal(70), Decimal(90), Decimal(85))
    assert found.required == (("중간고사", True),)
    assert found.account.status == "COMPLETED"


def test_a_class_without_contents_meetings_and_assessments_has_no_such_parts(student):
    bare = finished_class(course=CourseFactory(), meetings=0)
    found = account_of(learner_with(bare, member=student, days=""))
    assert found.account.scores == Scores()
    recorded = account_of(learner_with(bare, days="PRESENT"))
    assert recorded.account.scores == Scores(attendance=Decimal(100), total=Decimal(100))


def test_results_are_sealed_until_published_for_the_learner_alone(course_class, enrolment, student, mentor):
    course_class.assessments.update(published_at=None)
    found = account_of(enrolment)
    assert found.is_sealed
    assert found.seen_by(student).is_sealed
    assert found.seen_by(mentor).scores.assessment == 70
    on_hold = CompletionFactory(enrolment=enrolment, status="PENDING")
    assert account_of(Enrolment.objects.get(pk=enrolment.pk)).seen_by(student).is_sealed
    on_hold.delete()
    CompletionFactory(enrolment=enrolment)
    assert not account_of(Enrolment.objects.get(pk=enrolment.pk)).seen_by(student).is_sealed


# --- One --------------------------------------------------------------------------------------------------------------


def test_create_by_the_rule_of_the_class(enrolment, mentor, student):
    row = create_completion(by=mentor, enrolment_id=enrolment.pk, given=CompletionInput())
    row.refresh_from_db()
    assert (row.status, row.completion_date, row.is_manual) == ("COMPLETED", TODAY, False)
    assert (row.total_score, row.attendance_score, row.assessment_score, row.progress_score) == (85, 100, 70, 90)
    assert (row.decided_by, row.decided_at, row.revision) == (mentor, NOW, 1)
    assert Notice.objects.get(member=student).kind == "elearning.completed"
    assert OutboxMail.objects.filter(member=student).count() == 1
    entry = AuditEntry.objects.get(subject_id=row.pk, act="elearning.completion_decided")
    assert entry.after["enrolment"] == enrolment.pk
    assert entry.after["total_score"] == "85.00"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("COMPLETED_HONOR", "elearning.completed"), ("CONDITIONAL", "elearning.completed_on_condition"),
        ("FAILED", "elearning.not_completed"), ("PENDING", None),
    ],
)  # fmt: skip
def test_what_the_learner_is_told(enrolment, mentor, student, status, kind):
    create_completion(by=mentor, enrolment_id=enrolment.pk, given=CompletionInput(status, memo="심사 결과"))
    assert [notice.kind for notice in Notice.objects.filter(member=student)] == ([kind] if kind else [])


def test_staff_decide_and_others_do_not(enrolment, superuser, student, stranger, bare_staff):
    assert (
        code_of(create_completion, by=student, enrolment_id=enrolment.pk, given=CompletionInput())
        == "not_the_instructor"
    )
    with pytest.raises(Enrolment.DoesNotExist):
        create_completion(by=stranger, enrolment_id=enrolment.pk, given=CompletionInput())
    bare_staff.user_permissions.add(Permission.objects.get(codename="view_enrolment"))
    assert (
        code_of(create_completion, by=bare_staff, enrolment_id=enrolment.pk, given=CompletionInput())
        == "not_the_instructor"
    )
    assert create_completion(by=superuser, enrolment_id=enrolment.pk, given=CompletionInput()).decided_by == superuser


def test_nobody_decides_their_own(course_class, superuser):
    own = learner_with(course_class, member=superuser, score=100)
    assert code_of(create_completion, by=superuser, enrolment_id=own.pk, given=CompletionInput()) == "own_completion"


def test_once_an_enrolment(enrolment, mentor):
    create_completion(by=mentor, enrolment_id=enrolment.pk, given=CompletionInput())
    assert (
        code_of(create_completion, by=mentor, enrolment_id=enrolment.pk, given=CompletionInput()) == "already_decided"
    )


def test_only_approved_learners_of_a_class_that_has_begun(mentor, course_class):
    cancelled = learner_with(course_class, status="CANCELLED", approved_at=None, progress=0, days="")
    assert code_of(create_completion, by=mentor, enrolment_id=cancelled.pk, given=CompletionInput()) == "not_approved"
    ahead = learner_with(CourseClassFactory(instructors=[mentor]), progress=0, days="")
    assert code_of(create_completion, by=mentor, enrolment_id=ahead.pk, given=CompletionInput()) == "not_begun"


def test_while_the_class_runs_nothing_follows(mentor):
    enrolment = learner_with(running_class(instructors=[mentor], meetings=2, course=course_of(30)))
    row = create_completion(by=mentor, enrolment_id=enrolment.pk, given=CompletionInput())
    assert (row.status, row.is_manual, row.completion_date) == ("PENDING", False, None)


def test_change_decides_anew_and_tells(enrolment, mentor, student):
    row = create_completion(by=mentor, enrolment_id=enrolment.pk, given=CompletionInput())
    Notice.objects.all().delete()
    heard = []

    def hear(change, **kwargs):
        heard.append(change)

    completion_changed.connect(hear)
    try:
        changed = change_completion(
            by=mentor, completion_id=row.pk, changes={"status": "FAILED", "memo": "부정행위 확인"}, expected_revision=1
        )
    finally:
        completion_changed.disconnect(hear)
    assert (changed.status, changed.completion_date, changed.is_manual) == ("FAILED", None, True)
    assert changed.revision == 2
    assert [(one.before, one.completion.status, one.by) for one in heard] == [("COMPLETED", "FAILED", mentor)]
    assert Notice.objects.get(member=student).kind == "elearning.completion_changed"
    entry = AuditEntry.objects.get(act="elearning.completion_changed")
    assert entry.before == {
        "status": "COMPLETED", "completion_date": "2026-01-15", "is_manual": False, "memo": ""
    }  # fmt: skip
    assert entry.reason == "부정행위 확인"


def test_change_to_the_same_changes_nothing(enrolment, mentor):
    row = create_completion(by=mentor, enrolment_id=enrolment.pk, given=CompletionInput())
    Notice.objects.all().delete()
    assert change_completion(by=mentor, completion_id=row.pk, changes={}).revision == 1
    assert not Notice.objects.exists()
    assert not AuditEntry.objects.filter(act="elearning.completion_changed").exists()


def test_another_memo_is_kept_and_not_told(enrolment, mentor):
    row = create_completion(by=mentor, enrolment_id=enrolment.pk, given=CompletionInput())
    Notice.objects.all().delete()
    changed = change_completion(by=mentor, completion_id=row.pk, changes={"memo": "서류 확인"})
    assert (changed.memo, changed.revision, changed.is_manual) == ("서류 확인", 2, False)
    assert not Notice.objects.exists()


def test_two_who_change_at_once(enrolment, mentor, superuser):
    row = create_completion(by=mentor, enrolment_id=enrolment.pk, given=CompletionInput())
    change_completion(by=mentor, completion_id=row.pk, changes={"memo": "먼저"}, expected_revision=1)
    changes = {"memo": "나중"}
    code = code_of(change_completion, by=superuser, completion_id=row.pk, changes=changes, expected_revision=1)
    assert code == "changed_meanwhile"


def test_change_is_for_those_who_run_the_class(enrolment, mentor, student, stranger):
    row = create_completion(by=mentor, enrolment_id=enrolment.pk, given=CompletionInput())
    assert code_of(change_completion, by=student, completion_id=row.pk, changes={}) == "not_the_instructor"
    with pytest.raises(Completion.DoesNotExist):
        change_completion(by=stranger, completion_id=row.pk, changes={})


# --- Many -------------------------------------------------------------------------------------------------------------


def outcomes(planned) -> dict[str, str]:
    return {
        one.enrolment.member.name if one.enrolment else "?": one.refusal.code if one.refusal else one.account.status
        for one in planned
    }


def test_a_batch_completes_those_who_meet_it_and_says_why_not_of_others(course_class, enrolment, batch):
    learner_with(course_class, member__name="우수", score=100)
    behind = learner_with(course_class, member__name="미달", progress=65, score=59)
    by_hand = learner_with(course_class, member__name="직접", score=80)
    CompletionFactory(enrolment=by_hand, status="FAILED", is_manual=True, memo="중도 포기")
    before = learner_with(course_class, member__name="이미", score=80)
    CompletionFactory(enrolment=before)
    held = learner_with(course_class, member__name="보류", score=80)
    on_hold = CompletionFactory(enrolment=held, status="PENDING")
    planned = batch()
    assert outcomes(planned) == {
        enrolment.member.name: "COMPLETED", "우수": "COMPLETED_HONOR", "미달": "unmet", "직접": "decided_by_hand",
        "이미": "already_completed", "보류": "COMPLETED_HONOR",
    }  # fmt: skip
    said = next(one.refusal.message for one in planned if one.enrolment == behind)
    assert said == "수료 기준을 채우지 못했습니다: 진도 65%(80% 이상 필요), 평가 ‘중간고사’ 미합격."
    assert not Completion.objects.filter(enrolment=behind).exists()
    rows = {row.enrolment_id: row for row in Completion.objects.all()}
    assert rows[enrolment.pk].completion_date == TODAY
    assert rows[enrolment.pk].total_score == 85
    assert (rows[held.pk].pk, rows[held.pk].revision, rows[held.pk].status) == (on_hold.pk, 2, "COMPLETED_HONOR")
    assert Notice.objects.filter(kind="elearning.completed").count() == 3
    acts = AuditEntry.objects.filter(act__startswith="elearning.completion").values_list("act", flat=True)
    assert sorted(act.removeprefix("elearning.completion_") for act in acts) == ["changed", "decided", "decided"]


def test_the_same_batch_again_changes_nothing(course_class, enrolment, batch):
    batch(completion_date=YESTERDAY)
    state = list(Completion.objects.values())
    counts = AuditEntry.objects.count(), Notice.objects.count(), OutboxMail.objects.count()
    assert outcomes(batch(completion_date=TODAY)) == {enrolment.member.name: "already_completed"}
    assert list(Completion.objects.values()) == state
    assert (AuditEntry.objects.count(), Notice.objects.count(), OutboxMail.objects.count()) == counts


def test_a_batch_of_some(course_class, enrolment, batch, stranger):
    other = learner_with(course_class, score=80)
    planned = batch(student_ids=[stranger.pk, enrolment.member_id, enrolment.member_id])
    assert [(one.member_id, one.refusal and one.refusal.code) for one in planned] == [
        (enrolment.member_id, None), (stranger.pk, "not_in_class"),
    ]  # fmt: skip
    assert not Completion.objects.filter(enrolment=other).exists()


def test_a_batch_leaves_the_own_completion_of_who_acts(course_class, superuser, batch):
    learner_with(course_class, member=superuser, score=100)
    assert outcomes(batch(by=superuser)) == {superuser.name: "own_completion"}


def test_batches_that_are_refused_whole(course_class, enrolment, batch, student, stranger, mentor):
    assert code_of(batch, by=student) == "not_the_instructor"
    assert code_of(batch, student_ids=[]) == "batch_size"
    assert code_of(batch, student_ids=range(1, 1002)) == "batch_size"
    assert code_of(batch, completion_date=TODAY + clock.ONE_DAY) == "date_out_of_range"
    with pytest.raises(CourseClass.DoesNotExist):
        batch(course_id=CourseFactory().pk)
    running = running_class(instructors=[mentor])
    assert code_of(batch, course_id=running.course_id, class_id=running.pk) == "not_ended"
    assert not Completion.objects.exists()


@pytest.mark.parametrize("number", [1, 40])
def test_a_batch_takes_as_many_statements_for_many_as_for_one(
    course_class, batch, number, django_assert_num_queries, mentor
):
    for _one in range(number):
        learner_with(course_class, score=80)
    with django_assert_num_queries(17):  # 15, and the two of the savepoint that the tests' own transaction makes
        assert sum(one.is_done for one in batch()) == number


def test_a_result_that_comes_later_changes_nothing_that_was_decided(course_class, enrolment, batch):
    batch()
    second = assessment_of(course_class, name="기말고사")
    result_of(enrolment, second, 0)
    assert Completion.objects.get().total_score == 85


# --- What ends an enrolment -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "code"), [("COMPLETED", "completed"), ("FAILED", None)])
def test_who_completed_on_the_last_day_is_not_taken_out_of_the_class(mentor, superuser, travel, status, code):
    course_class = finished_class(instructors=[mentor])
    travel.move_to(clock.start_of(course_class.end_date) + dt.timedelta(hours=15))
    enrolment = learner_with(course_class, score=None)
    CompletionFactory(enrolment=enrolment, status=status)
    away = {"enrolment_id": enrolment.pk, "by": mentor, "reason": "잘못 등록"}
    if code:
        assert code_of(ending.cancel_enrolment, **away) == code
    else:
        assert ending.cancel_enrolment(**away).enrolment.status == "CANCELLED"


def test_others_do_not_see_it(mentor, stranger, superuser, course_class):
    assert code_of(rules.check_can_see, stranger, is_own=False, teaches=False) == "not_the_instructor"
    rules.check_can_see(stranger, is_own=True, teaches=False)
    rules.check_can_see(superuser, is_own=False, teaches=False)


def test_a_class_of_one_day_is_not_completed_before_its_attendance_is_taken(mentor, travel):
    course_class = finished_class(instructors=[mentor], start_date=YESTERDAY, meetings=1)
    travel.move_to(clock.start_of(course_class.end_date) + dt.timedelta(hours=15))
    enrolment = learner_with(course_class, days="", score=None)
    ids = {"course_id": course_class.course_id, "class_id": course_class.pk}
    assert [one.is_done for one in complete_learners(by=mentor, **ids)] == [False]
    AttendanceFactory(enrolment=enrolment, class_date=course_class.end_date, type="PRESENT")
    assert [one.is_done for one in complete_learners(by=mentor, **ids)] == [True]


# --- What others read of it -------------------------------------------------------------------------------------------


def test_what_is_on_hold_is_not_shown_as_decided(course_class):
    held, failed, completed = (
        CompletionFactory(enrolment=learner_with(course_class), status=status)
        for status in ("PENDING", "FAILED", "COMPLETED")
    )
    found = outcomes_of([row.enrolment_id for row in (held, failed, completed)])
    assert {pk: outcome.is_good for pk, outcome in found.items()} == {
        failed.enrolment_id: False, completed.enrolment_id: True,
    }  # fmt: skip
    assert outcomes_of([]) == {}
