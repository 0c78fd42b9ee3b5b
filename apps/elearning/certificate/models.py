"""Certificates and their numbers (seed 001, 3-38 and 3-39; docs/domain.md, Certificates)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.certificate.querysets import CertificateQuerySet
from apps.elearning.certificate.states import CertificateStatus
from apps.elearning.completion.models import Completion

MEMBER = settings.AUTH_USER_MODEL


class CertificateBook(models.Model):
    """The last number given out in a class.

    Whoever gives out the next one holds the lock of this row, so that no number is given twice or left out.
    """

    course_class = models.OneToOneField(
        CourseClass, models.PROTECT, primary_key=True, related_name="certificate_book", verbose_name=_("차수")
    )
    last_serial = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = pgettext_lazy("record", "수료증 번호부")
        verbose_name_plural = pgettext_lazy("records", "수료증 번호부")

    def __str__(self) -> str:
        return f"{self.course_class_id}: {self.last_serial}"


class Certificate(models.Model):
    """수료증: one document, which never changes. A correction is another document with a number of its own.

    `says` is its text, frozen when it was issued (document.py); `token` makes the address in its QR code. `revision`
    counts the documents of one completion from 1; `replaces` is the document that this one replaced.
    """

    completion = models.ForeignKey(
        Completion, models.PROTECT, related_name="certificates", verbose_name=pgettext_lazy("record", "수료")
    )
    course_class = models.ForeignKey(CourseClass, models.PROTECT, related_name="certificates", verbose_name=_("차수"))
    number = models.CharField(_("증서 번호"), max_length=40, unique=True)
    serial = models.PositiveIntegerField(_("일련번호"))
    token = models.CharField(max_length=43, unique=True, editable=False)
    says = models.JSONField(_("증서 내용"), editable=False)
    status = models.CharField(_("상태"), max_length=8, choices=CertificateStatus, default=CertificateStatus.VALID)
    revision = models.PositiveSmallIntegerField(_("발급 회차"), default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("정정 전 수료증")
    )
    issued_at = models.DateTimeField(_("발급일시"))
    issued_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("발급한 사람")
    )
    ended_at = models.DateTimeField(_("취소·정정 일시"), null=True, blank=True)
    ended_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("취소·정정한 사람")
    )
    end_reason = columns.WordsField(_("취소·정정 사유"), max_length=500, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "수료증")
        verbose_name_plural = pgettext_lazy("records", "수료증")
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                condition=Q(status=CertificateStatus.VALID),
                name="elearning_certificate_one_valid",
            ),
            models.UniqueConstraint(fields=["completion", "revision"], name="elearning_certificate_revision"),
            models.UniqueConstraint(fields=["course_class", "serial"], name="elearning_certificate_serial"),
            models.CheckConstraint(
                condition=Q(status=CertificateStatus.VALID, ended_at=None, end_reason="")
                | (~Q(status=CertificateStatus.VALID) & Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="elearning_certificate_ended_why",
            ),
        ]
        indexes = [models.Index(fields=["-issued_at", "-id"], name="elearning_certificate_newest")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("certificates:detail", args=[self.number])

    @property
    def is_valid(self) -> bool:
        return self.status == CertificateStatus.VALID

    @property
    def check_path(self) -> str:
        """Return the address in the QR code; it cannot be guessed and needs no name."""
        return reverse("proof:verify_token", args=[self.token])
