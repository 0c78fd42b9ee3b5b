"""The kinds of notice about lessons and tutorials."""

from django.utils.translation import gettext_lazy as _

from apps.notices.kinds import NoticeKind
from apps.notices.states import MailTiming

REQUESTED = "lessons.requested"
REQUEST_SENT = "lessons.request_sent"
APPROVED = "lessons.approved"
REJECTED = "lessons.rejected"
STARTED = "lessons.started"
COMPLETED = "lessons.completed"
CANCELLED_BY_MENTEE = "lessons.cancelled_by_mentee"
CANCELLED_BY_MENTOR = "lessons.cancelled_by_mentor"
CANCELLED_BY_STAFF = "lessons.cancelled_by_staff"
COMPLETED_BY_ITSELF = "lessons.completed_by_itself"
ABSENCE_SAID = "lessons.absence_said"
OBJECTED = "lessons.objected"
TO_DECIDE = "lessons.to_decide"
OBJECTION_DECIDED = "lessons.objection_decided"
PAID = "lessons.paid"
PAYMENT_TAKEN_BACK = "lessons.payment_taken_back"
JOIN_CHANGED = "lessons.join_changed"
PLACE_CHANGED = "lessons.place_changed"
REQUEST_ENDED = "lessons.request_ended"
LEFT_UNANSWERED = "lessons.left_unanswered"
ANSWER_DUE = "lessons.answer_due"
TIMES_OFFERED = "lessons.times_offered"
TIMES_DUE = "lessons.times_due"
TIME_TAKEN = "lessons.time_taken"
TIMES_DECLINED = "lessons.times_declined"
TIMES_WITHDRAWN = "lessons.times_withdrawn"
TIMES_LAPSED = "lessons.times_lapsed"
REVIEWED = "lessons.reviewed"
REVIEW_ANSWERED = "lessons.review_answered"
REVIEW_HIDDEN = "lessons.review_hidden"
REVIEW_SHOWN = "lessons.review_shown"
NOTE_WRITTEN = "lessons.note_written"
HOMEWORK_SET = "lessons.homework_set"
HOMEWORK_MOVED = "lessons.homework_moved"
HOMEWORK_HANDED_IN = "lessons.homework_handed_in"
HOMEWORK_SEEN = "lessons.homework_seen"
TUTORIAL_EDITED = "lessons.tutorial_edited"
TUTORIAL_CLOSED = "lessons.tutorial_closed"
TUTORIAL_REOPENED = "lessons.tutorial_reopened"

GUESTS = _("신청한 수업")
HOSTS = _("내 과외")
BOTH = _("수업 시간 바꾸기")
AFTERWARDS = _("수업 확인")
NOTES = _("수업 노트와 과제")
DESK = _("운영자가 처리할 일")
REVIEWS = _("후기")

KINDS = (
    NoticeKind(
        REQUEST_SENT,
        _("수업을 신청했을 때"),
        _("‘%(title)s’ %(when)s 수업을 신청했습니다."),
        _("멘토가 승인하면 알려 드리고 일정에 넣어 드립니다.\n%(until)s까지 답이 없으면 신청은 저절로 끝납니다."),
        subject=_("수업 신청: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        REQUESTED,
        _("내 과외에 수업 신청이 들어왔을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 수업을 신청했습니다."),
        _(
            "신청 메시지: %(message)s\n"
            "%(until)s까지 승인하거나 거절해 주세요. 그때까지 답이 없으면 신청은 저절로 끝납니다."
        ),
        names=("name",),
        written=("message",),
        subject=_("새 수업 신청: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        ANSWER_DUE,
        _("답하지 않은 수업 신청의 기한이 다가왔을 때"),
        _("%(name)s 님의 ‘%(title)s’ %(when)s 수업 신청이 답을 기다립니다."),
        _("%(until)s까지 승인하거나 거절해 주세요. 그때까지 답이 없으면 신청은 저절로 끝납니다."),
        names=("name",),
        subject=_("답변 대기: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        REQUEST_ENDED,
        _("신청한 수업이 답 없이 끝났을 때"),
        _("‘%(title)s’ %(when)s 수업 신청이 답변 기한이 지나 끝났습니다."),
        _("다른 시간이나 다른 멘토의 과외를 신청할 수 있습니다."),
        subject=_("답 없이 끝남: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        LEFT_UNANSWERED,
        _("내 과외의 수업 신청이 답 없이 끝났을 때"),
        _("%(name)s 님의 ‘%(title)s’ %(when)s 수업 신청이 답변 기한이 지나 끝났습니다."),
        _("멘티에게도 알렸습니다. 멘티는 다시 신청할 수 있습니다."),
        names=("name",),
        subject=_("답 없이 끝난 신청: %(title)s (%(when)s)"),
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
        TIMES_OFFERED,
        _("상대가 수업의 다른 시간을 제안했을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 수업의 다른 시간을 제안했습니다."),
        _("%(first)s\n%(second)s\n%(third)s\n%(until)s까지 하나를 선택하거나, 모두 어려우면 어렵다고 알려 주세요."),
        names=("name",),
        subject=_("다른 시간 제안: %(title)s (%(when)s)"),
        group=BOTH,
    ),
    NoticeKind(
        TIMES_DUE,
        _("답하지 않은 시간 제안의 기한이 다가왔을 때"),
        _("‘%(title)s’ %(when)s 수업의 시간 제안이 답을 기다립니다."),
        _("%(until)s까지 하나를 선택하거나, 모두 어려우면 어렵다고 알려 주세요."),
        subject=_("시간 제안 답변 대기: %(title)s (%(when)s)"),
        group=BOTH,
    ),
    NoticeKind(
        TIME_TAKEN,
        _("제안한 시간으로 수업이 정해졌을 때"),
        _("‘%(title)s’ 수업이 %(when)s[으로/로] 정해졌습니다."),
        _("이전 시간: %(old_when)s"),
        subject=_("수업 시간 확정: %(title)s (%(when)s)"),
        group=BOTH,
    ),
    NoticeKind(
        TIMES_DECLINED,
        _("상대가 제안한 시간이 모두 어렵다고 했을 때"),
        _("‘%(title)s’ %(when)s 수업에 제안하신 시간이 모두 어렵다고 %(name)s 님이 알려 왔습니다."),
        _("수업 페이지에서 지금의 시간을 확인하고, 다른 시간을 다시 제안할 수 있습니다."),
        names=("name",),
        subject=_("제안한 시간 모두 어려움: %(title)s (%(when)s)"),
        group=BOTH,
    ),
    NoticeKind(
        TIMES_WITHDRAWN,
        _("상대가 시간 제안을 철회했을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 수업의 시간 제안을 철회했습니다."),
        names=("name",),
        subject=_("시간 제안 철회: %(title)s (%(when)s)"),
        group=BOTH,
    ),
    NoticeKind(
        TIMES_LAPSED,
        _("내가 제안한 시간에 답이 없었을 때"),
        _("‘%(title)s’ %(when)s 수업에 제안하신 시간이 답을 받지 못해 끝났습니다."),
        _("수업은 원래 시간에 그대로 진행됩니다."),
        subject=_("시간 제안 끝남: %(title)s (%(when)s)"),
        group=BOTH,
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
        _(
            "48시간 안에 수업이 있었다고 확인하거나, 사실과 다르면 이의를 제기할 수 있습니다.\n"
            "아직 이 과외의 후기를 쓰지 않으셨다면 남겨 주세요. 다음 멘티에게 도움이 됩니다."
        ),
        subject=_("수업 완료: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        COMPLETED_BY_ITSELF,
        _("내 과외의 수업이 저절로 완료되었을 때"),
        _("%(name)s 님과의 ‘%(title)s’ %(when)s 수업이 끝난 지 한 시간이 지나 완료되었습니다."),
        _("수업이 없었다면 48시간 안에 불참을 알려 주세요."),
        names=("name",),
        subject=_("저절로 완료: %(title)s (%(when)s)"),
        group=HOSTS,
        role="mentor",
    ),
    NoticeKind(
        ABSENCE_SAID,
        _("상대가 수업의 불참을 알렸을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 수업의 불참을 알렸습니다."),
        _("사유: %(reason)s\n사실과 다르면 48시간 안에 한 번 이의를 제기할 수 있습니다."),
        names=("name",),
        subject=_("수업 불참: %(title)s (%(when)s)"),
        group=AFTERWARDS,
    ),
    NoticeKind(
        OBJECTED,
        _("상대가 수업의 완료나 불참에 이의를 제기했을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 수업에 이의를 제기했습니다."),
        _("사유: %(reason)s\n운영자도 함께 봅니다."),
        names=("name",),
        subject=_("수업 이의: %(title)s (%(when)s)"),
        group=AFTERWARDS,
    ),
    NoticeKind(
        OBJECTION_DECIDED,
        _("수업의 이의를 운영자가 처리했을 때"),
        _("운영자가 ‘%(title)s’ %(when)s 수업의 이의를 처리했습니다."),
        _("답변: %(answer)s\n처리 결과는 수업 페이지에서 볼 수 있습니다."),
        subject=_("이의 처리: %(title)s (%(when)s)"),
        group=AFTERWARDS,
    ),
    NoticeKind(
        TO_DECIDE,
        _("처리할 수업의 이의가 생겼을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 수업에 제기한 이의가 처리를 기다립니다."),
        names=("name",),
        subject=_("수업 이의 처리 대기: %(title)s (%(when)s)"),
        group=DESK,
        role="staff",
        timing=MailTiming.DAILY,
    ),
    NoticeKind(
        PAID,
        _("수업의 결제가 기록되었을 때"),
        _("‘%(title)s’ %(when)s 수업의 결제가 기록되었습니다."),
        _("결제 금액: %(amount)s원\n사실과 다르면 멘토나 운영자에게 문의해 주세요."),
        subject=_("수업 결제 기록: %(title)s (%(when)s)"),
        group=AFTERWARDS,
    ),
    NoticeKind(
        PAYMENT_TAKEN_BACK,
        _("수업의 결제 기록이 취소되었을 때"),
        _("‘%(title)s’ %(when)s 수업의 결제 기록이 취소되었습니다."),
        _("결제 금액: %(amount)s원\n사유: %(reason)s\n사실과 다르면 멘토나 운영자에게 문의해 주세요."),
        subject=_("결제 기록 취소: %(title)s (%(when)s)"),
        group=AFTERWARDS,
    ),
    NoticeKind(
        CANCELLED_BY_MENTEE,
        _("멘티가 수업을 취소했을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 수업을 취소했습니다."),
        _("사유: %(reason)s"),
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
        _("사유: %(reason)s\n다른 시간을 잡아 다시 신청할 수 있습니다. 사실과 다르면 운영자에게 문의해 주세요."),
        subject=_("운영자의 수업 취소: %(title)s (%(when)s)"),
        group=GUESTS,
    ),
    NoticeKind(
        PLACE_CHANGED,
        _("신청한 수업의 장소가 바뀌었을 때"),
        _("‘%(title)s’ %(when)s 수업의 장소가 바뀌었습니다."),
        _("새 장소: %(place)s"),
        subject=_("장소 변경: %(title)s (%(when)s)"),
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
        REVIEWED,
        _("내 과외에 후기가 올라왔을 때"),
        _("%(name)s 님이 ‘%(title)s’ 과외에 후기를 남겼습니다."),
        _("후기에 한 번 답글을 쓸 수 있습니다."),
        names=("name",),
        subject=_("새 후기: %(title)s"),
        group=REVIEWS,
        role="mentor",
    ),
    NoticeKind(
        REVIEW_ANSWERED,
        _("내 후기에 멘토가 답글을 썼을 때"),
        _("%(name)s 멘토가 ‘%(title)s’ 과외의 후기에 답글을 썼습니다."),
        names=("name",),
        subject=_("후기 답글: %(title)s"),
        group=REVIEWS,
    ),
    NoticeKind(
        REVIEW_HIDDEN,
        _("운영자가 후기를 숨겼을 때"),
        _("운영자가 ‘%(title)s’ 과외의 후기 하나를 숨겼습니다."),
        _("사유: %(reason)s\n사실과 다르면 운영자에게 문의해 주세요."),
        subject=_("숨긴 후기: %(title)s"),
        group=REVIEWS,
    ),
    NoticeKind(
        REVIEW_SHOWN,
        _("운영자가 숨긴 후기를 다시 보였을 때"),
        _("운영자가 ‘%(title)s’ 과외의 숨긴 후기를 다시 보이게 했습니다."),
        subject=_("다시 보이는 후기: %(title)s"),
        group=REVIEWS,
    ),
    NoticeKind(
        NOTE_WRITTEN,
        _("멘토가 수업 노트를 썼을 때"),
        _("‘%(title)s’ %(when)s 수업에 새 노트가 있습니다."),
        subject=_("새 수업 노트: %(title)s (%(when)s)"),
        group=NOTES,
    ),
    NoticeKind(
        HOMEWORK_SET,
        _("멘토가 과제를 냈을 때"),
        _("‘%(title)s’ %(when)s 수업에 과제가 있습니다."),
        _("제출 기한: %(day)s\n과제 페이지에서 글과 파일을 제출할 수 있습니다."),
        subject=_("새 과제: %(title)s (%(day)s까지)"),
        group=NOTES,
    ),
    NoticeKind(
        HOMEWORK_MOVED,
        _("과제의 제출 기한이 바뀌었을 때"),
        _("‘%(title)s’ %(when)s 수업 과제의 제출 기한이 바뀌었습니다."),
        _("새 제출 기한: %(day)s"),
        subject=_("과제 기한 변경: %(title)s (%(day)s까지)"),
        group=NOTES,
    ),
    NoticeKind(
        HOMEWORK_HANDED_IN,
        _("멘티가 과제를 제출했을 때"),
        _("%(name)s 님이 ‘%(title)s’ %(when)s 수업의 과제를 제출했습니다."),
        _("과제 페이지에서 확인하고 짧은 답을 남길 수 있습니다."),
        names=("name",),
        subject=_("과제 제출: %(title)s (%(when)s)"),
        group=NOTES,
        role="mentor",
    ),
    NoticeKind(
        HOMEWORK_SEEN,
        _("멘토가 내 과제를 확인했을 때"),
        _("멘토가 ‘%(title)s’ %(when)s 수업의 과제를 확인했습니다."),
        _("멘토의 답: %(answer)s"),
        written=("answer",),
        subject=_("과제 확인: %(title)s (%(when)s)"),
        group=NOTES,
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
