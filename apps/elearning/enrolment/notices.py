"""The notices about enrolments, to learners and to those who decide. `title` is the class's: course and number."""

from django.utils.translation import gettext_lazy as _

from apps.elearning.catalogue.notices import TAUGHT
from apps.notices.kinds import NoticeKind
from apps.notices.states import MailTiming

ENROLLED = "elearning.enrolled"
APPROVED = "elearning.approved"
REJECTED = "elearning.rejected"
PROMOTED = "elearning.promoted"
SEATED = "elearning.seated"
SEAT_OFFERED = "elearning.seat_free"  # what it was called when nobody kept the seat
OFFER_DUE = "elearning.offer_due"
OFFER_LAPSED = "elearning.offer_lapsed"
OFFER_WITHDRAWN = "elearning.offer_withdrawn"
SEAT_PASSED_ON = "elearning.seat_passed_on"
LEARNER_PASSED_ON = "elearning.learner_passed_on"
MOVED_IN_LINE = "elearning.moved_in_line"
PASSED_OVER = "elearning.passed_over"
CANCELLED = "elearning.cancelled"
RESTORED = "elearning.restored"
CLASS_CHANGED = "elearning.class_changed"
CALLED_OFF = "elearning.called_off"
PAID = "elearning.paid"
REFUNDED = "elearning.refunded"
MESSAGE = "elearning.message"
APPLIED = "elearning.applied"
WAITING = "elearning.waiting"
TO_DECIDE = "elearning.to_decide"
TO_REFUND = "elearning.to_refund"

ENROLMENT = _("신청한 과정")
DESK = _("운영자가 처리할 일")

KINDS = (
    NoticeKind(
        TO_REFUND,
        _("환불할 수강신청이 생겼을 때"),
        _("환불할 수강신청이 있습니다."),
        subject=_("환불할 수강신청"),
        group=DESK,
        role="staff",
        timing=MailTiming.DAILY,
        is_counted=True,
    ),
    NoticeKind(
        APPLIED,
        _("수강을 신청했을 때"),
        _("‘%(title)s’ 수강을 신청했습니다."),
        _("수강 기간: %(period)s\n강사나 운영자가 승인하면 알려 드립니다."),
        subject=_("수강신청 접수: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        WAITING,
        _("과정의 대기자가 되었을 때"),
        _("‘%(title)s’의 대기자가 되었습니다."),
        _("수강 기간: %(period)s\n자리가 나면 알려 드립니다. 기다리지 않으려면 언제든지 취소하실 수 있습니다."),
        subject=_("수강 대기: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        TO_DECIDE,
        _("승인을 기다리는 수강신청이 생겼을 때"),
        _("%(name)s 님의 ‘%(title)s’ 수강신청이 승인을 기다립니다."),
        _("수강생 페이지에서 승인하거나 거부해 주세요."),
        names=("name",),
        subject=_("수강신청 승인 대기: %(title)s"),
        group=TAUGHT,
        role="instructor",
        timing=MailTiming.DAILY,
    ),
    NoticeKind(
        ENROLLED,
        _("운영자가 수강을 대신 신청했을 때"),
        _("운영자가 ‘%(title)s’ 수강을 신청해 드렸습니다."),
        _(
            "신청 상태와 수강료는 내 수강신청에서 확인해 주세요. "
            "이미 시작한 차수면 7일 안에 거기에서 취소할 수 있고, 결제한 수강료는 모두 환불됩니다."
        ),
        subject=_("운영자의 수강신청: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        APPROVED,
        _("수강신청이 승인되었을 때"),
        _("‘%(title)s’ 수강신청이 승인되었습니다."),
        _("수강 기간: %(period)s"),
        subject=_("수강신청 승인: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        REJECTED,
        _("수강신청이 거부되었을 때"),
        _("‘%(title)s’ 수강신청이 받아들여지지 않았습니다."),
        _("사유: %(reason)s\n모집 중이면 다시 신청할 수 있습니다. 사실과 다르면 운영자에게 문의해 주세요."),
        subject=_("수강신청 거부: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        PROMOTED,
        _("대기하던 과정의 수강이 확정되었을 때"),
        _("‘%(title)s’에 자리가 나서 수강이 확정되었습니다."),
        _(
            "수강 기간: %(period)s\n수강하지 못하면 다음 분을 위해 시작 전에 수강을 취소해 주세요. "
            "이미 시작했으면 7일 안에 내 수강신청에서 취소할 수 있고, 결제한 수강료는 모두 환불됩니다."
        ),
        subject=_("수강 확정: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        SEATED,
        _("대기하던 과정의 자리를 받았을 때"),
        _("‘%(title)s’에 자리가 났습니다. 이제 승인을 기다립니다."),
        _("수강 기간: %(period)s\n수강하지 못하면 다음 분을 위해 수강을 취소해 주세요."),
        subject=_("자리 배정: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        SEAT_OFFERED,
        _("대기하던 과정의 자리를 제안받았을 때"),
        _("대기하신 ‘%(title)s’에 자리가 났습니다."),
        _(
            "수강 기간: %(period)s\n"
            "%(until)s까지 자리를 맡아 둡니다.\n"
            "같은 시간의 다른 일정: ‘%(clash)s’ (%(clash_when)s)\n"
            "그 밖에 겹치는 일정: %(clash_more)s건\n"
            "받은 뒤에 직접 취소할 수 있는 기한: %(cancel_by)s\n"
            "이미 시작했거나 수업 시간에 다른 일정이 있어 먼저 확인합니다. 내 수강신청 페이지에서 답해 주세요. "
            "받지 않거나 답하지 않으시면 자리는 다음 분에게 넘어가고 대기도 끝납니다."
        ),
        subject=_("자리 제안: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        OFFER_DUE,
        _("제안받은 과정 자리에 아직 답하지 않았을 때"),
        _("‘%(title)s’의 자리 제안에 아직 답하지 않으셨습니다."),
        _("%(until)s까지 자리를 맡아 둡니다. 그때까지 답하지 않으시면 자리는 다음 분에게 넘어가고 대기도 끝납니다."),
        subject=_("자리 제안에 답해 주세요: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        OFFER_LAPSED,
        _("제안받은 과정 자리의 기한이 지났을 때"),
        _("‘%(title)s’의 자리 제안이 기한이 지나 끝났습니다."),
        _("자리는 다음 분에게 넘어가고 대기도 끝났습니다. 모집 기간이면 다시 신청하거나 대기할 수 있습니다."),
        subject=_("제안 기한 지남: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        OFFER_WITHDRAWN,
        _("제안받은 과정 자리를 내놓은 분이 되찾았을 때"),
        _("‘%(title)s’의 자리 제안이 끝났습니다."),
        _("자리를 내놓은 분이 계속 수강하기로 했습니다. 대기 순서는 그대로이며, 자리가 나면 알려 드립니다."),
        subject=_("자리 제안 끝남: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        SEAT_PASSED_ON,
        _("내놓은 과정 자리를 다른 분이 받았을 때"),
        _("‘%(title)s’에서 내놓으신 자리를 다른 분이 받아 수강이 취소되었습니다."),
        _("수강 기간: %(period)s\n수강료를 결제했으면 환불 기준에 따른 금액을 내 수강신청에서 확인해 주세요."),
        subject=_("내놓은 자리 넘어감: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        LEARNER_PASSED_ON,
        _("가르치는 과정에서 내놓은 자리를 다른 분이 받았을 때"),
        _("%(name)s 님이 내놓은 ‘%(title)s’ 자리를 다른 분이 받았습니다."),
        names=("name",),
        subject=_("수강생 바뀜: %(title)s"),
        group=TAUGHT,
        role="instructor",
    ),
    NoticeKind(
        MOVED_IN_LINE,
        _("대기 순서가 바뀌었을 때"),
        _("‘%(title)s’의 대기 순서가 %(place)s번으로 바뀌었습니다."),
        _("사유: %(reason)s"),
        subject=_("대기 순서 변경: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        PASSED_OVER,
        _("다른 대기자가 나보다 먼저 자리를 받거나 앞 순서로 옮겨졌을 때"),
        _("‘%(title)s’의 대기에서 다른 분이 먼저 자리를 받거나 앞 순서로 옮겨졌습니다."),
        _("강사나 운영자가 결정했습니다. 지금 순서: 대기 %(place)s번\n궁금한 점은 강사나 운영자에게 문의해 주세요."),
        subject=_("대기 순서 안내: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        CANCELLED,
        _("강사나 운영자가 수강을 취소했을 때"),
        _("‘%(title)s’ 수강이 취소되었습니다."),
        _(
            "사유: %(reason)s\n모집 중이면 다시 신청할 수 있으며, 학습 기록은 이어집니다. "
            "잘못 취소되었으면 운영자에게 알려 주세요. 기록과 함께 되돌릴 수 있습니다."
        ),
        subject=_("수강 취소됨: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        RESTORED,
        _("끝난 수강이 다시 이어졌을 때"),
        _("‘%(title)s’ 수강이 다시 이어집니다."),
        _("사유: %(reason)s\n수강 기간: %(period)s\n그동안의 학습 기록은 그대로 남아 있습니다."),
        subject=_("수강 재개: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        CLASS_CHANGED,
        _("신청한 과정의 일정이나 장소가 바뀌었을 때"),
        _("‘%(title)s’의 일정이나 장소가 바뀌었습니다."),
        _("수강 기간: %(period)s\n바뀐 수업 일시와 장소는 과정 페이지에서 확인해 주세요."),
        subject=_("수업 일정 변경: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        CALLED_OFF,
        _("신청한 과정이 폐강되었을 때"),
        _("‘%(title)s’[이/가] 폐강되어 수강이 취소되었습니다."),
        _("사유: %(reason)s\n결제한 수강료는 모두 환불됩니다. 과정 목록에서 다른 차수나 과정을 신청할 수 있습니다."),
        subject=_("폐강: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        PAID,
        _("수강료 결제가 확인되었을 때"),
        _("‘%(title)s’의 수강료 %(amount)s원이 결제되었습니다."),
        subject=_("결제 확인 %(amount)s원: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        REFUNDED,
        _("수강료가 환불되었을 때"),
        _("‘%(title)s’의 수강료 %(amount)s원이 환불되었습니다."),
        _("사유: %(reason)s"),
        subject=_("환불 %(amount)s원: %(title)s"),
        group=ENROLMENT,
    ),
    NoticeKind(
        MESSAGE,
        _("강사가 안내를 보냈을 때"),
        _("[%(title)s] %(subject)s"),
        _("%(text)s"),
        subject=_("%(subject)s: %(title)s"),
        group=ENROLMENT,
    ),
)
