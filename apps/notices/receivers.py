"""Notices about accounts. The layer of accounts is below notices, so it sends signals that are received here."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Member, MentorProfile
from apps.accounts.selectors import list_staff_who_may
from apps.accounts.signals import mail_written, mentor_asked, mentor_decided
from apps.accounts.states import MentorStatus
from apps.notices import digests
from apps.notices.kinds import NoticeKind
from apps.notices.services import tell, write_account_mail
from apps.notices.states import MailTiming

MENTOR_APPROVED = "accounts.mentor_approved"
MENTOR_REJECTED = "accounts.mentor_rejected"
MENTOR_ASKED = "accounts.mentor_asked"
MENTOR_TO_DECIDE = "accounts.mentor_to_decide"

DESK = _("운영자가 처리할 일")

ASKING = _("멘토 신청")

KINDS = (
    digests.KIND,
    NoticeKind(
        MENTOR_TO_DECIDE,
        _("심사를 기다리는 멘토 신청이 생겼을 때"),
        _("%(name)s 님이 멘토 신청을 했습니다."),
        _("경력과 소개를 확인하고 승인하거나 반려해 주세요."),
        names=("name",),
        subject=_("멘토 신청 심사 대기: %(name)s"),
        group=DESK,
        role="staff",
        timing=MailTiming.DAILY,
    ),
    NoticeKind(
        MENTOR_ASKED,
        _("멘토 신청을 했을 때"),
        _("멘토 신청을 받았습니다."),
        _("운영자가 확인한 뒤 결과를 알려 드립니다."),
        subject=_("멘토 신청 접수: 결과를 알려 드리겠습니다"),
        group=ASKING,
    ),
    NoticeKind(
        MENTOR_APPROVED,
        _("멘토 신청이 승인되었을 때"),
        _("멘토 신청이 승인되었습니다."),
        _("이제 멘토링과 특강을 열 수 있습니다."),
        subject=_("멘토 신청 승인: 이제 멘토링을 열 수 있습니다"),
        group=ASKING,
    ),
    NoticeKind(
        MENTOR_REJECTED,
        _("멘토 신청이 반려되었을 때"),
        _("멘토 신청이 반려되었습니다."),
        _("사유: %(reason)s\n내용을 보완해 다시 신청하실 수 있습니다."),
        subject=_("멘토 신청 반려: 사유를 확인해 주세요"),
        group=ASKING,
    ),
)


@receiver(mentor_asked, dispatch_uid="notices.mentor_asked")
def tell_of_request(sender: type[MentorProfile], profile: MentorProfile, **kwargs: Any) -> None:
    member = profile.member
    tell([member], MENTOR_ASKED, path=reverse("accounts:mentor"))
    staff = [one for one in list_staff_who_may("accounts.change_mentorprofile") if one.pk != member.pk]
    path = reverse("admin:accounts_mentorprofile_change", args=[profile.pk])
    tell(staff, MENTOR_TO_DECIDE, path=path, about=member, name=member.name)


@receiver(mail_written, dispatch_uid="notices.mail_written")
def keep_account_mail(
    sender: type, to: str, subject: str, text: str, language: str, member: Member | None, **kwargs: Any
) -> None:
    write_account_mail(to=to, subject=subject, text=text, language=language, member=member)


@receiver(mentor_decided, dispatch_uid="notices.mentor_decided")
def tell_of_decision(sender: type[MentorProfile], profile: MentorProfile, **kwargs: Any) -> None:
    kind = MENTOR_APPROVED if profile.status == MentorStatus.APPROVED else MENTOR_REJECTED
    tell([profile.member], kind, path=reverse("accounts:mentor"), reason=profile.reason)
