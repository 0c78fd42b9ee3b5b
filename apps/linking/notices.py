"""The kinds of notice about links."""

from django.utils.translation import gettext_lazy as _

from apps.notices.kinds import NoticeKind

LINKED = "linking.linked"
UNLINKED = "linking.unlinked"
ENDED_BY_STAFF = "linking.ended_by_staff"

KINDS = (
    NoticeKind(
        LINKED,
        _("내 코드로 계정이 연동되었을 때"),
        _("%(nickname)s 님과 계정이 연동되었습니다."),
        _("모르는 사람이라면 ‘연동’에서 바로 해제해 주세요."),
        names=("nickname",),
        subject=_("계정 연동됨: %(nickname)s"),
    ),
    NoticeKind(
        UNLINKED,
        _("상대가 연동을 해제했을 때"),
        _("%(nickname)s 님과의 계정 연동이 해제되었습니다."),
        _("이제 서로의 정보와 학습 기록을 볼 수 없습니다. 다시 연동하려면 ‘연동’에서 새 코드를 주고받아 주세요."),
        names=("nickname",),
        subject=_("연동 해제됨: %(nickname)s"),
    ),
    NoticeKind(
        ENDED_BY_STAFF,
        _("운영자가 연동을 해제했을 때"),
        _("운영자가 %(nickname)s 님과의 계정 연동을 해제했습니다."),
        _("사유: %(reason)s\n사실과 다르면 운영자에게 문의해 주세요."),
        names=("nickname",),
        subject=_("운영자의 연동 해제: %(nickname)s"),
    ),
)
