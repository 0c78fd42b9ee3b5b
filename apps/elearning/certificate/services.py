"""Issuing certificates, one or a class's, revoking and correcting them. The completion's row is locked before the
certificate is looked at, and the class's book of numbers last."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError, refusal_of
from apps.core.rules import check_reason
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.certificate import document, notices, rules
from apps.elearning.certificate.models import Certificate, CertificateBook
from apps.elearning.certificate.states import CertificateStatus
from apps.elearning.completion.models import Completion
from apps.elearning.completion.signals import CompletionChange
from apps.elearning.completion.states import COMPLETED
from apps.notices.services import tell

# What a certificate is made of; of course and member nothing else is read.
_WHOLE = ("enrolment__member", "enrolment__course_class__course")


@dataclass(frozen=True)
class Outcome:
    """What became of one completion: the certificate, new or `again` the one that was there, or why there is none."""

    completion: Completion
    certificate: Certificate | None = None
    again: bool = False
    refused: DomainError | None = None


@transaction.atomic
def issue(*, by: Member, completion_id: int) -> Certificate:
    """Issue the certificate of a completion (seed 001, 3-38), or give the one that is there: asked twice, it is one.

    Raises Completion.DoesNotExist, NotAllowed, Conflict `not_completed`, `revoked`. A learner for whom another one
    issued it is told.
    """
    completion = _lock(Completion.objects.visible_to(by), pk=completion_id).get()
    enrolment = completion.enrolment
    rules.check_can_issue(by, is_own=enrolment.member_id == by.pk, teaches=teaches(by, enrolment.course_class_id))
    (outcome,) = _issue_all([completion], enrolment.course_class, by)
    if outcome.refused is not None:
        raise outcome.refused
    assert outcome.certificate is not None  # noqa: S101
    return outcome.certificate


@transaction.atomic
def issue_many(*, by: Member, class_id: int, completion_ids: Iterable[int] | None = None) -> list[Outcome]:
    """Issue the certificates of a class to those who completed it, or of these completions; each has its outcome, in
    the order of the enrolments. Again, it issues nothing.

    Raises CourseClass.DoesNotExist, NotAllowed, Invalid `batch_size`. Statements: 14, whatever the number.
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
def revoke(*, by: Member, certificate_id: int, reason: str) -> Certificate:
    """Take a certificate back: from then on the public check says so. Raises Certificate.DoesNotExist, NotAllowed,
    Conflict `wrong_state`, Invalid for a reason that is missing or too long."""
    certificate, _completion = _lock_certificate(certificate_id, by)
    check_reason(reason)
    rules.check_can_revoke(certificate)
    _end(certificate, CertificateStatus.REVOKED, by, reason)
    _tell(certificate, notices.REVOKED, by, number=certificate.number, reason=certificate.end_reason)
    return certificate


@transaction.atomic
def correct(*, by: Member, certificate_id: int, reason: str) -> Certificate:
    """Issue a completion's certificate anew, of what is true now, with a number of its own: one number says the same
    for ever. A valid one is replaced by it; a revoked one stays revoked.

    Raises Certificate.DoesNotExist, NotAllowed, Conflict `wrong_state`, `not_completed`, Invalid for a reason that is
    missing or too long.
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
    _tell(new, notices.CORRECTED, by, number=new.number, before=old.number, reason=reason.strip())
    return new


def follow_completion_change(change: CompletionChange) -> None:
    """Who has not completed after all has no valid certificate either: within the act that changed it, whoever acts.
    Another day or an honour does not reach a certificate; staff correct it."""
    certificate = Certificate.objects.valid().filter(completion=change.completion).first()
    if certificate is None or change.completion.is_completed:
        return
    certificate.completion = change.completion
    reason = _("수료 결정이 바뀌었습니다: %(state)s") % {"state": change.completion.get_status_display()}
    _end(certificate, CertificateStatus.REVOKED, change.by, reason)
    _tell(certificate, notices.REVOKED, change.by, number=certificate.number, reason=reason)


# --- The steps --------------------------------------------------------------------------------------------------------


def _lock(rows: Any, **wanted: Any) -> Any:
    """Completions, locked, with what a certificate is made of."""
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
    """The newest document of each completion that has any. 1 query."""
    rows = Certificate.objects.filter(completion__in=completions).order_by("revision")
    return {row.completion_id: row for row in rows}


def _issue_all(completions: Sequence[Completion], course_class: CourseClass, by: Member) -> list[Outcome]:
    """The outcome of each, in the order given."""
    there = _last_of(completions)
    outcomes: dict[int, Outcome] = {}
    fresh: list[tuple[Completion, Certificate | None]] = []
    for completion in completions:
        last = there.get(completion.pk)
        if last is not None and last.is_valid:
            outcomes[completion.pk] = Outcome(completion, last, again=True)
        elif refused := refusal_of(rules.check_not_revoked, last) or refusal_of(rules.check_is_completed, completion):
            outcomes[completion.pk] = Outcome(completion, refused=refused)
        else:
            fresh.append((completion, None))
    for row in _write(fresh, course_class, by):
        outcomes[row.completion_id] = Outcome(row.completion, row)
    told = [row for row in outcomes.values() if row.certificate and not row.again]
    audit.record_many(
        audit.entry(
            by=by,
            act="elearning.certificate_issued",
            subject=row.certificate,
            after={"number": row.certificate.number, "completion": row.completion.pk},
        )
        for row in told
        if row.certificate
    )
    pages = {row.completion.enrolment.member_id: row.certificate.get_absolute_url() for row in told if row.certificate}
    people = [row.completion.enrolment.member for row in told if row.completion.enrolment.member_id != by.pk]
    tell(people, notices.ISSUED, path=lambda member: pages[member.pk], title=course_class.title)
    return [outcomes[completion.pk] for completion in completions]


def _write(
    fresh: Sequence[tuple[Completion, Certificate | None]], course_class: CourseClass, by: Member
) -> list[Certificate]:
    """A new document for each completion, in place of the old one where there is one, with the class's next numbers."""
    if not fresh:
        return []
    now = clock.now()
    today = clock.local(now).date()
    first = _next_serials(course_class.pk, len(fresh))
    return Certificate.objects.bulk_create(
        Certificate(
            completion=completion,
            course_class=course_class,
            serial=serial,
            number=rules.number_of(today.year, course_class.pk, serial),
            token=secrets.token_urlsafe(24),
            says=document.made_of(completion, today, secrets.token_hex(16)),
            issued_at=now,
            issued_by=by,
            revision=old.revision + 1 if old else 1,
            replaces=old,
        )
        for serial, (completion, old) in enumerate(fresh, start=first)
    )


def _next_serials(class_id: int, count: int) -> int:
    """The first of `count` numbers that nobody else gets. The book stays locked until the act is over, so that what is
    rolled back leaves no gap."""
    CertificateBook.objects.bulk_create([CertificateBook(course_class_id=class_id)], ignore_conflicts=True)
    book = CertificateBook.objects.select_for_update(no_key=True).get(pk=class_id)
    book.last_serial += count
    book.save(update_fields=["last_serial"])
    return book.last_serial - count + 1


def _end(certificate: Certificate, status: str, by: Member, reason: str) -> None:
    before = {"status": certificate.status}
    certificate.status, certificate.end_reason = status, reason.strip()
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
        title = enrolment.course_class.title
        tell([enrolment.member], kind, path=certificate.get_absolute_url(), title=title, **params)
