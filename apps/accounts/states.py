"""Choices of the members' records, and the moves of a mentor request."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MemberType(TextChoices):
    """The kinds of members (seed 002, `member_type`)."""

    STUDENT = "student", _("학생")
    PARENT = "parent", _("학부모")
    TEACHER = "teacher", _("선생님")


# The name of a person who has left, in every language.
NAME_OF_WHO_LEFT = "탈퇴 회원"


class MentorStatus(TextChoices):
    PENDING = "pending", _("심사 중")
    APPROVED = "approved", _("승인")
    REJECTED = "rejected", _("반려")


# Who may make a move: the member asks (again after a rejection), staff decide.
MENTOR_MOVES = {
    (None, MentorStatus.PENDING): "member",
    (MentorStatus.REJECTED, MentorStatus.PENDING): "member",
    (MentorStatus.PENDING, MentorStatus.APPROVED): "staff",
    (MentorStatus.PENDING, MentorStatus.REJECTED): "staff",
}


class ConsentKind(TextChoices):
    TERMS = "terms", _("이용약관")
    PRIVACY = "privacy", _("개인정보 수집·이용")
    MARKETING = "marketing", _("소식과 혜택 알림")


REQUIRED_CONSENTS = (ConsentKind.TERMS, ConsentKind.PRIVACY)
OPTIONAL_CONSENTS = (ConsentKind.MARKETING,)

# The version of a text is the day it came into force; it changes with every change of the text.
CONSENT_VERSIONS = {
    ConsentKind.TERMS: "2026-01-01",
    ConsentKind.PRIVACY: "2026-01-01",
    ConsentKind.MARKETING: "2026-01-01",
}
