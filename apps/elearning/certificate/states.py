"""The states of a certificate."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CertificateStatus(TextChoices):
    VALID = "VALID", _("유효")
    REVOKED = "REVOKED", _("발급 취소")
    REPLACED = "REPLACED", _("정정 발급됨")
