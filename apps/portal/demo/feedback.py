"""Feedback on the demo's sessions that are over: those who came are asked, and most of them answer."""

from contextlib import suppress
from datetime import datetime, timedelta

from apps.core import clock
from apps.core.errors import DomainError
from apps.mentoring.models import Application, Session, SessionFeedback
from apps.mentoring.rules.feedback import ASKED_AFTER, OPEN_FOR
from apps.mentoring.services import feedback
from apps.mentoring.states import Pace

COMMENTS = (
    "실제 사례로 설명해 주셔서 바로 써 볼 수 있었습니다.",
    "",
    "질문할 시간이 조금 더 있으면 좋겠습니다.",
    "",
    "자료를 미리 받아 볼 수 있어서 따라가기 쉬웠습니다.",
    "",
    "뒷부분이 조금 빨랐지만 전체 흐름을 잡기에 좋았습니다.",
)
SILENT = frozenset({"student@example.com", "student2@example.com"})  # so that there is something to answer


def make_feedback(now: datetime) -> None:
    """Ask about each session that ended, at its time, and answer where nobody has yet."""
    ended = Session.objects.existing().filter(declined_at=None, ends_at__lte=now - ASKED_AFTER, feedback_request=None)
    for session in ended.order_by("ends_at", "pk"):
        with clock.pretending(session.ends_at + ASKED_AFTER):
            feedback.ask_for_feedback()
        if not SessionFeedback.objects.filter(session=session).exists():
            _answer(session, now)


def _answer(session: Session, now: datetime) -> None:
    is_open = now < session.ends_at + OPEN_FOR
    came = Application.objects.filter(session=session).attended().select_related("member").order_by("pk")
    for place, row in enumerate(came):
        if is_open and row.member.email in SILENT:
            continue
        number = session.pk + place
        with clock.pretending(min(session.ends_at + timedelta(hours=20), now)), suppress(DomainError):
            feedback.give_feedback(
                session_id=session.pk, by=row.member, useful=5 - number % 3,
                pace=Pace.FAST if number % 5 == 0 else Pace.RIGHT, recommends=number % 4 != 0,
                comment=COMMENTS[place] if place < len(COMMENTS) else "",
            )  # fmt: skip
