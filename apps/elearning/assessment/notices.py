"""Notices to learners about assessments."""

from django.utils.translation import gettext_lazy as _

from apps.notices.kinds import NoticeKind

PUBLISHED = "elearning.results_published"
GRADED = "elearning.result_changed"
ENTERED = "elearning.results_entered"
CORRECTED = "elearning.result_corrected"

KINDS = (
    NoticeKind(
        PUBLISHED,
        _("평가 결과 공개"),
        _("‘%(course)s’ 과정의 평가 ‘%(name)s’ 결과가 공개되었습니다."),
    ),
    NoticeKind(
        GRADED,
        _("공개된 평가 결과의 변경"),
        _("‘%(course)s’ 과정의 평가 ‘%(name)s’ 결과가 바뀌었습니다."),
        _("점수: %(score)s"),
    ),
    NoticeKind(
        CORRECTED,
        _("바로잡은 평가 결과"),
        _("‘%(course)s’ 과정의 평가 ‘%(name)s’에서 잘못된 문항을 바로잡아 결과가 바뀌었습니다."),
        _("점수: %(score)s\n사유: %(why)s"),
    ),
    NoticeKind(
        ENTERED,
        _("공개된 평가의 점수 입력"),
        _("‘%(course)s’ 과정의 평가 ‘%(name)s’ 결과가 새로 입력되거나 바뀌었습니다."),
    ),
)
