"""Who may learn what and when, how much of what a player sends is believed, and what the progress in a course is.

Nothing here reads a row, writes, locks or reads the clock: `teaches` (whether the member is an instructor of the class)
is passed in.
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
COMPLETES_FROM = 90  # percent of a required video: nobody has to watch the credits
GRACE = 60  # seconds that a player may be ahead of our clock: time before its first save, and delays
LONGEST = 24 * 60 * 60  # seconds in one content, and in one save
BEHIND = 20  # percentage points below the share of the class's days that are over


@dataclass(frozen=True)
class Place:
    """A learner and a content, as the rules need them before a save; `rate` is what was reached so far."""

    enrolment_id: int
    member_id: int
    enrolment_status: str
    starts_at: datetime
    ends_at: datetime
    content: Content
    rate: int = 0


# --- Who --------------------------------------------------------------------------------------------------------------


def check_is_own(member: Member, learner_id: int) -> None:
    """Check that the enrolment is the member's own (seed 001, 3-11, 3-14, 3-15)."""
    if member.pk != learner_id:
        raise NotAllowed("not_your_enrolment", _("본인이 수강하는 콘텐츠의 진도만 남길 수 있습니다."))


def check_can_see(member: Member, *, is_own: bool, teaches: bool) -> None:
    """Check that the member may see progress: the learner, the instructors of the class, and staff."""
    if not (is_own or teaches or member.may("elearning.view_progress")):
        raise NotAllowed("not_the_instructor", _("다른 학습자의 진도는 이 차수의 강사와 운영자만 볼 수 있습니다."))


# --- When -------------------------------------------------------------------------------------------------------------


def check_can_learn(place: Place, now: datetime) -> None:
    """Check that progress can be saved: the enrolment is approved, and the class runs (docs/domain.md, Progress)."""
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
    """Check that a content can be opened: by learners from the first day of the class on, also after its end.

    Those who run the class (`runs`) may at any time.
    """
    if not runs and now < starts_at:
        raise Conflict("not_begun", _("학습은 %(when)s에 시작됩니다.") % {"when": text.sentence_moment(starts_at)})


def is_played_here(content: Content) -> bool:
    """Return whether our own player plays the content, which alone can know how much was watched.

    That is a video file of ours, or the direct address of one; not the page of another site.
    """
    address = urlsplit(content.url).path.lower()
    return content.type == ContentType.VIDEO and (bool(content.file) or address.endswith((".mp4", ".webm")))


def must_be_seen(content: Content) -> bool:
    """Return whether completion needs COMPLETES_FROM percent, and not only the learner's word."""
    return content.is_required and is_played_here(content)


def check_can_complete(content: Content, *, rate: int) -> None:
    """Check that a content can be completed: a required video must be watched. `rate`: reached so far."""
    if must_be_seen(content) and rate < COMPLETES_FROM:
        raise Conflict(
            "not_seen_enough",
            _("필수 동영상은 %(needed)d%% 이상 보아야 완료할 수 있습니다. 지금까지 %(rate)d%%를 보았습니다.")
            % {"needed": COMPLETES_FROM, "rate": rate},
        )


# --- What -------------------------------------------------------------------------------------------------------------


def check_packet(*, progress_rate: int, last_position: int, learning_time: int) -> None:
    """Check what a player sends: percent from 0 to 100, and seconds of at most a day."""
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
    """Return the position, at most the length of the video, which is known to the minute."""
    return min(position, (content.minutes + 1) * 60) if content.type == ContentType.VIDEO else position


def course_rate(*, required: tuple[int, int], any_: tuple[int, int]) -> int:
    """Return the progress in a course in whole percent, rounded down: the mean of its contents weighted by minutes.

    Each pair is (percent × minutes reached, minutes), over the required contents and over all. Optional contents count
    only if there are no required ones. A course without contents is at 0.
    """
    reached, minutes = required if required[1] else any_
    return reached // minutes if minutes else 0


def expected_rate(*, starts_at: datetime, ends_at: datetime, now: datetime) -> int:
    """Return the share of the class's days that are over, in percent, rounded down (0 before, 100 after)."""
    whole = (ends_at - starts_at).total_seconds()
    gone = min(max((now - starts_at).total_seconds(), 0), whole)
    return int(gone * WHOLE // whole)


def behind_below(expected: int) -> int:
    """Return the rate below which a learner falls behind, by the share of days over (docs/domain.md, Progress)."""
    return max(expected - BEHIND, 0)
