"""Who decides a completion, and when."""

from datetime import datetime

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, text
from apps.core.errors import Conflict, NotAllowed
from apps.core.rules import check_revision
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.completion.models import Completion
from apps.elearning.completion.states import CompletionStatus
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus


def check_can_decide(member: Member, *, teaches: bool) -> None:
    """Check that the member runs the class, as instructor or staff (seed 001, 3-33; docs/domain.md, Completion)."""
    if not (teaches or member.may("elearning.change_completion")):
        raise NotAllowed("not_the_instructor", _("수료는 이 차수의 강사와 운영자만 처리할 수 있습니다."))


def check_can_see(member: Member, *, is_own: bool, teaches: bool) -> None:
    if not (is_own or teaches or member.may("elearning.view_completion")):
        raise NotAllowed("not_the_instructor", _("다른 학습자의 수료는 이 차수의 강사와 운영자만 볼 수 있습니다."))


def check_is_not_own(member: Member, enrolment: Enrolment) -> None:
    """Check that the completion is not the member's own; this holds for staff as well."""
    if enrolment.member_id == member.pk:
        raise NotAllowed("own_completion", _("본인의 수료는 직접 처리할 수 없습니다. 다른 담당자가 처리해야 합니다."))


def last_day_of(course_class: CourseClass) -> datetime:
    """Return the beginning of the class's last day in Seoul, from which on learners can be completed."""
    return clock.start_of(course_class.end_date)


def check_is_last_day(course_class: CourseClass, now: datetime) -> None:
    """Check that the last day has begun: before it attendance may fall and enrolments may be cancelled."""
    if now < last_day_of(course_class):
        raise Conflict(
            "not_ended",
            _("수료는 차수의 마지막 날인 %(day)s부터 처리할 수 있습니다.") % {"day": text.day(course_class.end_date)},
        )


def check_may_end(*, completed: bool) -> None:
    """Check that nobody concerned has completed, before an enrolment is cancelled or the class is called off."""
    if completed:
        raise Conflict(
            "completed",
            _("이미 수료한 학습자의 수강은 취소할 수 없습니다. 수료를 먼저 수정해 주세요."),
        )


def check_has_begun(course_class: CourseClass, now: datetime) -> None:
    if now < course_class.starts_at:
        raise Conflict("not_begun", _("아직 시작하지 않은 차수의 수료는 정할 수 없습니다."))


def check_can_renew(course_class: CourseClass, now: datetime, *, changes: bool, fall: int) -> None:
    """Check that a class may take over the contents of its course: it keeps its own, runs, and nobody would fall.

    `fall`: how many learners would have a lower progress.
    """
    if course_class.contents_kept_at is None or not changes:
        raise Conflict("as_its_course", _("이 차수의 콘텐츠는 이미 과정과 같습니다."))
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    if now >= course_class.ends_at:
        raise Conflict("ended", _("이미 종료된 차수의 콘텐츠는 바꿀 수 없습니다."))
    if fall:
        raise Conflict(
            "lowers_progress",
            _("그대로 맞추면 수강생 %(n)d명의 진도가 낮아집니다. 다음 차수부터 쓰이도록 두어 주세요.") % {"n": fall},
        )


def check_is_learner(enrolment: Enrolment) -> None:
    if enrolment.status != EnrolmentStatus.APPROVED:
        raise Conflict(
            "not_approved",
            _("지금 상태가 ‘%(state)s’입니다. 승인된 학습자의 수료만 처리할 수 있습니다.")
            % {"state": enrolment.get_status_display()},
        )


def check_not_decided(row: Completion | None) -> None:
    """Check that there is no completion yet: an enrolment has one (seed 001, 3-33), which 3-37 changes."""
    if row is not None:
        raise Conflict(
            "already_decided", _("이 수강신청의 수료 정보가 이미 있습니다. 고치려면 그 수료 정보를 수정해 주세요.")
        )


def check_unchanged(row: Completion | None, expected_revision: int | None) -> None:
    """Check that nobody wrote the row since it was read.

    The revision 0 stands for "there was no row"; None checks nothing.
    """
    sentence = _("그사이 다른 사람이 이 수료 정보를 수정했습니다. 지금의 내용을 확인하고 다시 저장해 주세요.")
    check_revision(row.revision if row else 0, expected_revision, sentence)


def tells_scores(row: Completion) -> bool:
    """Return whether the learner may read the stored scores: not while it is on hold, as results may be unpublished."""
    return row.status != CompletionStatus.PENDING
