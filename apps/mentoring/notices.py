"""The kinds of notice of mentoring."""

from django.utils.translation import gettext_lazy as _

from apps.notices.kinds import NoticeKind
from apps.notices.states import MailTiming

CHANGED = "mentoring.changed"
DELETED = "mentoring.deleted"
APPROVED = "mentoring.approved"
DECLINED = "mentoring.declined"
CLOSED_BY_STAFF = "mentoring.closed"
OWN_CHANGED = "mentoring.own_changed"
OWN_DELETED = "mentoring.own_deleted"
PROMOTED = "mentoring.promoted"
SEAT_OFFERED = "mentoring.seat_free"  # what it was called when nobody kept the seat
OFFER_DUE = "mentoring.offer_due"
OFFER_LAPSED = "mentoring.offer_lapsed"
OFFER_WITHDRAWN = "mentoring.offer_withdrawn"
SEAT_PASSED_ON = "mentoring.seat_passed_on"
APPLICANT_PASSED_ON = "mentoring.applicant_passed_on"
REMOVED = "mentoring.removed"
APPLICANT_CANCELLED = "mentoring.applicant_cancelled"
MESSAGE = "mentoring.message"
APPLIED = "mentoring.applied"
WAITING = "mentoring.waiting"
JOIN_CHANGED = "mentoring.join_changed"
HANDOUT = "mentoring.handout"
NEW_APPLICANT = "mentoring.new_applicant"
NEW_WAITING = "mentoring.new_waiting"
TO_DECIDE = "mentoring.to_decide"
SERIES_TO_DECIDE = "mentoring.series_to_decide"
SERIES_APPROVED = "mentoring.series_approved"
ABSENT = "mentoring.absent"
OBJECTED = "mentoring.attendance_objected"
OBJECTION_DECIDED = "mentoring.objection_decided"
FEEDBACK_ASKED = "mentoring.feedback_asked"
REPORT_DUE = "mentoring.report_due"
REPORT_TO_DECIDE = "mentoring.report_to_decide"
REPORT_APPROVED = "mentoring.report_approved"
REPORT_RETURNED = "mentoring.report_returned"

GUESTS = _("신청한 멘토링")
HOSTS = _("내가 여는 멘토링")
DESK = _("운영자가 처리할 일")

KINDS = (
    NoticeKind(
        APPLIED,
        _("멘토링을 신청했을 때"),
        _("‘%(title)s’ %(when)s 멘토링을 신청했습니다."),
        _(
            "장소: %(place)s\n준비물: %(preparation)s\n자료: %(handout)s\n"
            "참석하지 못하면 다음 분을 위해 신청을 취소해 주세요."
        ),
        subject=_("신청 완료: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        WAITING,
        _("멘토링의 대기자가 되었을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 대기자가 되었습니다."),
        _("자리가 나면 알려 드립니다. 기다리지 않으려면 언제든지 취소하실 수 있습니다."),
        subject=_("대기 신청: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        NEW_APPLICANT,
        _("내 멘토링에 새 신청이 들어왔을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 멘토링을 신청했습니다."),
        names=("name",),
        subject=_("새 신청: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
        timing=MailTiming.DAILY,
    ),
    NoticeKind(
        NEW_WAITING,
        _("내 멘토링에 새 대기자가 생겼을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 멘토링의 대기자가 되었습니다."),
        names=("name",),
        subject=_("새 대기자: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
        timing=MailTiming.DAILY,
    ),
    NoticeKind(
        TO_DECIDE,
        _("개설 승인을 기다리는 멘토링이 생겼을 때"),
        _("%(name)s 님의 ‘%(title)s’ %(when)s 멘토링이 개설 승인을 기다립니다."),
        names=("name",),
        subject=_("개설 승인 대기: %(title)s (%(when)s)"),
        group=DESK,
        role="staff",
        timing=MailTiming.DAILY,
    ),
    NoticeKind(
        SERIES_TO_DECIDE,
        _("개설 승인을 기다리는 반복 일정이 생겼을 때"),
        _("%(name)s 님의 ‘%(title)s’ 멘토링 %(count)s개(첫 회 %(when)s)가 개설 승인을 기다립니다."),
        names=("name",),
        subject=_("개설 승인 대기: %(title)s (%(count)s개)"),
        group=DESK,
        role="staff",
        timing=MailTiming.DAILY,
    ),
    NoticeKind(
        CHANGED,
        _("신청한 멘토링의 일정이나 장소가 바뀌었을 때"),
        _("‘%(title)s’ 멘토링의 일정이나 장소가 바뀌었습니다."),
        _("새 일정: %(when)s · %(place)s\n이전 일정: %(old_when)s · %(old_place)s"),
        subject=_("일정 변경: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        JOIN_CHANGED,
        _("신청한 멘토링의 참여 주소가 바뀌었을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 참여 주소가 바뀌었습니다."),
        _("시작 10분 전부터 멘토링 페이지에서 입장할 수 있습니다."),
        subject=_("참여 주소 변경: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        HANDOUT,
        _("신청한 멘토링에 자료가 올라왔을 때"),
        _("‘%(title)s’ %(when)s 멘토링에 자료가 올라왔습니다."),
        _("자료: %(handout)s\n멘토링 페이지에서 받을 수 있습니다."),
        subject=_("새 자료: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        DELETED,
        _("신청한 멘토링이 삭제되었을 때"),
        _("‘%(title)s’ %(when)s 멘토링이 삭제되어 신청이 취소되었습니다."),
        _("사유: %(reason)s\n멘토링 목록에서 다른 멘토링을 찾아 신청할 수 있습니다."),
        subject=_("멘토링 삭제: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        APPROVED,
        _("내 멘토링의 개설이 승인되었을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 개설이 승인되었습니다."),
        subject=_("개설 승인: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        SERIES_APPROVED,
        _("내 반복 일정의 개설이 승인되었을 때"),
        _("‘%(title)s’ 멘토링 %(count)s개(첫 회 %(when)s)의 개설이 승인되었습니다."),
        subject=_("개설 승인: %(title)s (%(count)s개)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        DECLINED,
        _("내 멘토링의 개설이 반려되었을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 개설이 반려되었습니다."),
        _("사유: %(reason)s\n멘토링 페이지에서 복사해 내용을 고친 뒤 새로 열 수 있습니다."),
        subject=_("개설 반려: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        OWN_CHANGED,
        _("운영자가 내 멘토링을 수정했을 때"),
        _("운영자가 ‘%(title)s’ %(when)s 멘토링의 내용을 수정했습니다."),
        subject=_("내 멘토링 수정됨: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        OWN_DELETED,
        _("운영자가 내 멘토링을 삭제했을 때"),
        _("운영자가 ‘%(title)s’ %(when)s 멘토링을 삭제했습니다."),
        subject=_("내 멘토링 삭제됨: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        CLOSED_BY_STAFF,
        _("신청한 멘토링의 개설이 반려되었을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 개설이 반려되어 신청이 취소되었습니다."),
        _("멘토링 목록에서 다른 멘토링을 찾아 신청할 수 있습니다."),
        subject=_("멘토링 취소: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        PROMOTED,
        _("대기하던 멘토링의 신청이 완료되었을 때"),
        _("‘%(title)s’ %(when)s 멘토링에 자리가 나서 신청이 완료되었습니다."),
        _(
            "장소: %(place)s\n준비물: %(preparation)s\n자료: %(handout)s\n"
            "참석하지 못하면 다음 분을 위해 신청을 취소해 주세요."
        ),
        subject=_("신청 완료: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        SEAT_OFFERED,
        _("대기하던 멘토링의 자리를 제안받았을 때"),
        _("대기하신 ‘%(title)s’ %(when)s 멘토링에 자리가 났습니다."),
        _(
            "%(until)s까지 자리를 맡아 둡니다.\n"
            "같은 시간의 다른 일정: ‘%(clash)s’ (%(clash_when)s)\n"
            "그 밖에 겹치는 일정: %(clash_more)s건\n"
            "받은 뒤에 직접 취소할 수 있는 기한: %(cancel_by)s\n"
            "취소 기한이 지났거나 그 시간에 다른 일정이 있어 먼저 확인합니다. 멘토링 페이지에서 답해 주세요. "
            "받지 않거나 답하지 않으시면 자리는 다음 분에게 넘어가고 대기도 끝납니다."
        ),
        subject=_("자리 제안: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        OFFER_DUE,
        _("제안받은 멘토링 자리에 아직 답하지 않았을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 자리 제안에 아직 답하지 않으셨습니다."),
        _("%(until)s까지 자리를 맡아 둡니다. 그때까지 답하지 않으시면 자리는 다음 분에게 넘어가고 대기도 끝납니다."),
        subject=_("자리 제안에 답해 주세요: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        OFFER_LAPSED,
        _("제안받은 멘토링 자리의 기한이 지났을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 자리 제안이 기한이 지나 끝났습니다."),
        _("자리는 다음 분에게 넘어가고 대기도 끝났습니다. 접수 중이면 다시 신청하거나 대기할 수 있습니다."),
        subject=_("제안 기한 지남: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        OFFER_WITHDRAWN,
        _("제안받은 멘토링 자리를 내놓은 분이 되찾았을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 자리 제안이 끝났습니다."),
        _("자리를 내놓은 분이 다시 참석하기로 했습니다. 대기 순서는 그대로이며, 자리가 나면 알려 드립니다."),
        subject=_("자리 제안 끝남: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        SEAT_PASSED_ON,
        _("내놓은 멘토링 자리를 다른 분이 받았을 때"),
        _("‘%(title)s’ %(when)s 멘토링에서 내놓으신 자리를 다른 분이 받아 신청이 취소되었습니다."),
        subject=_("내놓은 자리 넘어감: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        APPLICANT_PASSED_ON,
        _("내 멘토링의 신청자가 내놓은 자리를 다른 분이 받았을 때"),
        _("%(name)s 님이 내놓은 ‘%(title)s’ %(when)s 멘토링 자리를 다른 분이 받았습니다."),
        names=("name",),
        subject=_("신청자 바뀜: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        REMOVED,
        _("멘토나 운영자가 내 신청을 취소했을 때"),
        _("‘%(title)s’ %(when)s 멘토링 신청이 취소되었습니다."),
        _("사유: %(reason)s\n접수 중이면 다시 신청할 수 있습니다. 사실과 다르면 운영자에게 문의해 주세요."),
        subject=_("신청 취소됨: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        APPLICANT_CANCELLED,
        _("내 멘토링의 신청자가 신청을 취소했을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 멘토링 신청을 취소했습니다."),
        names=("name",),
        subject=_("신청자 취소: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        MESSAGE,
        _("멘토가 안내를 보냈을 때"),
        _("[%(title)s] %(subject)s"),
        _("%(text)s"),
        subject=_("%(subject)s: %(title)s"),
        group=GUESTS,
    ),
    NoticeKind(
        ABSENT,
        _("내가 불참한 것으로 기록되었을 때"),
        _("‘%(title)s’ %(when)s 멘토링에 불참한 것으로 기록되었습니다."),
        _("사실과 다르면 %(days)s일 안에 멘토링 페이지에서 이의를 제기해 주세요."),
        subject=_("불참 기록: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        FEEDBACK_ASKED,
        _("참석한 멘토링이 끝나 만족도를 물을 때"),
        _("‘%(title)s’ %(when)s 멘토링은 어떠셨나요?"),
        _(
            "%(until)s까지 세 가지를 답해 주세요. "
            "답은 이름 없이 모아, 그 뒤에 세 명 이상 답했을 때만 멘토와 운영자에게 보입니다."
        ),
        subject=_("만족도: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        OBJECTED,
        _("내 멘토링의 참석 기록에 이의가 제기되었을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 멘토링의 참석 기록에 이의를 제기했습니다."),
        _("내용을 확인하고 답변해 주세요."),
        names=("name",),
        subject=_("참석 기록 이의: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        OBJECTION_DECIDED,
        _("내가 제기한 이의가 처리되었을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 참석 기록에 제기하신 이의가 처리되었습니다."),
        _("답변: %(answer)s\n기록은 멘토링 페이지에서 볼 수 있습니다."),
        written=("answer",),
        subject=_("이의 처리: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        REPORT_DUE,
        _("내 멘토링의 보고가 아직 없을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 보고가 아직 제출되지 않았습니다."),
        _("보고를 제출하고 승인받아야 시간이 인정됩니다."),
        subject=_("보고 기다림: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        REPORT_APPROVED,
        _("내 멘토링 보고가 승인되었을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 보고가 승인되었습니다."),
        _("인정 시간: %(minutes)s분"),
        subject=_("보고 승인: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        REPORT_RETURNED,
        _("내 멘토링 보고의 보완이 요청되었을 때"),
        _("‘%(title)s’ %(when)s 멘토링의 보고에 보완이 요청되었습니다."),
        _("사유: %(reason)s\n고쳐서 다시 제출해 주세요."),
        subject=_("보고 보완 요청: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        REPORT_TO_DECIDE,
        _("승인을 기다리는 멘토링 보고가 생겼을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 멘토링의 보고를 제출했습니다."),
        names=("name",),
        subject=_("보고 승인 대기: %(title)s (%(when)s)"),
        group=DESK,
        role="staff",
        timing=MailTiming.DAILY,
    ),
)
