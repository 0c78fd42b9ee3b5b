"""Batches against each other and against single decisions: one after the other under the class's lock, each learner is
completed and told once. Beside the controls."""

import pytest

from apps.core.models import AuditEntry
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import CompletionInput
from apps.elearning.completion.services import batch, change_completion, complete_learners, create_completion, decisions
from apps.notices.models import Notice
from tests.elearning.completion.completing import finished_class, learner_with
from tests.factories.accounts import MemberFactory
from tests.factories.completion import CompletionFactory
from tests.races.threads import RACE, all_meet, at_once, codes, without_locks

pytestmark = RACE


@pytest.fixture
def teacher():
    return MemberFactory()


@pytest.fixture
def course_class(teacher):
    return finished_class(instructors=[teacher])


@pytest.fixture
def people(course_class):
    return [learner_with(course_class) for _ in range(8)]


@pytest.fixture
def complete(teacher, course_class, people):
    """A batch of the class; returns how many it completed."""

    def act() -> int:
        planned = complete_learners(by=teacher, course_id=course_class.course_id, class_id=course_class.pk)
        return sum(one.is_done for one in planned)

    return act


def test_of_many_batches_at_once_one_completes_each_learner(complete):
    assert sorted(at_once(*[complete] * 6)) == [0, 0, 0, 0, 0, 8]
    assert Completion.objects.count() == 8
    assert AuditEntry.objects.filter(act="elearning.completion_decided").count() == 8
    assert Notice.objects.filter(kind="elearning.completed").count() == 8


def test_a_decision_by_hand_beside_a_batch(complete, teacher, people):
    given = CompletionInput("FAILED", memo="부정행위")
    by_hand, batched = at_once(lambda: create_completion(by=teacher, enrolment_id=people[3].pk, given=given), complete)
    row = Completion.objects.get(enrolment=people[3])
    if batched == 8:  # the batch came first
        assert codes([by_hand]) == ["already_decided"]
        assert row.status == "COMPLETED_HONOR"
    else:
        assert batched == 7
        assert (row.status, row.is_manual) == ("FAILED", True)
    assert AuditEntry.objects.filter(act="elearning.completion_decided").count() == 8


def test_two_who_change_the_same_reading(teacher, people):
    row = CompletionFactory(enrolment=people[0])
    acts = [
        lambda status=status: change_completion(
            by=teacher, completion_id=row.pk, changes={"status": status, "memo": "재심"}, expected_revision=1
        )
        for status in ("FAILED", "CONDITIONAL")
    ]  # fmt: skip
    assert codes(at_once(*acts)) == ["changed_meanwhile", "ok"]
    row.refresh_from_db()
    assert row.revision == 2


def test_control_without_the_lock_everybody_is_completed_twice(monkeypatch, complete):
    without_locks(monkeypatch)
    all_meet(monkeypatch, batch, "plan_batch", 2)
    assert at_once(complete, complete) == [8, 8]
    assert AuditEntry.objects.filter(act="elearning.completion_decided").count() == 16
    assert Notice.objects.filter(kind="elearning.completed").count() == 16


def test_control_without_the_lock_one_change_is_lost(monkeypatch, teacher, people):
    row = CompletionFactory(enrolment=people[0])
    without_locks(monkeypatch)
    all_meet(monkeypatch, decisions.rules, "check_unchanged", 2)
    acts = [
        lambda status=status: change_completion(
            by=teacher, completion_id=row.pk, changes={"status": status, "memo": "재심"}, expected_revision=1
        )
        for status in ("FAILED", "CONDITIONAL")
    ]  # fmt: skip
    assert codes(at_once(*acts)) == ["ok", "ok"]
    row.refresh_from_db()
    assert row.revision == 2  # two changes, and one of them is lost
