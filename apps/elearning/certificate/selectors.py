"""What pages and endpoints read of certificates, each in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spelling, spoken, text
from apps.core.paging import Page, page_of
from apps.core.prepared import Given, Prepared
from apps.elearning.catalogue.models import title_in_words
from apps.elearning.certificate import badges, document, open_badge, rules, status_list
from apps.elearning.certificate.models import Certificate
from apps.elearning.certificate.states import CertificateStatus
from apps.elearning.completion.models import Completion
from apps.elearning.completion.states import COMPLETED
from apps.elearning.enrolment.selectors.class_access import ClassAccess

ON_A_PAGE = 20


def get_certificate(number: str, member: Member) -> Certificate:
    """Return a certificate with its completion, class, course and learner. 1 query.

    Raises Certificate.DoesNotExist also for one that `member` may not see.
    """
    return _whole(Certificate.objects.visible_to(member)).get(number=clean_number(number))


def get_own_certificate(number: str, member: Member) -> Certificate:
    """Return the member's own certificate. Raises Certificate.DoesNotExist. 1 query."""
    return _whole(Certificate.objects.of(member)).get(number=clean_number(number))


def _whole(rows: Any) -> Any:
    learner = "completion__enrolment__member"
    rows = rows.select_related(learner, "course_class__course", "issued_by", "ended_by", "replaces", "replaced_by")
    return rows.defer("course_class__course__content", "course_class__course__content_key")


# --- The certificate as a page ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CertificatePage:
    """A certificate as a page.

    `says` is its text in the reader's language; `standing` says how it ended, '' while it is valid. `history`: all
    documents of this completion, the newest first, empty where there is only this one.
    """

    certificate: Certificate
    says: dict[str, Any]
    name: str
    standing: str
    badge_offered: bool
    is_own: bool
    history: list["CertificateLine"]
    check_shown: str


@dataclass(frozen=True)
class CertificateLine:
    """A certificate in a list; `name` is the learner's."""

    number: str
    name: str
    url: str
    title: str
    meta: list[str]
    status: str
    kind: str
    is_valid: bool
    note: str = ""


def certificate_page(number: str, member: Member) -> CertificatePage:
    """Return the page of a certificate. Raises Certificate.DoesNotExist. 2 queries."""
    certificate = get_certificate(number, member)
    is_own = certificate.completion.enrolment.member_id == member.pk
    others = Certificate.objects.filter(completion_id=certificate.completion_id).order_by("-revision")
    lines = [certificate_line(row) for row in others]
    return CertificatePage(
        certificate=certificate,
        says=words_of(certificate),
        name=certificate.says["facts"]["name"],
        standing=_standing(certificate),
        badge_offered=is_own and open_badge.is_offered(certificate),
        is_own=is_own,
        history=lines if len(lines) > 1 else [],
        check_shown=document.site_name() + reverse("proof:verify").rstrip("/"),
    )


def words_of(certificate: Certificate) -> dict[str, Any]:
    """Return the text of a certificate in the active language, in Korean where that is neither Korean nor English."""
    return certificate.says["en" if get_language() == "en" else "ko"]


def _standing(certificate: Certificate) -> str:
    if certificate.is_valid or certificate.ended_at is None:
        return ""
    words = (
        _("%(day)s에 발급이 취소되었습니다. 사유: %(reason)s")
        if certificate.status == CertificateStatus.REVOKED
        else _("%(day)s에 정정 발급되어 더 이상 유효하지 않습니다. 사유: %(reason)s")
    )
    return words % {
        "day": text.day(clock.local(certificate.ended_at).date()),
        "reason": certificate.end_reason,
    }


def certificate_line(certificate: Certificate) -> CertificateLine:
    facts = certificate.says["facts"]
    words = words_of(certificate)
    issued = spoken.say_day(date.fromisoformat(facts["issued_on"]), today=clock.today())
    return CertificateLine(
        number=certificate.number,
        name=facts["name"],
        url=certificate.get_absolute_url(),
        title=title_in_words(facts["course"], facts["class_number"]),
        meta=[certificate.number, _("%(day)s 발급") % {"day": issued}]
        + ([words["distinction"]] if words["distinction"] else []),
        status=badges.status_badge(certificate.status).text,
        kind=badges.status_badge(certificate.status).kind,
        is_valid=certificate.is_valid,
        note=certificate.end_reason,
    )


# --- Lists ------------------------------------------------------------------------------------------------------------


def list_own_certificates(member: Member, page: int) -> Page:
    """Return a page of the member's certificates, the newest first, without those that were replaced."""
    rows = Certificate.objects.of(member).exclude(status=CertificateStatus.REPLACED)
    return page_of(rows.order_by("-issued_at", "-pk"), page, size=ON_A_PAGE, load=_lines)


def _lines(ids: list[int]) -> list[CertificateLine]:
    certificates = Certificate.objects.in_bulk(ids)
    return [certificate_line(certificates[pk]) for pk in ids if pk in certificates]


def list_completions_to_certify(member: Member) -> list[Completion]:
    """Return the member's completions without any certificate, which the member may ask for. 1 query."""
    rows = Completion.objects.filter(
        enrolment__member_id=member.pk, status__in=sorted(COMPLETED), certificates__isnull=True
    )
    return list(rows.select_related("enrolment__course_class__course").order_by("-completion_date", "-pk"))


@dataclass(frozen=True)
class MyCertificate:
    """The newest document of the learner's completion; where `line` is None, the learner may ask for one."""

    completion_id: int
    line: CertificateLine | None


@dataclass(frozen=True)
class ClassCertificates:
    """The certificates of a class.

    `lines`: the newest document of each completion. `to_issue`: how many completed the class and have none yet.
    `may_issue`: the button is shown.
    """

    class_id: int
    lines: list[CertificateLine]
    issued: int
    to_issue: int
    may_issue: bool


def certificate_of(completion: Completion | None) -> MyCertificate | None:
    """Return the newest certificate of a learner's completion; None where nothing was completed. 1 query."""
    if completion is None or not completion.is_completed:
        return None
    row = Certificate.objects.filter(completion=completion).order_by("-revision").first()
    return MyCertificate(completion.pk, certificate_line(row) if row else None)


_of_class = Prepared(lambda: Certificate.objects.filter(course_class_id=Given("course_class")).order_by("revision"))


def certificates_of_class(standing: ClassAccess, member: Member) -> ClassCertificates | None:
    """Return the class's certificates for those who run it; None where there is none and none to issue. 2 queries."""
    class_id = standing.course_class.pk
    last = {row.completion_id: row for row in _of_class(course_class=class_id)}
    completed = Completion.objects.filter(enrolment__course_class_id=class_id, status__in=sorted(COMPLETED))
    certificates = ClassCertificates(
        class_id=class_id,
        lines=[certificate_line(row) for row in sorted(last.values(), key=lambda row: row.serial)],
        issued=sum(1 for row in last.values() if row.is_valid),
        to_issue=completed.filter(certificates__isnull=True).count(),
        may_issue=rules.may_issue_to_class(member, teaches=standing.teaches),
    )
    return certificates if certificates.lines or certificates.to_issue else None


# --- The public check -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What anybody may know about a certificate.

    `kind` is `valid`, `revoked`, `replaced` or `unknown`; the rest is empty for `unknown`. `facts` are label and value.
    """

    kind: str
    checked: str
    facts: list[tuple[str, str]]
    ended: str = ""

    @property
    def is_known(self) -> bool:
        return self.kind != "unknown"

    @property
    def is_valid(self) -> bool:
        return self.kind == "valid"

    @property
    def is_revoked(self) -> bool:
        return self.kind == "revoked"

    @property
    def is_replaced(self) -> bool:
        return self.kind == "replaced"


def verdict_by_name(number: str, name: str, now: datetime) -> Verdict:
    """Return the verdict on a number and a name. 1 query.

    A wrong name and a number that does not exist get the same answer.
    """
    row = Certificate.objects.filter(number=clean_number(number)).first()
    return _verdict(row if rules.is_name_of(name, row) else None, now)


def verdict_by_token(token: str, now: datetime) -> Verdict:
    """Return the verdict on the token in a QR code. 1 query."""
    return _verdict(Certificate.objects.filter(token=token).first(), now)


def clean_number(number: str) -> str:
    """Return a typed number without blanks and with plain hyphens for all kinds of dashes."""
    return spelling.plain(number).replace(" ", "")[:40]


def _verdict(row: Certificate | None, now: datetime) -> Verdict:
    checked = text.moment(now)
    if row is None:
        return Verdict("unknown", checked, [])
    facts, words = row.says["facts"], words_of(row)
    shown = [
        (_("증서 번호"), row.number),
        (_("이름"), text.mask_name(facts["name"])),
        *((label, value) for label, value in words["facts"]),
        (_("발급일"), words["day"]),
    ]
    if words["distinction"]:
        shown.insert(2, (_("구분"), words["distinction"]))
    ended = text.day(clock.local(row.ended_at).date()) if row.ended_at else ""
    return Verdict(row.status.lower(), checked, shown, ended)


def ended_of_list(number: int) -> list[int] | None:
    """Return the ids of the certificates of a status list that count no more; None if there is no such list. 2 queries.

    The first list is always there.
    """
    first = number * status_list.SIZE
    if number and not Certificate.objects.filter(pk__gte=first).exists():
        return None
    rows = Certificate.objects.ended().filter(pk__gte=first, pk__lt=first + status_list.SIZE)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def ended_tokens() -> Iterable[str]:
    """Return the tokens of all revoked or replaced certificates, for the list that badges point to. 1 query."""
    return Certificate.objects.ended().order_by("pk").values_list("token", flat=True)
