"""Choices of the members' records."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MemberType(TextChoices):
    """Seed 002, `member_type`."""

    STUDENT = "student", _("학생")
    PARENT = "parent", _("학부모")
    TEACHER = "teacher", _("선생님")


class MentorStatus(TextChoices):
    PENDING = "pending", _("심사 중")
    APPROVED = "approved", _("승인")
    REJECTED = "rejected", _("반려")


class ConsentKind(TextChoices):
    TERMS = "terms", _("이용약관")
    PRIVACY = "privacy", _("개인정보 수집·이용")
    MARKETING = "marketing", _("소식과 혜택 알림")


REQUIRED_CONSENTS = (ConsentKind.TERMS, ConsentKind.PRIVACY)
