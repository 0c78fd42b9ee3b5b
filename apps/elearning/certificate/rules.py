"""Who may issue, revoke and correct certificates, and when; their numbers; the limits of the public check.

Nothing here reads a row, writes, locks or reads the clock. `teaches`: the member is an instructor of the class.
"""

import hmac
from datetime import timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core.errors import Conflict, Invalid, NotAllowed, allowed
from apps.core.throttle import Limit
from apps.elearning.certificate.document import early_name_digest, name_digest
from apps.elearning.certificate.models import Certificate
from apps.elearning.certificate.states import CertificateStatus
from apps.elearning.completion.models import Completion

MOST_AT_ONCE = 1000  # certificates issued in one act
# How often the public check answers to one network or about one number, and how often the address of a QR code answers.
# The limit of a number keeps its name from being guessed from many networks.
CHECKS_OF_NETWORK = (Limit(60, timedelta(hours=1)), Limit(300, timedelta(days=1)))
CHECKS_OF_NUMBER = (Limit(20, timedelta(hours=1)),)
LOOKS_OF_NETWORK = (Limit(300, timedelta(hours=1)),)
NOBODY = "no certificate"  # a salt that no certificate has


# --- Who --------------------------------------------------------------------------------------------------------------


def check_can_issue(member: Member, *, is_own: bool, teaches: bool) -> None:
    """Check that the member may issue: learners their own, instructors their classes', staff all (seed 001, 3-38)."""
    if not (is_own or teaches or member.may("elearning.add_certificate")):
        raise NotAllowed("not_the_instructor", _("수료증은 본인과 이 차수의 강사, 운영자만 발급할 수 있습니다."))


def may_issue_to_class(member: Member, *, teaches: bool) -> bool:
    return allowed(check_can_issue, member, is_own=False, teaches=teaches)


def check_can_end(member: Member) -> None:
    """Check that the member is staff, who revoke and correct (docs/domain.md, Certificates)."""
    if not member.may("elearning.change_certificate"):
        raise NotAllowed("not_staff", _("수료증의 발급 취소와 정정은 운영자만 할 수 있습니다."))


# --- When -------------------------------------------------------------------------------------------------------------


def check_is_completed(completion: Completion) -> None:
    """Check that the learner has completed the class; a condition must be met first."""
    if not completion.is_completed:
        raise Conflict(
            "not_completed",
            _("지금 상태가 ‘%(state)s’입니다. 수료한 학습자의 수료증만 발급할 수 있습니다.")
            % {"state": completion.get_status_display()},
        )


def check_not_revoked(last: Certificate | None) -> None:
    """Check that staff did not revoke the last document: issuing again is then a correction, with a reason."""
    if last is not None and last.status == CertificateStatus.REVOKED:
        raise Conflict("revoked", _("발급이 취소된 수료증입니다. 다시 발급받으려면 운영자에게 문의해 주세요."))


def check_can_revoke(certificate: Certificate) -> None:
    if not certificate.is_valid:
        raise wrong_state(certificate, _("지금 상태가 ‘%(state)s’입니다. 유효한 수료증만 발급을 취소할 수 있습니다."))


def check_can_correct(certificate: Certificate, *, is_last: bool) -> None:
    """Check that this is the last document of its completion, valid or revoked; a replaced one was corrected before."""
    if not is_last:
        raise wrong_state(certificate, _("지금 상태가 ‘%(state)s’입니다. 마지막에 발급한 수료증만 정정할 수 있습니다."))


def wrong_state(certificate: Certificate, words: str) -> Conflict:
    """Return a refusal that names the state. `words` hold a %(state)s."""
    return Conflict("wrong_state", words % {"state": certificate.get_status_display()})


# --- What -------------------------------------------------------------------------------------------------------------


def check_batch(number: int) -> None:
    if number > MOST_AT_ONCE:
        raise Invalid("batch_size", _("수료증은 한 번에 %(most)d건까지 발급할 수 있습니다.") % {"most": MOST_AT_ONCE})


def number_of(year: int, class_id: int, serial: int) -> str:
    """Return `2026-0012-000345`: the year in Seoul, the class, and the serial in it (docs/domain.md, Certificates)."""
    return f"{year}-{class_id:04d}-{serial:06d}"


# --- The public check -------------------------------------------------------------------------------------------------


def is_name_of(name: str, certificate: Certificate | None) -> bool:
    """Return whether `name` is the name on the certificate.

    Without a certificate it does the same work, so that the time of the answer does not tell which numbers exist.
    """
    salt, kept = (certificate.says["salt"], certificate.says["name"]) if certificate is not None else ("", "")
    kept = kept or name_digest("", NOBODY)
    ways = [hmac.compare_digest(digest(name, salt), kept) for digest in (name_digest, early_name_digest)]
    return any(ways)


# --- What a paper or a badge cannot say -------------------------------------------------------------------------------


def no_badge() -> Conflict:
    return Conflict("no_badge", _("이 수료증에는 디지털 배지가 없습니다."))


def no_such_letter(letter: str) -> Conflict:
    words = _("PDF 글꼴에 없는 글자(%(letter)s)가 있습니다. 수료증 페이지를 인쇄해 주세요.")
    return Conflict("no_such_letter", words % {"letter": letter})
