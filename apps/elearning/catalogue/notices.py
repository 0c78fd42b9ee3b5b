"""The notices to the instructors of a class about the class. Those to learners are in `enrolment.notices`."""

from django.utils.translation import gettext_lazy as _

from apps.elearning.catalogue.models import CourseClass
from apps.notices.kinds import NoticeKind, Title

TEACHES = "elearning.teaches"
TEACHES_NO_MORE = "elearning.teaches_no_more"
INSTRUCTOR_OFF = "elearning.instructor_off"
TAUGHT_CHANGED = "elearning.taught_changed"
TAUGHT_CALLED_OFF = "elearning.taught_called_off"


TAUGHT = _("내가 가르치는 과정")
DESK = _("운영자가 처리할 일")

KINDS = (
    NoticeKind(
        TEACHES,
        _("과정의 강사로 지정되었을 때"),
        _("‘%(title)s’의 강사로 지정되었습니다."),
        subject=_("강사 지정: %(title)s"),
        group=TAUGHT,
        role="instructor",
    ),
    NoticeKind(
        TEACHES_NO_MORE,
        _("과정의 강사에서 제외되었을 때"),
        _("‘%(title)s’의 강사에서 제외되었습니다."),
        _("사실과 다르면 운영자에게 문의해 주세요."),
        subject=_("강사 제외: %(title)s"),
        group=TAUGHT,
        role="instructor",
    ),
    NoticeKind(
        INSTRUCTOR_OFF,
        _("강사의 이용이 중지되었을 때"),
        _("‘%(title)s’의 강사 %(name)s 님의 이용이 중지되었습니다."),
        _("차수 페이지에서 다른 강사를 지정해 주세요."),
        names=("name",),
        subject=_("강사 이용 중지: %(title)s"),
        group=DESK,
        role="staff",
    ),
    NoticeKind(
        TAUGHT_CHANGED,
        _("내가 가르치는 차수의 일정이 바뀌었을 때"),
        _("‘%(title)s’의 일정이나 장소가 바뀌었습니다."),
        _("바뀐 수업 일시와 장소는 과정 페이지에서 확인해 주세요."),
        subject=_("수업 일정 변경: %(title)s"),
        group=TAUGHT,
        role="instructor",
    ),
    NoticeKind(
        TAUGHT_CALLED_OFF,
        _("내가 가르치는 차수가 폐강되었을 때"),
        _("‘%(title)s’[이/가] 폐강되었습니다."),
        _("사유: %(reason)s"),
        subject=_("폐강: %(title)s"),
        group=TAUGHT,
        role="instructor",
    ),
)


def class_title(course_class: CourseClass) -> Title:
    """Return the title of a class as a param of a notice."""
    return Title(CourseClass.SOURCE, course_class.title)
