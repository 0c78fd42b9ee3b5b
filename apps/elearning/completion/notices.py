"""Notices to learners about completing a class. `title` is that of the class: the course and its number."""

from django.utils.translation import gettext_lazy as _

from apps.elearning.completion.states import CompletionStatus
from apps.notices.kinds import NoticeKind

COMPLETED = "elearning.completed"
CONDITIONAL = "elearning.completed_on_condition"
FAILED = "elearning.not_completed"
CHANGED = "elearning.completion_changed"
CONTENTS_RENEWED = "elearning.contents_renewed"

# What a learner is told when a status is first decided; nothing while it is on hold.
FIRST = {
    CompletionStatus.COMPLETED: COMPLETED,
    CompletionStatus.COMPLETED_HONOR: COMPLETED,
    CompletionStatus.CONDITIONAL: CONDITIONAL,
    CompletionStatus.FAILED: FAILED,
}

STUDY = _("출석과 수료")

KINDS = (
    NoticeKind(
        COMPLETED,
        _("과정을 수료했을 때"),
        _("‘%(title)s’ 과정을 수료했습니다. 축하합니다."),
        _("점수와 수료일은 수료 페이지에서 확인할 수 있습니다."),
        subject=_("수료를 축하합니다: %(title)s"),
        group=STUDY,
    ),
    NoticeKind(
        CONDITIONAL,
        _("조건부로 수료했을 때"),
        _("‘%(title)s’ 과정이 조건부 수료로 처리되었습니다."),
        _("조건과 점수는 수료 페이지에서 확인해 주세요."),
        subject=_("조건부 수료: %(title)s"),
        group=STUDY,
    ),
    NoticeKind(
        FAILED,
        _("미수료로 처리되었을 때"),
        _("‘%(title)s’ 과정이 미수료로 처리되었습니다."),
        _("부족한 항목은 수료 페이지에서 확인해 주세요. 사실과 다르면 강사에게 문의해 주세요."),
        subject=_("미수료: %(title)s"),
        group=STUDY,
    ),
    NoticeKind(
        CHANGED,
        _("수료 정보가 바뀌었을 때"),
        _("‘%(title)s’ 과정의 수료 정보가 바뀌었습니다."),
        _("바뀐 내용은 수료 페이지에서 확인해 주세요. 사실과 다르면 강사에게 문의해 주세요."),
        subject=_("수료 정보 변경: %(title)s"),
        group=STUDY,
    ),
    NoticeKind(
        CONTENTS_RENEWED,
        _("수강하는 과정의 콘텐츠가 바뀌었을 때"),
        _("‘%(title)s’ 과정의 콘텐츠가 바뀌었습니다."),
        _("지금까지의 진도는 낮아지지 않습니다. 바뀐 내용은 강의실에서 확인해 주세요."),
        subject=_("콘텐츠 변경: %(title)s"),
        group=STUDY,
    ),
)
