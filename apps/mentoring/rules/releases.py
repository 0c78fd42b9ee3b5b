"""Rules of releasing a seat that one cannot cancel any more, and of taking it back."""

from datetime import datetime

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core.errors import NotAllowed
from apps.mentoring.models import Application, Session
from apps.mentoring.rules.applications import cancel_deadline
from apps.seats import rules as seat_rules


def check_can_release(member: Member, application: Application, session: Session, *, now: datetime) -> None:
    """Check that the applicant may let others have their seat: from the deadline to cancel until the start.

    Raises NotAllowed `not_your_application` and what `seats.rules.check_can_release` refuses.
    """
    _check_is_own(member, application)
    seat_rules.check_can_release(application, cancel_until=cancel_deadline(session), ends_at=session.starts_at, now=now)


def check_can_take_back(member: Member, application: Application, session: Session, *, now: datetime) -> None:
    """Check that the applicant may keep the seat that they have released.

    Raises NotAllowed `not_your_application`, Conflict `not_released`.
    """
    _check_is_own(member, application)
    seat_rules.check_can_take_back(application, ends_at=session.starts_at, now=now)


def is_released(application: Application, session: Session, now: datetime) -> bool:
    """Return whether the seat was released, and somebody may still take it."""
    return seat_rules.is_released(application.released_at, ends_at=session.starts_at, now=now)


def _check_is_own(member: Member, application: Application) -> None:
    if application.member_id != member.pk:
        raise NotAllowed("not_your_application", _("본인의 자리만 내놓거나 되찾을 수 있습니다."))
