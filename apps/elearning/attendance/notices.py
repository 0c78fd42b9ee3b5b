"""What learners are told about their attendance: nothing on the day, but when it is corrected afterwards."""

from django.utils.translation import gettext_lazy as _

from apps.notices.kinds import NoticeKind

CORRECTED = "elearning.attendance_corrected"

KINDS = (
    NoticeKind(
        CORRECTED,
        _("내 출결 정정"),
        _("‘%(title)s’ %(day)s 수업의 출결이 정정되었습니다."),
        _("바뀐 내용은 내 수강신청에서 확인해 주세요. 사실과 다르면 강사에게 문의해 주세요."),
    ),
)
