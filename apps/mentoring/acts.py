"""Say in words what the audit trail calls the acts of mentoring."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.audit_words import Key
from apps.mentoring.states import CancelCause, ReportFileKind

WORDS = {
    "mentoring.applicants_downloaded": pgettext_lazy("act", "신청자 명단을 내려받음"),
    "mentoring.applied": pgettext_lazy("act", "멘토링을 신청함"),
    "mentoring.attendance_changed": pgettext_lazy("act", "참석 기록을 수정함"),
    "mentoring.attendance_objected": pgettext_lazy("act", "참석 기록에 이의를 제기함"),
    "mentoring.attendance_recorded": pgettext_lazy("act", "참석을 기록함"),
    "mentoring.approved": pgettext_lazy("act", "개설을 승인함"),
    "mentoring.cancelled": pgettext_lazy("act", "멘토링 신청을 취소함"),
    "mentoring.check_in_closed": pgettext_lazy("act", "출석 코드를 닫음"),
    "mentoring.check_in_opened": pgettext_lazy("act", "출석 코드를 엶"),
    "mentoring.declined": pgettext_lazy("act", "개설을 반려함"),
    "mentoring.deleted": pgettext_lazy("act", "멘토링을 삭제함"),
    "mentoring.edited": pgettext_lazy("act", "멘토링을 수정함"),
    "mentoring.feedback_given": pgettext_lazy("act", "누군가 만족도에 답함"),
    "mentoring.handout_added": pgettext_lazy("act", "자료를 올림"),
    "mentoring.handout_removed": pgettext_lazy("act", "자료를 삭제함"),
    "mentoring.handout_replaced": pgettext_lazy("act", "자료를 바꿈"),
    "mentoring.messaged": pgettext_lazy("act", "신청자에게 안내를 보냄"),
    "mentoring.offer_declined": pgettext_lazy("act", "제안받은 자리를 받지 않음"),
    "mentoring.offer_lapsed": pgettext_lazy("act", "자리 제안의 기한이 지남"),
    "mentoring.offer_withdrawn": pgettext_lazy("act", "내놓은 자리를 되찾아 자리 제안이 끝남"),
    "mentoring.offered": pgettext_lazy("act", "자리를 제안함"),
    "mentoring.objection_decided": pgettext_lazy("act", "참석 기록의 이의를 처리함"),
    "mentoring.opened": pgettext_lazy("act", "멘토링을 엶"),
    "mentoring.promoted": pgettext_lazy("act", "대기에서 자리를 얻음"),
    "mentoring.seat_passed_on": pgettext_lazy("act", "내놓은 자리를 다른 분이 받음"),
    "mentoring.seat_released": pgettext_lazy("act", "자리를 내놓음"),
    "mentoring.seat_taken_back": pgettext_lazy("act", "내놓은 자리를 되찾음"),
    "mentoring.report_approved": pgettext_lazy("act", "멘토링 보고를 승인함"),
    "mentoring.evidence_downloaded": pgettext_lazy("act", "멘토 특강의 증빙을 내려받음"),
    "mentoring.report_begun": pgettext_lazy("act", "멘토링 보고를 쓰기 시작함"),
    "mentoring.report_file_added": pgettext_lazy("act", "보고에 사진이나 파일을 올림"),
    "mentoring.report_file_downloaded": pgettext_lazy("act", "보고의 파일을 내려받음"),
    "mentoring.report_file_removed": pgettext_lazy("act", "보고의 사진이나 파일을 삭제함"),
    "mentoring.report_reopened": pgettext_lazy("act", "멘토링 보고의 승인을 취소하고 보완을 요청함"),
    "mentoring.report_returned": pgettext_lazy("act", "멘토링 보고의 보완을 요청함"),
    "mentoring.report_submitted": pgettext_lazy("act", "멘토링 보고를 제출함"),
    "mentoring.report_written": pgettext_lazy("act", "멘토링 보고를 고쳐 씀"),
    "mentoring.series_ended": pgettext_lazy("act", "반복 일정의 남은 멘토링을 삭제함"),
    "mentoring.series_moved": pgettext_lazy("act", "반복 일정의 남은 멘토링을 옮김"),
    "mentoring.series_opened": pgettext_lazy("act", "반복 일정으로 멘토링을 엶"),
    "mentoring.took_seat": pgettext_lazy("act", "제안받은 자리를 받음"),
    "mentoring.waited": pgettext_lazy("act", "대기를 신청함"),
}

KEYS = {
    "mentoring.application": {"cause": Key(_("취소 구분"), choices=CancelCause)},
    "mentoring.sessionreport": {
        "recognised_minutes": Key(_("인정 시간(분)")),
        "bytes": Key(_("파일 크기(바이트)")),
        "file_kind": Key(_("사진이나 파일의 종류"), choices=ReportFileKind),
    },
    "mentoring.session": {
        "bytes": Key(_("파일 크기(바이트)")),
        "dates": Key(_("날짜")),
        "days": Key(_("옮긴 날수")),
        "kind": Key(_("파일 형식")),
        "members": Key(_("받은 사람 수")),
        "minutes": Key(_("열어 둔 시간(분)")),
        "sessions": Key(_("멘토링 수")),
        "subject": Key(_("제목")),
        "text": Key(_("내용")),
    },
}
