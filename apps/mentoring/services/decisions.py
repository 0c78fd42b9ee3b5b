"""What staff decide about a session: to approve it, or to decline it."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.core.rules import check_reason
from apps.mentoring import notices, rules
from apps.mentoring.models import Session, SessionReport
from apps.mentoring.rules import reports as report_rules
from apps.mentoring.services.shared import end_all, lock_session, sentence_params, tell_ended
from apps.mentoring.states import CancelCause
from apps.notices.services import tell
from apps.planner import services as planner_services


@transaction.atomic
def approve_session(*, session_id: int, by: Member) -> Session:
    """Approve a session (개설 승인). A second call changes nothing.

    Raises Session.DoesNotExist, NotAllowed `not_staff`, Conflict `already_declined`.
    """
    rules.check_can_decide(by)
    session = lock_session(session_id, by)
    if session.approved:
        return session
    rules.check_can_approve(session)
    session.approved_at, session.decided_by = clock.now(), by
    session.save(update_fields=["approved_at", "decided_by"])
    audit.record(by=by, act="mentoring.approved", subject=session)
    tell([session.author], notices.APPROVED, path=session.get_absolute_url(), **sentence_params(session))
    return session


@transaction.atomic
def decline_session(*, session_id: int, by: Member, reason: str) -> Session:
    """Decline a session: it closes, its applications end, and author and applicants are told.

    Raises Session.DoesNotExist, NotAllowed `not_staff`, Invalid `reason`, Conflict `ended`, `has_report`.
    """
    rules.check_can_decide(by)
    check_reason(reason)
    reason = spelling.text(reason)
    session = lock_session(session_id, by)
    if session.declined_at is not None:
        return session
    rules.check_can_decline(session, clock.now())
    report_rules.check_has_no_report(SessionReport.objects.filter(session=session).first())
    _decline_locked(session, by, reason)
    return session


@transaction.atomic
def decline_sessions_of_switched_off(*, member: Member, by: Member) -> None:
    """Decline the sessions ahead of a member whom staff switch off: nobody is there to hold them. Applicants are told.

    What runs or is over stays. The member, back again, reads the reason and opens a copy.
    """
    reason = _("진행할 멘토의 이용이 중지되었습니다.")
    ahead = Session.objects.existing().filter(author=member, declined_at=None, starts_at__gt=clock.now())
    for session in ahead.select_for_update(no_key=True, of=("self",)).select_related("venue", "author").order_by("pk"):
        _decline_locked(session, by, reason)


def _decline_locked(session: Session, by: Member, reason: str) -> None:
    now = clock.now()
    members = end_all(session, CancelCause.DECLINED, by)
    session.approved_at, session.declined_at, session.decided_by = None, now, by
    session.decline_reason = reason
    session.revision += 1
    session.save(update_fields=["approved_at", "declined_at", "decided_by", "decline_reason", "revision"])
    planner_services.cancel_appointments(Session.SOURCE, [session.pk])
    audit.record(by=by, act="mentoring.declined", subject=session, reason=reason)
    tell([session.author], notices.DECLINED, path=session.get_absolute_url(), reason=reason, **sentence_params(session))
    tell_ended(session, members, notices.CLOSED_BY_STAFF)
