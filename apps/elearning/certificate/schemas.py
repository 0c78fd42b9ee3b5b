"""Schemas of the endpoints of certificates, with the field names of seed 001, 3-38 and 3-39."""

from typing import Annotated

from django.conf import settings
from django.urls import reverse
from pydantic import BaseModel, Field

from apps.core import clock
from apps.core.api.flat import FlatReply
from apps.elearning.certificate.models import Certificate
from apps.elearning.certificate.paper import address
from apps.elearning.certificate.states import CertificateStatus
from apps.elearning.completion.states import CompletionStatus

DayText = Annotated[str, Field(examples=["2026-01-15"])]
InstantText = Annotated[str, Field(examples=["2026-01-15T14:00:00+09:00"])]
Number = Annotated[str, Field(examples=["2026-0012-000345"])]


class IssuedReply(FlatReply):
    certificate_no: Number
    certificate_url: str


class CertificateItem(BaseModel):
    """What the document says was frozen when it was issued."""

    certificate_no: Number
    certificate_status: CertificateStatus
    certificate_url: str
    pdf_url: str
    verify_url: str
    user_name: Annotated[str, Field(examples=["김하준"])]
    course_title: Annotated[str, Field(examples=["백엔드 개발 입문"])]
    class_number: int
    start_date: DayText
    end_date: DayText
    hours: int
    completion_date: DayText
    issued_at: InstantText
    ended_at: InstantText | None
    end_reason: str
    replaces_no: Number | None
    replaced_by_no: Number | None


class CompletionOfCertificate(BaseModel):
    completion_id: int
    enrollment_id: int
    completion_status: CompletionStatus
    completion_date: DayText | None


class CourseOfCertificate(BaseModel):
    course_id: int
    course_title: str
    class_id: int
    class_number: int


class UserOfCertificate(BaseModel):
    user_id: int
    user_name: str


class CertificateReply(FlatReply):
    certificate: CertificateItem
    completion: CompletionOfCertificate
    course: CourseOfCertificate
    user: UserOfCertificate


def page_url(row: Certificate) -> str:
    return settings.SITE_URL + row.get_absolute_url()


def item(row: Certificate) -> CertificateItem:
    facts = row.says["facts"]
    later = getattr(row, "replaced_by", None)
    return CertificateItem(
        certificate_no=row.number,
        certificate_status=CertificateStatus(row.status),
        certificate_url=page_url(row),
        pdf_url=settings.SITE_URL + reverse("certificates:pdf", args=[row.number]),
        verify_url=address(row),
        user_name=facts["name"],
        course_title=facts["course"],
        class_number=facts["class_number"],
        start_date=facts["start"],
        end_date=facts["end"],
        hours=facts["hours"],
        completion_date=facts["completed_on"],
        issued_at=clock.local(row.issued_at).isoformat(timespec="seconds"),
        ended_at=clock.local(row.ended_at).isoformat(timespec="seconds") if row.ended_at else None,
        end_reason=row.end_reason,
        replaces_no=row.replaces.number if row.replaces else None,
        replaced_by_no=later.number if later else None,
    )


def reply(row: Certificate, message: str) -> CertificateReply:
    """Return the document as it was frozen, and beside it completion, course and learner as they are today."""
    completion, course_class = row.completion, row.course_class
    enrolment = completion.enrolment
    completed_on = completion.completion_date
    return CertificateReply(
        message=message,
        certificate=item(row),
        completion=CompletionOfCertificate(
            completion_id=completion.pk,
            enrollment_id=enrolment.pk,
            completion_status=CompletionStatus(completion.status),
            completion_date=completed_on.isoformat() if completed_on else None,
        ),
        course=CourseOfCertificate(
            course_id=course_class.course_id,
            course_title=course_class.course.title,
            class_id=course_class.pk,
            class_number=course_class.number,
        ),
        user=UserOfCertificate(user_id=enrolment.member_id, user_name=enrolment.member.name),
    )
