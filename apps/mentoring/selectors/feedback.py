"""Feedback on a session: whether the viewer may give it, and what its host reads once it is closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.core.errors import DomainError, allowed, refusal_of
from apps.mentoring.models import Application, Session, SessionFeedback
from apps.mentoring.rules import feedback as rules
from apps.mentoring.states import Pace


def get_session(session_id: int, member: Member) -> Session:
    """Return a session that the member may see. Raises Session.DoesNotExist. Queries: 1."""
    return Session.objects.visible_to(member).select_related("venue").get(pk=session_id)


def refusal_to_give(session: Session, member: Member, now: datetime) -> DomainError | None:
    """Return why the member may not give feedback on a session, None if they may. Queries: 2."""
    given = SessionFeedback.objects.filter(session=session, member=member).exists()
    came = Application.objects.of(member).attended().filter(session=session).exists()
    return refusal_of(rules.check_can_give, session, now, came=came, given=given)


def is_asked() -> Any:
    """Return an annotation of applications: whether who made it came, and has given no feedback yet."""
    given = SessionFeedback.objects.filter(session=OuterRef("session"), member=OuterRef("member"))
    return Exists(Application.objects.filter(pk=OuterRef("pk")).attended().filter(~Exists(given)))


def url_to_give(own: Application, session: Session, now: datetime) -> str:
    """Return the page on which who holds an application gives feedback, '' for none. Queries: 1 while it is open."""
    if not allowed(rules.check_is_open, session, now):
        return ""
    is_due = Application.objects.filter(pk=own.pk).filter(is_asked()).exists()
    return reverse("mentoring:feedback", args=[session.pk]) if is_due else ""


@dataclass(frozen=True)
class FeedbackResults:
    """All answers together: averages, counts and comments, without an order that says who or when."""

    number: int
    useful: float
    paces: list[tuple[str, int]]
    recommend: int
    comments: list[str]

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """Return the results in words, as the page lists them."""
        people = ngettext("%(n)d명", "%(n)d명", self.number) % {"n": self.number}
        useful = _("%(most)d점 만점에 평균 %(average)s점") % {"most": rules.HIGHEST, "average": f"{self.useful:.1f}"}
        paces = ", ".join(_("%(pace)s %(n)d명") % {"pace": label, "n": number} for label, number in self.paces)
        recommend = _("%(all)d명 중 %(n)d명") % {"all": self.number, "n": self.recommend}
        return [
            (_("답한 사람"), people, ""),
            (_("도움이 된 정도"), useful, ""),
            (_("진행 속도"), paces, ""),
            (_("다른 사람에게 추천"), recommend, ""),
        ]


def get_results(session: Session, member: Member, now: datetime) -> FeedbackResults:
    """Return the feedback on a session that the member runs. Queries: 1. Raises as `rules.feedback.check_can_read`."""
    rows = list(SessionFeedback.objects.filter(session=session))
    rules.check_can_read(member, session, len(rows), now)
    return FeedbackResults(
        number=len(rows),
        useful=(20 * sum(row.useful for row in rows) + len(rows)) // (2 * len(rows)) / 10,
        paces=[(str(pace.label), sum(row.pace == pace for row in rows)) for pace in Pace],
        recommend=sum(row.recommends for row in rows),
        comments=sorted(row.comment for row in rows if row.comment),  # by their letters: no order of time
    )
