"""The models of e-learning, collected for Django from the nouns that define them (seed 001)."""

from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.attendance.models import AbsenceRequest, Attendance, CheckInCode
from apps.elearning.catalogue.models import (
    ClassContent,
    ClassMeeting,
    Content,
    Course,
    CourseClass,
    RefundStep,
)
from apps.elearning.certificate.models import Certificate, CertificateBook
from apps.elearning.completion.models import Completion
from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from apps.elearning.progress.models import Progress
from apps.elearning.quiz.models import (
    AcceptedAnswer,
    Accommodation,
    Answer,
    Attempt,
    EarlierAnswer,
    Opening,
    Option,
    Question,
    WithdrawnAttempt,
)

__all__ = [
    "AbsenceRequest",
    "AcceptedAnswer",
    "Accommodation",
    "Answer",
    "Assessment",
    "AssessmentResult",
    "Attempt",
    "Attendance",
    "Certificate",
    "CertificateBook",
    "CheckInCode",
    "ClassContent",
    "ClassMeeting",
    "Completion",
    "Content",
    "Course",
    "CourseClass",
    "EarlierAnswer",
    "Enrolment",
    "Opening",
    "Option",
    "Payment",
    "Progress",
    "Question",
    "Refund",
    "RefundStep",
    "WithdrawnAttempt",
]
