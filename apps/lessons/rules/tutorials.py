"""Who may offer a tutorial, when its mentor gives lessons, and who may ask for one."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.rules import check_reason, check_revision
from apps.lessons.models import DayOff, Tutorial
from apps.planner import weekly_hours
from apps.planner.models import Holiday
from apps.planner.rules import check_not_closed
from apps.planner.weekly_hours import Hours

SHORTEST, LONGEST = 10, 720  # minutes of a lesson


HIGHEST_PRICE = 10_000_000  # KRW


LONGEST_TITLE = 200


LONGEST_DESCRIPTION = 5000


LONGEST_NOTE = 100


LONGEST_REST = timedelta(days=366)


# --- Tutorials and hours ----------------------------------------------------------------------------------------------


def check_can_offer(member: Member) -> None:
    """Check that the member may offer tutorials and set hours: a mentor, or staff who may add tutorials.

    Raises NotAllowed `not_a_mentor` (docs/domain.md, Lessons).
    """
    if not (member.is_mentor or member.may("lessons.add_tutorial")):
        sentence = _("멘토만 과외를 열 수 있습니다. ‘내 계정 › 멘토 신청’에서 먼저 신청해 주세요.")
        raise NotAllowed("not_a_mentor", sentence)


def manages_tutorial(member: Member, tutorial: Tutorial) -> bool:
    """Return whether the member is the tutorial's mentor or staff who may change tutorials."""
    return tutorial.mentor_id == member.pk or member.may("lessons.change_tutorial")


def check_can_manage_tutorial(member: Member, tutorial: Tutorial) -> None:
    """Check that the member manages the tutorial. Raises NotAllowed `not_the_mentor`."""
    if not manages_tutorial(member, tutorial):
        raise NotAllowed("not_the_mentor", _("이 과외를 연 멘토와 운영자만 할 수 있습니다."))


def check_tutorial(*, title: str, description: str, price: int, duration: int) -> None:
    """Check the content of a tutorial: `price` in whole KRW, `duration` in minutes. Raises Invalid on the field."""
    if not title:
        raise Invalid("title_missing", _("제목을 입력해 주세요."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Invalid("title_too_long", _("제목은 200자까지 쓸 수 있습니다."), field="title")
    if not description:
        raise Invalid("description_missing", _("소개를 입력해 주세요."), field="description")
    if len(description) > LONGEST_DESCRIPTION:
        raise Invalid(
            "description_too_long",
            _("소개는 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_DESCRIPTION},
            field="description",
        )
    if not 0 <= price <= HIGHEST_PRICE:
        raise Invalid(
            "price_out_of_range",
            _("수업료는 0원 이상 %(most)s 이하여야 합니다.") % {"most": text.won(HIGHEST_PRICE)},
            field="price",
        )
    if not SHORTEST <= duration <= LONGEST:
        raise Invalid(
            "duration_out_of_range",
            _("수업 시간은 %(least)d분 이상 %(most)d분 이하여야 합니다.") % {"least": SHORTEST, "most": LONGEST},
            field="duration",
        )


def check_title_is_new(*, taken: bool) -> None:
    """Check that the mentor has no other open tutorial of this title. Raises Conflict `title_taken`.

    Two could not be told apart, and a double click would make a second one.
    """
    if taken:
        raise Conflict(
            "title_taken", _("같은 제목으로 신청을 받는 과외가 이미 있습니다. 제목을 다르게 써 주세요."), field="title"
        )


def check_tutorial_unchanged(tutorial: Tutorial, expected_revision: int | None) -> None:
    """Check that nobody edited the tutorial since its form was opened; None skips the check.

    Raises Conflict `changed_meanwhile`.
    """
    sentence = _("그사이 다른 사람이 이 과외를 수정했습니다. 아래에서 지금의 내용을 확인하고 다시 저장해 주세요.")
    check_revision(tutorial.revision, expected_revision, sentence)


def check_can_reopen(tutorial: Tutorial) -> None:
    """Check that the tutorial's mentor still gives lessons. Load the mentor's profile with the tutorial first.

    Raises Conflict `mentor_gone`.
    """
    mentor = tutorial.mentor
    if not mentor.is_active or not (mentor.is_mentor or mentor.may("lessons.add_tutorial")):
        raise Conflict("mentor_gone", _("이 멘토는 지금 수업을 하지 않아 신청을 받을 수 없습니다."))


def check_close_reason(member: Member, tutorial: Tutorial, reason: str) -> None:
    """Check that staff who close another person's tutorial give a reason (docs/domain.md, People)."""
    check_reason(reason, required=tutorial.mentor_id != member.pk)


def check_day_off(first_day: date, last_day: date, *, today: date, others: Iterable[DayOff]) -> None:
    """Check that days off are in order, not over yet, at most a year long and overlap none of `others`.

    Both ends are included. Raises Invalid `rest_out_of_order`, `rest_is_past`, `rest_too_long`, Conflict
    `rest_overlaps`.
    """
    if first_day > last_day:
        raise Invalid("rest_out_of_order", _("마지막 날은 첫날과 같거나 늦어야 합니다."), field="last_day")
    if last_day < today:
        raise Invalid("rest_is_past", _("이미 지난 날입니다. 오늘이나 그 뒤의 날을 써 주세요."), field="first_day")
    if last_day - first_day >= LONGEST_REST:
        raise Invalid("rest_too_long", _("쉬는 날은 한 번에 1년까지 정할 수 있습니다."), field="last_day")
    for other in others:
        if other.first_day <= last_day and other.last_day >= first_day:
            raise Conflict(
                "rest_overlaps",
                _("이미 정한 쉬는 날(%(days)s)과 겹칩니다.") % {"days": day_off_in_words(other)},
                field="first_day",
            )


def check_can_open_holiday(day: date, holidays: Iterable[Holiday], *, today: date) -> None:
    """Check that lessons rest on that day because it is a public holiday, and that it is not over.

    Raises Invalid `not_closed`, `holiday_is_past`.
    """
    if not any(holiday.date == day and holiday.is_closed for holiday in holidays):
        raise Invalid("not_closed", _("수업을 쉬는 공휴일이 아닙니다. 다른 날을 선택해 주세요."), field="day")
    if day < today:
        raise Invalid("holiday_is_past", _("이미 지난 공휴일입니다. 다른 날을 선택해 주세요."), field="day")


def day_off_in_words(day_off: DayOff) -> str:
    """Return `1월 5일 (월)`, or the first and the last day."""
    today = clock.today()
    first = spoken.say_day(day_off.first_day, today=today)
    if day_off.first_day == day_off.last_day:
        return first
    last = spoken.say_day(day_off.last_day, today=today)
    return _("%(first)s부터 %(last)s까지") % {"first": first, "last": last}


def check_within_hours(
    starts_at: datetime,
    ends_at: datetime,
    hours: Sequence[Hours],
    days_off: Iterable[DayOff],
    holidays: Iterable[Holiday] = (),
    opened: Collection[date] = (),
) -> None:
    """Check that a lesson lies within one span of the mentor's week and touches no day off and no closed holiday.

    A mentor without `hours` gives lessons at all times. `opened`: the holidays on which the mentor does. Raises
    Conflict `holiday_closed`, `day_off`, `outside_hours`; the sentences of the last two say when lessons are given.
    """
    first_day = clock.local(starts_at).date()
    last_day = clock.local(ends_at - timedelta(microseconds=1)).date()
    touched = (holiday for holiday in holidays if first_day <= holiday.date <= last_day)
    check_not_closed(holiday for holiday in touched if holiday.date not in opened)
    for day_off in days_off:
        if day_off.first_day <= last_day and day_off.last_day >= first_day:
            raise Conflict(
                "day_off",
                _("멘토가 수업을 쉬는 날(%(days)s)입니다. 다른 날을 선택해 주세요.")
                % {"days": day_off_in_words(day_off)},
                field="date",
            )
    if hours and not weekly_hours.contain_time(hours, starts_at, ends_at):
        raise Conflict(
            "outside_hours",
            _("이 과외의 수업 시간은 %(hours)s입니다. %(minutes)d분 수업이 그 안에 끝나도록 시간을 선택해 주세요.")
            % {"hours": weekly_hours.hours_in_words(hours), "minutes": (ends_at - starts_at) // timedelta(minutes=1)},
            field="time",
        )


def check_can_request(member: Member, tutorial: Tutorial) -> None:
    """Check that the tutorial is open and not the member's own (docs/domain.md, Lessons).

    Load the mentor with the tutorial first. Raises NotAllowed `own_tutorial`, Conflict `closed`.
    """
    if tutorial.mentor_id == member.pk:
        raise NotAllowed("own_tutorial", _("내가 연 과외에는 수업을 신청할 수 없습니다."))
    check_takes_requests(tutorial)


def check_takes_requests(tutorial: Tutorial) -> None:
    """Check that the tutorial is open and its mentor active; load the mentor first. Raises Conflict `closed`."""
    if not (tutorial.is_open and tutorial.mentor.is_active):
        raise Conflict("closed", _("지금은 신청을 받지 않는 과외입니다."))


def check_gives_no_lessons(ahead: int) -> None:
    """Check that a member who leaves has no more lessons to give. Raises Conflict `gives_lessons`."""
    if ahead:
        raise Conflict(
            "gives_lessons",
            _("앞으로 진행할 수업이 %(n)d건 있습니다. 먼저 취소하거나 마친 뒤에 탈퇴해 주세요.") % {"n": ahead},
        )
