"""Notices about accounts. The layer of accounts is below notices, so it sends signals that are received here."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import MentorProfile
from apps.accounts.signals import mentor_decided
from apps.accounts.states import MentorStatus
from apps.notices.kinds import NoticeKind
from apps.notices.services import tell

MENTOR_APPROVED = "accounts.mentor_approved"
MENTOR_REJECTED = "accounts.mentor_rejected"

KINDS = (
    NoticeKind(
        MENTOR_APPROVED,
        _("멘토 신청의 승인"),
        _("멘토 신청이 승인되었습니다."),
        _("이제 멘토링과 특강을 열 수 있습니다."),
    ),
    NoticeKind(
        MENTOR_REJECTED,
        _("멘토 신청의 반려"),
        _("멘토 신청이 반려되었습니다."),
        _("사유: %(reason)s\n내용을 보완해 다시 신청하실 수 있습니다."),
    ),
)


@receiver(mentor_decided, dispatch_uid="notices.mentor_decided")
def tell_of_decision(sender: type[MentorProfile], profile: MentorProfile, **kwargs: Any) -> None:
    kind = MENTOR_APPROVED if profile.status == MentorStatus.APPROVED else MENTOR_REJECTED
    tell([profile.member], kind, path=reverse("accounts:mentor"), reason=profile.reason)
