"""Rules of appointments and venues: what may overlap, who may manage venues, what a venue in use may become.

And of public holidays, and of hours of the week, which mentors and members set.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.errors import Conflict, Invalid, NotAllowed, allowed
from apps.core.particles import fill
from apps.core.rules import saved_meanwhile
from apps.planner import weekly_hours
from apps.planner.models import Appointment, AppointmentRole, CalendarFeed, Holiday, Venue
from apps.planner.recurrence import EVERY, FEWEST, LONGEST, Recurrence
from apps.planner.weekly_hours import WeeklySpan

LONGEST_VENUE = 100  # characters


def check_clashes_are_known(clashing: Collection[Any], *, knowing: bool) -> None:
    """Check that members who have other appointments at a time have seen them; then they may have both.

    Raises Conflict `clash`.
    """
    if clashing and not knowing:
        raise Conflict("clash", _("같은 시간에 다른 일정이 있습니다. 아래에서 확인하고 신청해 주세요."))


def check_clashes_are_those(clashing: Collection[Appointment], expected: Collection[int] | None) -> None:
    """Check that what is on at a time is what the member was shown. None checks nothing. Raises `clash_changed`."""
    if expected is not None and {row.pk for row in clashing} != set(expected):
        raise Conflict("clash_changed", _("그사이 같은 시간의 일정이 바뀌었습니다. 지금의 일정을 확인해 주세요."))


def not_given_up(appointment: Appointment) -> Conflict:
    """Return the refusal to give up an appointment for something else."""
    return Conflict(
        "not_given_up",
        fill(
            _("‘%(title)s’[은/는] 여기서 취소할 수 없습니다. 그 일정의 페이지에서 먼저 확인해 주세요."),
            {"title": appointment.label},
        ),
    )


def check_hosts_are_free(then: Iterable[Appointment], host_ids: Collection[int], *, index: int) -> None:
    """Check that no host holds another of the appointments of that time.

    Raises Conflict `host_busy` with `taken`, the appointment in the way, and the `index` of the time.
    """
    for row in then:
        if row.member_id in host_ids and row.role == AppointmentRole.HOST:
            raise Conflict(
                "host_busy",
                fill(
                    _("%(name)s 님이 같은 시간에 이미 진행하는 일정 ‘%(title)s’(%(when)s)[이/가] 있습니다."),
                    {"name": row.member.name, "title": row.label, "when": text.span(row.starts_at, row.ends_at)},
                ),
                field="starts_at",
                taken=row,
                index=index,
            )


def check_venue_is_free(then: Iterable[Appointment], venue: Venue | None, *, index: int) -> None:
    """Check that none of the appointments of that time is in the venue. Raises Conflict `venue_taken`, with `index`."""
    for row in then:
        if venue is not None and row.venue_id == venue.pk:
            raise Conflict(
                "venue_taken",
                fill(
                    _("%(venue)s[은/는] %(when)s에 이미 예약되어 있습니다. 다른 장소나 시간을 선택해 주세요."),
                    {"venue": venue.name, "when": text.span(row.starts_at, row.ends_at)},
                ),
                field="venue",
                index=index,
            )


def check_time_is_free(
    then: Collection[Appointment], host_ids: Collection[int], venue: Venue | None, *, index: int
) -> None:
    """Check that the hosts and the venue are free, where `then` are the appointments of that time. Raises as both."""
    check_hosts_are_free(then, host_ids, index=index)
    check_venue_is_free(then, venue, index=index)


def check_room(venue: Venue | None, people: int, **extra: Any) -> None:
    """Check that a room has a seat for everybody; one whose seats nobody counted takes any number.

    Raises Invalid `room_too_small` on `capacity`, with what is given besides.
    """
    if venue is not None and not venue.is_online and venue.seats is not None and people > venue.seats:
        raise Invalid(
            "room_too_small",
            fill(
                _(
                    "%(venue)s[은/는] %(seats)d석이라 %(people)d명이 들어갈 수 없습니다. "
                    "정원을 줄이거나 더 큰 장소를 선택해 주세요."
                ),
                {"venue": venue.name, "seats": venue.seats, "people": people},
            ),
            **{"field": "capacity", **extra},
        )


def own_time_taken(own: Appointment) -> Conflict:
    """Return `host_busy` in the words for the host, whose own appointment is in the way."""
    return Conflict(
        "host_busy",
        fill(
            _("같은 시간에 이미 진행하는 일정 ‘%(title)s’(%(when)s)[이/가] 있습니다. 시간을 바꿔 주세요."),
            {"title": own.label, "when": text.span(own.starts_at, own.ends_at)},
        ),
        field="start_time",
        taken=own,
    )


def joining_address(own: str, default: str, *, venue: Venue | None = None) -> str:
    """Return where one joins a meeting: its own address, else the default of what it belongs to.

    Who meets in a room joins nothing online, unless the meeting has an address of its own.
    """
    return own or ("" if venue is not None and not venue.is_online else default)


def feed_mark(feed: CalendarFeed | None) -> str:
    """Return what tells one address of a calendar from the next; '' for none. It says nothing of the secret."""
    return "" if feed is None else f"{feed.renewed_at.timestamp():.6f}"


def check_feed_unchanged(feed: CalendarFeed | None, expected: str | None) -> None:
    """Check that the address is the one that the page showed; None skips the check.

    Raises Conflict `changed_meanwhile`.
    """
    if expected is not None and expected != feed_mark(feed):
        sentence = _("그사이 달력 주소가 바뀌어 그대로 두었습니다. 지금의 주소를 확인해 주세요.")
        raise Conflict("changed_meanwhile", sentence)


def check_can_join(appointment: Appointment, now: datetime) -> None:
    """Check that an online meeting is open: from ten minutes before its start until its end.

    Raises NotAllowed `nowhere_to_join`, `not_open_yet`, `over`.
    """
    if not appointment.join_url or appointment.cancelled_at is not None:
        raise NotAllowed("nowhere_to_join", _("이 일정에는 참여 주소가 없습니다."))
    if now < appointment.joins_from:
        raise NotAllowed(
            "not_open_yet",
            _("%(when)s부터 입장할 수 있습니다.")
            % {"when": spoken.say_moment(appointment.joins_from, today=clock.local(now).date())},
        )
    if now >= appointment.ends_at:
        raise NotAllowed("over", _("이미 끝난 일정입니다."))


def may_join(appointment: Appointment, now: datetime) -> bool:
    return allowed(check_can_join, appointment, now)


def check_venue_name(name: str) -> None:
    """Check the length of a venue's name, whether the venue is known or typed in."""
    if len(name) > LONGEST_VENUE:
        raise Invalid(
            "venue_too_long", _("장소는 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_VENUE}, field="venue"
        )


def check_venue_name_is_new(*, taken: bool) -> None:
    """Check that no other venue has the name. Raises Invalid `venue_name_taken`."""
    if taken:
        raise Invalid("venue_name_taken", _("같은 이름의 장소가 이미 있습니다."), field="name")


def check_can_keep_venues(member: Member) -> None:
    """Check that a member may manage venues (docs/domain.md, Mentoring). Raises NotAllowed `not_staff`."""
    if not (member.is_staff and (member.has_perm("planner.change_venue") or member.has_perm("planner.add_venue"))):
        raise NotAllowed("not_staff", _("장소는 장소 관리 권한이 있는 운영자만 바꿀 수 있습니다."))


def check_venue(venue: Venue) -> None:
    """Check name and seats of a venue. Raises Invalid `venue_name_missing`, `venue_without_seats`."""
    if not venue.name:
        raise Invalid("venue_name_missing", _("장소 이름을 입력해 주세요."), field="name")
    if venue.seats is not None and venue.seats < 1:
        raise Invalid("venue_without_seats", _("좌석 수는 1 이상이어야 합니다. 모르면 비워 두세요."), field="seats")


def check_kind_may_change(*, upcoming: int) -> None:
    """Check that a venue has no coming appointments before it changes between physical and online.

    They were booked for the other kind. Raises Conflict `venue_in_use`.
    """
    if upcoming:
        raise Conflict(
            "venue_in_use",
            _(
                "이 장소에 예정된 일정이 %(n)d건 있어 온라인 여부를 바꿀 수 없습니다. "
                "사용을 끄고 새 장소를 만들어 주세요."
            )
            % {"n": upcoming},
            field="is_online",
        )


# --- Public holidays --------------------------------------------------------------------------------------------------


def check_can_keep_holidays(member: Member) -> None:
    """Check that a member may manage public holidays. Raises NotAllowed `not_staff`."""
    if not (member.is_staff and (member.has_perm("planner.change_holiday") or member.has_perm("planner.add_holiday"))):
        raise NotAllowed("not_staff", _("공휴일은 공휴일 관리 권한이 있는 운영자만 바꿀 수 있습니다."))


def check_holiday(holiday: Holiday, *, taken: bool) -> None:
    """Check that a holiday has a name, and that its day has no other. Raises Invalid on the field."""
    if not holiday.name:
        raise Invalid("holiday_name_missing", _("공휴일 이름을 입력해 주세요."), field="name")
    if taken:
        raise Invalid("holiday_taken", _("이날은 이미 있습니다. 목록에서 찾아 수정해 주세요."), field="date")


def check_recurrence(recurrence: Recurrence, *, most: int) -> None:
    """Check that a series has an end, and no more than `most` times. Raises Invalid on the field."""
    if recurrence.weeks not in EVERY:
        raise Invalid("weeks_unknown", _("매주와 2주마다 가운데 선택해 주세요."), field="repeat")
    if recurrence.times is None and recurrence.until is None:
        raise Invalid("series_without_end", _("횟수나 마지막 날을 입력해 주세요."), field="times")
    if recurrence.times is not None and not FEWEST <= recurrence.times <= most:
        raise Invalid(
            "times_out_of_range",
            _("%(fewest)d회 이상 %(most)d회까지 반복할 수 있습니다.") % {"fewest": FEWEST, "most": most},
            field="times",
        )
    if recurrence.until is not None and recurrence.until < recurrence.first:
        raise Invalid("until_before_first", _("마지막 날은 첫날보다 빠를 수 없습니다."), field="until")
    if recurrence.until is not None and recurrence.until > recurrence.first + LONGEST:
        raise Invalid("until_too_late", _("마지막 날은 첫날부터 1년 안이어야 합니다."), field="until")


def check_number_of_days(number: int, *, fewest: int = 1, most: int) -> None:
    """Check how many days of a series are chosen. Raises Invalid `too_few_days`, `too_many_days`."""
    if number < fewest:
        raise Invalid("too_few_days", _("날짜를 %(n)d개 이상 선택해 주세요.") % {"n": fewest})
    if number > most:
        raise Invalid("too_many_days", _("날짜는 %(n)d개까지 선택할 수 있습니다.") % {"n": most})


def holiday_in_words(holiday: Holiday) -> str:
    """Return `12월 25일 (금) 성탄절`."""
    return f"{spoken.say_day(holiday.date, today=clock.today())} {holiday.label}"


def check_holidays_are_known(coming: Iterable[Holiday], named: Collection[date], **extra: Any) -> None:
    """Check that who puts something on a public holiday has read so; then they may. `named`: the days they read of.

    Raises Conflict `holiday` about those that they did not, with their `days`, and what is given besides.
    """
    unknown = [holiday for holiday in coming if holiday.date not in named]
    if unknown:
        raise Conflict(
            "holiday",
            _("공휴일입니다: %(days)s. 그대로 정하려면 버튼을 한 번 더 눌러 주세요.")
            % {"days": ", ".join(map(holiday_in_words, unknown))},
            days=[holiday.date for holiday in unknown],
            **{"field": "date", **extra},
        )


def check_not_closed(coming: Iterable[Holiday]) -> None:
    """Check that no lesson falls on a public holiday that is closed to lessons. Raises Conflict `holiday_closed`."""
    for holiday in coming:
        if holiday.is_closed:
            raise Conflict(
                "holiday_closed",
                _("공휴일에는 수업을 쉽니다: %(day)s. 다른 날을 선택해 주세요.") % {"day": holiday_in_words(holiday)},
                field="date",
            )


# --- Hours of the week ------------------------------------------------------------------------------------------------


def check_hours_unchanged(now: str, expected: str | None, words: str) -> None:
    """Check that the weekly hours are those that the page was made from. None checks nothing. `words`: as they are."""
    if expected is not None and now != expected:
        raise Conflict("changed_meanwhile", saved_meanwhile(words or _("비어 있음")))


def check_weekly_hours(spans: Sequence[WeeklySpan]) -> None:
    """Check that each span ends after its start and that the spans of a weekday do not overlap; they may touch.

    Raises Invalid `ends_before_start`, `hours_overlap`.
    """
    for span in spans:
        start, end = weekly_hours.minutes_of(span)
        if start >= end:
            raise Invalid(
                "ends_before_start",
                _("%(day)s %(hours)s: 끝나는 시각은 시작 시각보다 늦어야 합니다.")
                % {"day": weekly_hours.weekday_name(span.weekday), "hours": weekly_hours.span_in_words(span)},
            )
    ordered = sorted(spans)
    for before, after in pairwise(ordered):
        if before.weekday == after.weekday and weekly_hours.minutes_of(after)[0] < weekly_hours.minutes_of(before)[1]:
            raise Invalid(
                "hours_overlap",
                fill(
                    _("%(day)s의 %(first)s[과/와] %(second)s[이/가] 겹칩니다. 한 시간대로 합치거나 나누어 주세요."),
                    {
                        "day": weekly_hours.weekday_name(before.weekday),
                        "first": weekly_hours.span_in_words(before),
                        "second": weekly_hours.span_in_words(after),
                    },
                ),
            )
