"""Rules of the feedback on sessions: who gives it and until when, and when it may be read.

It is read only when no more can come, so that two looks never differ by one person's answer, and only from three on.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.mentoring.models import Session
from apps.mentoring.rules.sessions import check_can_manage
from apps.mentoring.states import Pace

LOWEST, HIGHEST = 1, 5
LONGEST_COMMENT = 500
OPEN_FOR = timedelta(days=14)  # after the end
ASKED_AFTER = timedelta(hours=1)  # after the end, so that it may be recorded before who came
FEWEST = 3  # answers that may be read


def closes_at(session: Session) -> datetime:
    """Return when the feedback on a session closes."""
    return session.ends_at + OPEN_FOR


def check_is_open(session: Session, now: datetime) -> None:
    """Check that feedback is taken: from the end until 14 days after.

    Raises Conflict `declined`, `not_over`, `closed`.
    """
    if session.declined_at is not None:
        raise Conflict("declined", _("개설이 반려된 멘토링입니다."))
    if now < session.ends_at:
        raise Conflict("not_over", _("만족도는 멘토링이 끝난 뒤에 답할 수 있습니다."))
    if now >= closes_at(session):
        raise Conflict("closed", _("멘토링이 끝나고 %(n)d일이 지나 답할 수 없습니다.") % {"n": OPEN_FOR.days})


def check_can_give(session: Session, now: datetime, *, came: bool, given: bool) -> None:
    """Check that somebody may give feedback: who came, once. Raises as `check_is_open`, NotAllowed, Conflict.

    `came`: they are recorded as present or late, or have a seat where nothing is recorded of anybody.
    """
    if given:
        raise Conflict(
            "given_already", _("이 멘토링의 만족도에 이미 답하셨습니다. 답은 한 번만 받고 바꿀 수 없습니다.")
        )
    if not came:
        raise NotAllowed("did_not_come", _("이 멘토링에 참석한 사람만 만족도에 답할 수 있습니다."))
    check_is_open(session, now)


def check_feedback(useful: int, pace: str, comment: str) -> None:
    """Check an answer. Raises Invalid `useful_out_of_range`, `pace_unknown`, `comment_too_long`."""
    if not LOWEST <= useful <= HIGHEST:
        raise Invalid("useful_out_of_range", _("도움이 된 정도를 1부터 5까지에서 선택해 주세요."), field="useful")
    if pace not in Pace.values:
        raise Invalid("pace_unknown", _("진행 속도를 선택해 주세요."), field="pace")
    if len(comment) > LONGEST_COMMENT:
        sentence = _("하고 싶은 말은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_COMMENT}
        raise Invalid("comment_too_long", sentence, field="comment")


def check_not_asked(*, is_asked: bool) -> None:
    """Check, before a session that has started is moved, that nobody was asked: it would be open and read once more.

    Raises Conflict `feedback_asked`.
    """
    if is_asked:
        sentence = _("만족도를 물은 멘토링의 일시는 바꿀 수 없습니다. 다시 열려면 이 멘토링을 복사해 주세요.")
        raise Conflict("feedback_asked", sentence, field="date")


def check_can_read(member: Member, session: Session, number: int, now: datetime) -> None:
    """Check that the member runs the session and that its feedback, of which there are `number`, may be read.

    Raises NotAllowed `not_the_author`, Conflict `not_closed`, `too_few`.
    """
    check_can_manage(member, session)
    if now < closes_at(session):
        until = spoken.say_until(closes_at(session), today=clock.local(now).date())
        sentence = _(
            "만족도는 %(until)s까지 받고, 그 뒤에 한꺼번에 보여 드립니다. 누가 답했는지 알 수 없게 하기 위해서입니다."
        )
        raise Conflict("not_closed", sentence % {"until": until})
    if number < FEWEST:
        sentence = _("답한 사람이 %(n)d명보다 적어 보여 드리지 않습니다. 누가 답했는지 알 수 없게 하기 위해서입니다.")
        raise Conflict("too_few", sentence % {"n": FEWEST})
