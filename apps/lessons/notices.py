"""The kinds of notice about lessons and tutorials."""

from django.utils.translation import gettext_lazy as _

from apps.notices.kinds import NoticeKind

REQUESTED = "lessons.requested"
REQUEST_SENT = "lessons.request_sent"
APPROVED = "lessons.approved"
REJECTED = "lessons.rejected"
STARTED = "lessons.started"
COMPLETED = "lessons.completed"
CANCELLED_BY_MENTEE = "lessons.cancelled_by_mentee"
CANCELLED_BY_MENTOR = "lessons.cancelled_by_mentor"
CANCELLED_BY_STAFF = "lessons.cancelled_by_staff"
JOIN_CHANGED = "lessons.join_changed"
TUTORIAL_EDITED = "lessons.tutorial_edited"
TUTORIAL_CLOSED = "lessons.tutorial_closed"
TUTORIAL_REOPENED = "lessons.tutorial_reopened"

GUESTS = _("신청한 수업")
HOSTS = _("내 과외")

KINDS = (
    NoticeKind(
        REQUEST_SENT,
        _("수업을 신청했을 때"),
        _("‘%(title)s’ %(when)s 수업을 신청했습니다."),
        _("멘토가 승인하면 알려 드리고 일정에 넣어 드립니다."),
        subject=_("수업 신청: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        REQUESTED,
        _("내 과외에 수업 신청이 들어왔을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 수업을 신청했습니다."),
        _("%(message)s"),
        names=("name",),
        written=("message",),
        subject=_("새 수업 신청: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        APPROVED,
        _("신청한 수업이 승인되었을 때"),
        _("‘%(title)s’ %(when)s 수업이 승인되었습니다."),
        subject=_("수업 승인: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        REJECTED,
        _("신청한 수업이 거절되었을 때"),
        _("‘%(title)s’ %(when)s 수업 신청이 거절되었습니다."),
        _("사유: %(reason)s\n다른 시간이나 다른 멘토의 과외를 신청할 수 있습니다."),
        subject=_("수업 거절: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        STARTED,
        _("신청한 수업이 시작되었을 때"),
        _("‘%(title)s’ %(when)s 수업이 시작되었습니다."),
        subject=_("수업 시작: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        COMPLETED,
        _("신청한 수업이 완료되었을 때"),
        _("‘%(title)s’ %(when)s 수업이 완료되었습니다."),
        subject=_("수업 완료: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        CANCELLED_BY_MENTEE,
        _("멘티가 수업을 취소했을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 수업을 취소했습니다."),
        _("%(reason)s"),
        names=("name",),
        subject=_("멘티의 수업 취소: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        CANCELLED_BY_MENTOR,
        _("멘토가 수업을 취소했을 때"),
        _("멘토가 ‘%(title)s’ %(when)s 수업을 취소했습니다."),
        _("사유: %(reason)s\n다른 시간이나 다른 멘토의 과외를 신청할 수 있습니다."),
        subject=_("멘토의 수업 취소: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        CANCELLED_BY_STAFF,
        _("운영자가 수업을 취소했을 때"),
        _("운영자가 ‘%(title)s’ %(when)s 수업을 취소했습니다."),
        _("사유: %(reason)s\n다른 시간을 잡아 다시 신청할 수 있습니다. 사실과 다르면 운영팀에 문의해 주세요."),
        subject=_("운영자의 수업 취소: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        JOIN_CHANGED,
        _("신청한 수업의 참여 주소가 바뀌었을 때"),
        _("‘%(title)s’ %(when)s 수업의 참여 주소가 바뀌었습니다."),
        _("시작 10분 전부터 수업 페이지에서 입장할 수 있습니다."),
        subject=_("참여 주소 변경: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        TUTORIAL_EDITED,
        _("운영자가 내 과외를 수정했을 때"),
        _("운영자가 ‘%(title)s’ 과외의 내용을 수정했습니다."),
        subject=_("내 과외 수정됨: %(title)s"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        TUTORIAL_CLOSED,
        _("운영자가 과외 신청을 닫았을 때"),
        _("운영자가 ‘%(title)s’ 과외의 신청을 닫았습니다."),
        _("사유: %(reason)s\n고친 뒤 과외 페이지에서 신청을 다시 열 수 있습니다."),
        subject=_("과외 신청 닫힘: %(title)s"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        TUTORIAL_REOPENED,
        _("운영자가 과외 신청을 다시 열었을 때"),
        _("운영자가 ‘%(title)s’ 과외의 신청을 다시 열었습니다."),
        subject=_("과외 신청 다시 열림: %(title)s"),
        group=HOSTS,
        role="mentor",
    ),
)
