"""Notices to learners about their certificates. `title` is that of the class."""

from django.utils.translation import gettext_lazy as _

from apps.elearning.completion.notices import STUDY
from apps.notices.kinds import NoticeKind

ISSUED = "elearning.certified"
REVOKED = "elearning.certificate_revoked"
CORRECTED = "elearning.certificate_corrected"

KINDS = (
    NoticeKind(
        ISSUED,
        _("수료증이 발급되었을 때"),
        _("‘%(title)s’ 수료증이 발급되었습니다."),
        _("수료증 페이지에서 인쇄하거나 PDF로 내려받을 수 있습니다."),
        subject=_("수료증 발급: %(title)s"),
        group=STUDY,
    ),
    NoticeKind(
        REVOKED,
        _("수료증 발급이 취소되었을 때"),
        _("‘%(title)s’ 수료증(%(number)s)의 발급이 취소되었습니다."),
        _("사유: %(reason)s\n사실과 다르면 운영자에게 문의해 주세요."),
        subject=_("수료증 취소: %(title)s"),
        group=STUDY,
    ),
    NoticeKind(
        CORRECTED,
        _("수료증이 정정 발급되었을 때"),
        _("‘%(title)s’ 수료증이 %(number)s 번호로 정정 발급되었습니다."),
        _("사유: %(reason)s\n이전 수료증(%(before)s)은 더 이상 유효하지 않습니다."),
        subject=_("수료증 정정: %(title)s"),
        group=STUDY,
    ),
)
