"""Who may learn what and when, how much of what a player sends is believed, and what the progress in a course is.

Nothing here reads a row, writes, locks or reads the clock: `teaches` (whether the member is an instructor of the class)
is passed in.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.errors import Conflict, Invalid, NotAllowed, refusal_of
from apps.elearning.catalogue.models import Content
from apps.elearning.catalogue.states import ContentType
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress import played
from apps.elearning.progress.played import AHEAD, Parts, Reached

WHOLE = 100
COMPLETES_FROM = 90  # percent of a required video: nobody has to watch the credits
GRACE = 60  # seconds that a player may be ahead of our clock: time before its first save, and delays
LONGEST = 24 * 60 * 60  # seconds in one content, and in one save
FASTEST = 2  # seconds of a video that can be played in one second: the highest speed of the player
ROUNDING = 2  # seconds that may be missing in a video seen whole: files and browsers differ in the last one
ENDED = 3  # seconds before the end of a video from which on one has come to its end
MOST_PARTS = 500  # parts of one video that are told or kept
BEHIND = 20  # percentage points below the share of the class's days that are over


@dataclass(frozen=True)
class Packet:
    """What a player sends. `seconds` were learned since the last save; None is what it did not say.

    `parts` are the parts of the video that were played, `length` is the length of the video in seconds.
    """

    rate: int = 0
    position: int | None = None
    seconds: int = 0
    parts: Sequence[Sequence[float]] | None = None
    length: float | None = None


@dataclass(frozen=True)
class Place:
    """A learner and a content, as the rules need them before a save, and what was reached so far."""

    enrolment_id: int
    member_id: int
    enrolment_status: str
    starts_at: datetime
    ends_at: datetime
    content: Content
    reached: Reached = field(default_factory=Reached)


# --- Who --------------------------------------------------------------------------------------------------------------


def check_is_own(member: Member, learner_id: int) -> None:
    """Check that the enrolment is the member's own (seed 001, 3-11, 3-14, 3-15)."""
    if member.pk != learner_id:
        raise NotAllowed("not_your_enrolment", _("본인이 수강하는 콘텐츠의 진도만 남길 수 있습니다."))


def unreadable_progress() -> Invalid:
    return Invalid("unreadable", _("진도를 읽을 수 없습니다."))


def no_own_enrolment() -> NotAllowed:
    return NotAllowed("not_your_enrolment", _("수강하는 분만 진도를 남길 수 있습니다."))


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
        when = spoken.say_moment(starts_at, today=clock.local(now).date())
        raise Conflict("not_begun", _("학습은 %(when)s에 시작됩니다.") % {"when": when})


def is_played_here(content: Content) -> bool:
    """Return whether our own player plays the content, which alone can know how much was watched.

    That is a video file of ours, or the direct address of one; not the page of another site.
    """
    address = urlsplit(content.url).path.lower()
    return content.type == ContentType.VIDEO and (bool(content.file) or address.endswith((".mp4", ".webm")))


def must_be_seen(content: Content) -> bool:
    """Return whether completion needs COMPLETES_FROM percent, and not only the learner's word."""
    return content.is_required and is_played_here(content)


def check_can_complete(content: Content, reached: Reached, now: datetime) -> None:
    """Check that a content can be completed: a required video is watched, a document read for its least time."""
    if must_be_seen(content) and reached.rate < COMPLETES_FROM:
        raise Conflict(
            "not_seen_enough",
            _("필수 동영상은 %(needed)d%% 이상 보아야 완료할 수 있습니다. 지금까지 %(rate)d%%를 보았습니다.")
            % {"needed": COMPLETES_FROM, "rate": reached.rate},
        )
    if reached.rate < WHOLE and seconds_read(reached, now) < content.least_minutes * 60:
        raise Conflict(
            "not_read_enough",
            _("%(needed)d분 이상 읽어야 완료할 수 있습니다. 지금까지 %(read)d분을 읽었습니다.")
            % {"needed": content.least_minutes, "read": seconds_read(reached, now) // 60},
        )


def seconds_read(reached: Reached, now: datetime) -> int:
    """Return the seconds learned, at most those since the start: the grace of a save counts for no least time."""
    since = (now - reached.started_at).total_seconds() if reached.started_at else 0
    return min(reached.seconds, max(int(since), 0))


# --- What -------------------------------------------------------------------------------------------------------------


def check_packet(packet: Packet) -> None:
    """Check what a player sends: percent from 0 to 100, seconds of at most a day, parts that begin before they end."""
    if not 0 <= packet.rate <= WHOLE:
        raise Invalid("rate_out_of_range", _("진도율은 0 이상 100 이하로 보내 주세요."), field="progress_rate")
    times = {"last_position": packet.position, "learning_time": packet.seconds, "duration": packet.length}
    for name, seconds in times.items():
        if not 0 <= (seconds or 0) <= LONGEST:
            raise Invalid(
                "seconds_out_of_range",
                _("초는 0 이상 %(most)d 이하로 보내 주세요.") % {"most": LONGEST},
                field=name,
            )
    parts = packet.parts or ()
    if len(parts) > MOST_PARTS:
        raise Invalid(
            "too_many_parts",
            _("재생한 구간은 %(most)d개까지 보낼 수 있습니다. 이어진 구간은 하나로 합쳐 주세요.")
            % {"most": MOST_PARTS},
            field="played_ranges",
        )
    if not all(len(part) == 2 and 0 <= part[0] <= part[1] <= LONGEST for part in parts):
        raise Invalid(
            "part_out_of_range",
            _("재생한 구간은 [시작, 끝]을 초로, 시작이 끝보다 늦지 않게 보내 주세요."),
            field="played_ranges",
        )


def length_of(content: Content, reached: Reached, told: float | None = None) -> int:
    """Return the length of a video in seconds: that of its file, otherwise what the player says of it (`told`).

    What a player says of a file of ours that does not tell its length is believed down to half of the minutes that
    staff typed. Where nothing is known, the minutes are the length.
    """
    if content.seconds:
        return content.seconds
    typed = content.minutes * 60
    said = math.ceil(told or reached.length)
    if not said:
        return typed
    return max(said, typed // 2) if content.file else said


def seen_so_far(content: Content, reached: Reached, length: int) -> Parts:
    """Return the parts of a video seen so far. A rate without parts, kept before there were any, is its beginning."""
    if reached.seen or not is_played_here(content):
        return reached.seen
    return played.unite([(0, reached.rate * length // WHOLE)])


def believe(place: Place, packet: Packet, now: datetime) -> Reached:
    """Return what is reached with what a player sends; its time learned is added up in the database.

    Of a video played here counts what was played, no matter in how many visits or tabs, and no more of it than could
    be played since the last save: `FASTEST` seconds in each, and those that are `ahead`. A bare rate (seed 001, 3-11)
    stands for the beginning of a file of ours; of a video elsewhere, as of everything else, it is the learner's word.
    100 completes what may be completed.
    """
    content, before = place.content, place.reached
    if not is_played_here(content):
        return replace(before, rate=_reached_rate(place, packet, max(packet.rate, before.rate), before, now))
    length = length_of(content, before, packet.length)
    kept = seen_so_far(content, before, length)
    if packet.parts is not None:
        told = played.watched(packet.parts)
    else:
        told = [(0, packet.rate * length / WHOLE)] if content.file else []
    passed = int(now.timestamp()) - int(before.saved_at.timestamp()) if before.saved_at else 0
    room = before.ahead + FASTEST * max(passed, 0)
    seen = played.add_up_to(kept, played.within(played.unite(told), length), room)
    if len(seen) > MOST_PARTS:
        seen = kept
    added = played.seconds_in(seen) - played.seconds_in(kept)
    rate = seen_rate(seen, length)
    if packet.parts is None:
        rate = min(rate, packet.rate) if content.file else packet.rate
    after = replace(
        before,
        # What only follows from the rate is not kept as parts: the player may not know the length yet.
        seen=seen if added else before.seen,
        length=math.ceil(packet.length or before.length),
        ahead=min(room - added, AHEAD),
    )
    return replace(after, rate=_reached_rate(place, packet, max(rate, before.rate), after, now))


def seen_rate(seen: Parts, length: int) -> int:
    """Return how much of a video was seen, in whole percent, rounded down; 100 if no more than ROUNDING is missing."""
    seconds = played.seconds_in(played.within(seen, length))
    rate = min(seconds * WHOLE // length, WHOLE)
    return WHOLE if rate >= COMPLETES_FROM and length - seconds <= ROUNDING else rate


def _reached_rate(place: Place, packet: Packet, rate: int, after: Reached, now: datetime) -> int:
    """Return the rate to keep: whole for what may be completed, if the player says so or all of a video was seen."""
    if place.reached.rate == WHOLE:
        return WHOLE
    below = min(rate, WHOLE - 1)
    if WHOLE not in (rate, packet.rate) or (is_played_here(place.content) and rate < COMPLETES_FROM):
        return below
    asked = replace(after, rate=below, seconds=after.seconds + packet.seconds)
    return below if refusal_of(check_can_complete, place.content, asked, now) else WHOLE


def missing(content: Content, reached: Reached) -> Parts:
    """Return the parts of a video played here that were not seen yet; nothing once it is completed."""
    if reached.rate == WHOLE or not is_played_here(content):
        return ()
    length = length_of(content, reached)
    return played.gaps(seen_so_far(content, reached, length), length)


def resume_at(content: Content, reached: Reached, position: int) -> int:
    """Return the second at which to go on: where one left, and from the end of a video its first missing part."""
    left = missing(content, reached)
    at_end = is_played_here(content) and position >= length_of(content, reached) - ENDED
    return left[0][0] if left and at_end else position


def believed_position(content: Content, reached: Reached, packet: Packet) -> int | None:
    """Return the position, at most the length of a video if more than the minutes is known; None if it was not said."""
    known = is_played_here(content) and (content.seconds or reached.length)
    return min(packet.position, length_of(content, reached)) if known and packet.position else packet.position


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
