"""Notices to learners about online quizzes."""

from django.utils.translation import gettext_lazy as _

from apps.elearning.assessment.notices import TESTS
from apps.notices.kinds import NoticeKind

OPENED = "elearning.quiz_opened"
WITHDRAWN = "elearning.quiz_withdrawn"

TERMS = "elearning.quiz_terms"
MORE_TIME = "elearning.quiz_more_time"

KINDS = (
    NoticeKind(
        OPENED,
        _("온라인 시험이 열렸을 때"),
        _("‘%(course)s’ 과정의 시험 ‘%(name)s’[이/가] 열렸습니다."),
        _("응시 기간과 제한 시간을 확인하고 응시해 주세요."),
        subject=_("시험 열림: %(name)s (%(course)s)"),
        group=TESTS,
    ),
    NoticeKind(
        WITHDRAWN,
        _("진행 중이던 응시가 취소되었을 때"),
        _("‘%(course)s’ 과정의 시험 ‘%(name)s’[이/가] 다시 닫혀 진행 중이던 응시가 취소되었습니다."),
        _(
            "강사가 문항을 고치고 있습니다. 지금까지 쓴 답은 시험 안내에서 볼 수 있게 따로 보관했습니다. "
            "이 응시는 횟수에 넣지 않으며, 시험이 다시 열리면 처음부터 응시할 수 있습니다."
        ),
        subject=_("응시 취소됨: %(name)s (%(course)s)"),
        group=TESTS,
    ),
    NoticeKind(
        TERMS,
        _("내 응시 조건이 바뀌었을 때"),
        _("‘%(course)s’ 과정의 시험 ‘%(name)s’에 나에게만 적용되는 응시 조건이 정해졌습니다."),
        _("바뀐 기간과 시간, 횟수는 시험 안내에서 확인해 주세요."),
        subject=_("응시 조건 변경: %(name)s (%(course)s)"),
        group=TESTS,
    ),
    NoticeKind(
        MORE_TIME,
        _("응시 시간이 늘었을 때"),
        _("‘%(course)s’ 과정의 시험 ‘%(name)s’ 응시 시간이 늘었습니다."),
        _("남은 시간은 응시 페이지에서 확인해 주세요."),
        subject=_("응시 시간 연장: %(name)s (%(course)s)"),
        group=TESTS,
    ),
)
