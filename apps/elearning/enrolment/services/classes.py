"""What happens to the people of a class: messages to them, and what follows when the class itself is changed."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import Conflict
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.catalogue.signals import ClassChange
from apps.elearning.enrolment import notices, rules
from apps.elearning.enrolment.services import ending, line, shared
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.services import tell

# The same words again within this time are a second click.
SAME_MESSAGE = timedelta(minutes=5)


def follow_class_change(change: ClassChange) -> None:
    """Carry a change of a class over to the people in it, under the class's lock (`catalogue.signals.class_changed`).

    Called off: everyone's enrolment ends. Otherwise who is approved gets the added meetings, who is in or waits learns
    of another time or place, and seats that became free go to those who wait.
    """
    course_class = change.course_class
    if change.called_off:
        ending.end_all(course_class, change.by, change.reason)
        return
    live = course_class.enrolments.live().select_related("member").order_by("pk")
    if change.added:
        approved = live.filter(status=EnrolmentStatus.APPROVED).values_list("member_id", flat=True)
        ahead = [meeting for meeting in change.added if meeting.ends_at > clock.now()]
        shared.book(course_class, ahead, approved)
    if change.rescheduled:
        tell(
            [enrolment.member for enrolment in live], notices.CLASS_CHANGED, path=course_class.get_absolute_url(),
            **shared.sentence_params(course_class),
        )  # fmt: skip
    line.promote(course_class)


@transaction.atomic
def message_learners(*, class_id: int, by: Member, subject: str, text: str) -> int:
    """Write to everyone who holds a seat, by the class's instructors and staff. Returns to how many.

    The same words twice within SAME_MESSAGE are taken for a second click: Conflict `already_sent`. Raises
    CourseClass.DoesNotExist, NotAllowed `not_the_instructor`, those of `rules.check_message`, Conflict `nobody_there`.
    """
    course_class = shared.lock_class(class_id)
    rules.check_can_manage(by, teaches=teaches(by, class_id))
    subject, text = subject.strip(), text.strip()
    rules.check_message(subject, text)
    rows = course_class.enrolments.filter(holds_seat=True, member__is_active=True).select_related("member")
    members = [enrolment.member for enrolment in rows.order_by("pk")]
    if not members:
        raise Conflict("nobody_there", _("안내를 받을 수강생이 아직 없습니다."))
    sent: dict[str, Any] = {"subject": subject, "text": text}
    earlier = AuditEntry.objects.filter(
        act="elearning.messaged", subject_type=CourseClass._meta.label_lower, subject_id=course_class.pk,
        at__gt=clock.now() - SAME_MESSAGE, **{f"after__{name}": words for name, words in sent.items()},
    )  # fmt: skip
    if earlier.exists():
        raise Conflict("already_sent", _("방금 같은 안내를 보냈습니다. 다시 보내려면 내용을 고쳐 주세요."))
    tell(members, notices.MESSAGE, path=course_class.get_absolute_url(), title=course_class.title, **sent)
    audit.record(by=by, act="elearning.messaged", subject=course_class, after={**sent, "members": len(members)})
    return len(members)
