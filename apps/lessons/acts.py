"""Say in words what the audit trail calls the acts of lessons."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.audit_words import Key
from apps.lessons.states import Finding, Role

WORDS = {
    "lessons.absence_said": pgettext_lazy("act", "불참을 알림"),
    "lessons.approved": pgettext_lazy("act", "수업을 승인함"),
    "lessons.cancelled": pgettext_lazy("act", "수업을 취소함"),
    "lessons.completed": pgettext_lazy("act", "수업을 마침"),
    "lessons.confirmed": pgettext_lazy("act", "수업이 있었다고 확인함"),
    "lessons.day_off_added": pgettext_lazy("act", "쉬는 날을 추가함"),
    "lessons.day_off_removed": pgettext_lazy("act", "쉬는 날을 삭제함"),
    "lessons.holiday_opened": pgettext_lazy("act", "공휴일에도 수업하기로 함"),
    "lessons.holiday_rested": pgettext_lazy("act", "공휴일에 쉬기로 함"),
    "lessons.hours_set": pgettext_lazy("act", "수업 가능 시간을 정함"),
    "lessons.homework_handed_in": pgettext_lazy("act", "과제를 제출함"),
    "lessons.homework_seen": pgettext_lazy("act", "제출한 과제를 확인함"),
    "lessons.in_progress": pgettext_lazy("act", "수업을 시작함"),
    "lessons.lesson_exported": pgettext_lazy("act", "수업을 내보냄"),
    "lessons.paid": pgettext_lazy("act", "수업의 결제를 기록함"),
    "lessons.payment_taken_back": pgettext_lazy("act", "수업의 결제 기록을 취소함"),
    "lessons.place_set": pgettext_lazy("act", "수업의 장소를 정함"),
    "lessons.note_edited": pgettext_lazy("act", "노트나 과제를 수정함"),
    "lessons.note_file_downloaded": pgettext_lazy("act", "수업 파일을 받음"),
    "lessons.note_removed": pgettext_lazy("act", "노트나 과제를 삭제함"),
    "lessons.note_written": pgettext_lazy("act", "노트나 과제를 씀"),
    "lessons.notes_read": pgettext_lazy("act", "수업 노트와 과제를 읽음"),
    "lessons.objected": pgettext_lazy("act", "수업에 이의를 제기함"),
    "lessons.objection_decided": pgettext_lazy("act", "수업의 이의를 처리함"),
    "lessons.rejected": pgettext_lazy("act", "수업을 거절함"),
    "lessons.requested": pgettext_lazy("act", "수업을 신청함"),
    "lessons.review_answer_changed": pgettext_lazy("act", "후기의 답글을 수정함"),
    "lessons.review_answered": pgettext_lazy("act", "후기에 답글을 씀"),
    "lessons.review_changed": pgettext_lazy("act", "후기를 수정함"),
    "lessons.review_hidden": pgettext_lazy("act", "후기를 숨김"),
    "lessons.review_shown": pgettext_lazy("act", "숨긴 후기를 다시 보임"),
    "lessons.reviewed": pgettext_lazy("act", "후기를 씀"),
    "lessons.settings_set": pgettext_lazy("act", "수업 받는 방식을 정함"),
    "lessons.time_taken": pgettext_lazy("act", "제안된 시간으로 정함"),
    "lessons.times_declined": pgettext_lazy("act", "제안된 시간이 모두 어렵다고 답함"),
    "lessons.times_lapsed": pgettext_lazy("act", "제안한 시간이 답 없이 끝남"),
    "lessons.times_offered": pgettext_lazy("act", "다른 시간을 제안함"),
    "lessons.times_withdrawn": pgettext_lazy("act", "시간 제안을 철회함"),
    "lessons.tutorial_closed": pgettext_lazy("act", "과외 신청을 닫음"),
    "lessons.tutorial_edited": pgettext_lazy("act", "과외를 수정함"),
    "lessons.tutorial_exported": pgettext_lazy("act", "과외를 내보냄"),
    "lessons.tutorial_hours_set": pgettext_lazy("act", "이 과외만의 수업 시간을 정함"),
    "lessons.tutorial_offered": pgettext_lazy("act", "과외를 엶"),
    "lessons.tutorial_reopened": pgettext_lazy("act", "과외 신청을 다시 엶"),
}

KEYS = {
    "lessons.lesson": {
        "absent": Key(_("불참"), choices=Role),
        "amount": Key(_("결제 금액(원)")),
        "paid_on": Key(_("결제일")),
        "finding": Key(_("처리 결과"), choices=Finding),
        "times": Key(_("제안한 시간")),
    },
    "lessons.lessonnote": {"files": Key(_("파일 수"))},
    "lessons.tutorial": {"hours": Key(_("이 과외의 수업 시간"))},
}
