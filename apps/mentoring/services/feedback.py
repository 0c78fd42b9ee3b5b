"""Feedback on sessions: asking those who came, taking one answer of each, and cutting it from who leaves."""

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import Member
from apps.accounts.services.presence import hold_member
from apps.core import audit, clock, spelling
from apps.mentoring import notices
from apps.mentoring.models import Application, FeedbackRequest, Session, SessionFeedback
from apps.mentoring.rules import feedback as rules
from apps.mentoring.services.shared import sentence_params
from apps.notices.kinds import Until
from apps.notices.services import tell


@transaction.atomic
def give_feedback(
    *, session_id: int, by: Member, useful: int, pace: str, recommends: bool, comment: str = ""
) -> SessionFeedback:
    """Give the member's one answer about a session. It cannot be changed.

    Raises Session.DoesNotExist, and as `rules.feedback.check_can_give` and `check_feedback`.
    """
    hold_member(by.pk)
    session = Session.objects.visible_to(by).get(pk=session_id)
    given = SessionFeedback.objects.filter(session=session, member=by).exists()
    came = Application.objects.of(by).attended().filter(session=session).exists()
    rules.check_can_give(session, clock.now(), came=came, given=given)
    comment = spelling.text(comment)
    rules.check_feedback(useful, pace, comment)
    row = SessionFeedback.objects.create(
        session=session, member=by, useful=useful, pace=pace, recommends=recommends, comment=comment
    )
    # As an act of nobody's on the session: the trail must not say who answered, or in which order.
    audit.record(by=None, act="mentoring.feedback_given", subject=session)
    return row


def ask_for_feedback() -> int:
    """Ask those who came to the sessions that ended an hour ago, once each, and return how many sessions that were."""
    now = clock.now()
    ended = Session.objects.existing().filter(
        declined_at=None,
        seats_taken__gt=0,
        starts_at__gt=now - 2 * rules.OPEN_FOR,  # the index of the starts leaves out what is long over
        ends_at__gt=now - rules.OPEN_FOR,
        ends_at__lte=now - rules.ASKED_AFTER,
        feedback_request=None,
    )
    return sum(_ask(pk) for pk in ended.order_by("ends_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def _ask(session_id: int) -> int:
    session = Session.objects.select_for_update(no_key=True, of=("self",)).get(pk=session_id)
    _row, is_new = FeedbackRequest.objects.get_or_create(session=session, defaults={"asked_at": clock.now()})
    if not is_new or session.deleted_at is not None:
        return 0  # another worker asked, or it was deleted, while this waited for the lock
    came = Application.objects.filter(session=session).attended().select_related("member").order_by("pk")
    tell(
        [row.member for row in came],
        notices.FEEDBACK_ASKED,
        path=reverse("mentoring:feedback", args=[session.pk]),
        until=Until(rules.closes_at(session)),
        **sentence_params(session),
    )
    return 1


def forget_feedback(member: Member, by: Member) -> None:
    """Delete the member's answers that nobody could read yet, and cut the others from the member.

    What could be read stays, without anything that leads to who said it: else its end would show whose it was.
    """
    given = SessionFeedback.objects.filter(member=member)
    given.filter(session__ends_at__gt=clock.now() - rules.OPEN_FOR).delete()
    given.update(member=None)
