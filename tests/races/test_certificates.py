"""Hundreds of requests for one certificate make one; a class's numbers are each given once and leave no gap. Beside the
controls."""

import pytest
from django.db import IntegrityError

from apps.core.models import AuditEntry
from apps.elearning.certificate import services
from apps.elearning.certificate.models import Certificate, CertificateBook
from apps.elearning.certificate.services import (
    correct_certificate,
    issue_certificate,
    issue_certificates,
    revoke_certificate,
)
from apps.notices.models import Notice
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory
from tests.factories.completion import CompletionFactory
from tests.races.threads import RACE, all_meet, at_once, codes, without_locks

pytestmark = RACE


@pytest.fixture
def teacher():
    return MemberFactory()


@pytest.fixture
def office():
    return MemberFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def course_class(teacher):
    return running_class(instructors=[teacher], capacity=60)


@pytest.fixture
def completions(course_class):
    return [CompletionFactory(enrolment=learner(course_class)) for _ in range(40)]


def serials() -> list[int]:
    return sorted(Certificate.objects.values_list("serial", flat=True))


def test_two_hundred_requests_for_one_certificate_make_one(teacher, completions):
    one = completions[0]
    numbers = set()
    for _ in range(5):  # forty connections at a time
        answers = at_once(*[lambda: issue_certificate(by=teacher, completion_id=one.pk) for _ in range(40)])
        assert codes(answers) == ["ok"] * 40
        numbers |= {answer.number for answer in answers}
    assert len(numbers) == 1
    assert (serials(), CertificateBook.objects.get().last_serial) == ([1], 1)
    assert AuditEntry.objects.filter(act="elearning.certificate_issued").count() == 1
    assert Notice.objects.filter(kind="elearning.certified").count() == 1


def test_forty_at_once_in_one_class_have_the_numbers_one_to_forty(teacher, completions):
    answers = at_once(*[lambda pk=one.pk: issue_certificate(by=teacher, completion_id=pk) for one in completions])
    assert codes(answers) == ["ok"] * 40
    assert serials() == list(range(1, 41))
    assert CertificateBook.objects.get().last_serial == 40


def test_batches_and_single_requests_meet(teacher, course_class, completions):
    works = [lambda: issue_certificates(by=teacher, class_id=course_class.pk) for _ in range(4)]
    works += [lambda pk=one.pk: issue_certificate(by=teacher, completion_id=pk) for one in completions[::-3]]
    answers = at_once(*works)
    assert codes(answers) == ["ok"] * len(works)
    assert serials() == list(range(1, 41))


def test_of_a_revocation_and_a_correction_at_once_none_is_lost(office, teacher, completions):
    row = issue_certificate(by=teacher, completion_id=completions[0].pk)
    given = {"by": office, "certificate_id": row.pk, "reason": "사유"}
    answers = at_once(*[lambda act=act: act(**given) for act in (revoke_certificate, correct_certificate) * 4])
    row.refresh_from_db()
    # Whichever came first, the document is ended once and has at most one after it.
    assert row.status in {"REVOKED", "REPLACED"}
    assert Certificate.objects.filter(replaces=row).count() == 1
    assert Certificate.objects.valid().count() == 1
    assert set(codes(answers)) == {"ok", "wrong_state"}
    assert serials() == [1, 2]


def test_control_without_the_lock_a_number_would_be_given_twice(monkeypatch, teacher, completions):
    """Both read the book before either writes it; only the database's constraint is left to refuse the second."""
    without_locks(monkeypatch)
    CertificateBook.objects.create(course_class=completions[0].enrolment.course_class)
    all_meet(monkeypatch, CertificateBook, "from_db", 2)
    answers = at_once(*[lambda pk=one.pk: issue_certificate(by=teacher, completion_id=pk) for one in completions[:2]])
    assert codes(answers) == ["IntegrityError", "ok"]
    assert list(CertificateBook.objects.values_list("last_serial", flat=True)) == [1]


def test_control_without_the_lock_one_completion_would_get_two(monkeypatch, teacher, completions):
    without_locks(monkeypatch)
    all_meet(monkeypatch, services, "_last_of", 2)
    one = completions[0]
    answers = at_once(*[lambda: issue_certificate(by=teacher, completion_id=one.pk) for _ in range(2)])
    # Only the database's own constraint is left to refuse the second: whoever asked meets an error.
    assert codes(answers) == ["IntegrityError", "ok"]
    assert any(isinstance(answer, IntegrityError) for answer in answers)
