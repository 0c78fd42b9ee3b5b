"""The table from the state of a certificate to its label and colour."""

from apps.core.components import Badge
from apps.elearning.certificate.states import CertificateStatus

_KINDS = {
    CertificateStatus.VALID: "open",
    CertificateStatus.REVOKED: "danger",
    CertificateStatus.REPLACED: "plain",
}


def status_badge(status: str) -> Badge:
    return Badge(str(CertificateStatus(status).label), _KINDS[CertificateStatus(status)])
