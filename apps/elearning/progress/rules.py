"""Who may learn what, and when; how much of what a player says is believed; and what a course's progress is.

Nothing here reads a row, writes, locks or reads the clock: `teaches` (one of the class's instructors) is given.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import text
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.elearning.catalogue.models import Content
from apps.elearning.catalogue.states import ContentType
from apps.elearning.enrolment.states import EnrolmentStatus

WHOLE = 100
COMPLETES_FROM = 90  # percent of a required video: its credits need not be watched
GRACE = 60  # seconds that a player may be ahead of our clock: what it gathered before its first save, and delays
LONGEST = 24 * 60 * 60  # seconds in one content, and in one save
BEHIND = 20  # percent points below the share of the class's days that is over


@dataclass(frozen=True)
class Place:
    """What is asked about a learner and one content before anything is written; `rate` is what was reached so far."""

    enrolment_id: int
    member_id: int
    enrolment_status: str
    starts_at: datetime
    ends_at: datetime
    content: Content
    rate: int = 0


# --- Who --------------------------------------------------------------------------------------------------------------


def check_is_own(member: Member, learner_id: int) -> None:
    """Nobody learns for another (seed 001, 3-11, 3-14, 3-15: the learner alone)."""
    if member.pk != learner_id:
        raise NotAllowed("not_your_enrolment", _("본인이 수강하는 콘텐츠의 진도만 남길 수 있습니다."))


def check_can_see(member: Member, *, is_own: bool, teaches: bool) -> None:
    """The learner's own record; the instructors of the class and staff see those of others."""
    if not (is_own or teaches or member.may("elearning.view_progress")):
        raise NotAllowed("not_the_instructor", _("다른 학습자의 진도는 이 차수의 강사와 운영자만 볼 수 있습니다."))


# --- When -------------------------------------------------------------------------------------------------------------


def check_can_learn(place: Place, now: datetime) -> None:
    """Only an approved enrolment, and only within the class's dates (docs/domain.md, Progress)."""
    if place.enrolment_status != EnrolmentStatus.APPROVED:
        raise Conflict(
            "not_approved",
            _("지금 상태가 ‘%(state)s’입니다. 승인된 수강신청으로만 학습할 수 있습니다.")
            % {"state": EnrolmentStatus(place.enrolment_status).label},
        )
    check_can_open(runs=False, starts_at=place.starts_at, now=now)
    if now >= place.ends_at:
        raise Conflict("ended", _("수강 기간이 끝나 진도를 더 남길 수 없습니다."))


def check_can_open(*, runs: bool, starts_at: datetime, now: datetime) -> None:
    """Learners open contents from the first day of the class on, and after its end too: to read again. Those who run
    the class (`runs`) at any time."""
    if not runs and now < starts_at:
        raise Conflict("not_begun", _("학습은 %(when)s에 시작됩니다.") % {"when": text.sentence_moment(starts_at)})


def is_played_here(content: Content) -> bool:
    """A video that our page can play, and so see how much of it was seen: a file of ours, or the address of one.

    What plays on another site's page, nobody here can see.
    """
    address = urlsplit(content.url).path.lower()
    return content.type == ContentType.VIDEO and (bool(content.file) or address.endswith((".mp4", ".webm")))


def must_be_seen(content: Content) -> bool:
    """Whether its completion waits for COMPLETES_FROM percent, and not for the learner's word."""
    return content.is_required and is_played_here(content)


def check_can_complete(content: Content, *, rate: int) -> None:
    """A required video once it has been seen; anything else when the learner says so. `rate`: reached so far."""
    if must_be_seen(content) and rate < COMPLETES_FROM:
        raise Conflict(
            "not_seen_enough",
            _("필수 동영상은 %(needed)d%% 이상 보아야 완료할 수 있습니다. 지금까지 %(rate)d%%를 보았습니다.")
            % {"needed": COMPLETES_FROM, "rate": rate},
        )


# --- What -------------------------------------------------------------------------------------------------------------


def check_packet(*, progress_rate: int, last_position: int, learning_time: int) -> None:
    """Percent from 0 to 100, and seconds of at most a day."""
    if not 0 <= progress_rate <= WHOLE:
        raise Invalid("rate_out_of_range", _("진도율은 0 이상 100 이하로 보내 주세요."), field="progress_rate")
    for field, seconds in (("last_position", last_position), ("learning_time", learning_time)):
        if not 0 <= seconds <= LONGEST:
            raise Invalid(
                "seconds_out_of_range",
                _("초는 0 이상 %(most)d 이하로 보내 주세요.") % {"most": LONGEST},
                field=field,
            )


def believed_position(content: Content, position: int) -> int:
    """A video ends where it ends; its length is known to the minute."""
    return min(position, (content.minutes + 1) * 60) if content.type == ContentType.VIDEO else position


def course_rate(*, required: tuple[int, int], any_: tuple[int, int]) -> int:
    """A course's progress in whole percent, rounded down: the mean of its contents weighted by minutes.

    Each pair is (percent × minutes reached, minutes) over the required contents and over all. Optional ones do not
    count, unless the course has no others. A course without contents is at 0.
    """
    reached, minutes = required if required[1] else any_
    return reached // minutes if minutes else 0


def expected_rate(*, starts_at: datetime, ends_at: datetime, now: datetime) -> int:
    """The share of the class's days that is over, in whole percent, rounded down: 0 before it starts, 100 after it."""
    whole = (ends_at - starts_at).total_seconds()
    gone = min(max((now - starts_at).total_seconds(), 0), whole)
    return int(gone * WHOLE // whole)


def behind_below(expected: int) -> int:
    """Return the rate below which a learner falls behind, by the share of days over (docs/domain.md, Progress)."""
    return max(expected - BEHIND, 0)
