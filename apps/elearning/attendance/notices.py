"""The notices about attendance: of a correction after the day, and of absence requests."""

from django.utils.translation import gettext_lazy as _

from apps.elearning.catalogue.notices import TAUGHT
from apps.notices.kinds import NoticeKind

CORRECTED = "elearning.attendance_corrected"
ABSENCE_ASKED = "elearning.absence_asked"
ABSENCE_ACCEPTED = "elearning.absence_accepted"
ABSENCE_DECLINED = "elearning.absence_declined"

STUDY = _("출석과 수료")

KINDS = (
    NoticeKind(
        CORRECTED,
        _("내 출결이 정정되었을 때"),
        _("‘%(title)s’ %(day)s 수업의 출결이 정정되었습니다."),
        _("바뀐 내용은 출결 페이지에서 확인해 주세요. 사실과 다르면 강사에게 문의해 주세요."),
        subject=_("출결 정정: %(title)s (%(day)s)"),
        group=STUDY,
    ),
    NoticeKind(
        ABSENCE_ASKED,
        _("내 차수에 결석 사유서가 들어왔을 때"),
        _("‘%(title)s’ %(day)s 수업의 결석 사유서가 들어왔습니다."),
        _("사유를 확인하고 인정하거나 반려해 주세요."),
        subject=_("결석 사유서: %(title)s (%(day)s)"),
        group=TAUGHT,
        role="instructor",
    ),
    NoticeKind(
        ABSENCE_ACCEPTED,
        _("내 결석 사유서가 인정되었을 때"),
        _("‘%(title)s’ %(day)s 수업의 결석 사유서가 인정되었습니다."),
        _("그날의 출결은 공결로 기록됩니다."),
        subject=_("결석 사유서 인정: %(title)s (%(day)s)"),
        group=STUDY,
    ),
    NoticeKind(
        ABSENCE_DECLINED,
        _("내 결석 사유서가 반려되었을 때"),
        _("‘%(title)s’ %(day)s 수업의 결석 사유서가 반려되었습니다."),
        _("사유: %(reason)s\n자료를 보완해 기한 안에 다시 제출할 수 있습니다. 기한은 출결 페이지에 있습니다."),
        subject=_("결석 사유서 반려: %(title)s (%(day)s)"),
        group=STUDY,
    ),
)
