"""Notices to learners about assessments."""

from django.utils.translation import gettext_lazy as _

from apps.notices.kinds import NoticeKind

PUBLISHED = "elearning.results_published"
GRADED = "elearning.result_changed"
ENTERED = "elearning.results_entered"
CORRECTED = "elearning.result_corrected"

TESTS = _("시험과 평가")

KINDS = (
    NoticeKind(
        PUBLISHED,
        _("평가 결과가 공개되었을 때"),
        _("‘%(course)s’ 과정의 평가 ‘%(name)s’ 결과가 공개되었습니다."),
        subject=_("결과 공개: %(name)s (%(course)s)"),
        group=TESTS,
    ),
    NoticeKind(
        GRADED,
        _("공개된 평가 결과가 바뀌었을 때"),
        _("‘%(course)s’ 과정의 평가 ‘%(name)s’ 결과가 바뀌었습니다."),
        _("점수: %(score)s"),
        subject=_("결과 변경: %(name)s (%(course)s)"),
        group=TESTS,
    ),
    NoticeKind(
        CORRECTED,
        _("잘못된 문항을 바로잡아 결과가 바뀌었을 때"),
        _("‘%(course)s’ 과정의 평가 ‘%(name)s’에서 잘못된 문항을 바로잡아 결과가 바뀌었습니다."),
        _("점수: %(score)s\n사유: %(why)s"),
        subject=_("결과 정정: %(name)s (%(course)s)"),
        group=TESTS,
    ),
    NoticeKind(
        ENTERED,
        _("공개된 평가에 점수가 입력되었을 때"),
        _("‘%(course)s’ 과정의 평가 ‘%(name)s’ 결과가 새로 입력되거나 바뀌었습니다."),
        subject=_("점수 입력: %(name)s (%(course)s)"),
        group=TESTS,
    ),
)
