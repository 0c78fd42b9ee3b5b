"""Rules of venues: who may manage them, and what may be changed while one is in use."""

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.planner.models import Venue


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
