"""The kinds of notice of what is followed. Each sentence says why the member is told."""

from django.utils.translation import gettext_lazy as _

from apps.notices.kinds import NoticeKind

BY_MENTOR = "following.by_mentor"
OF_TOPIC = "following.of_topic"
OF_SEARCH = "following.of_search"
SEAT_FREE = "following.seat_free"

GROUP = _("받기로 한 소식")

KINDS = (
    NoticeKind(
        BY_MENTOR,
        _("소식을 받는 멘토가 새로 신청을 받을 때"),
        _("%(name)s 멘토가 ‘%(title)s’ 신청을 받기 시작했습니다."),
        _("%(when)s"),
        subject=_("새로 열림: %(title)s"),
        group=GROUP,
        names=("name",),
    ),
    NoticeKind(
        OF_TOPIC,
        _("소식을 받는 주제에서 새로 신청을 받을 때"),
        _("‘%(topic)s’ 주제의 ‘%(title)s’ 신청을 받기 시작했습니다."),
        _("%(when)s"),
        subject=_("새로 열림: %(title)s"),
        group=GROUP,
    ),
    NoticeKind(
        OF_SEARCH,
        _("저장한 검색 조건에 맞는 것이 새로 신청을 받을 때"),
        _("저장한 검색 조건에 맞는 ‘%(title)s’ 신청을 받기 시작했습니다."),
        _("%(when)s"),
        subject=_("새로 열림: %(title)s"),
        group=GROUP,
    ),
    NoticeKind(
        SEAT_FREE,
        _("알림을 받기로 한 곳에 자리가 났을 때"),
        _("알림을 받기로 하신 ‘%(title)s’에 자리가 났습니다."),
        _("%(when)s\n먼저 신청한 분에게 자리가 돌아갑니다. 이 알림은 한 번만 보내 드립니다."),
        subject=_("빈자리: %(title)s"),
        group=GROUP,
    ),
)
