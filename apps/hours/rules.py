"""Rules of recognised time: how much of it one thing can have, and who may correct it."""

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core.errors import Conflict, Invalid, NotAllowed

MOST_MINUTES = 24 * 60  # of one session or lesson


def check_minutes(minutes: int) -> None:
    """Check that so much time can be recognised for one thing. Raises Invalid `minutes_out_of_range`."""
    if not 0 <= minutes <= MOST_MINUTES:
        sentence = _("인정 시간은 0분 이상 %(most)d분 이하로 적어 주세요.") % {"most": MOST_MINUTES}
        raise Invalid("minutes_out_of_range", sentence, field="minutes")


def check_can_correct(by: Member, mentor_id: int) -> None:
    """Check that a member may correct the recognised time of a mentor, who is somebody else.

    Raises NotAllowed `not_staff`, `own_hours`.
    """
    if not by.may("hours.add_hoursentry"):
        raise NotAllowed("not_staff", _("인정 시간은 정정 권한이 있는 운영자만 정정할 수 있습니다."))
    if mentor_id == by.pk:
        raise NotAllowed("own_hours", _("자신의 인정 시간은 다른 운영자가 정정해야 합니다."))


def check_differs(total: int, minutes: int) -> None:
    """Check that a correction changes what is recognised. Raises Conflict `same_minutes`."""
    if total == minutes:
        raise Conflict("same_minutes", _("이미 그만큼 인정되어 있습니다. 다른 시간을 적어 주세요."), field="minutes")
