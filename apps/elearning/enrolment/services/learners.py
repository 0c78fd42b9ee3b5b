"""What concerns all learners of a class: messages to them, and changes of the class that they must follow."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.elearning.catalogue.notices import class_title
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.catalogue.signals import ClassChange
from apps.elearning.enrolment import notices, rules
from apps.elearning.enrolment.services import ending, shared, waiting_list
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.services import tell, write_to_everyone


def follow_class_change(change: ClassChange) -> None:
    """Apply a change of a class to its learners, under the class's lock (`catalogue.signals.class_changed`).

    If it was called off, every enrolment ends. Otherwise approved learners get the added meetings, all live ones learn
    of another time or venue, and free seats go to those who wait.
    """
    course_class = change.course_class
    if change.called_off:
        ending.end_class_enrolments(course_class, change.by, change.reason)
        return
    live = course_class.enrolments.live().select_related("member").order_by("pk")
    if change.added:
        approved = live.filter(status=EnrolmentStatus.APPROVED).values_list("member_id", flat=True)
        ahead = [meeting for meeting in change.added if meeting.ends_at > clock.now()]
        shared.book_meetings(course_class, ahead, approved)
    if change.rescheduled:
        tell(
            [enrolment.member for enrolment in live],
            notices.CLASS_CHANGED,
            path=course_class.get_absolute_url(),
            **shared.notice_params(course_class),
        )
    if change.rescheduled or any(getattr(change.before, name) != getattr(course_class, name) for name in _DEADLINES):
        waiting_list.renew_offers(course_class)
    waiting_list.hand_out_seats(course_class)


_DEADLINES = ("apply_end", "start_date", "end_date")  # on which it depends until when a seat can be offered


@transaction.atomic
def message_learners(*, class_id: int, by: Member, subject: str, text: str) -> int:
    """Send a message to everyone who holds a seat, by the class's instructors or staff. Returns how many got it.

    Raises CourseClass.DoesNotExist, NotAllowed `not_the_instructor`, and what `notices.services.write_to_everyone`
    raises.
    """
    course_class = shared.lock_class(class_id)
    rules.check_can_manage(by, teaches=teaches(by, class_id))
    subject, text = spelling.line(subject), spelling.text(text)
    rows = course_class.enrolments.filter(holds_seat=True).select_related("member").order_by("pk")
    told = write_to_everyone(
        [enrolment.member for enrolment in rows],
        notices.MESSAGE,
        path=course_class.get_absolute_url(),
        title=class_title(course_class),
        subject=subject,
        text=text,
        nobody=_("안내를 받을 수강생이 아직 없습니다."),
    )
    audit.record(
        by=by,
        act="elearning.messaged",
        subject=course_class,
        after={"subject": subject, "text": text, "members": told},
    )
    return told
