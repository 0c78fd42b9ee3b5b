"""Issuing, revoking and correcting: what is written, who is told, who is refused, and that numbers have no gaps."""

import datetime as dt
import unicodedata

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.certificate import document, members, rules, services
from apps.elearning.certificate.models import Certificate, CertificateBook
from apps.elearning.certificate.states import CertificateStatus
from apps.elearning.completion.models import Completion
from apps.elearning.completion.signals import CompletionChange, completion_changed
from apps.elearning.completion.states import CompletionStatus
from apps.notices.models import Notice
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory
from tests.factories.certificate import CertificateFactory
from tests.factories.completion import CompletionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=clock.SEOUL)


@pytest.fixture
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def course_class(mentor):
    return running_class(meetings=1, instructors=[mentor])


@pytest.fixture
def completion(course_class, student):
    return completed(course_class, member=student)


@pytest.fixture
def issued(completion, mentor):
    return services.issue_certificate(by=mentor, completion_id=completion.pk)


def completed(course_class, status=CompletionStatus.COMPLETED, **fields) -> Completion:
    enrolment = learner(course_class, **fields)
    dated = status in {"COMPLETED", "COMPLETED_HONOR", "CONDITIONAL"}
    return CompletionFactory(enrolment=enrolment, status=status, completion_date=dt.date(2026, 3, 1) if dated else None)


def refused(act, **inputs) -> str:
    with pytest.raises((Conflict, Invalid, NotAllowed)) as error:
        act(**inputs)
    return error.value.code


# --- Issuing ----------------------------------------------------------------------------------------------------------


def test_it_says_what_was_true_that_day_and_goes_on_saying_it(course_class, completion, student, mentor):
    student.name = "홍  길동"
    student.save()
    row = services.issue_certificate(by=mentor, completion_id=completion.pk)
    facts = row.says["facts"]
    assert facts == {
        "name": "홍 길동",
        "course": course_class.course.title,
        "class_number": course_class.number,
        "start": course_class.start_date.isoformat(),
        "end": course_class.end_date.isoformat(),
        "hours": 10,
        "completed_on": "2026-03-01",
        "issued_on": "2026-03-02",
        "honor": False,
    }
    assert row.says["ko"]["title"] == "수료증"
    assert row.says["en"]["title"] == "Certificate of Completion"
    assert row.says["en"]["day"] == "2 March 2026"
    student.name, course_class.course.title = "다른 이름", "다른 과정"
    student.save()
    course_class.course.save()
    assert services.issue_certificate(by=mentor, completion_id=completion.pk).says == row.says


def test_the_number_has_year_class_and_serial(course_class, issued):
    assert issued.number == f"2026-{course_class.pk:04d}-000001"
    assert (issued.serial, issued.revision, issued.status) == (1, 1, "VALID")
    assert rules.number_of(2026, 12, 345) == "2026-0012-000345"
    assert rules.number_of(2026, 12345, 1234567) == "2026-12345-1234567"


def test_the_year_is_seouls(completion, mentor):
    with time_machine.travel(dt.datetime(2026, 12, 31, 15, 30, tzinfo=dt.UTC)):
        row = services.issue_certificate(by=mentor, completion_id=completion.pk)
    assert row.number.startswith("2027-")
    assert row.says["facts"]["issued_on"] == "2027-01-01"


def test_asked_again_it_is_the_same(issued, completion, mentor, student):
    assert services.issue_certificate(by=student, completion_id=completion.pk).pk == issued.pk
    assert CertificateBook.objects.get().last_serial == 1
    assert AuditEntry.objects.filter(act="elearning.certificate_issued").count() == 1
    assert Notice.objects.filter(kind="elearning.certified").count() == 1


def test_the_learner_is_told_by_whom_else_it_was_issued(issued, student):
    notice = Notice.objects.get()
    assert (notice.member, notice.kind, notice.path) == (student, "elearning.certified", issued.get_absolute_url())
    entry = AuditEntry.objects.get(act="elearning.certificate_issued")
    assert (entry.subject_id, entry.after["number"]) == (issued.pk, issued.number)


def test_learners_issue_their_own_and_are_not_told_what_they_did(completion, student):
    row = services.issue_certificate(by=student, completion_id=completion.pk)
    assert (row.issued_by, Notice.objects.count()) == (student, 0)


def test_an_honour_stands_on_it(course_class, mentor):
    row = services.issue_certificate(
        by=mentor, completion_id=completed(course_class, CompletionStatus.COMPLETED_HONOR).pk
    )
    assert row.says["ko"]["distinction"] == "우수 수료"
    assert row.says["facts"]["honor"] is True


@pytest.mark.parametrize("status", ["CONDITIONAL", "FAILED", "PENDING"])
def test_who_has_not_completed_gets_none(course_class, mentor, status):
    completion = completed(course_class, CompletionStatus(status))
    assert refused(services.issue_certificate, by=mentor, completion_id=completion.pk) == "not_completed"
    assert not CertificateBook.objects.exists()


def test_others_do_not_know_of_the_completion(completion, stranger):
    with pytest.raises(Completion.DoesNotExist):
        services.issue_certificate(by=stranger, completion_id=completion.pk)


def test_who_may_only_look_may_not_issue(completion):
    looker = MemberFactory(is_staff=True)
    _permit(looker, "view_completion")
    assert refused(services.issue_certificate, by=looker, completion_id=completion.pk) == "not_the_instructor"
    _permit(looker, "add_certificate")
    assert services.issue_certificate(by=looker, completion_id=completion.pk).is_valid


def _permit(member, codename) -> None:
    from django.contrib.auth.models import Permission

    member.user_permissions.add(Permission.objects.get(codename=codename))
    for kept in ("_perm_cache", "_user_perm_cache"):
        member.__dict__.pop(kept, None)


# --- A class at once --------------------------------------------------------------------------------------------------


def test_a_class_at_once_is_issued_in_the_order_of_its_enrolments(course_class, mentor, issued):
    honour, plain, failed = (
        completed(course_class, CompletionStatus(word)) for word in ("COMPLETED_HONOR", "COMPLETED", "FAILED")
    )
    outcomes = services.issue_certificates(by=mentor, class_id=course_class.pk)
    assert [(row.completion.pk, row.again) for row in outcomes] == [
        (issued.completion_id, True), (honour.pk, False), (plain.pk, False),
    ]  # fmt: skip
    assert [row.certificate.serial for row in outcomes] == [1, 2, 3]
    assert not Certificate.objects.filter(completion=failed).exists()
    again = services.issue_certificates(by=mentor, class_id=course_class.pk)
    assert [row.again for row in again] == [True] * 3
    assert Certificate.objects.count() == 3


def test_chosen_ones_each_have_their_outcome(course_class, mentor):
    plain, conditional, other = completed(course_class), completed(course_class, CompletionStatus.CONDITIONAL), None
    other = completed(running_class())
    outcomes = services.issue_certificates(
        by=mentor, class_id=course_class.pk, completion_ids=[conditional.pk, plain.pk, other.pk]
    )
    said = [(row.completion.pk, row.refused.code if row.refused else "ok") for row in outcomes]
    assert said == [(plain.pk, "ok"), (conditional.pk, "not_completed")]


def test_what_was_revoked_is_not_issued_again_with_the_class(course_class, issued, mentor, superuser):
    services.revoke_certificate(by=superuser, certificate_id=issued.pk, reason="잘못 발급")
    (outcome,) = services.issue_certificates(by=mentor, class_id=course_class.pk)
    assert outcome.refused.code == "revoked"


def test_a_class_without_anyone_who_completed_gives_nothing(course_class, mentor):
    assert services.issue_certificates(by=mentor, class_id=course_class.pk) == []
    assert not CertificateBook.objects.exists()


def test_only_who_runs_the_class_issues_to_it(course_class, completion, student):
    assert refused(services.issue_certificates, by=student, class_id=course_class.pk) == "not_the_instructor"
    with pytest.raises(CourseClass.DoesNotExist):
        services.issue_certificates(by=student, class_id=course_class.pk + 1)


def test_not_more_than_so_many_at_once(course_class, mentor, monkeypatch):
    ids = [completed(course_class).pk for _ in range(3)]
    monkeypatch.setattr(rules, "MOST_AT_ONCE", 2)
    assert refused(services.issue_certificates, by=mentor, class_id=course_class.pk, completion_ids=ids) == "batch_size"
    assert refused(services.issue_certificates, by=mentor, class_id=course_class.pk) == "batch_size"


def test_the_number_of_statements_does_not_grow(course_class, mentor):
    completed(course_class)
    with CaptureQueriesContext(
        connection,
    ) as few:
        services.issue_certificates(by=mentor, class_id=course_class.pk)
    for _ in range(12):
        completed(course_class)
    with CaptureQueriesContext(connection) as many:
        services.issue_certificates(by=mentor, class_id=course_class.pk)
    assert len(few) == len(many) <= 18


# --- Revoking and correcting ------------------------------------------------------------------------------------------


def test_revoking_says_why_and_tells(issued, superuser, student):
    row = services.revoke_certificate(by=superuser, certificate_id=issued.pk, reason=" 성적 정정으로 취소 ")
    assert (row.status, row.end_reason, row.ended_by, row.ended_at) == ("REVOKED", "성적 정정으로 취소", superuser, NOW)
    notice = Notice.objects.get(kind="elearning.certificate_revoked")
    assert (notice.member, notice.params["reason"]) == (student, "성적 정정으로 취소")
    entry = AuditEntry.objects.get(act="elearning.certificate_revoked")
    assert (entry.before, entry.after, entry.reason) == (
        {"status": "VALID"}, {"status": "REVOKED"}, "성적 정정으로 취소",
    )  # fmt: skip


def test_what_was_revoked_cannot_be_asked_for_again(issued, superuser, student, completion):
    services.revoke_certificate(by=superuser, certificate_id=issued.pk, reason="잘못 발급")
    assert refused(services.issue_certificate, by=student, completion_id=completion.pk) == "revoked"
    assert refused(services.revoke_certificate, by=superuser, certificate_id=issued.pk, reason="다시") == "wrong_state"


def test_a_correction_is_another_document_and_the_old_one_stays_as_it_was(issued, superuser, student):
    before = dict(issued.says)
    student.name = "김바른"
    student.save()
    new = services.correct_certificate(by=superuser, certificate_id=issued.pk, reason="개명")
    issued.refresh_from_db()
    assert (new.serial, new.revision, new.replaces, new.is_valid) == (2, 2, issued, True)
    assert (issued.status, issued.end_reason, issued.says) == ("REPLACED", "개명", before)
    assert new.says["facts"]["name"] == "김바른"
    assert new.token != issued.token
    notice = Notice.objects.get(kind="elearning.certificate_corrected")
    assert (notice.params["number"], notice.params["before"]) == (new.number, issued.number)
    assert AuditEntry.objects.filter(act="elearning.certificate_corrected", subject_id=new.pk).exists()
    assert services.issue_certificate(by=student, completion_id=issued.completion_id) == new


def test_a_revoked_one_is_issued_anew_by_a_correction_and_stays_revoked(issued, superuser):
    services.revoke_certificate(by=superuser, certificate_id=issued.pk, reason="잘못 발급")
    new = services.correct_certificate(by=superuser, certificate_id=issued.pk, reason="확인하여 다시 발급")
    issued.refresh_from_db()
    assert (issued.status, issued.end_reason, new.replaces) == ("REVOKED", "잘못 발급", issued)


def test_only_the_last_document_is_corrected(issued, superuser):
    services.correct_certificate(by=superuser, certificate_id=issued.pk, reason="오타")
    assert refused(services.correct_certificate, by=superuser, certificate_id=issued.pk, reason="또") == "wrong_state"


def test_a_correction_is_for_who_has_still_completed(issued, superuser, completion):
    Completion.objects.filter(pk=completion.pk).update(status="FAILED", completion_date=None)
    assert (
        refused(services.correct_certificate, by=superuser, certificate_id=issued.pk, reason="오타") == "not_completed"
    )
    issued.refresh_from_db()
    assert issued.is_valid


@pytest.mark.parametrize("act", [services.revoke_certificate, services.correct_certificate])
@pytest.mark.parametrize(("reason", "code"), [("  ", "reason_missing"), ("가" * 501, "reason_too_long")])
def test_a_reason_is_needed(issued, superuser, act, reason, code):
    assert refused(act, by=superuser, certificate_id=issued.pk, reason=reason) == code


@pytest.mark.parametrize("act", [services.revoke_certificate, services.correct_certificate])
def test_only_staff_revoke_and_correct(issued, mentor, student, stranger, act):
    for member in (mentor, student):
        assert refused(act, by=member, certificate_id=issued.pk, reason="사유") == "not_staff"
    with pytest.raises(Certificate.DoesNotExist):
        act(by=stranger, certificate_id=issued.pk, reason="사유")


def test_who_revokes_their_own_is_not_told(course_class, superuser):
    row = services.issue_certificate(by=superuser, completion_id=completed(course_class, member=superuser).pk)
    services.revoke_certificate(by=superuser, certificate_id=row.pk, reason="시험")
    assert not Notice.objects.exists()


# --- What the database says -------------------------------------------------------------------------------------------


def test_the_database_refuses_a_second_valid_one_and_a_number_twice(issued):
    for fields in ({"completion": issued.completion, "revision": 2}, {"serial": 1}, {"number": issued.number}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CertificateFactory(**fields, course_class=issued.course_class)


@pytest.mark.parametrize("fields", [{"status": "REVOKED"}, {"end_reason": "사유"}, {"ended_at": NOW}])
def test_the_database_refuses_an_end_without_its_reason_and_a_reason_without_an_end(issued, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=issued.pk).update(**fields)


# --- Leaving and one's own data ---------------------------------------------------------------------------------------


def test_who_leaves_takes_the_name_and_the_paper_can_still_be_checked(issued, student):
    name = issued.says["facts"]["name"]
    members.take_names_out(student, student)
    issued.refresh_from_db()
    assert name not in str(issued.says)
    assert issued.says["email"] == ""
    assert rules.is_name_of(name, issued)
    assert not rules.is_name_of(issued.says["facts"]["name"], issued)


def test_ones_own_data_has_every_document(issued, superuser, student):
    services.correct_certificate(by=superuser, certificate_id=issued.pk, reason="오타")
    old, new = members.export(student)
    assert (old["number"], old["status"], old["replaces"]) == (issued.number, CertificateStatus.REPLACED, None)
    assert (new["replaces"], new["says"]["name"]) == (issued.number, student.name)
    assert members.facts_for_instructors(student)
    assert members.facts_for_instructors(superuser) == []


# --- Names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("홍길동", True), ("홍 길동", True), ("  홍길동\n", True), (unicodedata.normalize("NFD", "홍길동"), True),
        ("홍길둥", False), ("", False), ("홍", False),
    ],
)  # fmt: skip
def test_a_name_fits_however_it_is_typed(completion, student, mentor, said, fits):
    student.name = "홍길동"
    student.save()
    row = services.issue_certificate(by=mentor, completion_id=completion.pk)
    assert rules.is_name_of(said, row) is fits
    assert rules.is_name_of(said, None) is False


def test_a_name_fits_a_certificate_of_before_names_were_compared_by_their_looks(completion, mentor):
    row = services.issue_certificate(by=mentor, completion_id=completion.pk)
    row.says["name"] = document.early_name_digest("Ｏ’Neil", row.says["salt"])
    fitting = {name for name in ("Ｏ’Neil", "Ｏ’NEIL", "O'Neil", "") if rules.is_name_of(name, row)}
    assert fitting == {"Ｏ’Neil", "Ｏ’NEIL"}
    row.says["name"] = document.name_digest("Ｏ’Neil", row.says["salt"])
    assert {name for name in ("Ｏ’Neil", "o'neil", "O‘Neil ", "ONeil", "") if rules.is_name_of(name, row)} == {
        "Ｏ’Neil", "o'neil", "O‘Neil ",
    }  # fmt: skip


def test_case_does_not_count():
    salt = "s"
    assert document.name_digest("Ada Lovelace", salt) == document.name_digest("ADA LOVELACE", salt)


# --- When the decision changes ----------------------------------------------------------------------------------------


def announced(completion, by, status) -> None:
    before = completion.status
    completion.status, completion.completion_date = status, None
    completion.save()
    completion.enrolment.refresh_from_db()
    completion_changed.send(Completion, change=CompletionChange(completion, before, by))


def test_who_has_not_completed_after_all_has_no_valid_certificate(issued, completion, mentor, student):
    announced(completion, mentor, CompletionStatus.FAILED)
    issued.refresh_from_db()
    assert (issued.status, issued.ended_by) == ("REVOKED", mentor)
    assert "미수료" in issued.end_reason
    assert Notice.objects.filter(member=student, kind="elearning.certificate_revoked").count() == 1


def test_a_change_among_completed_ones_leaves_the_certificate(issued, completion, mentor):
    completion.status = CompletionStatus.COMPLETED_HONOR
    completion.save()
    completion_changed.send(Completion, change=CompletionChange(completion, "COMPLETED", mentor))
    issued.refresh_from_db()
    assert (issued.is_valid, issued.says["facts"]["honor"]) == (True, False)


def test_where_no_certificate_was_issued_nothing_happens(completion, mentor):
    announced(completion, mentor, CompletionStatus.FAILED)
    assert not Certificate.objects.exists()


def test_who_issues_to_a_whole_class(student, mentor, superuser):
    assert [rules.may_issue_to_class(member, teaches=False) for member in (student, mentor, superuser)] == [
        False, False, True,
    ]  # fmt: skip
    assert rules.may_issue_to_class(mentor, teaches=True)
