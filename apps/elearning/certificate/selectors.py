"""What pages and endpoints read of certificates, each in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, text
from apps.core.paging import Page, page_of
from apps.elearning.certificate import badge, badges, document, rules
from apps.elearning.certificate.models import Certificate
from apps.elearning.certificate.states import CertificateStatus
from apps.elearning.completion.models import Completion
from apps.elearning.completion.states import COMPLETED
from apps.elearning.enrolment.selectors.class_access import ClassAccess

ON_A_PAGE = 20


def one(number: str, member: Member) -> Certificate:
    """With its completion, class, course and learner. Raises Certificate.DoesNotExist for one that `member` may not
    know of. 1 query."""
    return _whole(Certificate.objects.visible_to(member)).get(number=number)


def own(number: str, member: Member) -> Certificate:
    """The member's own. Raises Certificate.DoesNotExist. 1 query."""
    return _whole(Certificate.objects.of(member)).get(number=number)


def _whole(rows: Any) -> Any:
    learner = "completion__enrolment__member"
    rows = rows.select_related(learner, "course_class__course", "issued_by", "ended_by", "replaces", "replaced_by")
    return rows.defer("course_class__course__content", "course_class__course__content_key")


# --- The certificate as a page ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CertificatePage:
    """`says` are its words in the reader's language; `standing` what has become of it, '' while it is valid. `history`:
    the documents of this completion, the newest first, where there is more than this one."""

    certificate: Certificate
    says: dict[str, Any]
    name: str
    standing: str
    badge_offered: bool
    is_own: bool
    history: list["Line"]
    check_shown: str


@dataclass(frozen=True)
class Line:
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
    """Raises Certificate.DoesNotExist. 2 queries."""
    certificate = one(number, member)
    is_own = certificate.completion.enrolment.member_id == member.pk
    others = Certificate.objects.filter(completion_id=certificate.completion_id).order_by("-revision")
    lines = [line(row) for row in others]
    return CertificatePage(
        certificate=certificate,
        says=words_of(certificate),
        name=certificate.says["facts"]["name"],
        standing=_standing(certificate),
        badge_offered=is_own and badge.is_offered(certificate),
        is_own=is_own,
        history=lines if len(lines) > 1 else [],
        check_shown=document.site_name() + reverse("proof:verify").rstrip("/"),
    )


def words_of(certificate: Certificate) -> dict[str, Any]:
    """In the language that is active, Korean where there is no other."""
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
        "day": text.sentence_day(clock.local(certificate.ended_at).date()),
        "reason": certificate.end_reason,
    }


def line(certificate: Certificate) -> Line:
    facts = certificate.says["facts"]
    said = words_of(certificate)
    return Line(
        number=certificate.number,
        name=facts["name"],
        url=certificate.get_absolute_url(),
        title=_("%(course)s %(n)d차") % {"course": facts["course"], "n": facts["class_number"]},
        meta=[certificate.number, _("%(day)s 발급") % {"day": text.day(date.fromisoformat(facts["issued_on"]))}]
        + ([said["distinction"]] if said["distinction"] else []),
        status=badges.status_badge(certificate.status).text,
        kind=badges.status_badge(certificate.status).kind,
        is_valid=certificate.is_valid,
        note=certificate.end_reason,
    )


# --- Lists ------------------------------------------------------------------------------------------------------------


def mine(member: Member, page: int) -> Page:
    """The member's certificates, the newest first: what was replaced is found from the one in its place."""
    rows = Certificate.objects.of(member).exclude(status=CertificateStatus.REPLACED)
    return page_of(rows.order_by("-issued_at", "-pk"), page, size=ON_A_PAGE, load=_lines)


def _lines(ids: list[int]) -> list[Line]:
    found = Certificate.objects.in_bulk(ids)
    return [line(found[pk]) for pk in ids if pk in found]


def awaited(member: Member) -> list[Completion]:
    """What the member has completed and no certificate was ever issued for: they may ask for it. 1 query."""
    rows = Completion.objects.filter(
        enrolment__member_id=member.pk, status__in=sorted(COMPLETED), certificates__isnull=True
    )
    return list(rows.select_related("enrolment__course_class__course").order_by("-completion_date", "-pk"))


@dataclass(frozen=True)
class MyCertificate:
    """The newest document of a completion; where there is none it may be asked for."""

    completion_id: int
    line: Line | None


@dataclass(frozen=True)
class ClassCertificates:
    """`lines`: the newest document of each completion. `to_issue`: who completed the class and has none yet.
    `may_issue`: the button is there."""

    class_id: int
    lines: list[Line]
    issued: int
    to_issue: int
    may_issue: bool


def certificate_of(completion: Completion | None) -> MyCertificate | None:
    """Return the newest certificate of a learner's completion; None where nothing was completed. 1 query."""
    if completion is None or not completion.is_completed:
        return None
    row = Certificate.objects.filter(completion=completion).order_by("-revision").first()
    return MyCertificate(completion.pk, line(row) if row else None)


def certificates_of_class(standing: ClassAccess, member: Member) -> ClassCertificates | None:
    """Return the class's certificates for those who run it; None where there is none and none to issue. 2 queries."""
    class_id = standing.course_class.pk
    rows = Certificate.objects.filter(course_class_id=class_id).order_by("revision")
    last = {row.completion_id: row for row in rows}
    completed = Completion.objects.filter(enrolment__course_class_id=class_id, status__in=sorted(COMPLETED))
    found = ClassCertificates(
        class_id=class_id,
        lines=[line(row) for row in sorted(last.values(), key=lambda row: row.serial)],
        issued=sum(1 for row in last.values() if row.is_valid),
        to_issue=completed.filter(certificates__isnull=True).count(),
        may_issue=rules.may_issue_to_class(member, teaches=standing.teaches),
    )
    return found if found.lines or found.to_issue else None


# --- The public check -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What anybody may know: `kind` is `valid`, `revoked`, `replaced` or `unknown`; the rest is empty where unknown.
    `facts` are label and value."""

    kind: str
    checked: str
    facts: list[tuple[str, str]]
    ended: str = ""

    @property
    def is_known(self) -> bool:
        return self.kind != "unknown"


def check_by_name(number: str, name: str, now: datetime) -> Verdict:
    """By number and name. A wrong name and a number that does not exist are answered alike. 1 query."""
    row = Certificate.objects.filter(number=typed(number)).first()
    return _verdict(row if rules.is_name_of(name, row) else None, now)


def check_by_token(token: str, now: datetime) -> Verdict:
    """By the address in the QR code. 1 query."""
    return _verdict(Certificate.objects.filter(token=token).first(), now)


def typed(number: str) -> str:
    """A number as people type it: with blanks, with dashes of other kinds."""
    kept = "".join(document.one_line(number).split())
    for dash in "‐‑‒–—−－":
        kept = kept.replace(dash, "-")
    return kept[:40]


def _verdict(row: Certificate | None, now: datetime) -> Verdict:
    checked = text.sentence_moment(now)
    if row is None:
        return Verdict("unknown", checked, [])
    facts, said = row.says["facts"], words_of(row)
    shown = [
        (_("증서 번호"), row.number),
        (_("이름"), text.mask_name(facts["name"])),
        *((label, value) for label, value in said["facts"]),
        (_("발급일"), said["day"]),
    ]
    if said["distinction"]:
        shown.insert(2, (_("구분"), said["distinction"]))
    ended = text.sentence_day(clock.local(row.ended_at).date()) if row.ended_at else ""
    return Verdict(row.status.lower(), checked, shown, ended)


def ended_tokens() -> Iterable[str]:
    """Of what was revoked or replaced, for the list that badges point to. 1 query."""
    return Certificate.objects.ended().order_by("pk").values_list("token", flat=True)
