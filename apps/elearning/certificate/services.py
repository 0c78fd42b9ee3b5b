"""Issue certificates, for one learner or a class, revoke and correct them.

Locks: the completion's row before the certificate is read, and the class's book of numbers last.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.core.errors import DomainError, refusal_of
from apps.core.rules import check_reason
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.notices import class_title
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.certificate import document, notices, rules
from apps.elearning.certificate.models import Certificate, CertificateBook
from apps.elearning.certificate.states import CertificateStatus
from apps.elearning.completion.models import Completion
from apps.elearning.completion.signals import CompletionChange
from apps.elearning.completion.states import COMPLETED
from apps.notices.services import tell

# What a certificate is made of. The text of the course is long and not needed (see _lock).
_WHOLE = ("enrolment__member", "enrolment__course_class__course")


@dataclass(frozen=True)
class IssueOutcome:
    """What became of one completion: its certificate, or in `refused` why it has none.

    `again`: the certificate existed before.
    """

    completion: Completion
    certificate: Certificate | None = None
    again: bool = False
    refused: DomainError | None = None


@transaction.atomic
def issue_certificate(*, by: Member, completion_id: int) -> Certificate:
    """Issue the certificate of a completion (seed 001, 3-38), or return the one that exists.

    A learner whose certificate somebody else issued is told. Raises Completion.DoesNotExist, NotAllowed, Conflict
    `not_completed`, `revoked`.
    """
    completion = _lock(Completion.objects.visible_to(by), pk=completion_id).get()
    enrolment = completion.enrolment
    rules.check_can_issue(by, is_own=enrolment.member_id == by.pk, teaches=teaches(by, enrolment.course_class_id))
    (outcome,) = _issue_all([completion], enrolment.course_class, by)
    if outcome.refused is not None:
        raise outcome.refused
    assert outcome.certificate is not None  # noqa: S101 - it was not refused
    return outcome.certificate


@transaction.atomic
def issue_certificates(*, by: Member, class_id: int, completion_ids: Iterable[int] | None = None) -> list[IssueOutcome]:
    """Issue the certificates of all who completed a class, or of `completion_ids`; issued ones stay as they are.

    Returns the outcome of each in the order of the enrolments. Raises CourseClass.DoesNotExist, NotAllowed, Invalid
    `batch_size`. Queries: 14, whatever the number.
    """
    course_class = CourseClass.objects.visible_to(by).select_related("course").get(pk=class_id)
    rules.check_can_issue(by, is_own=False, teaches=teaches(by, class_id))
    wanted: dict[str, Any] = {"enrolment__course_class": course_class}
    if completion_ids is not None:
        wanted["pk__in"] = set(completion_ids)
        rules.check_batch(len(wanted["pk__in"]))
    else:
        wanted["status__in"] = sorted(COMPLETED)
    completions = list(_lock(Completion.objects.all(), **wanted).order_by("enrolment_id", "pk"))
    rules.check_batch(len(completions))
    return _issue_all(completions, course_class, by)


@transaction.atomic
def revoke_certificate(*, by: Member, certificate_id: int, reason: str) -> Certificate:
    """Revoke a certificate; from then on the public check says so.

    Raises Certificate.DoesNotExist, NotAllowed, Conflict `wrong_state`, Invalid for a reason that is missing or too
    long.
    """
    certificate, _completion = _lock_certificate(certificate_id, by)
    check_reason(reason)
    rules.check_can_revoke(certificate)
    _end(certificate, CertificateStatus.REVOKED, by, reason)
    _tell(certificate, notices.REVOKED, by, number=certificate.number, reason=certificate.end_reason)
    return certificate


@transaction.atomic
def correct_certificate(*, by: Member, certificate_id: int, reason: str) -> Certificate:
    """Issue a corrected certificate with what is true now and a number of its own.

    A valid certificate is replaced by it; a revoked one stays revoked. Raises Certificate.DoesNotExist, NotAllowed,
    Conflict `wrong_state`, `not_completed`, Invalid for a reason that is missing or too long.
    """
    old, completion = _lock_certificate(certificate_id, by)
    check_reason(reason)
    last = _last_of([completion])[completion.pk]
    rules.check_can_correct(old, is_last=last.pk == old.pk)
    rules.check_is_completed(completion)
    if old.is_valid:
        _end(old, CertificateStatus.REPLACED, by, reason)
    (new,) = _write([(completion, old)], completion.enrolment.course_class, by)
    audit.record(
        by=by,
        act="elearning.certificate_corrected",
        subject=new,
        reason=reason,
        after={"number": new.number, "replaces": old.number},
    )
    _tell(new, notices.CORRECTED, by, number=new.number, before=old.number, reason=spelling.text(reason))
    return new


def follow_completion_change(change: CompletionChange) -> None:
    """Revoke the valid certificate of a completion that was changed to one that is not completed.

    It happens within the act that changed the completion, whoever acts. Another date or honours do not change a
    certificate; staff correct it.
    """
    certificate = Certificate.objects.valid().filter(completion=change.completion).first()
    if certificate is None or change.completion.is_completed:
        return
    certificate.completion = change.completion
    reason = _("수료 결정이 바뀌었습니다: %(state)s") % {"state": change.completion.get_status_display()}
    _end(certificate, CertificateStatus.REVOKED, change.by, reason)
    _tell(certificate, notices.REVOKED, change.by, number=certificate.number, reason=reason)


# --- The steps --------------------------------------------------------------------------------------------------------


def _lock(rows: Any, **wanted: Any) -> Any:
    """Return the completions, locked, with what a certificate is made of."""
    locked = rows.select_for_update(no_key=True, of=("self",)).select_related(*_WHOLE)
    return locked.defer("enrolment__course_class__course__content").filter(**wanted)


def _lock_certificate(certificate_id: int, by: Member) -> tuple[Certificate, Completion]:
    completion_id = Certificate.objects.visible_to(by).values_list("completion_id", flat=True).get(pk=certificate_id)
    rules.check_can_end(by)
    completion = _lock(Completion.objects.all(), pk=completion_id).get()
    certificate = Certificate.objects.get(pk=certificate_id)  # read after the lock
    certificate.completion = completion
    return certificate, completion


def _last_of(completions: Sequence[Completion]) -> dict[int, Certificate]:
    """Return the newest document of each completion that has one. 1 query."""
    rows = Certificate.objects.filter(completion__in=completions).order_by("revision")
    return {row.completion_id: row for row in rows}


def _issue_all(completions: Sequence[Completion], course_class: CourseClass, by: Member) -> list[IssueOutcome]:
    """Issue what can be issued, and return the outcome of each completion in the order given."""
    last_documents = _last_of(completions)
    outcomes: dict[int, IssueOutcome] = {}
    to_issue: list[tuple[Completion, Certificate | None]] = []
    for completion in completions:
        last = last_documents.get(completion.pk)
        if last is not None and last.is_valid:
            outcomes[completion.pk] = IssueOutcome(completion, last, again=True)
        elif refused := refusal_of(rules.check_not_revoked, last) or refusal_of(rules.check_is_completed, completion):
            outcomes[completion.pk] = IssueOutcome(completion, refused=refused)
        else:
            to_issue.append((completion, None))
    for row in _write(to_issue, course_class, by):
        outcomes[row.completion_id] = IssueOutcome(row.completion, row)
    issued = [row for row in outcomes.values() if row.certificate and not row.again]
    audit.record_many(
        audit.entry(
            by=by,
            act="elearning.certificate_issued",
            subject=row.certificate,
            after={"number": row.certificate.number, "completion": row.completion.pk},
        )
        for row in issued
        if row.certificate
    )
    pages = {
        row.completion.enrolment.member_id: row.certificate.get_absolute_url() for row in issued if row.certificate
    }
    people = [row.completion.enrolment.member for row in issued if row.completion.enrolment.member_id != by.pk]
    tell(people, notices.ISSUED, path=lambda member: pages[member.pk], title=class_title(course_class))
    return [outcomes[completion.pk] for completion in completions]


def _write(
    to_issue: Sequence[tuple[Completion, Certificate | None]], course_class: CourseClass, by: Member
) -> list[Certificate]:
    """Write a new document for each completion with the class's next numbers; `replaces` is the old one, if any."""
    if not to_issue:
        return []
    now = clock.now()
    today = clock.local(now).date()
    first = _next_serials(course_class.pk, len(to_issue))
    return Certificate.objects.bulk_create(
        Certificate(
            completion=completion,
            course_class=course_class,
            serial=serial,
            number=rules.number_of(today.year, course_class.pk, serial),
            token=secrets.token_urlsafe(24),
            says=document.document_of(completion, today, secrets.token_hex(16)),
            issued_at=now,
            issued_by=by,
            revision=old.revision + 1 if old else 1,
            replaces=old,
        )
        for serial, (completion, old) in enumerate(to_issue, start=first)
    )


def _next_serials(class_id: int, count: int) -> int:
    """Return the first of `count` serials that nobody else gets.

    The book stays locked until the transaction ends, so that a rollback leaves no gap.
    """
    CertificateBook.objects.bulk_create([CertificateBook(course_class_id=class_id)], ignore_conflicts=True)
    book = CertificateBook.objects.select_for_update(no_key=True).get(pk=class_id)
    book.last_serial += count
    book.save(update_fields=["last_serial"])
    return book.last_serial - count + 1


def _end(certificate: Certificate, status: str, by: Member, reason: str) -> None:
    before = {"status": certificate.status}
    certificate.status, certificate.end_reason = status, spelling.text(reason)
    certificate.ended_at, certificate.ended_by = clock.now(), by
    certificate.save(update_fields=["status", "ended_at", "ended_by", "end_reason"])
    audit.record(
        by=by,
        act=f"elearning.certificate_{status.lower()}",
        subject=certificate,
        reason=certificate.end_reason,
        before=before,
        after={"status": status},
    )


def _tell(certificate: Certificate, kind: str, by: Member, **params: Any) -> None:
    enrolment = certificate.completion.enrolment
    if enrolment.member_id != by.pk:
        title = class_title(enrolment.course_class)
        tell([enrolment.member], kind, path=certificate.get_absolute_url(), title=title, **params)
